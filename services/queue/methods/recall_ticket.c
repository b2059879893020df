/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"
#include "../rules.h"

#include <okno/queue.methods.h>

static enum rpc_code
call_again(struct desk *desk)
{
    int most = rules_limits(desk->hall->settings).max_recalls;
    enum rpc_code code = desk_is_mine(desk);
    if (code != RPC_OK)
        return code;
    desk->window = hall_session_window(desk->hall, desk->ticket->session_id);
    if (desk->ticket->calls <= most)
        return desk->window ? RPC_OK : desk_window_free(desk);
    rpc_explain(desk->call, "RECALL_LIMIT", NULL);
    return rpc_fail(desk->call, RPC_FAILED_PRECONDITION,
                    "Талон %s вызван уже %d раз: больше нельзя. Можно: noShow, hold, park, postpone",
                    "Ticket %s was called %d times already. Allowed: noShow, hold, park, postpone",
                    desk->ticket->number, desk->ticket->calls);
}

/* Who is held comes back to its window; who was parked, or came late after all, to that of the caller. */
static enum rpc_code
may_recall(struct desk *desk)
{
    const struct hall_ticket *t = desk->ticket;
    if (t->state == HALL_STATE(CALLED))
        return call_again(desk);
    if (t->state == HALL_STATE(HELD)) {
        enum rpc_code code = desk_is_mine(desk);
        if (code != RPC_OK)
            return code;
        desk->window = hall_session_window(desk->hall, t->session_id);
    }
    if (t->day != desk->hall->today)
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Талон %s другого дня", "Ticket %s is of another day",
                        t->number);
    return desk_window_free(desk);
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const Queue__RecallTicketRequest *req = arg;
    struct desk desk;
    enum rpc_code code = desk_ticket(turn, hall, work, req->ticket_id, req->etag, &desk);
    if (code == RPC_OK)
        code = desk_may(&desk, MOVE_RECALL);
    if (code == RPC_OK)
        code = may_recall(&desk);
    if (code != RPC_OK)
        return code;
    desk_call(&desk, MOVE_RECALL);
    return desk_reply(&desk);
}

enum rpc_code
queue_recall_ticket(struct rpc_call *call, const Queue__RecallTicketRequest *req, Queue__Ticket *rep)
{
    (void)rep; /* desk_reply fills it */
    return desk_turn(call, req->ticket_id, decide, req);
}
