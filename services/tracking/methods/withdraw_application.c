/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../moves.h"

#include <okno/audit.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#define WITHDRAWN TRACKING__APPLICATION__STATUS__WITHDRAWN

static enum rpc_code
may_withdraw(const struct record *record)
{
    if (rules_may_withdraw(record->app->status))
        return RPC_OK;
    return rpc_fail(record->call, RPC_FAILED_PRECONDITION, "Решение уже принято, отозвать заявление нельзя",
                    "The decision is taken, the application cannot be withdrawn any more");
}

/* The papers still go to the case, where the application has that step. */
static const struct steps_step *
write_off_step(const struct steps_list *list)
{
    for (int i = 0; i < list->n; i++)
        if (text_equal(list->steps[i]->code, "write-off"))
            return list->steps[i];
    return NULL;
}

static void
close_withdrawn(struct record *record)
{
    Tracking__Application *app = record->app;
    if (app->status == TRACKING__APPLICATION__STATUS__SUSPENDED)
        rules_add_pause(&record->term, record->suspended_on, record->today);
    app->status = WITHDRAWN;
    app->suspended = NULL;
    record->resume_status = TRACKING__APPLICATION__STATUS__STATUS_UNSPECIFIED;
    app->closed = view_time(record->call->arena, record->now_us);
    if (text_empty(record->stopped_on))
        record->stopped_on = record_date(record, record->today);
}

static enum rpc_code
write(struct record *record, const char *reason)
{
    Tracking__Task *task;
    struct db_work *work = db_begin(record->call);
    db_put(work, &tracking_sql_cancel_tasks, DB_ARGS(record->app->application_id, db_time(record->now_us)));
    enum rpc_code code = moves_begin_step(work, record, write_off_step(&record->steps), &task);
    if (code != RPC_OK)
        return code;
    record_save(record, work);
    struct moves_subject subject = moves_subject(record);
    moves_put(work, &subject, &(struct moves_note){ .action = "WITHDRAWN", .comment = reason });
    return db_finish(work);
}

enum rpc_code
tracking_withdraw_application(struct rpc_call *call, const Tracking__WithdrawApplicationRequest *req,
                              Tracking__Application *rep)
{
    struct record record;
    enum rpc_code code = record_load(call, req->application_id, req->etag, rep, &record);
    if (code == RPC_OK)
        code = record_must_be_open(&record);
    if (code == RPC_OK)
        code = may_withdraw(&record);
    if (code != RPC_OK)
        return code;
    close_withdrawn(&record);
    return write(&record, req->reason);
}
