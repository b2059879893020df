/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"

#include <okno/queue.methods.h>

/* Of one that waits in the hall, whoever calls it next may say so. */
static enum rpc_code
may_say_absent(const struct desk *desk)
{
    return desk->ticket->state == HALL_STATE(PARKED) ? RPC_OK : desk_is_mine(desk);
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const Queue__NoShowTicketRequest *req = arg;
    struct desk desk;
    enum rpc_code code = desk_ticket(turn, hall, work, req->ticket_id, req->etag, &desk);
    if (code == RPC_OK)
        code = desk_may(&desk, MOVE_NO_SHOW);
    if (code == RPC_OK)
        code = may_say_absent(&desk);
    if (code != RPC_OK)
        return code;
    desk_move(&desk, MOVE_NO_SHOW, "");
    return desk_reply(&desk);
}

enum rpc_code
queue_no_show_ticket(struct rpc_call *call, const Queue__NoShowTicketRequest *req, Queue__Ticket *rep)
{
    (void)rep; /* desk_reply fills it */
    return desk_turn(call, req->ticket_id, decide, req);
}
