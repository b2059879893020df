/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * The day by which a task is due: the earliest of its own term and of the timers on its boundary that end it.
 *
 * Without a term of its own a task may have a share of the whole. With neither, and no timer on its boundary, it is due
 * with the whole, on the planned date.
 */
#ifndef OKNO_TRACKING_DUE_H
#define OKNO_TRACKING_DUE_H

#include "process.h"

/** What a task without any term is due on when there is no application: never. */
#define DUE_NEVER "infinity"

struct due {
    const char *own;   /* end of its own term; NULL: none */
    const char *share; /* end of its share; NULL: none, or it has a term */
    const char *bound; /* earliest interrupting timer on its boundary; NULL: none */
    const char *day;   /* what follows */
};

/** Of a task that was just made. @subject  what it is about */
struct due due_of_new(const struct process *process, const struct process_subject *subject,
                      const struct bpmn_effect *made);

/** The task whose boundary a timer stands on and would end; NULL for any other timer. */
const struct bpmn_token *due_host(const struct process *process, uint32_t timer);
/** Day of the earliest timer that would end a task; NULL when there is none. */
const char *due_bound(const struct process *process, uint32_t task);

/** A moment as its day, in the arena. */
const char *due_day(const struct process *process, int64_t due_us);

#endif
