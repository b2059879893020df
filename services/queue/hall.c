/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Finding things in a hall, and adding to it. */
#include "hall.h"

#include "moves.h"

#include <stdlib.h>
#include <string.h>

int
hall_group(const struct hall *hall, const char *group_code)
{
    for (int i = 0; i < hall->n_groups; i++)
        if (text_equal(hall->groups[i].conf->group_code, group_code))
            return i;
    return -1;
}

struct hall_ticket *
hall_ticket(const struct hall *hall, const char *ticket_id)
{
    for (int i = 0; i < hall->n_tickets; i++)
        if (text_equal(hall->tickets[i]->id, ticket_id))
            return hall->tickets[i];
    return NULL;
}

struct hall_window *
hall_window(const struct hall *hall, const char *window_id)
{
    for (int i = 0; i < hall->n_windows; i++)
        if (text_equal(hall->windows[i].id, window_id))
            return &hall->windows[i];
    return NULL;
}

struct hall_window *
hall_session_window(const struct hall *hall, const char *session_id)
{
    for (int i = 0; i < hall->n_windows; i++)
        if (hall->windows[i].session && text_equal(hall->windows[i].session->id, session_id))
            return &hall->windows[i];
    return NULL;
}

struct hall_window *
hall_operator_window(const struct hall *hall, const char *operator_)
{
    for (int i = 0; i < hall->n_windows; i++)
        if (hall->windows[i].session && text_equal(hall->windows[i].session->operator_, operator_))
            return &hall->windows[i];
    return NULL;
}

struct hall_ticket *
hall_current(const struct hall *hall, const struct hall_session *session)
{
    for (int i = 0; i < hall->n_tickets; i++) {
        struct hall_ticket *t = hall->tickets[i];
        if ((t->state == HALL_STATE(CALLED) || t->state == HALL_STATE(SERVING))
            && text_equal(t->session_id, session->id))
            return t;
    }
    return NULL;
}

const struct hall_ticket *
hall_next_of_visit(const struct hall *hall, const struct hall_ticket *ticket)
{
    const struct hall_ticket *next = NULL;
    for (int i = 0; i < hall->n_tickets; i++) {
        const struct hall_ticket *t = hall->tickets[i];
        if (text_equal(t->visit_id, ticket->visit_id) && t->step > ticket->step && !moves_over(t->state)
            && (!next || t->step < next->step))
            next = t;
    }
    return next;
}

/* ------------------------------------------------------------------ groups at a window */

int *
hall_read_weights(const struct hall *hall, const char *pairs)
{
    int *weights = ARENA_ARRAY(hall->arena, int, hall->n_groups + 1);
    char *rest = arena_strdup(hall->arena, pairs), *pair;
    while ((pair = strsep(&rest, ","))) {
        char *weight = strchr(pair, '=');
        if (!weight)
            continue;
        *weight++ = '\0';
        int group = hall_group(hall, pair);
        if (group >= 0)
            weights[group] = (int)strtol(weight, NULL, 10);
    }
    return weights;
}

const char *
hall_write_weights(const struct hall *hall, const int *weights)
{
    TEXT_SCOPED out = { 0 };
    text_adds(&out, "");
    for (int i = 0; i < hall->n_groups; i++)
        if (weights[i])
            text_addf(&out, "%s%s=%d", out.length ? "," : "", hall->groups[i].conf->group_code, weights[i]);
    return arena_strndup(hall->arena, out.data ? out.data : "", out.length);
}

void
hall_norm_deciles(int norm_minutes, int ret_deciles[HALL_DECILES])
{
    /* Deciles of a log-normal with sigma 0.6 around the norm: how service times lie when nothing better is known. */
    static const int percent[HALL_DECILES] = { 46, 60, 73, 86, 100, 116, 137, 166, 216 };
    for (int i = 0; i < HALL_DECILES; i++)
        ret_deciles[i] = norm_minutes * 60 * percent[i] / 100;
}

/* ------------------------------------------------------------------ new tickets */

struct hall_ticket *
hall_add_ticket(struct hall *hall)
{
    if (hall->n_tickets == hall->room) {
        int room = hall->room ? 2 * hall->room : 64;
        struct hall_ticket **tickets = ARENA_ARRAY(hall->arena, struct hall_ticket *, room);
        if (hall->n_tickets)
            memcpy(tickets, hall->tickets, (size_t)hall->n_tickets * sizeof *tickets);
        hall->tickets = tickets;
        hall->room = room;
    }
    struct hall_ticket *t = ARENA_NEW(hall->arena, struct hall_ticket);
    hall->tickets[hall->n_tickets++] = t;
    t->id = t->number = t->visit_id = t->service = t->priority = t->session_id = t->window_id = t->window_number =
        t->operator_ = t->target_window = t->target_operator = t->sender_window = t->applicant = t->appointment =
            t->result = t->reason = t->code = "";
    t->applications = "{}";
    return t;
}
