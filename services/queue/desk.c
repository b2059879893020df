/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk.h"

#include "names.h"
#include "rules.h"
#include "view.h"

#include <okno/audit.h>
#include <okno/events.h>
#include <okno/queue.sql.h>

#include <string.h>

const char *
desk_keep(const struct desk *desk, const char *text)
{
    return arena_strdup(desk->hall->arena, text ? text : "");
}

/* ------------------------------------------------------------------ finding */

static enum rpc_code
no_ticket(struct rpc_call *call)
{
    return rpc_fail(call, RPC_NOT_FOUND, "Такого талона нет", "There is no such ticket");
}

enum rpc_code
desk_centre(struct rpc_call *call, const char *ticket_id, const char **ret_centre)
{
    struct db_rows rows;
    audit_object(call, "ticket", ticket_id, NULL);
    *ret_centre = view_bound_centre(&call->caller);
    if (*ret_centre)
        return RPC_OK;
    enum rpc_code code = db_rows(call, &queue_sql_get_ticket_centre, DB_ARGS(ticket_id), &rows);
    if (code != RPC_OK)
        return code;
    if (!rows.n)
        return no_ticket(call);
    *ret_centre = db_cell(&rows, 0, "centre_code");
    return RPC_OK;
}

enum rpc_code
desk_turn(struct rpc_call *call, const char *ticket_id, db_decide *decide, const void *request)
{
    const char *centre;
    enum rpc_code code = desk_centre(call, ticket_id, &centre);
    return code == RPC_OK ? db_take_turn(call, &hall_turn, centre, decide, (void *)(uintptr_t)request) : code;
}

enum rpc_code
desk_reply(const struct desk *desk)
{
    view_ticket(desk->call->arena, desk->hall, desk->ticket, (Queue__Ticket *)desk->call->reply);
    return RPC_OK;
}

enum rpc_code
desk_open(struct db_turn *turn, void *hall, struct db_work *work, struct desk *ret_desk)
{
    struct rpc_call *call = db_turn_call(turn);
    *ret_desk = (struct desk){ call, hall, work, turn, NULL, NULL };
    if (!hall)
        return hall_missing(call, call->caller.centre);
    ret_desk->window = hall_operator_window(hall, call->caller.subject);
    return RPC_OK;
}

/* One that is over is not in memory. */
static enum rpc_code
load_ticket(struct desk *desk, const char *ticket_id)
{
    struct db_rows rows;
    enum rpc_code code = db_turn_rows(desk->turn, &queue_sql_get_ticket, DB_ARGS(ticket_id), &rows);
    if (code != RPC_OK)
        return code;
    if (!rows.n || !text_equal(db_cell(&rows, 0, "centre_code"), desk->hall->centre))
        return no_ticket(desk->call);
    desk->ticket = hall_add_row(desk->hall, &rows, 0);
    if (desk->ticket->group < 0) {
        desk->hall->n_tickets--;
        return no_ticket(desk->call);
    }
    return RPC_OK;
}

enum rpc_code
desk_ticket(struct db_turn *turn, void *hall, struct db_work *work, const char *ticket_id, const char *etag,
            struct desk *ret_desk)
{
    enum rpc_code code = desk_open(turn, hall, work, ret_desk);
    if (code != RPC_OK)
        return code;
    ret_desk->ticket = hall_ticket(ret_desk->hall, ticket_id);
    if (!ret_desk->ticket)
        code = load_ticket(ret_desk, ticket_id);
    if (code != RPC_OK)
        return code;
    if (!view_may_see(&ret_desk->call->caller, ret_desk->ticket->applicant))
        return no_ticket(ret_desk->call);
    int64_t version;
    if (text_empty(etag) || (parse_int64(etag, &version) && version == ret_desk->ticket->version))
        return RPC_OK;
    rpc_explain(ret_desk->call, "STALE_ETAG", NULL);
    return rpc_fail(ret_desk->call, RPC_ABORTED, "Талон %s изменён после того, как вы его видели",
                    "Ticket %s was changed after you saw it", ret_desk->ticket->number);
}

