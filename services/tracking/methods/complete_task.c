/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../bundle.h"
#include "../completion.h"
#include "../fields.h"
#include "../issued/issued.h"
#include "../process/news.h"

#include <okno/audit.h>
#include <okno/proto.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

/* Ids of the documents that go along: to the agency those that travel, to the case what the centre still has. */
static size_t
moved_documents(const struct completion *c, const char **ids)
{
    const struct record *record = &c->item.record;
    size_t n = 0;
    for (size_t i = 0; i < record->app->n_documents; i++) {
        const Tracking__Document *document = record->app->documents[i];
        bool travels = (c->move.effects & OPERATION_DOCUMENTS_TO_AGENCY)
                       && rules_travels(document, record->facts.card->keeps_originals);
        travels |= (c->move.effects & (OPERATION_ORIGINALS_TO_AGENCY | OPERATION_ORIGINALS_TO_APPLICANT))
                   && document->form == TRACKING__DOCUMENT__FORM__ORIGINAL;
        bool is_filed = (c->move.effects & OPERATION_TO_CASE) && document->form != TRACKING__DOCUMENT__FORM__ORIGINAL;
        if (travels || is_filed)
            ids[n++] = document->document_id;
    }
    return n;
}

/* What the applicant is asked to correct stands in the history: they see no more of the process than that. */
static const char *
words_of(const struct completion *c)
{
    const char *comment = c->req->comment, *remarks = "";
    if (text_equal(c->item.task->operation, "remarks"))
        remarks = fields_text(c->req->fields, "remarks");
    if (!*remarks)
        return comment;
    return *comment ? arena_printf(c->process.call->arena, "%s\n%s", remarks, comment) : remarks;
}

static void
put_movement(struct db_work *work, const struct completion *c)
{
    const struct record *record = &c->item.record;
    const Tracking__Application *app = record->app;
    struct moves_note note = { .action = c->outcome ? c->outcome->action : "TASK_DONE",
                               .step = c->item.task->step,
                               .comment = words_of(c),
                               .in_place_of = c->item.in_place_of };
    const char **ids = ARENA_ARRAY(record->call->arena, const char *, app->n_documents);
    note.documents = ids;
    note.n_documents = moved_documents(c, ids);
    if (c->move.effects & (OPERATION_DOCUMENTS_TO_AGENCY | OPERATION_ORIGINALS_TO_AGENCY | OPERATION_BACK_TO_AGENCY)) {
        note.from_place = app->centre_code;
        note.to_place = app->agency_code;
    } else if (c->move.effects & OPERATION_RESULT_TO_CENTRE) {
        note.from_place = app->agency_code;
        note.to_place = app->centre_code;
    } else if (c->move.effects & (OPERATION_TO_APPLICANT | OPERATION_ORIGINALS_TO_APPLICANT)) {
        note.from_place = !text_empty(c->item.task->agency_code) ? app->agency_code : app->centre_code;
        note.to_place = "applicant";
    } else if (c->move.effects & OPERATION_TO_CASE) {
        note.from_place = app->centre_code;
        note.to_place = arena_printf(record->call->arena, "case:%s", app->case_file);
    }
    struct moves_subject subject = moves_subject(record);
    moves_put(work, &subject, &note);
}

static void
put_missed(struct db_work *work, const struct completion *c)
{
    const Tracking__Task *task = c->item.task;
    if (!task->overdue)
        return;
    db_put(work, &tracking_sql_put_missed_term,
           DB_ARGS(db_nonempty(task->application_id), task->task_id, "STEP", task->step, task->assignee,
                   *task->centre_code ? task->centre_code : task->agency_code, task->due_on,
                   db_time(c->process.now_us)));
}

