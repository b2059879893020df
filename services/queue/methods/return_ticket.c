/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"

#include <okno/queue.methods.h>

static enum rpc_code
has_sender(const struct desk *desk)
{
    const struct hall_ticket *t = desk->ticket;
    if (!*t->sender_window)
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Талон %s никто не перенаправлял",
                        "Nobody redirected ticket %s", t->number);
    return t->state == HALL_STATE(TRANSFERRED) ? RPC_OK : desk_is_mine(desk);
}

static void
send_back(struct desk *desk, const char *reason)
{
    struct hall_ticket *t = desk->ticket;
    const char *sender = t->sender_window, *here = t->window_id;
    desk_undirect(t);
    t->target_window = sender;
    t->sender_window = here;
    desk_move(desk, MOVE_RETURN, reason);
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const Queue__ReturnTicketRequest *req = arg;
    struct desk desk;
    enum rpc_code code = desk_ticket(turn, hall, work, req->ticket_id, req->etag, &desk);
    if (code == RPC_OK)
        code = desk_may(&desk, MOVE_RETURN);
    if (code == RPC_OK)
        code = has_sender(&desk);
    if (code != RPC_OK)
        return code;
    send_back(&desk, req->reason);
    return desk_reply(&desk);
}

enum rpc_code
queue_return_ticket(struct rpc_call *call, const Queue__ReturnTicketRequest *req, Queue__Ticket *rep)
{
    (void)rep; /* desk_reply fills it */
    return desk_turn(call, req->ticket_id, decide, req);
}
