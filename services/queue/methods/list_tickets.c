/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../estimate.h"
#include "../moves.h"
#include "../rules.h"
#include "../view.h"

#include <okno/proto.h>
#include <okno/queue.methods.h>
#include <okno/queue.sql.h>

#include <stdlib.h>

struct line {
    Queue__Ticket *ticket;
    int place;
};

static bool
is_meant(const struct hall *hall, const struct hall_window *window, const Queue__ListTicketsRequest *req,
         const struct hall_ticket *t)
{
    return (!*req->group_code || text_equal(hall->groups[t->group].conf->group_code, req->group_code))
           && (!*req->number || text_equal(t->number, req->number)) && (!window || rules_may_call(hall, window, t));
}

/* Who waits, by place; then the rest as they were issued. */
static int
compare_lines(const void *a, const void *b)
{
    const struct line *one = a, *other = b;
    int first = one->place ? one->place : INT32_MAX, second = other->place ? other->place : INT32_MAX;
    if (first != second)
        return first < second ? -1 : 1;
    int64_t issued = proto_time_us(one->ticket->issued), later = proto_time_us(other->ticket->issued);
    return (issued > later) - (issued < later);
}

static size_t
collect(struct rpc_call *call, const struct hall *hall, const Queue__ListTicketsRequest *req, struct line *lines)
{
    const struct hall_window *window = *req->window_id ? hall_window(hall, req->window_id) : NULL;
    Queue__Estimate *estimates = ARENA_ARRAY(call->arena, Queue__Estimate, hall->n_tickets + 1);
    size_t n = 0;
    for (int i = 0; i < hall->n_tickets; i++)
        queue__estimate__init(&estimates[i]);
    estimate_all(hall, call->arena, estimates);
    for (int i = 0; i < hall->n_tickets; i++) {
        const struct hall_ticket *t = hall->tickets[i];
        if (!is_meant(hall, window, req, t))
            continue;
        Queue__Ticket *shown = view_new_ticket(call->arena, hall, t);
        shown->estimate = estimates[i].place ? &estimates[i] : NULL;
        lines[n++] = (struct line){ shown, estimates[i].place };
    }
    return n;
}

static struct db_value
group_codes(const struct hall *hall)
{
    const char **codes = ARENA_ARRAY(hall->arena, const char *, hall->n_groups + 1);
    for (int i = 0; i < hall->n_groups; i++)
        codes[i] = hall->groups[i].conf->group_code;
    return db_texts(hall->arena, codes, (size_t)hall->n_groups);
}

/* One that was recalled in this moment is in the hall already. */
static enum rpc_code
add_absent(struct rpc_call *call, struct hall *hall)
{
    char day[11];
    struct db_rows rows;
    date_format(date_from_days(hall->today), day);
    enum rpc_code code = db_rows(call, &queue_sql_list_absent_tickets,
                                 DB_ARGS(hall->centre, (const char *)day, group_codes(hall)), &rows);
    for (int row = 0; code == RPC_OK && row < rows.n; row++)
        if (!hall_ticket(hall, db_cell(&rows, row, "ticket_id")))
            hall_add_row(hall, &rows, row);
    return code;
}

enum rpc_code
queue_list_tickets(struct rpc_call *call, const Queue__ListTicketsRequest *req, Queue__ListTicketsResponse *rep)
{
    struct hall *hall;
    const char *centre;
    enum rpc_code code = view_centre(call, req->centre_code, &centre);
    if (code == RPC_OK)
        code = hall_look(call, centre, &hall);
    if (code == RPC_OK && req->absent)
        code = add_absent(call, hall);
    if (code != RPC_OK)
        return code;
    struct line *lines = ARENA_ARRAY(call->arena, struct line, hall->n_tickets + 1);
    size_t n = collect(call, hall, req, lines);
    qsort(lines, n, sizeof *lines, compare_lines);
    rep->revision = hall->revision;
    rep->tickets = ARENA_ARRAY(call->arena, Queue__Ticket *, n + 1);
    for (size_t i = 0; i < n; i++)
        rep->tickets[rep->n_tickets++] = lines[i].ticket;
    return RPC_OK;
}
