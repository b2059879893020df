/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "completion.h"

#include "fields.h"
#include "process/forms.h"

#include <okno/proto.h>
#include <okno/tracking.sql.h>

#define REFUSES (OPERATION_NEEDS_ACCEPTANCE_GROUND | OPERATION_NEEDS_REFUSAL_GROUND)
#define STATUS(name) TRACKING__APPLICATION__STATUS__##name

static bool
has_application(const struct completion *c)
{
    return c->item.record.call != NULL;
}

/* ------------------------------------------------------------------ checking */

/* A task that nobody has is taken by whoever completes it. */
static enum rpc_code
must_be_mine(struct work_item *item)
{
    return item->task->state == TRACKING__TASK__STATE__OPEN ? RPC_OK : work_must_have(item);
}

static enum rpc_code
must_run(const struct record *record)
{
    if (record->app->status != STATUS(SUSPENDED))
        return RPC_OK;
    return rpc_fail(record->call, RPC_FAILED_PRECONDITION,
                    "Предоставление услуги приостановлено, сначала возобновите его",
                    "The application is suspended, resume it first");
}

/* What the regulation offers; of an operation, also what that knows. */
static enum rpc_code
find_outcome(struct rpc_call *call, struct completion *c)
{
    const Tracking__Task *task = c->item.task;
    const struct operation *operation = operations_find(task->operation);
    const char *allowed = "";
    bool offered = task->n_outcomes == 0;
    for (size_t i = 0; i < task->n_outcomes; i++) {
        offered |= text_equal(task->outcomes[i], c->req->outcome);
        allowed = arena_printf(call->arena, "%s%s%s", allowed, i ? ", " : "", task->outcomes[i]);
    }
    c->outcome = operation ? operations_outcome(operation, c->req->outcome) : NULL;
    if (!offered || (operation && !c->outcome))
        rpc_violate(call, "outcome", "Шаг «%s» заканчивается одним из: %s", "The step \"%s\" ends with one of: %s",
                    task->step, allowed);
    return rpc_check(call);
}

static unsigned
effects_of(const struct completion *c)
{
    return c->outcome ? c->outcome->effects : 0;
}

/* A refusal names its ground, and gives its reasons in words where the ground alone is not enough. */
static void
check_reason(struct rpc_call *call, const struct completion *c)
{
    const Reference__ServiceCard *card = c->item.record.facts.card;
    const char *reason = fields_text(c->req->fields, "reasonCode");
    if (effects_of(c) & OPERATION_NEEDS_ACCEPTANCE_GROUND) {
        if (!rules_acceptance_ground(card, reason))
            rpc_violate(call, "fields.reasonCode", "Нужно основание отказа в приёме из карточки услуги",
                        "A ground for refusing acceptance from the service card is needed");
        if (text_empty(fields_text(c->req->fields, "text")) && text_empty(c->req->comment))
            rpc_violate(call, "fields.text", "Нужен мотивированный текст отказа",
                        "A reasoned text of the refusal is needed");
    } else if ((effects_of(c) & OPERATION_NEEDS_WORDS) && text_empty(c->req->comment)) {
        rpc_violate(call, "comment", "Напишите, какие подлинники не совпали и в чём",
                    "Say which originals do not match, and in what");
    } else if ((effects_of(c) & OPERATION_NEEDS_REFUSAL_GROUND) && !rules_refusal_ground(card, reason)) {
        rpc_violate(call, "fields.reasonCode", "Нужно основание отказа в услуге из карточки услуги",
                    "A ground for refusing the service from the service card is needed");
    }
}

/* A proxy gets the result only with a power that is good today (R50, R68). */
static enum rpc_code
check_receiver(const struct completion *c)
{
    const struct record *record = &c->item.record;
    bool hands = effects_of(c) & (OPERATION_TO_APPLICANT | OPERATION_ORIGINALS_TO_APPLICANT);
    if (!hands)
        return RPC_OK;
    return facts_may_receive(record->call, record->applicant_id, fields_text(c->req->fields, "representativeId"),
                             record->app->service_code);
}

