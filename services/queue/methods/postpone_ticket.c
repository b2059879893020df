/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"

#include <okno/queue.methods.h>

/* Who stands in the line may be postponed by everybody who may see the ticket; who is at a window, there. */
static enum rpc_code
may_postpone(const struct desk *desk)
{
    hall_state state = desk->ticket->state;
    bool in_line = moves_waits(state) || state == HALL_STATE(POSTPONED) || state == HALL_STATE(PARKED);
    return in_line || desk->call->caller.role == RPC_ROLE_SUPERVISOR ? RPC_OK : desk_is_mine(desk);
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const Queue__PostponeTicketRequest *req = arg;
    struct desk desk;
    enum rpc_code code = desk_ticket(turn, hall, work, req->ticket_id, req->etag, &desk);
    if (code == RPC_OK)
        code = desk_may(&desk, MOVE_POSTPONE);
    if (code == RPC_OK)
        code = may_postpone(&desk);
    if (code != RPC_OK)
        return code;
    desk.ticket->until_us = desk.hall->now_us + req->minutes * HALL_MINUTE_US;
    desk_move(&desk, MOVE_POSTPONE, req->reason);
    return desk_reply(&desk);
}

enum rpc_code
queue_postpone_ticket(struct rpc_call *call, const Queue__PostponeTicketRequest *req, Queue__Ticket *rep)
{
    (void)rep; /* desk_reply fills it */
    return desk_turn(call, req->ticket_id, decide, req);
}
