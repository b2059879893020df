/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/queue.methods.h>
#include <okno/queue.sql.h>

static enum rpc_code
read_weights(struct desk *desk, const Queue__UpdateWindowRequest *req, int **ret_weights)
{
    int *weights = ARENA_ARRAY(desk->hall->arena, int, desk->hall->n_groups + 1);
    for (size_t i = 0; i < req->n_groups; i++) {
        int group = hall_group(desk->hall, req->groups[i]->group_code);
        if (group < 0)
            rpc_violate(desk->call, "groups", "Группы %s нет", "There is no group %s", req->groups[i]->group_code);
        else
            weights[group] = req->groups[i]->weight;
    }
    *ret_weights = weights;
    return rpc_check(desk->call);
}

static enum rpc_code
is_fresh(const struct desk *desk, const struct hall_window *window, const char *etag)
{
    int64_t version;
    if (text_empty(etag) || (parse_int64(etag, &version) && version == window->version))
        return RPC_OK;
    rpc_explain(desk->call, "STALE_ETAG", NULL);
    return rpc_fail(desk->call, RPC_ABORTED, "Окно %s изменено после того, как вы его видели",
                    "Window %s was changed after you saw it", window->number);
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const Queue__UpdateWindowRequest *req = arg;
    struct desk desk;
    int *weights = NULL;
    enum rpc_code code = desk_open(turn, hall, work, &desk);
    if (code != RPC_OK)
        return code;
    struct hall_window *window = hall_window(desk.hall, req->window_id);
    if (!window)
        return rpc_fail(desk.call, RPC_NOT_FOUND, "Такого окна нет", "There is no such window");
    code = is_fresh(&desk, window, req->etag);
    if (code == RPC_OK && req->n_groups)
        code = read_weights(&desk, req, &weights);
    if (code != RPC_OK)
        return code;
    if (weights)
        window->weights = weights;
    if (req->_enabled_case)
        window->enabled = req->enabled;
    if (*req->name)
        window->name = desk_keep(&desk, req->name);
    window->version++;
    window->dirty = true;
    desk_window_event(&desk, window, "CHANGED");
    view_window(desk.call->arena, desk.hall, window, (Queue__Window *)desk.call->reply);
    return RPC_OK;
}

enum rpc_code
queue_update_window(struct rpc_call *call, const Queue__UpdateWindowRequest *req, Queue__Window *rep)
{
    (void)rep; /* filled at its turn */
    struct db_rows rows;
    const char *centre = view_bound_centre(&call->caller);
    audit_object(call, "window", req->window_id, NULL);
    if (!centre) {
        enum rpc_code code = db_rows(call, &queue_sql_get_window_centre, DB_ARGS(req->window_id), &rows);
        if (code != RPC_OK)
            return code;
        centre = rows.n ? db_cell(&rows, 0, "centre_code") : "";
    }
    return db_take_turn(call, &hall_turn, centre, decide, (void *)(uintptr_t)req);
}
