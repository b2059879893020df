/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../work.h"

#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

/* A supervisor may give back what another left lying. */
static enum rpc_code
may_release(struct rpc_call *call, struct work_item *item)
{
    if (item->task->state != TRACKING__TASK__STATE__CLAIMED)
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Задачу никто не взял", "Nobody has claimed the task");
    return call->caller.role == RPC_ROLE_SUPERVISOR ? RPC_OK : work_must_have(item);
}

static enum rpc_code
write(struct work_item *item, const char *comment)
{
    struct rpc_call *call = item->call;
    Tracking__Task *task = item->task;
    struct db_work *work = db_begin(call);
    db_expect(work, &tracking_sql_release_task, DB_ARGS(task->task_id, task->assignee), RPC_ABORTED,
              "Задача изменена одновременно с вами", "The task was changed at the same moment");
    work_put_note(work, item, &(struct moves_note){ .action = "RELEASED", .step = task->step, .comment = comment });
    task->state = TRACKING__TASK__STATE__OPEN;
    task->assignee = task->substitute = "";
    task->claimed = NULL;
    work_next_version(call, task);
    return db_finish(work);
}

enum rpc_code
tracking_release_task(struct rpc_call *call, const Tracking__ReleaseTaskRequest *req, Tracking__Task *rep)
{
    struct work_item item;
    enum rpc_code code = work_load(call, req->task_id, req->etag, rep, &item);
    if (code == RPC_OK)
        code = work_must_be_live(call, rep);
    if (code == RPC_OK)
        code = may_release(call, &item);
    return code == RPC_OK ? write(&item, req->comment) : code;
}
