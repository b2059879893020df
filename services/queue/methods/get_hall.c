/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The snapshot is taken without the lock: the revision is read first and again at the end. When turns keep changing
 * it meanwhile, the snapshot takes a turn itself.
 */
#include "../estimate.h"
#include "../facts.h"
#include "../issue.h"
#include "../rules.h"
#include "../view.h"

#include <okno/proto.h>
#include <okno/queue.methods.h>
#include <okno/queue.sql.h>

#include <stdlib.h>

#define LOOKS 3

/* ------------------------------------------------------------------ windows and calls */

static void
show_windows(struct rpc_call *call, const struct hall *hall, Queue__Hall *rep)
{
    rep->windows = ARENA_ARRAY(call->arena, Queue__HallWindow *, hall->n_windows + 1);
    for (int i = 0; i < hall->n_windows; i++) {
        const struct hall_window *window = &hall->windows[i];
        const struct hall_ticket *ticket = window->session ? hall_current(hall, window->session) : NULL;
        Queue__HallWindow *shown = ARENA_NEW(call->arena, Queue__HallWindow);
        queue__hall_window__init(shown);
        shown->window_id = arena_strdup(call->arena, window->id);
        shown->number = arena_strdup(call->arena, window->number);
        shown->state = window->session ? window->session->state : 0;
        if (ticket) {
            shown->ticket_number = arena_strdup(call->arena, ticket->number);
            shown->ticket_state = ticket->state;
        }
        rep->windows[rep->n_windows++] = shown;
    }
}

static int
compare_calls(const void *a, const void *b)
{
    const Queue__HallCall *one = *(Queue__HallCall *const *)a, *other = *(Queue__HallCall *const *)b;
    int64_t first = proto_time_us(one->called), second = proto_time_us(other->called);
    return (first < second) - (first > second);
}

static void
show_calls(struct rpc_call *call, const struct hall *hall, Queue__Hall *rep)
{
    rep->calls = ARENA_ARRAY(call->arena, Queue__HallCall *, hall->n_tickets + 1);
    for (int i = 0; i < hall->n_tickets; i++) {
        const struct hall_ticket *t = hall->tickets[i];
        if (t->state != HALL_STATE(CALLED))
            continue;
        Queue__HallCall *shown = ARENA_NEW(call->arena, Queue__HallCall);
        queue__hall_call__init(shown);
        shown->ticket_id = arena_strdup(call->arena, t->id);
        shown->ticket_number = arena_strdup(call->arena, t->number);
        shown->window_number = arena_strdup(call->arena, t->window_number);
        shown->called = proto_time(call->arena, t->called_us);
        shown->calls = t->calls;
        rep->calls[rep->n_calls++] = shown;
    }
    qsort(rep->calls, rep->n_calls, sizeof(void *), compare_calls);
}

/* ------------------------------------------------------------------ groups */

static int
waiting_in(const struct hall *hall, int group)
{
    int n = 0;
    for (int i = 0; i < hall->n_tickets; i++)
        n += hall->tickets[i]->group == group && rules_place(hall, hall->tickets[i]) > 0
             && hall->tickets[i]->due_us <= hall->now_us;
    return n;
}

static void
show_groups(struct rpc_call *call, const struct hall *hall, Queue__Hall *rep)
{
    Queue__Estimate *estimates = ARENA_ARRAY(call->arena, Queue__Estimate, hall->n_groups + 1);
    rep->groups = ARENA_ARRAY(call->arena, Queue__HallGroup *, hall->n_groups + 1);
    for (int i = 0; i < hall->n_groups; i++)
        queue__estimate__init(&estimates[i]);
    estimate_newcomers(hall, call->arena, estimates);
    for (int i = 0; i < hall->n_groups; i++) {
        const Queue__Group *group = hall->groups[i].conf;
        Queue__HallGroup *shown = ARENA_NEW(call->arena, Queue__HallGroup);
        queue__hall_group__init(shown);
        shown->group_code = arena_strdup(call->arena, group->group_code);
        shown->letter = arena_strdup(call->arena, group->letter);
        shown->name = arena_strdup(call->arena, group->name);
        shown->name_en = arena_strdup(call->arena, group->name_en);
        shown->waiting = waiting_in(hall, i);
        shown->estimate = &estimates[i];
        shown->light = rules_light(&estimates[i]);
        rep->waiting += shown->waiting;
        rep->groups[rep->n_groups++] = shown;
    }
}

/* ------------------------------------------------------------------ the snapshot */

