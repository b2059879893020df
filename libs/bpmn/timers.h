/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Times as texts: ISO 8601 dates, durations and cycles, and terms ("5 WORKING"). */
#ifndef OKNO_BPMN_TIMERS_H
#define OKNO_BPMN_TIMERS_H

#include "model.h"

#define CYCLES_ENDLESS BPMN_ENDLESS

/* Whether a text that is no expression is a time of this kind. */
bool timer_valid(enum timer_kind kind, const char *text);
/* "5 WORKING", "10 CALENDAR", "4 HOURS", "15 MINUTES". */
bool term_parse(const char *text, int32_t *ret_amount, enum bpmn_term_unit *ret_unit);

/* When a timer fires that begins now. */
struct timing {
    int64_t due_us;
    enum bpmn_term_unit unit; /* of a term; 0: plain time, which no suspension stops */
    uint32_t cycles;          /* firings after the first; CYCLES_ENDLESS */
    const char *interval;     /* between them; points into the text */
};

/* RPC_INVALID_ARGUMENT when the text is none; else as the calendar says. */
enum rpc_code timer_due(enum timer_kind kind, const char *text, int64_t now_us, const struct bpmn_calendar *calendar,
                        struct timing *ret_timing);
/* An instant moved by an ISO 8601 duration, months and days as the calendar on the wall has them. */
bool duration_add(const char *text, int64_t from_us, int64_t *ret_us);

#endif
