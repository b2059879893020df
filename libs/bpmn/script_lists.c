/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Walking tables and changing lists in scripts, always in the order of keys. */
#include "script_local.h"

static int
before(lua_State *lua, int a, int b)
{
    bool numbers = lua_type(lua, a) == LUA_TNUMBER;
    if (numbers != (lua_type(lua, b) == LUA_TNUMBER))
        return numbers;
    return lua_type(lua, a) == lua_type(lua, b) && (numbers || lua_type(lua, a) == LUA_TSTRING)
           && lua_compare(lua, a, b, LUA_OPLT);
}

/* Whether element `i` comes before `j` of the table at 1, by the function at 2 if there is one. */
static bool
element_before(lua_State *lua, lua_Integer i, lua_Integer j)
{
    int top = lua_gettop(lua);
    lua_rawgeti(lua, 1, i);
    lua_rawgeti(lua, 1, j);
    bool less;
    if (lua_isfunction(lua, 2)) {
        lua_pushvalue(lua, 2);
        lua_insert(lua, -3);
        lua_call(lua, 2, 1);
        less = lua_toboolean(lua, -1);
    } else {
        less = before(lua, -2, -1);
    }
    lua_settop(lua, top);
    return less;
}

static void
swap(lua_State *lua, lua_Integer i, lua_Integer j)
{
    lua_rawgeti(lua, 1, i);
    lua_rawgeti(lua, 1, j);
    lua_rawseti(lua, 1, i);
    lua_rawseti(lua, 1, j);
}

/* Insertion sort: stable, and the lists of a regulation are short. */
static void
sort(lua_State *lua)
{
    lua_Integer n = (lua_Integer)lua_rawlen(lua, 1);
    for (lua_Integer i = 2; i <= n; i++)
        for (lua_Integer j = i; j > 1 && element_before(lua, j, j - 1); j--) {
            script_charge(lua, 10);
            swap(lua, j, j - 1);
        }
}

static int
lib_sort(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_settop(lua, 2);
    sort(lua);
    return 0;
}

static int
sorted_keys(lua_State *lua) /* table -> list of its keys */
{
    lua_Integer n = 0;
    lua_newtable(lua);
    lua_insert(lua, 1);
    for (lua_pushnil(lua); lua_next(lua, 2); lua_pop(lua, 1)) {
        script_charge(lua, 2);
        lua_pushvalue(lua, -2);
        lua_rawseti(lua, 1, ++n);
    }
    lua_settop(lua, 1);
    lua_pushnil(lua);
    sort(lua);
    lua_settop(lua, 1);
    return 1;
}

static int
next_pair(lua_State *lua)
{
    lua_Integer at = lua_tointeger(lua, lua_upvalueindex(2)) + 1;
    lua_pushinteger(lua, at);
    lua_replace(lua, lua_upvalueindex(2));
    lua_rawgeti(lua, lua_upvalueindex(1), at);
    if (lua_isnil(lua, -1))
        return 1;
    lua_pushvalue(lua, -1);
    lua_gettable(lua, lua_upvalueindex(3));
    return 2;
}

/* By the order of keys: numbers, then names. */
static int
lib_pairs(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_pushcfunction(lua, sorted_keys);
    lua_pushvalue(lua, 1);
    lua_call(lua, 1, 1);
    lua_pushinteger(lua, 0);
    lua_pushvalue(lua, 1);
    lua_pushcclosure(lua, next_pair, 3);
    return 1;
}

static int
next_item(lua_State *lua)
{
    lua_Integer at = luaL_checkinteger(lua, 2) + 1;
    lua_pushinteger(lua, at);
    return lua_geti(lua, 1, at) == LUA_TNIL ? 1 : 2;
}

static int
lib_ipairs(lua_State *lua)
{
    luaL_checkany(lua, 1);
    lua_pushcfunction(lua, next_item);
    lua_pushvalue(lua, 1);
    lua_pushinteger(lua, 0);
    return 3;
}

/* ------------------------------------------------------------------ lists */

static int
lib_insert(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_Integer n = (lua_Integer)lua_rawlen(lua, 1), at = n + 1;
    if (lua_gettop(lua) == 3)
        at = luaL_checkinteger(lua, 2);
    luaL_argcheck(lua, at >= 1 && at <= n + 1 && (lua_gettop(lua) == 2 || lua_gettop(lua) == 3), 2, "no such place");
    script_charge(lua, (size_t)(n + 1 - at));
    int value = lua_gettop(lua);
    for (lua_Integer i = n; i >= at; i--) {
        lua_rawgeti(lua, 1, i);
        lua_rawseti(lua, 1, i + 1);
    }
    lua_pushvalue(lua, value);
    lua_rawseti(lua, 1, at);
    return 0;
}

static int
lib_remove(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_Integer n = (lua_Integer)lua_rawlen(lua, 1), at = luaL_optinteger(lua, 2, n);
    if (n == 0)
        return 0;
    luaL_argcheck(lua, at >= 1 && at <= n, 2, "no such place");
    script_charge(lua, (size_t)(n - at));
    lua_rawgeti(lua, 1, at);
    for (lua_Integer i = at; i <= n; i++) {
        lua_rawgeti(lua, 1, i + 1);
        lua_rawseti(lua, 1, i);
    }
    return 1;
}

static int
lib_concat(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    const char *between = luaL_optstring(lua, 2, "");
    lua_Integer n = (lua_Integer)lua_rawlen(lua, 1);
    luaL_Buffer buffer;
    script_charge(lua, (size_t)n);
    luaL_buffinit(lua, &buffer);
    for (lua_Integer i = 1; i <= n; i++) {
        if (i > 1)
            luaL_addstring(&buffer, between);
        lua_rawgeti(lua, 1, i);
        if (!lua_isstring(lua, -1))
            return luaL_error(lua, "element %d is no text", (int)i);
        luaL_addvalue(&buffer);
    }
    luaL_pushresult(&buffer);
    return 1;
}

static int
lib_has(lua_State *lua)
{
    lua_Integer n = lua_istable(lua, 1) ? (lua_Integer)lua_rawlen(lua, 1) : 0;
    script_charge(lua, (size_t)n);
    bool found = false;
    for (lua_Integer i = 1; i <= n && !found; i++) {
        lua_rawgeti(lua, 1, i);
        found = lua_rawequal(lua, -1, 2);
        lua_pop(lua, 1);
    }
    lua_pushboolean(lua, found);
    return 1;
}

/* ------------------------------------------------------------------ together */

const luaL_Reg script_walks[] = {
    { "pairs", lib_pairs },
    { "ipairs", lib_ipairs },
    { "has", lib_has },
    { NULL, NULL },
};

const luaL_Reg script_lists[] = {
    { "insert", lib_insert }, { "remove", lib_remove }, { "concat", lib_concat }, { "sort", lib_sort }, { NULL, NULL },
};
