/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"

#include <okno/queue.methods.h>

/* One who was held comes back to a window that may have called somebody else meanwhile. */
static enum rpc_code
window_is_free(struct desk *desk)
{
    desk->window = hall_session_window(desk->hall, desk->ticket->session_id);
    return desk->ticket->state == HALL_STATE(CALLED) ? RPC_OK : desk_window_free(desk);
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const Queue__ServeTicketRequest *req = arg;
    struct desk desk;
    enum rpc_code code = desk_ticket(turn, hall, work, req->ticket_id, req->etag, &desk);
    if (code == RPC_OK)
        code = desk_may(&desk, MOVE_SERVE);
    if (code == RPC_OK)
        code = desk_is_mine(&desk);
    if (code == RPC_OK)
        code = window_is_free(&desk);
    if (code != RPC_OK)
        return code;
    desk_move(&desk, MOVE_SERVE, "");
    return desk_reply(&desk);
}

enum rpc_code
queue_serve_ticket(struct rpc_call *call, const Queue__ServeTicketRequest *req, Queue__Ticket *rep)
{
    (void)rep; /* desk_reply fills it */
    return desk_turn(call, req->ticket_id, decide, req);
}
