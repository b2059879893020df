/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The library of scripts. Nothing in it reads a clock, makes chance, or walks a table in another order than that of its
 * keys; whatever takes longer with its arguments is charged for that.
 */
#include "script_local.h"

#include <math.h>

static int
lib_type(lua_State *lua)
{
    luaL_checkany(lua, 1);
    lua_pushstring(lua, lua_islightuserdata(lua, 1) ? "null" : luaL_typename(lua, 1));
    return 1;
}

/* Never an address. */
static int
lib_tostring(lua_State *lua)
{
    luaL_checkany(lua, 1);
    if (lua_type(lua, 1) == LUA_TNUMBER || lua_type(lua, 1) == LUA_TSTRING)
        lua_tostring(lua, 1);
    else if (lua_isboolean(lua, 1))
        lua_pushstring(lua, lua_toboolean(lua, 1) ? "true" : "false");
    else
        return lib_type(lua);
    lua_settop(lua, lua_isboolean(lua, 1) ? 2 : 1);
    return 1;
}

static int
lib_tonumber(lua_State *lua)
{
    size_t length;
    if (lua_type(lua, 1) == LUA_TNUMBER) {
        lua_settop(lua, 1);
    } else {
        const char *text = lua_type(lua, 1) == LUA_TSTRING ? lua_tolstring(lua, 1, &length) : NULL;
        if (!text || lua_stringtonumber(lua, text) != length + 1)
            lua_pushnil(lua);
    }
    return 1;
}

static int
lib_error(lua_State *lua)
{
    luaL_where(lua, 1);
    lua_pushstring(lua, luaL_checkstring(lua, 1));
    lua_concat(lua, 2);
    return lua_error(lua);
}

static int
lib_assert(lua_State *lua)
{
    if (lua_toboolean(lua, 1))
        return lua_gettop(lua);
    return luaL_error(lua, "%s", luaL_optstring(lua, 2, "assertion failed"));
}

/* ------------------------------------------------------------------ numbers and days */

static int
whole(lua_State *lua, double number)
{
    if (fabs(number) < 9007199254740992.0)
        lua_pushinteger(lua, (lua_Integer)number);
    else
        lua_pushnumber(lua, number);
    return 1;
}

static int
lib_floor(lua_State *lua)
{
    return whole(lua, floor(luaL_checknumber(lua, 1)));
}

static int
lib_ceil(lua_State *lua)
{
    return whole(lua, ceil(luaL_checknumber(lua, 1)));
}

static int
lib_round(lua_State *lua)
{
    double scale = pow(10, (double)luaL_optinteger(lua, 2, 0));
    double number = round(luaL_checknumber(lua, 1) * scale) / scale;
    lua_pushnumber(lua, number);
    return number == floor(number) ? whole(lua, number) : 1;
}

static int
lib_abs(lua_State *lua)
{
    lua_pushnumber(lua, fabs(luaL_checknumber(lua, 1)));
    return lua_isinteger(lua, 1) ? whole(lua, lua_tonumber(lua, -1)) : 1;
}

static int
extreme(lua_State *lua, bool greatest)
{
    int best = 1, n = lua_gettop(lua);
    luaL_checknumber(lua, 1);
    for (int i = 2; i <= n; i++) {
        double number = luaL_checknumber(lua, i), held = lua_tonumber(lua, best);
        best = greatest ? (number > held ? i : best) : (number < held ? i : best);
    }
    lua_pushvalue(lua, best);
    return 1;
}

static int
lib_max(lua_State *lua)
{
    return extreme(lua, true);
}

static int
lib_min(lua_State *lua)
{
    return extreme(lua, false);
}

static int32_t
day(lua_State *lua, int at)
{
    struct date date;
    char text[11] = "";
    snprintf(text, sizeof text, "%s", luaL_checkstring(lua, at)); /* of a time, the day it begins with */
    if (!date_parse(text, &date))
        luaL_error(lua, "\"%s\" is no date", lua_tostring(lua, at));
    return date_to_days(date);
}

static int
lib_days(lua_State *lua)
{
    lua_pushinteger(lua, day(lua, 2) - day(lua, 1));
    return 1;
}

static int
lib_add_days(lua_State *lua)
{
    char text[11];
    lua_Integer days = luaL_checkinteger(lua, 2);
    luaL_argcheck(lua, days > -1000000 && days < 1000000, 2, "too many days");
    struct date date = date_from_days(day(lua, 1) + (int32_t)days);
    if (!date_valid(date) || date.year < 1 || date.year > 9999)
        return luaL_error(lua, "no such day");
    date_format(date, text);
    lua_pushstring(lua, text);
    return 1;
}

/* ------------------------------------------------------------------ together */

static const luaL_Reg plain[] = {
    { "type", lib_type },   { "tostring", lib_tostring }, { "tonumber", lib_tonumber },
    { "error", lib_error }, { "assert", lib_assert },     { "round", lib_round },
    { "days", lib_days },   { "add_days", lib_add_days }, { NULL, NULL },
};

static const luaL_Reg numbers[] = {
    { "floor", lib_floor }, { "ceil", lib_ceil }, { "abs", lib_abs },
    { "max", lib_max },     { "min", lib_min },   { NULL, NULL },
};

static int
refuse_write(lua_State *lua)
{
    return luaL_error(lua, "the library cannot be changed");
}

/* The functions behind an empty table that cannot be written to; leaves it on the stack. */
static void
sealed(lua_State *lua, const luaL_Reg *functions)
{
    lua_newtable(lua);
    lua_createtable(lua, 0, 2);
    lua_newtable(lua);
    luaL_setfuncs(lua, functions, 0);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, refuse_write);
    lua_setfield(lua, -2, "__newindex");
    lua_setmetatable(lua, -2);
}

/* Lets `name:lower()` work. */
static void
texts_have_methods(lua_State *lua)
{
    lua_pushliteral(lua, "");
    lua_createtable(lua, 0, 1);
    lua_getfield(lua, -3, "string");
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -2);
    lua_pop(lua, 1);
}

void
script_library(lua_State *lua)
{
    lua_createtable(lua, 0, 32);
    luaL_setfuncs(lua, plain, 0);
    luaL_setfuncs(lua, script_texts, 0);
    luaL_setfuncs(lua, script_walks, 0);
    sealed(lua, numbers);
    lua_setfield(lua, -2, "math");
    sealed(lua, script_lists);
    lua_setfield(lua, -2, "table");
    sealed(lua, script_texts);
    lua_setfield(lua, -2, "string");
    lua_pushlightuserdata(lua, SCRIPT_NULL);
    lua_setfield(lua, -2, "null");
    texts_have_methods(lua);
}
