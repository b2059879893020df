/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../process/regulations.h"

#include <okno/tracking.methods.h>

static Tracking__RegulationChange *
show(struct arena *arena, const struct bpmn_change *change)
{
    static const char *const names[] = {
        [BPMN_ADDED] = "ADDED", [BPMN_REMOVED] = "REMOVED", [BPMN_CHANGED] = "CHANGED"
    };
    Tracking__RegulationChange *shown = ARENA_NEW(arena, Tracking__RegulationChange);
    tracking__regulation_change__init(shown);
    shown->change = names[change->change];
    shown->id = change->id;
    shown->name = change->name;
    shown->kind = change->kind;
    return shown;
}

enum rpc_code
tracking_diff_regulations(struct rpc_call *call, const Tracking__DiffRegulationsRequest *req,
                          Tracking__DiffRegulationsResponse *rep)
{
    const struct regulation *before, *after;
    const struct bpmn_change *changes;
    enum rpc_code code = regulations_get(call, req->code, req->from, &before);
    if (code == RPC_OK)
        code = regulations_get(call, req->code, req->to, &after);
    if (code != RPC_OK)
        return code;
    size_t n = bpmn_diff(call->arena, before->model, after->model, &changes);
    rep->changes = ARENA_ARRAY(call->arena, Tracking__RegulationChange *, n);
    for (size_t i = 0; i < n; i++)
        rep->changes[rep->n_changes++] = show(call->arena, &changes[i]);
    return RPC_OK;
}
