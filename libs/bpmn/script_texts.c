/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Texts in scripts: UTF-8, letters counted rather than bytes, cases of Latin and Cyrillic. Patterns are left out:
 * theirs is work that no counter of instructions sees.
 */
#include "script_local.h"

/* One code point of well-formed UTF-8; 0 at the end. */
static uint32_t
read_point(const char **at)
{
    const unsigned char *p = (const unsigned char *)*at;
    if (*p == 0)
        return 0;
    int more = *p < 0x80 ? 0 : *p < 0xe0 ? 1 : *p < 0xf0 ? 2 : 3;
    uint32_t point = more == 0 ? *p : *p & (0x3fU >> more);
    for (int i = 1; i <= more; i++)
        point = point << 6 | (p[i] & 0x3fU);
    *at += more + 1;
    return point;
}

static void
add_point(luaL_Buffer *buffer, uint32_t point)
{
    if (point < 0x80) {
        luaL_addchar(buffer, (char)point);
        return;
    }
    int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    luaL_addchar(buffer, (char)((0xff00U >> (more + 1)) | (point >> (6 * more))));
    while (more-- > 0)
        luaL_addchar(buffer, (char)(0x80 | ((point >> (6 * more)) & 0x3f)));
}

static bool
between(uint32_t point, uint32_t first, uint32_t last)
{
    return point >= first && point <= last;
}

/* Where capitals have even numbers and their small letters the next one. */
static bool
paired(uint32_t point)
{
    return between(point, 0x100, 0x137) || between(point, 0x14a, 0x177) || between(point, 0x460, 0x481)
           || between(point, 0x48a, 0x4bf) || between(point, 0x4d0, 0x52f);
}

static uint32_t
small(uint32_t point)
{
    if (between(point, 'A', 'Z') || between(point, 0x410, 0x42f) || (between(point, 0xc0, 0xde) && point != 0xd7))
        return point + 0x20;
    if (between(point, 0x400, 0x40f))
        return point + 0x50;
    return paired(point) ? point | 1 : point;
}

static uint32_t
capital(uint32_t point)
{
    if (between(point, 'a', 'z') || between(point, 0x430, 0x44f) || (between(point, 0xe0, 0xfe) && point != 0xf7))
        return point - 0x20;
    if (between(point, 0x450, 0x45f))
        return point - 0x50;
    return paired(point) ? point & ~1U : point;
}

/* For comparing: small, and ё as е. */
static uint32_t
folded(uint32_t point)
{
    point = small(point);
    return point == 0x451 ? 0x435 : point;
}

/* A text argument; what is not there is an empty one. */
static const char *
text(lua_State *lua, int at)
{
    size_t length;
    const char *bytes = lua_isnoneornil(lua, at) ? "" : luaL_checklstring(lua, at, &length);
    if (*bytes && !utf8_valid(bytes, length))
        luaL_error(lua, "a text is not UTF-8");
    script_charge(lua, strlen(bytes) / 8);
    return bytes;
}

static int
mapped(lua_State *lua, uint32_t (*map)(uint32_t))
{
    const char *at = text(lua, 1);
    luaL_Buffer buffer;
    uint32_t point;
    luaL_buffinit(lua, &buffer);
    while ((point = read_point(&at)))
        add_point(&buffer, map(point));
    luaL_pushresult(&buffer);
    return 1;
}

static int
lib_lower(lua_State *lua)
{
    return mapped(lua, small);
}

static int
lib_upper(lua_State *lua)
{
    return mapped(lua, capital);
}

/* Whether `whole` begins with `part`, whatever the case; what follows it. */
static const char *
after(const char *whole, const char *part)
{
    uint32_t point;
    while ((point = read_point(&part)))
        if (folded(read_point(&whole)) != folded(point))
            return NULL;
    return whole;
}

static int
lib_contains(lua_State *lua)
{
    const char *whole = text(lua, 1), *part = text(lua, 2);
    script_charge(lua, strlen(whole) * strlen(part) / 16);
    bool found = after(whole, part) != NULL;
    while (!found && read_point(&whole))
        found = after(whole, part) != NULL;
    lua_pushboolean(lua, found);
    return 1;
}

static int
lib_starts(lua_State *lua)
{
    lua_pushboolean(lua, after(text(lua, 1), text(lua, 2)) != NULL);
    return 1;
}

static int
lib_ends(lua_State *lua)
{
    const char *whole = text(lua, 1), *part = text(lua, 2);
    size_t skip = utf8_length(whole), length = utf8_length(part);
    bool fits = length <= skip;
    for (skip -= fits ? length : 0; fits && skip > 0; skip--)
        read_point(&whole);
    lua_pushboolean(lua, fits && after(whole, part) != NULL);
    return 1;
}

static int
lib_length(lua_State *lua)
{
    lua_pushinteger(lua, (lua_Integer)utf8_length(text(lua, 1)));
    return 1;
}

/* Letters from..to, as string.sub counts them: from 1, from the end when negative. */
static int
lib_sub(lua_State *lua)
{
    const char *at = text(lua, 1);
    lua_Integer n = (lua_Integer)utf8_length(at), from = luaL_optinteger(lua, 2, 1), to = luaL_optinteger(lua, 3, -1);
    from = from < 0 ? (n + from + 1 > 1 ? n + from + 1 : 1) : from < 1 ? 1 : from;
    to = to < 0 ? n + to + 1 : to > n ? n : to;
    for (lua_Integer i = 1; i < from && i <= n; i++)
        read_point(&at);
    const char *end = at;
    for (lua_Integer i = from; i <= to; i++)
        read_point(&end);
    lua_pushlstring(lua, at, (size_t)(end - at));
    return 1;
}

static int
lib_trim(lua_State *lua)
{
    const char *from = text(lua, 1), *end = from + strlen(from);
    while (*from && strchr(" \t\r\n", *from))
        from++;
    while (end > from && strchr(" \t\r\n", end[-1]))
        end--;
    lua_pushlstring(lua, from, (size_t)(end - from));
    return 1;
}

const luaL_Reg script_texts[] = {
    { "lower", lib_lower },   { "upper", lib_upper }, { "contains", lib_contains },
    { "starts", lib_starts }, { "ends", lib_ends },   { "len", lib_length },
    { "sub", lib_sub },       { "trim", lib_trim },   { NULL, NULL },
};
