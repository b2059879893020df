/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../moves.h"
#include "../process/course.h"

#include <okno/audit.h>
#include <okno/tracking.methods.h>

#define WITHDRAWN_MESSAGE "withdrawn"
#define WITHDRAWN TRACKING__APPLICATION__STATUS__WITHDRAWN

static enum rpc_code
may_withdraw(const struct record *record)
{
    if (rules_may_withdraw(record->app->status))
        return RPC_OK;
    return rpc_fail(record->call, RPC_FAILED_PRECONDITION, "Решение уже принято, отозвать заявление нельзя",
                    "The decision is taken, the application cannot be withdrawn any more");
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

/* A regulation may say what follows (the papers go to the case): it waits for the message then. */
static enum rpc_code
end_course(const struct record *record, const char *reason, struct process *ret_process)
{
    enum rpc_code code = course_load(record, ret_process);
    if (code != RPC_OK)
        return code;
    if (ret_process->state->suspended)
        code = process_move(ret_process, (struct bpmn_event){ .kind = BPMN_RESUME });
    if (code != RPC_OK)
        return code;
    if (process_expects(ret_process, WITHDRAWN_MESSAGE))
        return process_move(ret_process,
                            (struct bpmn_event){ .kind = BPMN_MESSAGE_DELIVERED, .name = WITHDRAWN_MESSAGE });
    return process_move(ret_process, (struct bpmn_event){ .kind = BPMN_CANCEL_INSTANCE, .code = reason });
}

static enum rpc_code
write(struct record *record, const char *reason)
{
    struct process process;
    enum rpc_code code = end_course(record, reason, &process);
    if (code != RPC_OK)
        return code;
    course_show(&process, record->app);
    struct process_subject course = course_of_record(record);
    struct moves_subject subject = moves_subject(record);
    struct db_work *work = db_begin(record->call);
    process_put(&process, work, &course);
    record_save(record, work);
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