enum rpc_code
desk_find_session(struct desk *desk, const char *session_id)
{
    const struct rpc_caller *caller = &desk->call->caller;
    desk->window = hall_session_window(desk->hall, session_id);
    if (desk->window
        && (caller->role != RPC_ROLE_OPERATOR || text_equal(desk->window->session->operator_, caller->subject)))
        return RPC_OK;
    return rpc_fail(desk->call, RPC_NOT_FOUND, "Такого рабочего сеанса нет: он закрыт или не ваш",
                    "There is no such session: it is closed, or not yours");
}

/* ------------------------------------------------------------------ may it be */

enum rpc_code
desk_may(const struct desk *desk, enum move move)
{
    const struct hall_ticket *t = desk->ticket;
    if (moves_may(t->state, move))
        return RPC_OK;
    TEXT_SCOPED allowed = { 0 };
    moves_allowed(t->state, &allowed);
    bool english = rpc_english(desk->call);
    rpc_explain(desk->call, "ILLEGAL_MOVE", NULL);
    const char *what = allowed.length ? arena_strdup(desk->call->arena, allowed.data) : english ? "nothing" : "ничего";
    return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Талон %s сейчас «%s»; действие «%s» невозможно. Можно: %s",
                    "Ticket %s is \"%s\": \"%s\" is not possible. Allowed: %s", t->number,
                    moves_words(t->state, english), moves_table[move].name, what);
}

enum rpc_code
desk_is_mine(const struct desk *desk)
{
    const struct rpc_caller *caller = &desk->call->caller;
    const struct hall_ticket *t = desk->ticket;
    if (caller->role != RPC_ROLE_OPERATOR)
        return RPC_OK;
    if (desk->window && text_equal(desk->window->session->id, t->session_id))
        return RPC_OK;
    return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Талон %s не у вашего окна%s%s",
                    "Ticket %s is not at your window%s%s", t->number, *t->window_number ? ": " : "", t->window_number);
}

enum rpc_code
desk_window_free(const struct desk *desk)
{
    const struct hall_window *window = desk->window;
    if (!window)
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Откройте окно: у вас нет рабочего сеанса",
                        "Open a window first: you have no session");
    if (!rules_serves(window)) {
        rpc_explain(desk->call, "NOT_OPEN", window->session->id);
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Окно %s не принимает: перерыв или закрывается",
                        "Window %s does not serve now: break or closing", window->number);
    }
    const struct hall_ticket *current = hall_current(desk->hall, window->session);
    if (!current || current == desk->ticket)
        return RPC_OK;
    rpc_explain(desk->call, "BUSY", arena_strdup(desk->call->arena, current->id));
    return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "У окна %s уже талон %s: завершите его или отложите",
                    "Window %s has ticket %s: finish or put it aside first", window->number, current->number);
}

/* ------------------------------------------------------------------ events */

static void
put_ticket_event(struct desk *desk, const struct hall_ticket *ticket, const char *action)
{
    Queue__TicketChanged event = QUEUE__TICKET_CHANGED__INIT;
    struct hall *hall = desk->hall;
    hall->changed = true;
    event.centre_code = hall->centre;
    event.revision = ++hall->revision;
    event.action = action;
    event.ticket = view_new_ticket(desk->call->arena, hall, ticket);
    events_put(desk->work, hall->centre, &event.base);
}

void
desk_window_event(struct desk *desk, const struct hall_window *window, const char *action)
{
    Queue__WindowChanged event = QUEUE__WINDOW_CHANGED__INIT;
    Queue__Window shown = QUEUE__WINDOW__INIT;
    struct hall *hall = desk->hall;
    hall->changed = true;
    view_window(desk->call->arena, hall, window, &shown);
    event.centre_code = hall->centre;
    event.revision = ++hall->revision;
    event.action = action;
    event.window = &shown;
    events_put(desk->work, hall->centre, &event.base);
}

