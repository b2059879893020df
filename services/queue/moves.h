/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The states of a ticket and every move between them: one table. */
#ifndef OKNO_QUEUE_MOVES_H
#define OKNO_QUEUE_MOVES_H

#include "hall.h"

enum move {
    MOVE_ENTER, /* the service before it in the visit is over */
    MOVE_CALL,
    MOVE_RECALL,
    MOVE_SERVE,
    MOVE_HOLD,
    MOVE_PARK,
    MOVE_POSTPONE,
    MOVE_REDIRECT,
    MOVE_RETURN,
    MOVE_FINISH,
    MOVE_NO_SHOW,
    MOVE_CANCEL,
    MOVE_EXPIRE, /* the day is over */
    MOVE_COUNT
};

#define MOVES_BIT(state) (1u << (unsigned)(state))

struct moves_row {
    const char *name;   /* as in the path: "noShow" */
    const char *action; /* in events: "NO_SHOW" */
    unsigned from;      /* MOVES_BIT of every state it may begin in */
    hall_state to;
};

extern const struct moves_row moves_table[MOVE_COUNT];

bool moves_may(hall_state from, enum move move);
/** Names of what is allowed in a state, "recall, serve, cancel"; "" when it is over. */
void moves_allowed(hall_state from, struct text *ret_names);
/** The state in words, for people. */
const char *moves_words(hall_state state, bool english);
/** Whether a ticket in this state is over for good (a no-show may still be recalled). */
bool moves_over(hall_state state);
/** Whether it stands in the line: waiting, or waiting where it was redirected to. */
bool moves_waits(hall_state state);

#endif
