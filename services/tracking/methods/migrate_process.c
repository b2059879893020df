/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../process/showing.h"

#include <okno/audit.h>
#include <okno/tracking.methods.h>

static struct bpmn_event
migration(struct rpc_call *call, const struct regulation *to, const Tracking__MigrateProcessRequest *req)
{
    struct bpmn_mapping *map = ARENA_ARRAY(call->arena, struct bpmn_mapping, req->n_moves);
    for (size_t i = 0; i < req->n_moves; i++)
        map[i] = (struct bpmn_mapping){ req->moves[i]->from, req->moves[i]->to };
    return (struct bpmn_event){ .kind = BPMN_MIGRATE, .target = to->model, .map = map, .n_map = req->n_moves };
}

enum rpc_code
tracking_migrate_process(struct rpc_call *call, const Tracking__MigrateProcessRequest *req, Tracking__Process *rep)
{
    struct process process;
    const struct regulation *to;
    enum rpc_code code = process_load(call, showing_calendar(call), req->process_id, &process);
    if (code == RPC_OK)
        code = regulations_get(call, process.row.regulation, req->version, &to);
    if (code == RPC_OK)
        code = process_move(&process, migration(call, to, req));
    if (code != RPC_OK)
        return code;
    process.regulation = to;
    audit_object(call, "process", req->process_id, arena_printf(call->arena, "version %d", req->version));
    struct db_work *work = db_begin(call);
    process_put(&process, work, &(struct process_subject){ 0 });
    showing_process(&process, rep);
    return db_finish(work);
}
