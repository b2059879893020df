/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Decisions of the queue: no I/O, no clock but the hall's own. */
#ifndef OKNO_QUEUE_RULES_H
#define OKNO_QUEUE_RULES_H

#include "hall.h"

/* ------------------------------------------------------------------ the line */

/**
 * Whether a window may call a ticket now. A ticket that was redirected to a window or an operator is theirs alone (or
 * of who stands in for the operator, R207) as long as they are at work; otherwise it is everybody's who serves its
 * group, so that nobody waits for a closed window.
 */
bool rules_may_call(const struct hall *hall, const struct hall_window *window, const struct hall_ticket *ticket);

/**
 * The order of the line at a window; <0 when `a` goes first. One after the other:
 *   1. redirected to this very window or operator;
 *   2. appointments whose time has come, and everybody without one, before appointments that are early;
 *   3. the lower level (rules of priority: data);
 *   4. the greater waiting time x weight of its group at this window: fair between groups, nobody starves, since the
 *      waiting time of whoever stands there grows without end;
 *   5. who came first.
 * A total order for a given moment.
 */
int rules_compare(const struct hall *hall, const struct hall_window *window, const struct hall_ticket *a,
                  const struct hall_ticket *b);

/** The ticket a window calls next; NULL when nobody waits for it. */
struct hall_ticket *rules_next(const struct hall *hall, const struct hall_window *window);

/** Whether the window is manned: its session is open (not on a break, not closing). */
bool rules_serves(const struct hall_window *window);

/** Tickets that go before this one at the windows that may call it, plus one. 0 when it does not wait. */
int rules_place(const struct hall *hall, const struct hall_ticket *ticket);

/* ------------------------------------------------------------------ taking a ticket */

/** Letters for groups: none that is taken for a digit or for another of them, on paper or by ear. */
#define RULES_LETTERS "АВГДЕЖКЛМНПРСТУФХЦШЭЮЯ"
bool rules_letter_good(const char *letter);
/** «А012»; beyond 999 with as many digits as needed. */
void rules_number(const char *letter, int serial, char ret_number[24]);

/** Whether a group takes a purpose: one that names none takes APPLY. */
bool rules_group_takes(const Queue__Group *group, Queue__Purpose purpose);

/**
 * The group a visitor belongs to.
 *
 * @themes  of the service's card; NULL without a service
 * @express  accelerated drop-off (scenario 3): the express group, when there is one
 * @return index, -1 when the hall has none for it
 */
int rules_group_for(const struct hall *hall, const char *service_code, const char *const *themes, size_t n_themes,
                    Queue__Purpose purpose, bool express);

/**
 * How the operation is admitted: the most particular rule; a card that says "by appointment only" for APPLY. The
 * express group knows only rules that name it: what is dropped off there was sent electronically (R192, R193).
 */
Queue__AdmissionRule__Mode rules_admission(const Queue__HallSettings *settings, const char *service_code,
                                           const Queue__Group *group, Queue__Purpose purpose, bool card_by_appointment);
/** Whether times of the operation may be booked: its group lets some be, and it is not the live queue's alone. */
bool rules_may_book(const Queue__HallSettings *settings, const char *service_code, const Queue__Group *group,
                    Queue__Purpose purpose, bool card_by_appointment);

/** NULL when there is none of that code. */
const Queue__PriorityRule *rules_priority(const Queue__HallSettings *settings, const char *priority_code);
/** The rule of those who come by appointment; NULL when the hall has none. */
const Queue__PriorityRule *rules_of_appointments(const Queue__HallSettings *settings);
/** The better of two, either may be NULL. */
const Queue__PriorityRule *rules_better(const Queue__PriorityRule *a, const Queue__PriorityRule *b);

/* ------------------------------------------------------------------ limits with their defaults */

struct rules_limits {
    int max_recalls, tickets_per_person, services_per_visit, reservation_minutes, early_minutes, late_minutes,
        horizon_days, reception_ends_minutes, appointments_per_person;
    bool one_per_purpose, late_is_lost;
};
struct rules_limits rules_limits(const Queue__HallSettings *settings);

/* ------------------------------------------------------------------ words */

/** Facts 6: by the median estimate, CLOSED when nobody serves the group. */
Queue__Light rules_light(const Queue__Estimate *estimate);

#endif
