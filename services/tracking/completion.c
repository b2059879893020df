/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "completion.h"

#include "fields.h"

#define STATUS(name) TRACKING__APPLICATION__STATUS__##name

/* ------------------------------------------------------------------ checking */

static enum rpc_code
must_be_mine(struct rpc_call *call, const Tracking__Task *task)
{
    if (task->state == TRACKING__TASK__STATE__OPEN)
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Сначала возьмите задачу в работу", "Claim the task first");
    return text_equal(task->assignee, call->caller.subject) ? RPC_OK : work_taken(call, task->assignee);
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

static enum rpc_code
find_outcome(struct rpc_call *call, struct completion *c)
{
    const char *allowed = "";
    c->step = steps_find(c->item.task->step);
    if (!c->step)
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Шаг %s больше не известен", "The step %s is not known any more",
                        c->item.task->step);
    c->outcome = steps_outcome(c->step, c->req->outcome);
    for (const struct steps_outcome *outcome = c->step->outcomes; !c->outcome && outcome->code; outcome++)
        allowed = arena_printf(call->arena, "%s%s%s", allowed, *allowed ? ", " : "", outcome->code);
    if (!c->outcome)
        rpc_violate(call, "outcome", "Шаг «%s» заканчивается одним из: %s", "The step \"%s\" ends with one of: %s",
                    c->step->code, allowed);
    return rpc_check(call);
}

/* A refusal names its ground, and gives its reasons in words where the ground alone is not enough. */
static void
check_reason(struct rpc_call *call, const struct completion *c)
{
    const Reference__ServiceCard *card = c->item.record.facts.card;
    const char *reason = fields_text(c->req->fields, "reasonCode");
    if (c->outcome->effects & STEPS_NEEDS_ACCEPTANCE_GROUND) {
        if (!rules_acceptance_ground(card, reason))
            rpc_violate(call, "fields.reasonCode", "Нужно основание отказа в приёме из карточки услуги",
                        "A ground for refusing acceptance from the service card is needed");
        if (text_empty(fields_text(c->req->fields, "text")) && text_empty(c->req->comment))
            rpc_violate(call, "fields.text", "Нужен мотивированный текст отказа",
                        "A reasoned text of the refusal is needed");
    } else if ((c->outcome->effects & STEPS_NEEDS_REFUSAL_GROUND) && !rules_refusal_ground(card, reason)) {
        rpc_violate(call, "fields.reasonCode", "Нужно основание отказа в услуге из карточки услуги",
                    "A ground for refusing the service from the service card is needed");
    }
}

/* A proxy gets the result only with a power that is good today (R50, R68). */
static enum rpc_code
check_receiver(const struct completion *c)
{
    struct facts_applicant applicant;
    const struct record *record = &c->item.record;
    const char *representative = fields_text(c->req->fields, "representativeId");
    if (!(c->outcome->effects & STEPS_TO_APPLICANT) || text_empty(representative))
        return RPC_OK;
    enum rpc_code code =
        facts_applicant(record->call, record->applicant_id, representative, record->app->service_code, &applicant);
    if (code != RPC_OK || text_empty(applicant.representative_problem))
        return code;
    rpc_explain(record->call, "NO_POWER_OF_ATTORNEY", NULL);
    return rpc_fail(record->call, RPC_FAILED_PRECONDITION, "Полномочия представителя не подтверждены: %s",
                    "The representative's powers are not confirmed: %s", applicant.representative_problem);
}

enum rpc_code
completion_check(struct rpc_call *call, struct completion *c)
{
    enum rpc_code code = work_must_be_live(call, c->item.task);
    if (code == RPC_OK)
        code = must_be_mine(call, c->item.task);
    if (code == RPC_OK)
        code = must_run(&c->item.record);
    if (code == RPC_OK)
        code = find_outcome(call, c);
    if (code != RPC_OK)
        return code;
    check_reason(call, c);
    code = rpc_check(call);
    if (code == RPC_OK)
        code = check_receiver(c);
    if (code == RPC_OK && (c->outcome->effects & STEPS_TO_CASE))
        code = cases_choose(&c->item.record, c->req->fields, &c->place);
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
    if (effects & STEPS_RESULT_TO_CENTRE)
        record->result_on = today;
    if (effects & STEPS_TO_APPLICANT)
        record->issued_on = today;
    if (effects & STEPS_BACK_TO_AGENCY)
        record->result_on = record->stopped_on = "";
    if ((effects & (STEPS_STOPS_CLOCK | STEPS_CLOSES)) && text_empty(record->stopped_on))
        record->stopped_on = today;
    if (effects & STEPS_CLOSES)
        record->app->closed = view_time(record->call->arena, record->now_us);
    if (effects & STEPS_DOCUMENTS_TO_AGENCY)
        record->sent_on = today;
}

void
completion_decide(struct completion *c)
{
    struct record *record = &c->item.record;
    c->move =
        rules_move(&record->steps, c->step, c->outcome, record->app->status, !text_empty(record->app->refusal_code));
    record->app->status = c->move.status;
    if (c->outcome->effects & (STEPS_NEEDS_ACCEPTANCE_GROUND | STEPS_NEEDS_REFUSAL_GROUND))
        note_refusal(c);
    if (c->outcome->status == STATUS(DECIDED)) {
        record->app->result = result_name(c);
        record->app->refusal_code = record->app->refusal_text = "";
    }
    note_dates(c);
}