static void
show(struct rpc_call *call, const struct hall *hall, Queue__Hall *rep)
{
    rep->centre_code = arena_strdup(call->arena, hall->centre);
    rep->revision = hall->revision;
    rep->at = proto_time(call->arena, hall->now_us);
    rep->n_windows = rep->n_calls = rep->n_groups = 0;
    rep->waiting = 0;
    show_windows(call, hall, rep);
    show_calls(call, hall, rep);
    show_groups(call, hall, rep);
}

static enum rpc_code
read_position(struct rpc_call *call, Queue__Hall *rep)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &queue_sql_get_position, DB_NO_ARGS, &rows);
    if (code != RPC_OK)
        return code;
    rep->cursor = ARENA_NEW(call->arena, Queue__EventPosition);
    queue__event_position__init(rep->cursor);
    rep->cursor->id = INT64_MAX;
    return parse_int64(db_cell(&rows, 0, "txid"), &rep->cursor->txid) ? RPC_OK : RPC_INTERNAL;
}

static enum rpc_code
read_share(struct rpc_call *call, Queue__Hall *rep)
{
    struct db_rows rows;
    char today[11];
    int64_t called = 0, in_time = 0;
    date_format(date_of_time(time_now_us()), today);
    enum rpc_code code = db_rows(call, &queue_sql_count_called_today,
                                 DB_ARGS(rep->centre_code, (const char *)today, HALL_NORM_US / 1000), &rows);
    if (code != RPC_OK)
        return code;
    bool good =
        parse_int64(db_cell(&rows, 0, "called"), &called) && parse_int64(db_cell(&rows, 0, "in_time"), &in_time);
    rep->within_norm_percent = good && called ? (int)(in_time * 100 / called) : 100;
    return RPC_OK;
}

static enum rpc_code
read_hours(struct rpc_call *call, int64_t now_us, int ends_before, Queue__Hall *rep)
{
    struct hours hours;
    struct date today = date_of_time(now_us);
    enum rpc_code code = facts_hours_today(call, rep->centre_code, now_us, &hours);
    if (code != RPC_OK)
        return code;
    rep->open = issue_is_open(&hours, now_us, 0);
    rep->applies_open = issue_is_open(&hours, now_us, ends_before);
    if (hours.opens < hours.closes) {
        rep->opens = proto_time(call->arena, time_of_date(today, hours.opens));
        rep->closes = proto_time(call->arena, time_of_date(today, hours.closes));
    }
    return RPC_OK;
}

static enum rpc_code
read_rest(struct rpc_call *call, int ends_before, Queue__Hall *rep)
{
    int64_t now_us = time_now_us();
    enum rpc_code code = DB_LIST(call, &queue_sql_list_messages, DB_ARGS(rep->centre_code, db_time(now_us)), rep,
                                 messages, queue__board_message__descriptor);
    if (code == RPC_OK)
        code = read_share(call, rep);
    return code == RPC_OK ? read_hours(call, now_us, ends_before, rep) : code;
}

static enum rpc_code
revision_now(struct rpc_call *call, const char *centre, int64_t *ret_revision)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &queue_sql_get_hall, DB_ARGS(centre), &rows);
    if (code != RPC_OK)
        return code;
    return rows.n && parse_int64(db_cell(&rows, 0, "revision"), ret_revision) ? RPC_OK : hall_missing(call, centre);
}

static enum rpc_code
at_its_turn(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    struct rpc_call *call = db_turn_call(turn);
    int *ends_before = arg;
    (void)work; /* nothing changes */
    if (!hall)
        return hall_missing(call, "");
    *ends_before = rules_limits(((struct hall *)hall)->settings).reception_ends_minutes;
    show(call, hall, (Queue__Hall *)call->reply);
    return RPC_OK;
}

enum rpc_code
queue_get_hall(struct rpc_call *call, const Queue__GetHallRequest *req, Queue__Hall *rep)
{
    int64_t after = -1;
    int ends_before = 0;
    struct hall *hall;
    Queue__Hall position = QUEUE__HALL__INIT;
    enum rpc_code code = read_position(call, &position);
    for (int looks = 0; looks < LOOKS && code == RPC_OK && after != rep->revision; looks++) {
        code = hall_look(call, req->centre_code, &hall);
        if (code != RPC_OK)
            return code;
        ends_before = rules_limits(hall->settings).reception_ends_minutes;
        show(call, hall, rep);
        code = revision_now(call, req->centre_code, &after);
    }
    if (code == RPC_OK && after != rep->revision)
        code = db_take_turn(call, &hall_turn, req->centre_code, at_its_turn, &ends_before);
    if (code != RPC_OK)
        return code;
    rep->cursor = position.cursor;
    return read_rest(call, ends_before, rep);
}