static void
finish_task(struct db_work *work, struct completion *c)
{
    struct rpc_call *call = c->process.call;
    Tracking__Task *task = c->item.task;
    db_expect(work, &tracking_sql_finish_task,
              DB_ARGS(task->task_id, call->caller.subject, db_time(c->process.now_us), c->req->outcome,
                      db_nonempty(c->req->comment), db_json_field(call->arena, &c->req->base, "fields"),
                      c->item.in_place_of),
              RPC_ABORTED, "Задача изменена одновременно с вами, посмотрите снова",
              "The task was changed at the same moment, look again");
    news_put_done(work, call->arena, task);
    if (task->state == TRACKING__TASK__STATE__OPEN)
        task->claimed = proto_time(call->arena, c->process.now_us);
    task->state = TRACKING__TASK__STATE__DONE;
    task->assignee = call->caller.subject;
    task->in_place_of = text_or_empty(c->item.in_place_of);
    task->substitute = "";
    task->finished = proto_time(call->arena, c->process.now_us);
    task->outcome = c->req->outcome;
    task->comment = c->req->comment;
    task->n_outcomes = 0;
    work_next_version(call, task);
}

static void
put_issued(struct db_work *work, const struct completion *c)
{
    const struct issued_subject subject = issued_subject(&c->item.record);
    issued_put(work, &subject,
               &(struct issued_note){ .acts = issued_acts(c->item.task->operation, c->outcome, c->move.effects),
                                      .agency = c->item.task->agency_code,
                                      .on_paper = c->outcome && (c->outcome->effects & OPERATION_TO_APPLICANT),
                                      .representative = fields_text(c->req->fields, "representativeId"),
                                      .reason = c->req->comment });
}

static void
put_refusal(struct db_work *work, const struct completion *c)
{
    const struct record *record = &c->item.record;
    unsigned effects = c->outcome ? c->outcome->effects : 0;
    if (effects & (OPERATION_NEEDS_ACCEPTANCE_GROUND | OPERATION_NEEDS_REFUSAL_GROUND))
        refusals_put(work, record->call, record->app, record->applicant_id,
                     effects & OPERATION_NEEDS_ACCEPTANCE_GROUND ? "ACCEPTANCE" : "SERVICE", &c->demand,
                     record->now_us);
}

static enum rpc_code
write_application(struct db_work *work, struct completion *c, const struct bundle *bundle, const Tracking__Task *next)
{
    struct record *record = &c->item.record;
    record_note_sent(record, next);
    if (c->move.effects & OPERATION_TO_CASE)
        cases_put(work, record, &c->place);
    record_save(record, work);
    put_movement(work, c);
    put_issued(work, c);
    put_refusal(work, c);
    return bundle_put(
        work, bundle,
        &(struct bundle_cause){ c->move.effects, c->item.task->step, fields_text(c->req->fields, "representativeId") });
}

static enum rpc_code
write(struct completion *c, Tracking__CompleteTaskResponse *rep)
{
    bool carries = !text_empty(c->item.task->application_id);
    struct bundle bundle = { 0 };
    enum rpc_code code = carries ? bundle_load(&c->item.record, c->move.effects, &bundle) : RPC_OK;
    if (code != RPC_OK)
        return code;
    audit_object(c->process.call, "task", c->item.task->task_id, NULL);
    struct process_subject subject = carries ? course_of_record(&c->item.record) : (struct process_subject){ 0 };
    struct db_work *work = db_begin(c->process.call);
    if (carries)
        put_missed(work, c); /* against who had it until now */
    finish_task(work, c);
    put_missed(work, c);
    rep->next = process_put(&c->process, work, &subject);
    rep->task = c->item.task;
    if (carries) {
        code = write_application(work, c, &bundle, rep->next);
        rep->status = c->item.record.app->status;
    }
    if (c->complaint.complaint)
        consideration_put(c->process.call, work, &c->complaint, c->req->comment);
    return code == RPC_OK ? db_finish(work) : code;
}

enum rpc_code
tracking_complete_task(struct rpc_call *call, const Tracking__CompleteTaskRequest *req,
                       Tracking__CompleteTaskResponse *rep)
{
    struct completion completion = { .req = req };
    Tracking__Task *task = ARENA_NEW(call->arena, Tracking__Task);
    tracking__task__init(task);
    enum rpc_code code = work_load(call, req->task_id, req->etag, task, &completion.item);
    if (code == RPC_OK)
        code = completion_check(call, &completion);
    if (code == RPC_OK)
        code = completion_move(call, &completion);
    if (code != RPC_OK)
        return code;
    if (!text_empty(task->application_id))
        code = completion_decide(&completion);
    return code == RPC_OK ? write(&completion, rep) : code;
}
