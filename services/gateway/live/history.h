/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * What happened in halls lately, as frames: for streams that come back after a cut, and for what happened while a
 * snapshot was being taken. Of fixed length: the oldest entry gives way.
 */
#ifndef OKNO_GATEWAY_HISTORY_H
#define OKNO_GATEWAY_HISTORY_H

#include "show.h"

struct history_entry {
    struct position at;
    int64_t revision;
    char *centre;
    int slot;                       /* hash of the centre */
    struct frame *frame[AUDIENCES]; /* NULL: not for them */
};

struct history {
    struct history_entry *entries;
    size_t room;
    uint64_t first, next;  /* numbers of the oldest entry and of the next one */
    struct position begin; /* everything after it is here */
};

void history_init(struct history *history, size_t room);
void history_release(struct history *history);
/** Forgets everything: what is added from now on follows `begin`. */
void history_restart(struct history *history, struct position begin);
/** Takes the frames over. */
void history_add(struct history *history, const struct history_entry *entry);
/** Whether nothing after this place is missing. */
bool history_covers(const struct history *history, struct position at);
/** Number of the first entry after this place. */
uint64_t history_after(const struct history *history, struct position at);
/** NULL when it is gone, or not there yet. */
const struct history_entry *history_entry(const struct history *history, uint64_t number);

#endif
