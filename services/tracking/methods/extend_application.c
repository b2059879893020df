/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../moves.h"

#include <okno/audit.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

static enum rpc_code
may_extend(const struct record *record, const char *reason_code)
{
    struct rpc_call *call = record->call;
    if (!catalogue_item(record->facts.cat, "extension-reasons", reason_code))
        rpc_violate(call, "reasonCode", "Нужно основание из классификатора «Основания продления срока»",
                    "A reason of the classifier extension-reasons is needed");
    enum rpc_code code = rpc_check(call);
    if (code != RPC_OK)
        return code;
    if (rules_may_suspend(record->app->status) || record->app->status == TRACKING__APPLICATION__STATUS__SUSPENDED)
        return RPC_OK;
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Срок услуги уже не идёт, продлевать нечего",
                    "The term of the service does not run any more, there is nothing to extend");
}

static enum rpc_code
write(struct record *record, const Tracking__ExtendApplicationRequest *req, const char *before)
{
    struct rpc_call *call = record->call;
    struct db_work *work = db_begin(call);
    struct moves_subject subject = moves_subject(record);
    record_save(record, work);
    db_put(work, &tracking_sql_move_tasks_to_plan,
           DB_ARGS(record->app->application_id, before, record->app->planned_on));
    const char *comment =
        *req->comment ? arena_printf(call->arena, "%s: %s", req->reason_code, req->comment) : req->reason_code;
    moves_put(work, &subject, &(struct moves_note){ .action = "EXTENDED", .comment = comment });
    return db_finish(work);
}

enum rpc_code
tracking_extend_application(struct rpc_call *call, const Tracking__ExtendApplicationRequest *req,
                            Tracking__Application *rep)
{
    struct record record;
    enum rpc_code code = record_load(call, req->application_id, req->etag, rep, &record);
    if (code == RPC_OK)
        code = record_must_be_open(&record);
    if (code == RPC_OK)
        code = may_extend(&record, req->reason_code);
    if (code != RPC_OK)
        return code;
    audit_object(call, "application", req->application_id, req->reason_code);
    const char *before = rep->planned_on;
    record.term.extended_days += req->days;
    code = record_replan(&record);
    rep->overdue = date_compare(record_planned(&record), record.today) < 0;
    return code == RPC_OK ? write(&record, req, before) : code;
}