/* Three hands are three people: nobody gives to themself. */
static enum rpc_code
check_hand(struct rpc_call *call, const struct completion *c)
{
    struct db_rows rows;
    const Tracking__Task *task = c->item.task;
    if (!text_equal(task->operation, "hand-over") || !has_application(c))
        return RPC_OK;
    enum rpc_code code =
        db_rows(call, &tracking_sql_signed_other_hand,
                DB_ARGS(task->application_id, call->caller.subject, text_equal(task->role, "COURIER")), &rows);
    if (code != RPC_OK || rows.n == 0)
        return code;
    rpc_explain(call, "SAME_HAND", NULL);
    return rpc_fail(call, RPC_FAILED_PRECONDITION,
                    "За курьера и за тех, кто сдаёт и принимает, подписывают разные люди",
                    "The courier and those who give and take are different people");
}

enum rpc_code
completion_check(struct rpc_call *call, struct completion *c)
{
    enum rpc_code code = work_must_be_live(call, c->item.task);
    if (code == RPC_OK)
        code = must_be_mine(&c->item);
    if (code == RPC_OK)
        code = has_application(c) ? must_run(&c->item.record) : RPC_OK;
    if (code == RPC_OK)
        code = find_outcome(call, c);
    if (code != RPC_OK)
        return code;
    if (has_application(c))
        check_reason(call, c);
    code = rpc_check(call);
    if (code == RPC_OK && (effects_of(c) & (REFUSES | OPERATION_DEMANDS)))
        code = refusals_check(&c->item.record, effects_of(c) & REFUSES ? fields_text(c->req->fields, "reasonCode") : "",
                              c->req->fields, &c->demand);
    if (code == RPC_OK && has_application(c))
        code = check_receiver(c);
    if (code == RPC_OK)
        code = check_hand(call, c);
    if (code == RPC_OK && (effects_of(c) & OPERATION_TO_CASE))
        code = cases_choose(&c->item.record, c->req->fields, &c->place);
    if (code == RPC_OK && consideration_is(c->item.task))
        code = consideration_decide(call, c->item.task, c->req, c->outcome ? c->outcome->action : "", &c->complaint);
    return code;
}

/* ------------------------------------------------------------------ deciding */

static const char *
result_name(const struct completion *c)
{
    const struct record *record = &c->item.record;
    const char *given = fields_text(c->req->fields, "result");
    if (!text_empty(given) || !record->facts.card->n_results)
        return given;
    return catalogue_item_name(record->facts.cat, "results", record->facts.card->results[0]);
}

static void
note_refusal(struct completion *c)
{
    struct record *record = &c->item.record;
    const char *reason = fields_text(c->req->fields, "reasonCode"), *text = fields_text(c->req->fields, "text");
    const Reference__Ground *ground = rules_refusal_ground(record->facts.card, reason);
    if (text_empty(text))
        text = c->req->comment;
    if (text_empty(text) && ground)
        text = ground->text;
    record->app->refusal_code = reason;
    record->app->refusal_text = text;
}

static void
note_dates(struct completion *c)
{
    struct record *record = &c->item.record;
    const char *today = record_date(record, record->today);
    unsigned effects = c->move.effects;
    if (effects & OPERATION_RESULT_TO_CENTRE)
        record->result_on = today;
    if (effects & OPERATION_TO_APPLICANT)
        record->issued_on = today;
    if (effects & OPERATION_BACK_TO_AGENCY)
        record->result_on = "";
    if ((effects & (OPERATION_STOPS_CLOCK | OPERATION_CLOSES)) && text_empty(record->stopped_on))
        record->stopped_on = today;
    if (effects & OPERATION_CLOSES)
        record->app->closed = proto_time(record->call->arena, record->now_us);
    if (effects & OPERATION_DOCUMENTS_TO_AGENCY)
        record->sent_on = today;
}

/* What the regulation needs for the step or has it make; a refusal may be for want of just that. */
static bool
is_refusal(const struct bpmn_extensions *okno, const char *outcome)
{
    for (size_t i = 0; i < okno->n_outcomes; i++)
        if (text_equal(okno->outcomes[i].code, outcome))
            return okno->outcomes[i].refusal;
    return false;
}

static bool
is_attached(const Tracking__Application *app, const char *kind)
{
    for (size_t i = 0; i < app->n_documents; i++)
        if (text_equal(app->documents[i]->kind, kind))
            return true;
    return false;
}

