/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../moves.h"
#include "../process/course.h"

#include <okno/audit.h>
#include <okno/proto.h>
#include <okno/tracking.methods.h>

#define SUSPENDED TRACKING__APPLICATION__STATUS__SUSPENDED

static enum rpc_code
may_suspend(const struct record *record, const char *reason_code)
{
    struct rpc_call *call = record->call;
    if (!catalogue_item(record->facts.cat, "suspension-reasons", reason_code))
        rpc_violate(call, "reasonCode", "Нужно основание из классификатора «Основания приостановления»",
                    "A reason of the classifier suspension-reasons is needed");
    enum rpc_code code = rpc_check(call);
    if (code != RPC_OK)
        return code;
    if (record->app->status == SUSPENDED)
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Предоставление услуги уже приостановлено",
                        "The application is suspended already");
    if (rules_may_suspend(record->app->status) && record->term.n_pauses < RULES_PAUSES_MAX && !record->held)
        return RPC_OK;
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Срок услуги уже не идёт, приостанавливать нечего",
                    "The term of the service does not run any more, there is nothing to suspend");
}

/* The clocks of its tasks stand too. */
static enum rpc_code
pause(const struct record *record, struct process *ret_process)
{
    enum rpc_code code = course_load(record, ret_process);
    return code == RPC_OK ? process_move(ret_process, (struct bpmn_event){ .kind = BPMN_SUSPEND }) : code;
}

enum rpc_code
tracking_suspend_application(struct rpc_call *call, const Tracking__SuspendApplicationRequest *req,
                             Tracking__Application *rep)
{
    struct record record;
    struct process process;
    enum rpc_code code = record_load(call, req->application_id, req->etag, rep, &record);
    if (code == RPC_OK)
        code = record_must_be_open(&record);
    if (code == RPC_OK)
        code = may_suspend(&record, req->reason_code);
    if (code != RPC_OK)
        return code;
    audit_object(call, "application", req->application_id, req->reason_code);
    record.resume_status = rep->status;
    rep->status = SUSPENDED;
    rep->suspended = proto_time(call->arena, record.now_us);
    record.stopped_on = record_date(&record, record.today);
    rep->overdue = date_compare(record_planned(&record), record.today) < 0;
    code = pause(&record, &process);
    if (code != RPC_OK)
        return code;
    struct process_subject course = course_of_record(&record);
    struct db_work *work = db_begin(call);
    process_put(&process, work, &course);
    struct moves_subject subject = moves_subject(&record);
    record_save(&record, work);
    moves_put(work, &subject,
              &(struct moves_note){ .action = "SUSPENDED",
                                    .comment = *req->comment
                                                   ? arena_printf(call->arena, "%s: %s", req->reason_code, req->comment)
                                                   : req->reason_code });
    return db_finish(work);
}
