/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "log_local.h"

static struct repeat seen[64];

bool
repeat_hold(enum log_level level, const char *body, size_t length)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(seen); i++) {
        struct repeat *slot = &seen[i];
        if (slot->body && slot->level == level && slot->length == length && !memcmp(slot->body, body, length)) {
            slot->count++;
            return true;
        }
    }
    return false;
}

struct repeat *
repeat_slot(void)
{
    struct repeat *oldest = &seen[0];
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(seen); i++) {
        if (!seen[i].body)
            return &seen[i];
        if (seen[i].since_us < oldest->since_us)
            oldest = &seen[i];
    }
    return oldest;
}

void
repeat_set(struct repeat *slot, enum log_level level, const char *body, size_t length, int64_t now_us)
{
    repeat_clear(slot);
    slot->body = malloc(length);
    if (!slot->body)
        return; /* not watched; the line itself is still written */
    memcpy(slot->body, body, length);
    slot->length = length;
    slot->level = level;
    slot->since_us = now_us;
}

struct repeat *
repeat_due(int64_t now_us, int64_t window_us)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(seen); i++) {
        struct repeat *slot = &seen[i];
        if (!slot->body || now_us - slot->since_us < window_us)
            continue;
        if (slot->count)
            return slot;
        repeat_clear(slot);
    }
    return NULL;
}

void
repeat_clear(struct repeat *slot)
{
    free(slot->body);
    *slot = (struct repeat){ 0 };
}
