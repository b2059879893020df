/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "read.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/*
 * cJSON's allocator is one for the process. It is set once, to functions that take from the arena of the call
 * that the thread is parsing for, and from malloc outside of one. So a hostile text meets the arena's limit
 * while it is being parsed, and the tree goes with the arena.
 */
static _Thread_local struct {
    struct arena *arena;
    bool full;
} parsing;

static void *
take(size_t size)
{
    if (!parsing.arena)
        return malloc(size);
    void *memory = arena_try_alloc(parsing.arena, size);
    parsing.full = parsing.full || !memory;
    return memory;
}

static void
give_back(void *memory)
{
    if (!parsing.arena)
        free(memory);
}

static void
set_hooks(void)
{
    cJSON_Hooks hooks = { .malloc_fn = take, .free_fn = give_back };
    cJSON_InitHooks(&hooks);
}

static const char *
skip_whitespace(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n", *at))
        at++;
    return at;
}

enum rpc_code
json_parse(struct reader *reader, const char *json, size_t length, cJSON **ret_root)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, set_hooks);
    const char *end = json;
    parsing.arena = reader->arena;
    parsing.full = false;
    cJSON *root = cJSON_ParseWithLengthOpts(json, length, &end, false);
    parsing.arena = NULL;
    if (parsing.full)
        return json_full(reader);
    if (root)
        end = skip_whitespace(end, json + length);
    if (!root || end != json + length)
        return json_refuse_text(reader, json, (size_t)(end - json),
                                root ? (struct phrase){ "после значения лишний текст", "text after the value" }
                                     : (struct phrase){ "это не JSON", "this is not JSON" });
    *ret_root = root;
    return RPC_OK;
}
