/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The order of the line: who is called next. */
#include "moves.h"
#include "rules.h"

#include <string.h>

bool
rules_serves(const struct hall_window *window)
{
    return window->enabled && window->session && window->session->state == HALL_SESSION(OPEN);
}

/* ------------------------------------------------------------------ who may call whom */

static bool
is_for_window(const struct hall_window *window, const struct hall_ticket *ticket)
{
    return *ticket->target_window && text_equal(ticket->target_window, window->id);
}

static bool
is_for_operator(const struct hall_window *window, const struct hall_ticket *ticket)
{
    return *ticket->target_operator && window->session
           && (text_equal(ticket->target_operator, window->session->operator_)
               || text_equal(ticket->target_operator, window->session->substitutes));
}

static bool
is_directed(const struct hall_window *window, const struct hall_ticket *ticket)
{
    return is_for_window(window, ticket) || is_for_operator(window, ticket);
}

/* At work: also on a break, from which they come back, but not while they close. */
static bool
at_work(const struct hall_window *window)
{
    return window->enabled && window->session
           && (window->session->state == HALL_SESSION(OPEN) || window->session->state == HALL_SESSION(BREAK));
}

static bool
target_stands(const struct hall *hall, const struct hall_ticket *ticket)
{
    if (!*ticket->target_window && !*ticket->target_operator)
        return false;
    for (int i = 0; i < hall->n_windows; i++)
        if (at_work(&hall->windows[i]) && is_directed(&hall->windows[i], ticket))
            return true;
    return false;
}

static bool
is_in_line(const struct hall *hall, const struct hall_ticket *ticket)
{
    return ticket->day == hall->today
           && (moves_waits(ticket->state)
               || (ticket->state == HALL_STATE(POSTPONED) && ticket->until_us <= hall->now_us));
}

static bool
may_call(const struct hall *hall, const struct hall_window *window, const struct hall_ticket *ticket)
{
    return target_stands(hall, ticket) ? is_directed(window, ticket) : window->weights[ticket->group] > 0;
}

bool
rules_may_call(const struct hall *hall, const struct hall_window *window, const struct hall_ticket *ticket)
{
    return is_in_line(hall, ticket) && may_call(hall, window, ticket);
}

/* ------------------------------------------------------------------ the order */

static int
compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int
weight_at(const struct hall_window *window, const struct hall_ticket *ticket)
{
    int weight = window->weights[ticket->group];
    return weight > 0 ? weight : 1;
}

static bool
is_early(const struct hall *hall, const struct hall_ticket *ticket)
{
    return ticket->due_us > hall->now_us;
}

static int
compare_arrival(const struct hall_ticket *a, const struct hall_ticket *b)
{
    int order = compare_numbers(a->rank_us, b->rank_us);
    if (!order)
        order = compare_numbers(a->issued_us, b->issued_us);
    if (!order)
        order = compare_numbers(a->step, b->step);
    return order ? order : strcmp(a->id, b->id);
}

int
rules_compare(const struct hall *hall, const struct hall_window *window, const struct hall_ticket *a,
              const struct hall_ticket *b)
{
    int order = is_directed(window, b) - is_directed(window, a);
    if (!order)
        order = is_early(hall, a) - is_early(hall, b);
    if (!order)
        order = a->level - b->level;
    if (!order && !is_early(hall, a))
        order = compare_numbers((hall->now_us - b->rank_us) * weight_at(window, b),
                                (hall->now_us - a->rank_us) * weight_at(window, a));
    return order ? order : compare_arrival(a, b);
}

struct hall_ticket *
rules_next(const struct hall *hall, const struct hall_window *window)
{
    struct hall_ticket *best = NULL;
    for (int i = 0; i < hall->n_tickets; i++) {
        struct hall_ticket *ticket = hall->tickets[i];
        if (rules_may_call(hall, window, ticket) && (!best || rules_compare(hall, window, ticket, best) < 0))
            best = ticket;
    }
    return best;
}

/* ------------------------------------------------------------------ the place */

/* Whether a window calls both, and this one first. With no window at work: by level and arrival within the group. */
static bool
goes_before(const struct hall *hall, const struct hall_ticket *other, const struct hall_ticket *ticket)
{
    for (int i = 0; i < hall->n_windows; i++) {
        const struct hall_window *window = &hall->windows[i];
        if (rules_serves(window) && may_call(hall, window, ticket) && may_call(hall, window, other))
            return rules_compare(hall, window, other, ticket) < 0;
    }
    if (other->group != ticket->group)
        return false;
    return other->level != ticket->level ? other->level < ticket->level : compare_arrival(other, ticket) < 0;
}

int
rules_place(const struct hall *hall, const struct hall_ticket *ticket)
{
    int place = 1;
    if (!is_in_line(hall, ticket))
        return 0;
    for (int i = 0; i < hall->n_tickets; i++)
        if (hall->tickets[i] != ticket && is_in_line(hall, hall->tickets[i])
            && goes_before(hall, hall->tickets[i], ticket))
            place++;
    return place;
}
