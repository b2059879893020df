/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Evaluating. Each evaluation has globals of its own: a table that is always empty and whose metamethods look first at
 * what this evaluation assigned or read before (the store), then at the variables, then at the library.
 */
#include "script_local.h"

#define COUNT 1000 /* instructions between two looks at the limit */

/* Positions in the registry. */
enum { LIBRARY = 1001, STORE, ENVIRONMENT };

void
script_charge(lua_State *lua, size_t work)
{
    struct script *script = script_of(lua);
    int64_t cost = work < SCRIPT_STEP_INSTRUCTIONS ? (int64_t)work : SCRIPT_STEP_INSTRUCTIONS;
    script->instructions += cost;
    script->left -= cost;
    if (script->instructions > SCRIPT_INSTRUCTIONS || script->left < 0)
        luaL_error(lua, "the script does too much: more than %d instructions", SCRIPT_INSTRUCTIONS);
}

static void
on_count(lua_State *lua, lua_Debug *debug)
{
    (void)debug;
    script_charge(lua, COUNT);
}

/* ------------------------------------------------------------------ globals */

static int
read_global(lua_State *lua)
{
    struct script *script = script_of(lua);
    lua_settop(lua, 2);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, STORE);
    lua_pushvalue(lua, 2);
    if (lua_rawget(lua, 3) != LUA_TNIL)
        return lua_islightuserdata(lua, -1) ? 0 : 1; /* assigned nil */
    const struct bpmn_value *value = script->scope->find(script->scope->arg, luaL_checkstring(lua, 2));
    if (!value) {
        lua_rawgeti(lua, LUA_REGISTRYINDEX, LIBRARY);
        lua_pushvalue(lua, 2);
        lua_rawget(lua, -2);
        return 1;
    }
    script_push(lua, value);
    if (lua_istable(lua, -1)) { /* so that what is changed within it is seen again */
        lua_pushvalue(lua, 2);
        lua_pushvalue(lua, -2);
        lua_rawset(lua, 3);
    }
    return 1;
}

static int
write_global(lua_State *lua)
{
    luaL_checkstring(lua, 2);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, STORE);
    lua_pushvalue(lua, 2);
    if (lua_isnil(lua, 3))
        lua_pushlightuserdata(lua, SCRIPT_NULL);
    else
        lua_pushvalue(lua, 3);
    lua_rawset(lua, -3);
    return 0;
}

static int
read_nil(lua_State *lua)
{
    lua_pushnil(lua);
    return 1;
}

/* What is not there reads as nil, as deep as one looks. */
static void
let_nil_be_read(lua_State *lua)
{
    lua_pushnil(lua);
    lua_createtable(lua, 0, 1);
    lua_pushcfunction(lua, read_nil);
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -2);
    lua_pop(lua, 1);
}

static int
set_up(lua_State *lua)
{
    script_library(lua);
    lua_rawseti(lua, LUA_REGISTRYINDEX, LIBRARY);
    let_nil_be_read(lua);
    lua_newtable(lua);
    lua_createtable(lua, 0, 2);
    lua_pushcfunction(lua, read_global);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, write_global);
    lua_setfield(lua, -2, "__newindex");
    lua_setmetatable(lua, -2);
    lua_rawseti(lua, LUA_REGISTRYINDEX, ENVIRONMENT);
    return 0;
}

static struct script *
bare(struct arena *arena)
{
    struct script *script = ARENA_NEW(arena, struct script);
    script->arena = arena;
    script->left = SCRIPT_STEP_INSTRUCTIONS;
    script->lua = lua_newstate(script_allocate, script);
    if (!script->lua)
        abort(); /* the limits are far above what this takes */
    *(struct script **)lua_getextraspace(script->lua) = script;
    return script;
}

struct script *
script_new(struct arena *arena)
{
    struct script *script = bare(arena);
    lua_pushcfunction(script->lua, set_up);
    if (lua_pcall(script->lua, 0, 0, 0) != LUA_OK)
        abort(); /* as above */
    lua_sethook(script->lua, on_count, LUA_MASKCOUNT, COUNT);
    return script;
}

/* ------------------------------------------------------------------ evaluating */

struct job {
    struct expression expression;
    bool script;
    const struct bpmn_value *result;
};

static int
load(lua_State *lua, struct expression expression, bool script)
{
    static const char before[] = "return ";
    size_t length = strlen(expression.text);
    if (script)
        return luaL_loadbufferx(lua, expression.text, length, "=script", "t");
    char *text = arena_alloc(script_of(lua)->arena, length + sizeof before);
    memcpy(text, before, sizeof before - 1);
    memcpy(text + sizeof before - 1, expression.text, length);
    return luaL_loadbufferx(lua, text, length + sizeof before - 1, "=expression", "t");
}

