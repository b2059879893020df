/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view.h"

#include <okno/proto.h>

#include <string.h>

/* ------------------------------------------------------------------ tickets */

/* "{a,b}" */
static const char **
split_ids(struct arena *arena, const char *literal, size_t *ret_n)
{
    size_t n = 0, room = strlen(literal) / 36 + 1;
    const char **ids = ARENA_ARRAY(arena, const char *, room);
    char *rest = arena_strdup(arena, literal + 1), *id;
    while (n < room && (id = strsep(&rest, ",}")))
        if (*id)
            ids[n++] = id;
    *ret_n = n;
    return ids;
}

static void
view_times(struct arena *arena, const struct hall_ticket *t, Queue__Ticket *ret)
{
    ret->issued = proto_time(arena, t->issued_us);
    ret->entered = proto_time(arena, t->entered_us);
    ret->called = proto_time(arena, t->called_us);
    ret->served = proto_time(arena, t->served_us);
    ret->ended = proto_time(arena, t->ended_us);
    ret->postponed_until = proto_time(arena, t->until_us);
    ret->due = proto_time(arena, t->due_us);
}

void
view_ticket(struct arena *arena, const struct hall *hall, const struct hall_ticket *t, Queue__Ticket *ret)
{
    char day[11];
    date_format(date_from_days(t->day), day);
    ret->ticket_id = arena_strdup(arena, t->id);
    ret->visit_id = arena_strdup(arena, t->visit_id);
    ret->step = t->step;
    ret->centre_code = arena_strdup(arena, hall->centre);
    ret->number = arena_strdup(arena, t->number);
    ret->group_code = t->group >= 0 ? arena_strdup(arena, hall->groups[t->group].conf->group_code) : "";
    ret->service_code = arena_strdup(arena, t->service);
    ret->purpose = t->purpose;
    ret->source = t->source;
    ret->state = t->state;
    ret->priority_code = arena_strdup(arena, t->priority);
    ret->level = t->level;
    ret->window_number = arena_strdup(arena, t->window_number);
    ret->window_id = arena_strdup(arena, t->window_id);
    ret->session_id = arena_strdup(arena, t->session_id);
    ret->operator_ = arena_strdup(arena, t->operator_);
    ret->target_window_id = arena_strdup(arena, t->target_window);
    ret->target_operator = arena_strdup(arena, t->target_operator);
    ret->sender_window_id = arena_strdup(arena, t->sender_window);
    ret->calls = t->calls;
    ret->applicant_id = arena_strdup(arena, t->applicant);
    ret->application_ids = split_ids(arena, t->applications, &ret->n_application_ids);
    ret->appointment_id = arena_strdup(arena, t->appointment);
    view_times(arena, t, ret);
    ret->result = arena_strdup(arena, t->result);
    ret->reason = arena_strdup(arena, t->reason);
    ret->etag = arena_printf(arena, "%d", t->version);
    ret->day = arena_strdup(arena, day);
}

Queue__Ticket *
view_new_ticket(struct arena *arena, const struct hall *hall, const struct hall_ticket *ticket)
{
    Queue__Ticket *made = ARENA_NEW(arena, Queue__Ticket);
    queue__ticket__init(made);
    view_ticket(arena, hall, ticket, made);
    return made;
}

/* ------------------------------------------------------------------ windows */

void
view_session(struct arena *arena, const struct hall *hall, const struct hall_session *session, Queue__Session *ret)
{
    const struct hall_ticket *ticket = hall_current(hall, session);
    ret->session_id = arena_strdup(arena, session->id);
    ret->centre_code = arena_strdup(arena, hall->centre);
    ret->window_id = arena_strdup(arena, session->window_id);
    ret->window_number = arena_strdup(arena, session->window_number);
    ret->operator_ = arena_strdup(arena, session->operator_);
    ret->substitutes = arena_strdup(arena, session->substitutes);
    ret->state = session->state;
    ret->break_reason = arena_strdup(arena, session->break_reason);
    ret->opened = proto_time(arena, session->opened_us);
    ret->changed = proto_time(arena, session->changed_us);
    ret->closed = proto_time(arena, session->closed_us);
    ret->etag = arena_printf(arena, "%d", session->version);
    ret->ticket = ticket ? view_new_ticket(arena, hall, ticket) : NULL;
}

static void
view_weights(struct arena *arena, const struct hall *hall, const struct hall_window *window, Queue__Window *ret)
{
    ret->groups = ARENA_ARRAY(arena, Queue__GroupWeight *, hall->n_groups + 1);
    for (int i = 0; i < hall->n_groups; i++) {
        if (!window->weights[i])
            continue;
        Queue__GroupWeight *weight = ARENA_NEW(arena, Queue__GroupWeight);
        queue__group_weight__init(weight);
        weight->group_code = arena_strdup(arena, hall->groups[i].conf->group_code);
        weight->weight = window->weights[i];
        ret->groups[ret->n_groups++] = weight;
    }
}

void
view_window(struct arena *arena, const struct hall *hall, const struct hall_window *window, Queue__Window *ret)
{
    ret->window_id = arena_strdup(arena, window->id);
    ret->centre_code = arena_strdup(arena, hall->centre);
    ret->number = arena_strdup(arena, window->number);
    ret->name = arena_strdup(arena, window->name);
    view_weights(arena, hall, window, ret);
    ret->enabled = window->enabled;
    ret->etag = arena_printf(arena, "%d", window->version);
    if (!window->session)
        return;
    ret->session = ARENA_NEW(arena, Queue__Session);
    queue__session__init(ret->session);
    view_session(arena, hall, window->session, ret->session);
    ret->ticket = ret->session->ticket;
    ret->session->ticket = NULL;
}

/* ------------------------------------------------------------------ callers */

const char *
view_bound_centre(const struct rpc_caller *caller)
{
    switch (caller->role) {
    case RPC_ROLE_OPERATOR:
    case RPC_ROLE_CONSULTANT:
    case RPC_ROLE_SUPERVISOR:
    case RPC_ROLE_KIOSK:
        return caller->centre;
    default:
        return NULL;
    }
}

enum rpc_code
view_centre(struct rpc_call *call, const char *asked, const char **ret_centre)
{
    const char *bound = view_bound_centre(&call->caller);
    *ret_centre = bound ? bound : asked;
    if (bound && !text_empty(asked) && !text_equal(bound, asked))
        return rpc_fail(call, RPC_NOT_FOUND, "Центр %s не ваш", "The centre %s is not yours", asked);
    if (text_empty(*ret_centre))
        rpc_violate(call, "centreCode", "Укажите центр", "Say which centre");
    return rpc_check(call);
}

bool
view_may_see(const struct rpc_caller *caller, const char *applicant_id)
{
    if (caller->role == RPC_ROLE_ANYONE || caller->role == RPC_ROLE_NOBODY)
        return false;
    return caller->role != RPC_ROLE_APPLICANT
           || (!text_empty(applicant_id) && text_equal(caller->applicant, applicant_id));
}
