/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"

#include <okno/queue.methods.h>

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const Queue__CallTicketRequest *req = arg;
    struct desk desk;
    enum rpc_code code = desk_ticket(turn, hall, work, req->ticket_id, req->etag, &desk);
    if (code == RPC_OK)
        code = desk_may(&desk, MOVE_CALL);
    if (code == RPC_OK && *req->session_id)
        code = desk_find_session(&desk, req->session_id);
    if (code == RPC_OK)
        code = desk_window_free(&desk);
    if (code != RPC_OK)
        return code;
    desk_call(&desk, MOVE_CALL);
    return desk_reply(&desk);
}

enum rpc_code
queue_call_ticket(struct rpc_call *call, const Queue__CallTicketRequest *req, Queue__Ticket *rep)
{
    (void)rep; /* desk_reply fills it */
    return desk_turn(call, req->ticket_id, decide, req);
}
