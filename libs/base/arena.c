/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/base.h>

#include <string.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK_SIZE ((size_t)16 * 1024)
#define ALIGN ((size_t)16)

struct block {
    struct block *next;
    size_t size;
    _Alignas(16) unsigned char bytes[];
};

struct deferred {
    struct deferred *next;
    void (*release)(void *arg);
    void *arg;
};

struct arena {
    struct block *first; /* kept over resets */
    struct block *last;
    size_t taken; /* of the last block */
    size_t used;  /* of all blocks */
    size_t limit;
    struct deferred *deferred; /* last first */
};

static struct block *
block_new(size_t size)
{
    struct block *block = malloc(sizeof *block + size);
    if (!block)
        abort();
    block->next = NULL;
    block->size = size;
    return block;
}

struct arena *
arena_new(size_t limit)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (!arena)
        abort();
    arena->first = arena->last = block_new(BLOCK_SIZE);
    arena->limit = limit;
    return arena;
}

static void
blocks_free(struct block *block)
{
    while (block) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

void
arena_defer(struct arena *arena, void (*release)(void *arg), void *arg)
{
    struct deferred *deferred = ARENA_NEW(arena, struct deferred);
    *deferred = (struct deferred){ arena->deferred, release, arg };
    arena->deferred = deferred;
}

void *
arena_deferred(const struct arena *arena, void (*release)(void *arg))
{
    for (const struct deferred *deferred = arena->deferred; deferred; deferred = deferred->next)
        if (deferred->release == release)
            return deferred->arg;
    return NULL;
}

/* Off the list before it runs, so that what it defers itself is not lost. */
static void
run_deferred(struct arena *arena)
{
    while (arena->deferred) {
        struct deferred *deferred = arena->deferred;
        arena->deferred = deferred->next;
        deferred->release(deferred->arg);
    }
}

void
arena_free(struct arena *arena)
{
    if (!arena)
        return;
    run_deferred(arena);
    blocks_free(arena->first);
    free(arena);
}

void
arena_reset(struct arena *arena)
{
    run_deferred(arena);
    blocks_free(arena->first->next);
    arena->first->next = NULL;
    arena->last = arena->first;
    arena->taken = 0;
    arena->used = 0;
}

size_t
arena_used(const struct arena *arena)
{
    return arena->used;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        abort();
    size_t need = (size + ALIGN - 1) & ~(ALIGN - 1);
    if (arena->last->size - arena->taken < need) {
        struct block *block = block_new(need > BLOCK_SIZE ? need : BLOCK_SIZE);
        arena->last->next = block;
        arena->last = block;
        arena->taken = 0;
    }
    void *memory = arena->last->bytes + arena->taken;
    arena->taken += need;
    arena->used += need;
    return memset(memory, 0, size);
}

void *
arena_try_alloc(struct arena *arena, size_t size)
{
    if (size > arena->limit || arena->used > arena->limit - size)
        return NULL;
    return arena_alloc(arena, size);
}

void *
arena_memdup(struct arena *arena, const void *data, size_t size)
{
    void *copy = arena_alloc(arena, size);
    return size ? memcpy(copy, data, size) : copy;
}

char *
arena_strndup(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    memcpy(copy, text, length);
    return copy;
}

char *
arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *
arena_vprintf(struct arena *arena, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, fmt, args);
    if (length < 0)
        abort();
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, fmt, again);
    va_end(again);
    return text;
}

char *
arena_printf(struct arena *arena, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char *text = arena_vprintf(arena, fmt, args);
    va_end(args);
    return text;
}