void
desk_note(struct desk *desk, const char *action)
{
    desk->ticket->version++;
    desk->ticket->dirty = true;
    put_ticket_event(desk, desk->ticket, action);
}

/* A wrong choice is corrected where it was made, while nothing came of it. */
static bool
may_replace_applicant(const struct desk *desk)
{
    const struct hall_ticket *t = desk->ticket;
    return t->state == HALL_STATE(SERVING) && text_equal(t->applications, "{}") && desk->window
           && text_equal(desk->window->session->id, t->session_id);
}

enum rpc_code
desk_link(struct desk *desk, const char *applicant_id, const char *const *application_ids, size_t n)
{
    struct hall_ticket *t = desk->ticket;
    if (*applicant_id && *t->applicant && !text_equal(t->applicant, applicant_id) && !may_replace_applicant(desk))
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Талон %s уже другого заявителя",
                        "Ticket %s is another applicant's already", t->number);
    if (*applicant_id)
        t->applicant = desk_keep(desk, applicant_id);
    TEXT_SCOPED out = { 0 };
    text_add(&out, t->applications, strlen(t->applications) - 1);
    for (size_t i = 0; i < n; i++)
        if (!strstr(out.data, application_ids[i]))
            text_addf(&out, "%s%s", out.length > 1 ? "," : "", application_ids[i]);
    text_addc(&out, '}');
    t->applications = desk_keep(desk, out.data);
    return RPC_OK;
}

/* ------------------------------------------------------------------ times of a move */

static int64_t
ms_between(int64_t from_us, int64_t to_us)
{
    return from_us && to_us > from_us ? (to_us - from_us) / 1000 : 0;
}

static bool
at_window(hall_state state)
{
    return state == HALL_STATE(CALLED) || state == HALL_STATE(SERVING);
}

static bool
in_line(hall_state state)
{
    return moves_waits(state) || state == HALL_STATE(POSTPONED);
}

static int64_t
waited_ms(const struct hall_ticket *t)
{
    /* Who comes early for an appointment waits from its time on. */
    return ms_between(t->due_us > t->entered_us ? t->due_us : t->entered_us, t->called_us);
}

/* A visitor leaves the window: what happened there, for the reports. */
static void
put_spell(struct desk *desk, const struct hall_ticket *t, hall_state from, hall_state to)
{
    char day[11];
    bool served = from == HALL_STATE(SERVING);
    date_format(date_from_days(t->day), day);
    db_put(desk->work, &queue_sql_put_spell,
           DB_ARGS(desk->hall->centre, (const char *)day, t->id, desk->hall->groups[t->group].conf->group_code,
                   t->service, NAME_OF_PURPOSE(t->purpose), t->window_number, t->operator_, db_time(t->called_us),
                   waited_ms(t), served ? ms_between(t->called_us, t->served_us) : INT64_C(0),
                   served ? ms_between(t->served_us, desk->hall->now_us) : INT64_C(0), NAME_OF_STATE(to)));
}

static void
count_time(struct desk *desk, struct hall_ticket *t, hall_state from, hall_state to)
{
    int64_t now_us = desk->hall->now_us;
    if (to == HALL_STATE(SERVING)) {
        if (from == HALL_STATE(HELD))
            t->entered_us = t->called_us = now_us; /* back at the window without having waited for it */
        t->served_us = now_us;
        t->way_ms += ms_between(t->called_us, now_us);
    }
    if (from == HALL_STATE(SERVING))
        t->service_ms += ms_between(t->served_us, now_us);
    if (at_window(from) && !at_window(to))
        put_spell(desk, t, from, to);
}

/* ------------------------------------------------------------------ what follows from a move */