static enum rpc_code
check_document(struct rpc_call *call, const struct completion *c, const struct bpmn_document *document)
{
    struct db_rows file = { 0 };
    const Tracking__Application *app = c->item.record.app;
    if (!document->required || is_attached(app, document->code))
        return RPC_OK;
    enum rpc_code code = document->out ? db_rows(call, &tracking_sql_get_result_file,
                                                 DB_ARGS(app->application_id, c->item.task->agency_code), &file)
                                       : RPC_OK;
    if (code != RPC_OK || file.n)
        return code;
    const char *name = text_empty(document->label) ? document->code : document->label;
    rpc_explain(call, "DOCUMENT_MISSING", document->code);
    return document->out
               ? rpc_fail(call, RPC_FAILED_PRECONDITION,
                          "Шаг заканчивается документом «%s»: добавьте его к заявлению или загрузите файл результата",
                          "The step ends with the document \"%s\": add it to the application, or upload the result",
                          name)
               : rpc_fail(call, RPC_FAILED_PRECONDITION, "К заявлению не приложен документ «%s», нужный для шага",
                          "The document \"%s\", which the step needs, is not attached to the application", name);
}

static enum rpc_code
check_documents(struct rpc_call *call, const struct completion *c)
{
    const struct bpmn_element *element = bpmn_model_find(c->process.regulation->model, c->item.task->step);
    enum rpc_code code = RPC_OK;
    if (!element || !has_application(c) || is_refusal(element->okno, c->req->outcome))
        return RPC_OK;
    for (size_t i = 0; i < element->okno->n_documents && code == RPC_OK; i++)
        code = check_document(call, c, &element->okno->documents[i]);
    return code;
}

enum rpc_code
completion_move(struct rpc_call *call, struct completion *c)
{
    const Tracking__Task *task = c->item.task;
    const struct calendar *cal = NULL;
    const struct catalogue *cat;
    if (catalogue_of(call, &cat) == RPC_OK)
        cal = catalogue_calendar(cat);
    enum rpc_code code = process_load(call, cal, task->process_id, &c->process);
    if (code != RPC_OK)
        return code;
    c->process.in_place_of = c->item.in_place_of;
    forms_check(call, c->process.regulation, task->step, c->req->fields);
    code = rpc_check(call);
    if (code == RPC_OK)
        code = check_documents(call, c);
    if (code != RPC_OK)
        return code;
    struct bpmn_event done = { .kind = BPMN_TASK_COMPLETED, .token = task->token, .outcome = c->req->outcome };
    done.variables = course_fields(&c->process, task->step, c->req->fields);
    if (c->complaint.variable)
        done.variables = bpmn_with(call->arena, done.variables, "complaint", c->complaint.variable);
    return process_move(&c->process, done);
}

enum rpc_code
completion_decide(struct completion *c)
{
    struct record *record = &c->item.record;
    bool own = text_equal(c->process.row.process_id, record->app->application_id); /* not one that it called */
    c->move = rules_move(
        c->outcome, record->app->status, !text_empty(record->app->refusal_code), own ? course_status(&c->process) : 0,
        !own || !text_empty(record->app->parent_id) || course_hands(&c->process), record->app->closed != NULL);
    record->app->status = c->move.status;
    if (own && process_ended(&c->process) && rules_waits_for_visit(record->app))
        c->move.effects |= OPERATION_STOPS_CLOCK;
    else if (own && process_ended(&c->process) && !record->app->closed)
        c->move.effects |= OPERATION_CLOSES | OPERATION_STOPS_CLOCK;
    if (effects_of(c) & REFUSES)
        note_refusal(c);
    if (c->outcome && c->outcome->status == STATUS(DECIDED)) {
        record->app->result = result_name(c);
        record->app->refusal_code = record->app->refusal_text = "";
    }
    note_dates(c);
    enum rpc_code code = c->move.effects & OPERATION_RESTARTS_CLOCK ? record_restart_clock(record) : RPC_OK;
    if (code == RPC_OK && own)
        code = course_follow(&c->process, record, c->move.effects & OPERATION_LEAVES_QUEUE);
    return code;
}
