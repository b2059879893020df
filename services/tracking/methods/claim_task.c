/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../work.h"

#include <okno/proto.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

static enum rpc_code
write(struct work_item *item)
{
    struct rpc_call *call = item->call;
    Tracking__Task *task = item->task;
    int64_t now_us = time_now_us();
    task->state = TRACKING__TASK__STATE__CLAIMED;
    task->assignee = call->caller.subject;
    task->claimed = proto_time(call->arena, now_us);
    work_next_version(call, task);
    struct db_work *work = db_begin(call);
    db_expect(work, &tracking_sql_claim_task, DB_ARGS(task->task_id, task->assignee, db_time(now_us)), RPC_ABORTED,
              "Задачу только что взял другой", "Somebody else has just claimed the task");
    work_put_note(work, item, &(struct moves_note){ .action = "CLAIMED", .step = task->step });
    return db_commit(work);
}

/* Somebody was faster: who? It may have been the caller's own other call. */
static enum rpc_code
name_winner(struct rpc_call *call, const char *task_id, Tracking__Task *rep)
{
    struct view view;
    proto_clear(&rep->base);
    enum rpc_code code = view_of(call, &view);
    if (code == RPC_OK)
        code = view_task(call, &view, task_id, rep);
    if (code == RPC_OK)
        code = work_must_be_live(call, rep);
    if (code != RPC_OK || text_equal(rep->assignee, call->caller.subject))
        return code;
    if (text_empty(rep->assignee))
        return rpc_fail(call, RPC_ABORTED, "Задача изменена одновременно с вами, повторите",
                        "The task was changed at the same moment, try again");
    return work_taken(call, rep->assignee);
}

enum rpc_code
tracking_claim_task(struct rpc_call *call, const Tracking__ClaimTaskRequest *req, Tracking__Task *rep)
{
    struct work_item item;
    enum rpc_code code = work_load(call, req->task_id, req->etag, rep, &item);
    if (code == RPC_OK)
        code = work_must_be_live(call, rep);
    if (code != RPC_OK)
        return code;
    if (rep->state == TRACKING__TASK__STATE__CLAIMED)
        return text_equal(rep->assignee, call->caller.subject) ? RPC_OK : work_taken(call, rep->assignee);
    code = write(&item);
    return code == RPC_ABORTED ? name_winner(call, req->task_id, rep) : code;
}
