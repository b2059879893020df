/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"
#include "../rules.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/queue.methods.h>

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const Queue__ResumeSessionRequest *req = arg;
    struct desk desk;
    enum rpc_code code = desk_open(turn, hall, work, &desk);
    if (code == RPC_OK)
        code = desk_find_session(&desk, req->session_id);
    if (code != RPC_OK)
        return code;
    struct hall_session *session = desk.window->session;
    if (session->state == HALL_SESSION(OPEN))
        return rpc_fail(desk.call, RPC_FAILED_PRECONDITION, "Окно %s уже открыто", "Window %s is open already",
                        desk.window->number);
    desk_session(&desk, desk.window, HALL_SESSION(OPEN), "RESUMED", "");
    view_session(desk.call->arena, desk.hall, session, (Queue__Session *)desk.call->reply);
    return RPC_OK;
}

enum rpc_code
queue_resume_session(struct rpc_call *call, const Queue__ResumeSessionRequest *req, Queue__Session *rep)
{
    (void)rep; /* filled at its turn */
    audit_object(call, "session", req->session_id, NULL);
    return db_take_turn(call, &hall_turn, call->caller.centre, decide, (void *)(uintptr_t)req);
}
