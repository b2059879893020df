/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/queue.methods.h>

static enum rpc_code
is_free(const struct desk *desk, const struct hall_window *window, const char *operator_)
{
    const struct hall_window *other = hall_operator_window(desk->hall, operator_);
    if (!window)
        return rpc_fail(desk->call, RPC_NOT_FOUND, "Такого окна нет", "There is no such window");
    if (!window->enabled)
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Окно %s отключено", "Window %s is out of use",
                        window->number);
    if (window->session) {
        rpc_explain(desk->call, "WINDOW_TAKEN", NULL);
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "За окном %s уже работают",
                        "Somebody works at window %s already", window->number);
    }
    if (!other)
        return RPC_OK;
    rpc_explain(desk->call, "OPERATOR_BUSY", arena_strdup(desk->call->arena, other->session->id));
    return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Оператор уже работает за окном %s",
                    "The operator works at window %s already", other->number);
}

static struct hall_session *
new_session(struct desk *desk, const struct hall_window *window, const char *operator_, const char *substitutes)
{
    char id[37];
    struct hall_session *session = ARENA_NEW(desk->hall->arena, struct hall_session);
    uuid7(id);
    *session = (struct hall_session){ .id = desk_keep(desk, id),
                                      .window_id = window->id,
                                      .window_number = window->number,
                                      .operator_ = desk_keep(desk, operator_),
                                      .substitutes = desk_keep(desk, substitutes),
                                      .break_reason = "",
                                      .state = HALL_SESSION(OPEN),
                                      .opened_us = desk->hall->now_us,
                                      .changed_us = desk->hall->now_us,
                                      .version = 1,
                                      .dirty = true };
    return session;
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const Queue__OpenSessionRequest *req = arg;
    struct desk desk;
    enum rpc_code code = desk_open(turn, hall, work, &desk);
    if (code != RPC_OK)
        return code;
    bool seats = desk.call->caller.role == RPC_ROLE_SUPERVISOR && *req->operator_;
    const char *operator_ = seats ? req->operator_ : desk.call->caller.subject;
    struct hall_window *window = hall_window(desk.hall, req->window_id);
    code = is_free(&desk, window, operator_);
    if (code != RPC_OK)
        return code;
    window->session = new_session(&desk, window, operator_, req->substitutes);
    desk_window_event(&desk, window, "OPENED");
    view_session(desk.call->arena, desk.hall, window->session, (Queue__Session *)desk.call->reply);
    return RPC_OK;
}

enum rpc_code
queue_open_session(struct rpc_call *call, const Queue__OpenSessionRequest *req, Queue__Session *rep)
{
    (void)rep; /* filled at its turn */
    if (call->caller.role == RPC_ROLE_OPERATOR && *req->operator_ && !text_equal(req->operator_, call->caller.subject))
        return rpc_fail(call, RPC_PERMISSION_DENIED, "За другого окно открывает супервизор",
                        "A supervisor opens a window for somebody else");
    audit_object(call, "window", req->window_id, NULL);
    return db_take_turn(call, &hall_turn, call->caller.centre, decide, (void *)(uintptr_t)req);
}