static bool
same_for_lua(const struct bpmn_value *a, const struct bpmn_value *b)
{
    if (!a || a->kind == BPMN_NULL || !b || b->kind == BPMN_NULL)
        return (!a || a->kind == BPMN_NULL) == (!b || b->kind == BPMN_NULL);
    if (a->kind != b->kind || a->kind < BPMN_LIST)
        return bpmn_same(a, b);
    if (a->kind == BPMN_LIST) {
        for (size_t i = 0; i < a->n && a->n == b->n; i++)
            if (!same_for_lua(a->items[i], b->items[i]))
                return false;
        return a->n == b->n;
    }
    for (size_t i = 0; i < a->n; i++)
        if (!same_for_lua(a->items[i], bpmn_get(b, a->names[i])))
            return false;
    for (size_t i = 0; i < b->n; i++)
        if (!same_for_lua(bpmn_get(a, b->names[i]), b->items[i]))
            return false;
    return true;
}

/* What the store holds that the variables do not. */
static const struct bpmn_value *
changed(lua_State *lua)
{
    struct script *script = script_of(lua);
    const struct bpmn_value *changes = NULL;
    lua_rawgeti(lua, LUA_REGISTRYINDEX, STORE);
    const struct bpmn_value *store = script_take(lua, NULL);
    for (size_t i = 0; i < store->n && store->kind == BPMN_OBJECT; i++) {
        const struct bpmn_value *before = script->scope->find(script->scope->arg, store->names[i]);
        lua_getfield(lua, -1, store->names[i]);
        if (!same_for_lua(before, store->items[i]))
            changes = bpmn_with(script->arena, changes, store->names[i], script_take(lua, before));
        lua_pop(lua, 1);
    }
    return changes;
}

static int
evaluate(lua_State *lua)
{
    struct job *job = lua_touserdata(lua, 1);
    lua_newtable(lua);
    lua_rawseti(lua, LUA_REGISTRYINDEX, STORE);
    if (load(lua, job->expression, job->script) != LUA_OK)
        return lua_error(lua);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, ENVIRONMENT);
    lua_setupvalue(lua, -2, 1);
    lua_call(lua, 0, job->script ? 0 : 1);
    job->result = job->script ? changed(lua) : script_take(lua, NULL);
    return 0;
}

static const char *
reason(struct script *script)
{
    const char *text = lua_tostring(script->lua, -1);
    if (!text || !utf8_valid(text, strlen(text)))
        return "the script failed";
    return arena_strdup(script->arena, text);
}

static bool
protect(struct script *script, struct job *job, const struct script_scope *scope, const char **ret_error)
{
    script->scope = scope;
    script->instructions = 0;
    lua_settop(script->lua, 0);
    lua_pushcfunction(script->lua, evaluate);
    lua_pushlightuserdata(script->lua, job);
    if (script->left >= 0 && lua_pcall(script->lua, 1, 0, 0) == LUA_OK)
        return true;
    *ret_error = script->left < 0 ? "the scripts of one step do too much" : reason(script);
    return false;
}

bool
script_value(struct script *script, struct expression expression, const struct script_scope *scope,
             const struct bpmn_value **ret_value, const char **ret_error)
{
    struct job job = { expression, false, NULL };
    if (!protect(script, &job, scope, ret_error))
        return false;
    *ret_value = job.result;
    return true;
}

bool
script_exhausted(const struct script *script)
{
    return script->instructions > SCRIPT_INSTRUCTIONS || script->left < 0;
}

bool
script_run(struct script *script, struct expression expression, const struct script_scope *scope,
           const struct bpmn_value **ret_changed, const char **ret_error)
{
    struct job job = { expression, true, NULL };
    if (!protect(script, &job, scope, ret_error))
        return false;
    *ret_changed = job.result;
    return true;
}

/* ------------------------------------------------------------------ compiling only */

static int
compile(lua_State *lua)
{
    struct job *job = lua_touserdata(lua, 1);
    return load(lua, job->expression, job->script) == LUA_OK ? 0 : lua_error(lua);
}

bool
script_compiles(struct arena *arena, struct expression expression, bool is_script, const char **ret_error)
{
    struct arena *own = arena_new(SIZE_MAX);
    struct script *script = bare(own);
    struct job job = { expression, is_script, NULL };
    lua_pushcfunction(script->lua, compile);
    lua_pushlightuserdata(script->lua, &job);
    bool compiles = lua_pcall(script->lua, 1, 0, 0) == LUA_OK;
    if (!compiles)
        *ret_error = arena_strdup(arena, reason(script));
    arena_free(own);
    return compiles;
}
