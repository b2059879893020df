/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lua's memory, out of an arena. Blocks are rounded up to classes, four to each power of two; a freed one waits for the
 * next of its class. So an interpreter needs no end: it goes with its arena.
 */
#include "script_local.h"

#define SMALLEST 16

/* Class of a size, and the size of its blocks. */
static size_t
class_of(size_t size, size_t *ret_block)
{
    size_t step = SMALLEST / 4, base = SMALLEST, class = 0;
    while (base * 2 < size) {
        base *= 2;
        step *= 2;
        class += 4;
    }
    step = base / 4;
    size_t parts = size <= base ? 0 : (size - base + step - 1) / step;
    *ret_block = base + parts * step;
    return class + parts;
}

static void *
take(struct script *script, size_t size)
{
    size_t block, class = class_of(size, &block);
    if (class >= CLASSES || script->held + block > SCRIPT_MEMORY || script->taken + block > SCRIPT_STEP_MEMORY)
        return NULL;
    script->held += block;
    script->taken += block;
    void *spare = script->spare[class];
    if (!spare)
        return arena_alloc(script->arena, block);
    memcpy(&script->spare[class], spare, sizeof spare);
    return spare;
}

static void
give_back(struct script *script, void *old, size_t size)
{
    if (!old)
        return;
    size_t block, class = class_of(size, &block);
    memcpy(old, &script->spare[class], sizeof(void *));
    script->spare[class] = old;
    script->held -= block;
}

void *
script_allocate(void *arg, void *old, size_t old_size, size_t size)
{
    struct script *script = arg;
    size_t before = 0, after = 0;
    if (size == 0) {
        give_back(script, old, old_size);
        return NULL;
    }
    if (old && class_of(old_size, &before) == class_of(size, &after))
        return old;
    void *fresh = take(script, size);
    if (fresh && old) {
        memcpy(fresh, old, old_size < size ? old_size : size);
        give_back(script, old, old_size);
    }
    return fresh;
}
