/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"
#include "../rules.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/queue.methods.h>

static int
waiting_for(const struct desk *desk)
{
    int n = 0;
    for (int i = 0; i < desk->hall->n_tickets; i++)
        n += rules_may_call(desk->hall, desk->window, desk->hall->tickets[i]);
    return n;
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const Queue__CallNextRequest *req = arg;
    struct desk desk;
    enum rpc_code code = desk_open(turn, hall, work, &desk);
    if (code == RPC_OK)
        code = desk_find_session(&desk, req->session_id);
    if (code != RPC_OK)
        return code;
    Queue__CallNextResponse *rep = (Queue__CallNextResponse *)desk.call->reply;
    code = desk_window_free(&desk);
    if (code != RPC_OK)
        return code;
    desk.ticket = rules_next(desk.hall, desk.window);
    if (desk.ticket) {
        desk_call(&desk, MOVE_CALL);
        rep->ticket = view_new_ticket(desk.call->arena, desk.hall, desk.ticket);
    }
    rep->waiting = waiting_for(&desk);
    rep->revision = desk.hall->revision;
    return RPC_OK;
}

enum rpc_code
queue_call_next(struct rpc_call *call, const Queue__CallNextRequest *req, Queue__CallNextResponse *rep)
{
    (void)rep; /* filled at its turn */
    audit_object(call, "session", req->session_id, NULL);
    return db_take_turn(call, &hall_turn, call->caller.centre, decide, (void *)(uintptr_t)req);
}
