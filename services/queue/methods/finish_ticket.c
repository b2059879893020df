/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"

#include <okno/queue.methods.h>

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const Queue__FinishTicketRequest *req = arg;
    struct desk desk;
    enum rpc_code code = desk_ticket(turn, hall, work, req->ticket_id, req->etag, &desk);
    if (code == RPC_OK)
        code = desk_may(&desk, MOVE_FINISH);
    if (code == RPC_OK)
        code = desk_is_mine(&desk);
    if (code == RPC_OK)
        code = desk_link(&desk, "", req->application_ids, req->n_application_ids);
    if (code != RPC_OK)
        return code;
    desk.ticket->result = desk_keep(&desk, req->result);
    desk_move(&desk, MOVE_FINISH, "");
    return desk_reply(&desk);
}

enum rpc_code
queue_finish_ticket(struct rpc_call *call, const Queue__FinishTicketRequest *req, Queue__Ticket *rep)
{
    (void)rep; /* desk_reply fills it */
    return desk_turn(call, req->ticket_id, decide, req);
}
