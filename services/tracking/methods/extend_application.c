/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../moves.h"
#include "../process/course.h"

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

static struct moves_note
note_of(struct rpc_call *call, const Tracking__ExtendApplicationRequest *req)
{
    const char *comment =
        *req->comment ? arena_printf(call->arena, "%s: %s", req->reason_code, req->comment) : req->reason_code;
    return (struct moves_note){ .action = "EXTENDED", .step = req->element, .comment = comment };
}

static enum rpc_code
write(struct record *record, const Tracking__ExtendApplicationRequest *req, const char *before)
{
    struct db_work *work = db_begin(record->call);
    struct moves_subject subject = moves_subject(record);
    struct moves_note note = note_of(record->call, req);
    record_save(record, work);
    db_put(work, &tracking_sql_move_tasks_to_plan,
           DB_ARGS(record->app->application_id, before, record->app->planned_on));
    moves_put(work, &subject, &note);
    return db_finish(work);
}

static enum rpc_code
extend_whole(struct record *record, const Tracking__ExtendApplicationRequest *req)
{
    const char *before = record->app->planned_on;
    record->term.extended_days += req->days;
    enum rpc_code code = record_replan(record);
    record->app->overdue = date_compare(record_planned(record), record->today) < 0;
    return code == RPC_OK ? write(record, req, before) : code;
}

/* ------------------------------------------------------------------ one step */

/* The clock of the element itself, or one on its boundary that would end it. */
static bool
is_meant(const struct process *process, const struct bpmn_token *token, const char *element)
{
    const struct bpmn_token *host = token->host ? bpmn_state_token(process->state, token->host) : NULL;
    bool ends = host && token->element->interrupting && text_equal(host->element->id, element);
    return token->due_us && !token->overdue && (text_equal(token->element->id, element) || ends);
}

static enum rpc_code
later(const struct record *record, int64_t due_us, int days, int64_t *ret_due_us)
{
    struct bpmn_calendar calendar = process_calendar(catalogue_calendar(record->facts.cat));
    enum bpmn_term_unit unit = record->term.kind == CALENDAR_WORKING ? BPMN_WORKING_DAYS : BPMN_CALENDAR_DAYS;
    enum rpc_code code = calendar.term_end(calendar.arg, due_us, days, unit, ret_due_us);
    return code == RPC_OK ? code
                          : rpc_fail(record->call, code, "Срок выходит за пределы производственного календаря",
                                     "The term leaves the production calendar");
}

static enum rpc_code
redate(const struct record *record, const Tracking__ExtendApplicationRequest *req, struct process *process)
{
    const struct bpmn_state *before = process->state;
    enum rpc_code code = RPC_OK;
    for (size_t i = 0; i < before->n_tokens && code == RPC_OK; i++) {
        struct bpmn_event event = { .kind = BPMN_TIMER_REDATED, .token = before->tokens[i]->id };
        if (!is_meant(process, before->tokens[i], req->element))
            continue;
        code = later(record, before->tokens[i]->due_us, req->days, &event.due_us);
        if (code == RPC_OK)
            code = process_move(process, event);
    }
    if (code == RPC_OK && process->n_effects == 0)
        return rpc_fail(record->call, RPC_FAILED_PRECONDITION, "У шага «%s» нет идущего срока",
                        "The step \"%s\" has no running term", req->element);
    return code;
}

static enum rpc_code
extend_step(struct record *record, const Tracking__ExtendApplicationRequest *req)
{
    struct process process;
    enum rpc_code code = course_load(record, &process);
    if (code == RPC_OK)
        code = redate(record, req, &process);
    if (code != RPC_OK)
        return code;
    struct process_subject course = course_of_record(record);
    struct moves_subject subject = moves_subject(record);
    struct moves_note note = note_of(record->call, req);
    struct db_work *work = db_begin(record->call);
    process_put(&process, work, &course);
    record_save(record, work);
    moves_put(work, &subject, &note);
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
    return *req->element ? extend_step(&record, req) : extend_whole(&record, req);
}
