/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"

#include <okno/queue.methods.h>

/* At a window it is the window's; in the line it is everybody's who may see it. */
static enum rpc_code
may_cancel(const struct desk *desk)
{
    hall_state state = desk->ticket->state;
    return state == HALL_STATE(CALLED) || state == HALL_STATE(HELD) ? desk_is_mine(desk) : RPC_OK;
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const Queue__CancelTicketRequest *req = arg;
    struct desk desk;
    enum rpc_code code = desk_ticket(turn, hall, work, req->ticket_id, req->etag, &desk);
    if (code == RPC_OK)
        code = desk_may(&desk, MOVE_CANCEL);
    if (code == RPC_OK)
        code = may_cancel(&desk);
    if (code != RPC_OK)
        return code;
    desk_move(&desk, MOVE_CANCEL, req->reason);
    return desk_reply(&desk);
}

enum rpc_code
queue_cancel_ticket(struct rpc_call *call, const Queue__CancelTicketRequest *req, Queue__Ticket *rep)
{
    (void)rep; /* desk_reply fills it */
    return desk_turn(call, req->ticket_id, decide, req);
}
