/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"
#include "../facts.h"
#include "../issue.h"

#include <okno/queue.methods.h>

struct redirect {
    const Queue__RedirectTicketRequest *req;
    struct facts_item item;
};

static enum rpc_code
may_redirect(const struct desk *desk)
{
    hall_state state = desk->ticket->state;
    bool at_window = state == HALL_STATE(CALLED) || state == HALL_STATE(SERVING) || state == HALL_STATE(HELD);
    return at_window ? desk_is_mine(desk) : RPC_OK;
}

/* At work, or somebody stands in for them (R207). */
static bool
is_there(const struct hall *hall, const char *operator_)
{
    for (int i = 0; i < hall->n_windows; i++) {
        const struct hall_session *session = hall->windows[i].session;
        if (session && (text_equal(session->operator_, operator_) || text_equal(session->substitutes, operator_)))
            return true;
    }
    return false;
}

/* Where to, checked before anything changes: a window that is there, an operator at work, a group of the hall. */
static enum rpc_code
find_target(const struct desk *desk, const struct redirect *redirect, int *ret_group)
{
    const Queue__RedirectTicketRequest *req = redirect->req;
    *ret_group = desk->ticket->group;
    if (*req->window_id) {
        const struct hall_window *window = hall_window(desk->hall, req->window_id);
        if (window && window->enabled && window->session)
            return RPC_OK;
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "За этим окном никто не работает",
                        "Nobody works at that window");
    }
    if (*req->operator_) {
        if (is_there(desk->hall, req->operator_))
            return RPC_OK;
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Этого оператора сейчас нет на месте",
                        "That operator is not at work now");
    }
    if (!*req->group_code)
        return issue_group(desk, &redirect->item, ret_group);
    *ret_group = hall_group(desk->hall, req->group_code); /* any: staff know where the visitor belongs */
    return *ret_group >= 0 ? RPC_OK : issue_no_group(desk->call);
}

static void
redirect_it(struct desk *desk, const struct redirect *redirect, int group)
{
    const Queue__RedirectTicketRequest *req = redirect->req;
    struct hall_ticket *t = desk->ticket;
    desk_undirect(t);
    t->target_window = desk_keep(desk, req->window_id);
    t->target_operator = desk_keep(desk, req->operator_);
    t->sender_window = *t->window_id ? t->window_id : t->sender_window;
    t->group = group;
    if (*req->service_code)
        t->service = desk_keep(desk, req->service_code);
    desk_move(desk, MOVE_REDIRECT, req->reason);
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const struct redirect *redirect = arg;
    struct desk desk;
    int group = 0;
    enum rpc_code code = desk_ticket(turn, hall, work, redirect->req->ticket_id, redirect->req->etag, &desk);
    if (code == RPC_OK)
        code = desk_may(&desk, MOVE_REDIRECT);
    if (code == RPC_OK)
        code = may_redirect(&desk);
    if (code == RPC_OK)
        code = find_target(&desk, redirect, &group);
    if (code != RPC_OK)
        return code;
    redirect_it(&desk, redirect, group);
    return desk_reply(&desk);
}

static int
targets(const Queue__RedirectTicketRequest *req)
{
    return !!*req->window_id + !!*req->operator_ + !!*req->service_code + !!*req->group_code;
}

enum rpc_code
queue_redirect_ticket(struct rpc_call *call, const Queue__RedirectTicketRequest *req, Queue__Ticket *rep)
{
    struct redirect redirect = { .req = req };
    (void)rep; /* desk_reply fills it */
    if (targets(req) != 1)
        rpc_violate(call, "windowId", "Укажите одно: окно, оператора, услугу или группу",
                    "Name one: a window, an operator, a service or a group");
    enum rpc_code code = rpc_check(call);
    if (code == RPC_OK)
        code = facts_item(call, call->caller.centre, req->service_code, req->group_code, QUEUE__PURPOSE__APPLY, 0,
                          &redirect.item);
    return code == RPC_OK ? desk_turn(call, req->ticket_id, decide, &redirect) : code;
}
