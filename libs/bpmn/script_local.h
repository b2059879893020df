/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What the files of the interpreter share. */
#ifndef OKNO_BPMN_SCRIPT_LOCAL_H
#define OKNO_BPMN_SCRIPT_LOCAL_H

#include "script.h"

#include <lauxlib.h>
#include <lua.h>

#define CLASSES 48

struct script {
    struct arena *arena;
    lua_State *lua;
    void *spare[CLASSES]; /* freed blocks, by size class */
    size_t held, taken;
    int64_t instructions, left; /* of the evaluation; of the step */
    const struct script_scope *scope;
    bool changes; /* a script, whose assignments count */
};

static inline struct script *
script_of(lua_State *lua)
{
    return *(struct script **)lua_getextraspace(lua);
}

/* script_memory.c */
void *script_allocate(void *arg, void *old, size_t old_size, size_t size);

/* script.c: counts work that the instruction counter does not see; raises an error beyond the limit. */
void script_charge(lua_State *lua, size_t work);

/* script_values.c */
#define SCRIPT_NULL ((void *)0) /* null in a list: a light userdata that Lua sees as `null` */
void script_push(lua_State *lua, const struct bpmn_value *value);
/* Value at the top of the stack, which stays; raises an error for what is no JSON. `before` decides what {} is. */
const struct bpmn_value *script_take(lua_State *lua, const struct bpmn_value *before);

/* script_library.c: leaves the library's table on the stack. */
void script_library(lua_State *lua);
/* script_texts.c, script_lists.c */
extern const luaL_Reg script_texts[], script_walks[], script_lists[];

#endif