void
desk_undirect(struct hall_ticket *ticket)
{
    ticket->target_window = ticket->target_operator = "";
}

static void
leave_window(struct hall_ticket *t)
{
    t->session_id = t->window_id = t->window_number = t->operator_ = "";
}

static void change(struct desk *desk, struct hall_ticket *t, enum move move, const char *reason);

static void
enter_next_of_visit(struct desk *desk, const struct hall_ticket *over)
{
    struct hall_ticket *next = NULL;
    for (int i = 0; i < desk->hall->n_tickets; i++) {
        struct hall_ticket *t = desk->hall->tickets[i];
        if (t->state == HALL_STATE(ISSUED) && text_equal(t->visit_id, over->visit_id)
            && (!next || t->step < next->step))
            next = t;
    }
    if (!next)
        return;
    change(desk, next, MOVE_ENTER, "");
}

static void
close_when_last(struct desk *desk, const char *session_id)
{
    struct hall_window *window = hall_session_window(desk->hall, session_id);
    if (window && window->session->state == HALL_SESSION(CLOSING) && !hall_current(desk->hall, window->session))
        desk_session(desk, window, HALL_SESSION(CLOSED), "CLOSED", "");
}

static void
change(struct desk *desk, struct hall_ticket *t, enum move move, const char *reason)
{
    hall_state from = t->state, to = moves_table[move].to;
    const char *session_id = t->session_id;
    count_time(desk, t, from, to);
    t->state = to;
    t->reason = desk_keep(desk, reason);
    t->version++;
    t->dirty = true;
    if (to != HALL_STATE(POSTPONED))
        t->until_us = 0;
    if (!in_line(from) && in_line(to))
        t->entered_us = desk->hall->now_us; /* for the statistics; its place is by its rank, which stays */
    t->ended_us = moves_over(to) ? desk->hall->now_us : 0;
    put_ticket_event(desk, t, moves_table[move].action);
    if (!at_window(to) && to != HALL_STATE(HELD) && !moves_over(to))
        leave_window(t);
    if (moves_over(to) && from != HALL_STATE(ISSUED) && move != MOVE_EXPIRE)
        enter_next_of_visit(desk, t);
    if (at_window(from) && !at_window(to))
        close_when_last(desk, session_id);
}

void
desk_move(struct desk *desk, enum move move, const char *reason)
{
    change(desk, desk->ticket, move, reason);
}

void
desk_call(struct desk *desk, enum move move)
{
    struct hall_ticket *t = desk->ticket;
    struct hall_window *window = desk->window;
    bool again = t->state == HALL_STATE(CALLED), from_line = move == MOVE_CALL;
    t->session_id = window->session->id;
    t->window_id = window->id;
    t->window_number = window->number;
    t->operator_ = window->session->operator_;
    t->calls = again ? t->calls + 1 : 1;
    if (!again) {
        t->called_us = desk->hall->now_us;
        t->served_us = 0;
        if (from_line)
            t->waited_ms += waited_ms(t);
        else
            t->entered_us = t->called_us;
    }
    desk_undirect(t);
    desk_move(desk, move, t->reason);
}

/* ------------------------------------------------------------------ sessions */

void
desk_session(struct desk *desk, struct hall_window *window, Queue__Session__State state, const char *action,
             const char *reason)
{
    struct hall_session *session = window->session;
    int64_t now_us = desk->hall->now_us;
    if (session->state == HALL_SESSION(BREAK))
        session->break_ms += ms_between(session->changed_us, now_us);
    session->state = state;
    session->changed_us = now_us;
    session->break_reason = desk_keep(desk, reason);
    session->version++;
    session->dirty = true;
    if (state == HALL_SESSION(CLOSED))
        session->closed_us = now_us;
    desk_window_event(desk, window, action);
    if (state == HALL_SESSION(CLOSED)) {
        desk->hall->ended[desk->hall->n_ended++] = session;
        window->session = NULL;
    }
}
