/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history.h"

#include <stdlib.h>
#include <string.h>

void
history_init(struct history *history, size_t room)
{
    *history = (struct history){ .room = room };
    history->entries = calloc(room, sizeof *history->entries);
    if (!history->entries)
        abort();
}

static void
forget_oldest(struct history *history)
{
    struct history_entry *entry = &history->entries[history->first++ % history->room];
    history->begin = entry->at;
    free(entry->centre);
    for (int i = 0; i < AUDIENCES; i++)
        frame_drop(entry->frame[i]);
    *entry = (struct history_entry){ 0 };
}

void
history_restart(struct history *history, struct position begin)
{
    while (history->first < history->next)
        forget_oldest(history);
    history->begin = begin;
}

void
history_release(struct history *history)
{
    history_restart(history, (struct position){ 0, 0 });
    free(history->entries);
}

void
history_add(struct history *history, const struct history_entry *entry)
{
    if (history->next - history->first == history->room)
        forget_oldest(history);
    struct history_entry *kept = &history->entries[history->next++ % history->room];
    *kept = *entry;
    kept->centre = strdup(entry->centre);
    if (!kept->centre)
        abort();
}

bool
history_covers(const struct history *history, struct position at)
{
    return !position_before(at, history->begin);
}

uint64_t
history_after(const struct history *history, struct position at)
{
    uint64_t low = history->first, high = history->next;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (position_before(at, history->entries[middle % history->room].at))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

const struct history_entry *
history_entry(const struct history *history, uint64_t number)
{
    return number >= history->first && number < history->next ? &history->entries[number % history->room] : NULL;
}
