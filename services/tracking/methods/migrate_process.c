/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../process/migration.h"
#include "../process/showing.h"

#include <okno/audit.h>
#include <okno/tracking.methods.h>

static enum rpc_code
move(struct rpc_call *call, const Tracking__MigrateProcessRequest *req, struct process *process)
{
    const struct regulation *to;
    struct migration migration;
    enum rpc_code code = regulations_get(call, process->row.regulation, req->version, &to);
    if (code == RPC_OK)
        code = migration_read(call, process->regulation, to, req->moves, req->n_moves, &migration);
    return code == RPC_OK ? migration_try(process, &migration) : code;
}

enum rpc_code
tracking_migrate_process(struct rpc_call *call, const Tracking__MigrateProcessRequest *req, Tracking__Process *rep)
{
    struct process process;
    enum rpc_code code = process_load(call, showing_calendar(call), req->process_id, &process);
    if (code == RPC_OK)
        code = move(call, req, &process);
    if (code != RPC_OK)
        return code;
    audit_object(call, "process", req->process_id, arena_printf(call->arena, "version %d", req->version));
    struct db_work *work = db_begin(call);
    code = migration_put(&process, work);
    if (code != RPC_OK)
        return code;
    showing_process(&process, rep);
    return db_finish(work);
}
