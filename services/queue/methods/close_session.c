/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"
#include "../rules.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/queue.methods.h>

/* Who stepped aside from a window that closes waits for any other of the group. */
static void
release_held(struct desk *desk, const struct hall_session *session)
{
    for (int i = 0; i < desk->hall->n_tickets; i++) {
        struct hall_ticket *t = desk->hall->tickets[i];
        if (t->state != HALL_STATE(HELD) || !text_equal(t->session_id, session->id))
            continue;
        desk->ticket = t;
        desk_move(desk, MOVE_PARK, t->reason);
    }
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const Queue__CloseSessionRequest *req = arg;
    struct desk desk;
    enum rpc_code code = desk_open(turn, hall, work, &desk);
    if (code == RPC_OK)
        code = desk_find_session(&desk, req->session_id);
    if (code != RPC_OK)
        return code;
    struct hall_session *session = desk.window->session;
    bool busy = hall_current(desk.hall, session) != NULL;
    release_held(&desk, session);
    if (busy)
        desk_session(&desk, desk.window, HALL_SESSION(CLOSING), "CLOSING", "");
    else
        desk_session(&desk, desk.window, HALL_SESSION(CLOSED), "CLOSED", "");
    view_session(desk.call->arena, desk.hall, session, (Queue__Session *)desk.call->reply);
    return RPC_OK;
}

enum rpc_code
queue_close_session(struct rpc_call *call, const Queue__CloseSessionRequest *req, Queue__Session *rep)
{
    (void)rep; /* filled at its turn */
    audit_object(call, "session", req->session_id, NULL);
    return db_take_turn(call, &hall_turn, call->caller.centre, decide, (void *)(uintptr_t)req);
}
