/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Values of JSON as Lua's, and back. */
#include "script_local.h"

#include <math.h>

#define DEPTH_MAX 64
#define ELEMENTS_MAX 100000

static void
push_number(lua_State *lua, double number)
{
    if (number == floor(number) && fabs(number) < 9007199254740992.0)
        lua_pushinteger(lua, (lua_Integer)number);
    else
        lua_pushnumber(lua, number);
}

static void
push_list(lua_State *lua, const struct bpmn_value *value)
{
    lua_createtable(lua, (int)value->n, 0);
    for (size_t i = 0; i < value->n; i++) {
        if (value->items[i]->kind == BPMN_NULL)
            lua_pushlightuserdata(lua, SCRIPT_NULL);
        else
            script_push(lua, value->items[i]);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
}

void
script_push(lua_State *lua, const struct bpmn_value *value)
{
    luaL_checkstack(lua, 4, "too deep");
    switch (value ? value->kind : BPMN_NULL) {
    case BPMN_BOOL:
        lua_pushboolean(lua, value->truth);
        return;
    case BPMN_NUMBER:
        push_number(lua, value->number);
        return;
    case BPMN_TEXT:
        lua_pushstring(lua, value->text);
        return;
    case BPMN_LIST:
        push_list(lua, value);
        return;
    case BPMN_OBJECT:
        lua_createtable(lua, 0, (int)value->n);
        for (size_t i = 0; i < value->n; i++) {
            script_push(lua, value->items[i]);
            lua_setfield(lua, -2, value->names[i]);
        }
        return;
    default:
        lua_pushnil(lua);
    }
}

/* ------------------------------------------------------------------ back */

static const struct bpmn_value *take(lua_State *lua, const struct bpmn_value *before, int depth);

static const struct bpmn_value *
take_text(lua_State *lua)
{
    size_t length;
    const char *text = lua_tolstring(lua, -1, &length);
    if (!utf8_valid(text, length))
        luaL_error(lua, "a text that is not UTF-8 cannot be kept");
    return bpmn_text(script_of(lua)->arena, text);
}

static const struct bpmn_value *
take_list(lua_State *lua, size_t n, const struct bpmn_value *before, int depth)
{
    struct arena *arena = script_of(lua)->arena;
    struct bpmn_value *list = ARENA_NEW(arena, struct bpmn_value);
    const struct bpmn_value **items = ARENA_ARRAY(arena, const struct bpmn_value *, n);
    for (size_t i = 0; i < n; i++) {
        lua_rawgeti(lua, -1, (lua_Integer)i + 1);
        items[i] = take(lua, before && before->kind == BPMN_LIST && i < before->n ? before->items[i] : NULL, depth);
        lua_pop(lua, 1);
    }
    *list = (struct bpmn_value){ .kind = BPMN_LIST, .n = n, .items = items };
    return list;
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Elements in the order of their names: that of Lua's tables is by chance. */
static const struct bpmn_value *
take_object(lua_State *lua, size_t n, const struct bpmn_value *before, int depth)
{
    struct arena *arena = script_of(lua)->arena;
    struct bpmn_value *object = ARENA_NEW(arena, struct bpmn_value);
    const char **names = ARENA_ARRAY(arena, const char *, n);
    const struct bpmn_value **items = ARENA_ARRAY(arena, const struct bpmn_value *, n);
    size_t i = 0;
    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1)) {
        size_t length;
        if (lua_type(lua, -2) != LUA_TSTRING)
            luaL_error(lua, "a table must be a list from 1 on or have names only");
        const char *name = lua_tolstring(lua, -2, &length);
        if (!utf8_valid(name, length))
            luaL_error(lua, "a name that is not UTF-8 cannot be kept");
        names[i++] = arena_strdup(arena, name);
    }
    qsort(names, n, sizeof *names, by_name);
    for (i = 0; i < n; i++) {
        lua_getfield(lua, -1, names[i]);
        items[i] = take(lua, bpmn_get(before, names[i]), depth);
        lua_pop(lua, 1);
    }
    *object = (struct bpmn_value){ .kind = BPMN_OBJECT, .n = n, .items = items, .names = names };
    return object;
}

static const struct bpmn_value *
take_table(lua_State *lua, const struct bpmn_value *before, int depth)
{
    size_t n = 0;
    if (depth >= DEPTH_MAX)
        luaL_error(lua, "tables lie too deep in each other");
    luaL_checkstack(lua, 4, "too deep");
    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1))
        n++;
    script_charge(lua, n);
    bool list = n ? lua_rawlen(lua, -1) == n : before && before->kind == BPMN_LIST;
    return list ? take_list(lua, n, before, depth + 1) : take_object(lua, n, before, depth + 1);
}

static const struct bpmn_value *
take(lua_State *lua, const struct bpmn_value *before, int depth)
{
    struct arena *arena = script_of(lua)->arena;
    switch (lua_type(lua, -1)) {
    case LUA_TNIL:
    case LUA_TLIGHTUSERDATA:
        return bpmn_null();
    case LUA_TBOOLEAN:
        return bpmn_bool(arena, lua_toboolean(lua, -1));
    case LUA_TNUMBER:
        if (!isfinite(lua_tonumber(lua, -1)))
            luaL_error(lua, "a number that is not finite cannot be kept");
        return bpmn_number(arena, lua_tonumber(lua, -1));
    case LUA_TSTRING:
        return take_text(lua);
    case LUA_TTABLE:
        return take_table(lua, before, depth);
    default:
        luaL_error(lua, "a %s cannot be kept in a variable: make it local", luaL_typename(lua, -1));
        return NULL;
    }
}

const struct bpmn_value *
script_take(lua_State *lua, const struct bpmn_value *before)
{
    return take(lua, before, 0);
}
