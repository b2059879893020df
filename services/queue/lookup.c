/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "lookup.h"

#include "estimate.h"
#include "rules.h"
#include "view.h"

#include <okno/queue.sql.h>

static enum rpc_code
no_ticket(struct rpc_call *call)
{
    return rpc_fail(call, RPC_NOT_FOUND, "Такого талона нет", "There is no such ticket");
}

/* The row may be newer or older than the hall by a moment; the hall counts, when it has the ticket. */
static enum rpc_code
place_in_hall(struct rpc_call *call, const struct db_rows *rows, struct lookup *found)
{
    if (!rows->n)
        return no_ticket(call);
    enum rpc_code code = hall_look(call, db_cell(rows, 0, "centre_code"), &found->hall);
    if (code != RPC_OK)
        return code;
    found->ticket = hall_ticket(found->hall, db_cell(rows, 0, "ticket_id"));
    if (!found->ticket)
        found->ticket = hall_add_row(found->hall, rows, 0);
    return RPC_OK;
}

enum rpc_code
lookup_ticket(struct rpc_call *call, const char *ticket_id, struct lookup *ret_found)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &queue_sql_get_ticket, DB_ARGS(ticket_id), &rows);
    if (code == RPC_OK)
        code = place_in_hall(call, &rows, ret_found);
    if (code != RPC_OK)
        return code;
    const char *bound = view_bound_centre(&call->caller);
    bool theirs = view_may_see(&call->caller, ret_found->ticket->applicant);
    return theirs && (!bound || text_equal(bound, ret_found->hall->centre)) ? RPC_OK : no_ticket(call);
}

enum rpc_code
lookup_code(struct rpc_call *call, const char *code_text, struct lookup *ret_found)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &queue_sql_get_ticket_by_code, DB_ARGS(code_text), &rows);
    return code == RPC_OK ? place_in_hall(call, &rows, ret_found) : code;
}

Queue__Estimate *
lookup_estimate(struct rpc_call *call, const struct lookup *found)
{
    if (found->ticket->group < 0 || !rules_place(found->hall, found->ticket))
        return NULL;
    Queue__Estimate *estimate = ARENA_NEW(call->arena, Queue__Estimate);
    queue__estimate__init(estimate);
    estimate_ticket(found->hall, found->ticket, call->arena, estimate);
    return estimate;
}
