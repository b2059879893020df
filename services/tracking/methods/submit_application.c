/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../intake.h"
#include "../moves.h"

#include "../statuses.h"

#include <okno/audit.h>
#include <okno/events.h>
#include <okno/tracking.methods.h>

#define ANSWERS_MAX 65536

/* FAILED_PRECONDITION naming every ground that stands in the way (R266-R270). */
static enum rpc_code
refuse(struct rpc_call *call, const struct intake *intake)
{
    for (int i = 0; i < intake->n_grounds; i++)
        rpc_violate(call, intake->grounds[i].field, "%s: %s", "%s: %s", intake->grounds[i].code,
                    intake->grounds[i].text);
    rpc_explain(call, "ACCEPTANCE_GROUNDS", NULL);
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Документы принять нельзя, оснований: %d",
                    "The documents cannot be accepted, grounds: %d", intake->n_grounds);
}

static enum rpc_code
check_answers(struct rpc_call *call, const Google__Protobuf__Struct *answers)
{
    if (answers && protobuf_c_message_get_packed_size(&answers->base) > ANSWERS_MAX)
        rpc_violate(call, "answers", "Ответы занимают больше %d байт", "The answers take more than %d bytes",
                    ANSWERS_MAX);
    return rpc_check(call);
}

/* At the counter whoever submits has taken the documents in. */
static bool
is_accepted(const struct rpc_call *call)
{
    return call->caller.role == RPC_ROLE_OPERATOR || call->caller.role == RPC_ROLE_SUPERVISOR;
}

struct beginning {
    const struct steps_step *first;
    struct date due;
    const char *sent_on;
};

static enum rpc_code
begin(struct intake *intake, Tracking__Application *app, struct beginning *beginning)
{
    struct rpc_call *call = intake->call;
    struct steps_list list;
    struct date planned;
    const Reference__ServiceCard *card = intake->facts.card;
    steps_plan((const char *const *)card->steps, card->n_steps, app->scenario, &list);
    beginning->first = steps_first(&list, is_accepted(call));
    if (!beginning->first)
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "В карточке услуги %s нет шагов для сценария %d",
                        "The card of %s has no steps for scenario %d", card->service_code, app->scenario);
    enum rpc_code code = RPC_INTERNAL;
    if (date_parse(app->planned_on, &planned))
        code = rules_due(catalogue_calendar(intake->facts.cat), &list, beginning->first, intake->term.registered_on,
                         planned, &beginning->due);
    if (code != RPC_OK)
        return rpc_fail(call, code, "Срок шага не вычисляется", "The term of the step cannot be computed");
    app->waiting_in = ARENA_ARRAY(call->arena, const char *, 1);
    app->waiting_in[app->n_waiting_in++] = beginning->first->code;
    beginning->sent_on = beginning->first->performer == STEPS_AGENCY ? view_today(call) : NULL;
    return RPC_OK;
}

static void
put_event(struct db_work *work, const Tracking__Application *app)
{
    Tracking__ApplicationSubmitted event = TRACKING__APPLICATION_SUBMITTED__INIT;
    event.application_id = app->application_id;
    event.number = app->number;
    event.service_code = app->service_code;
    event.applicant_id = app->applicant_id;
    event.centre_code = app->centre_code;
    event.channel = app->channel;
    event.planned_on = app->planned_on;
    event.actor = app->operator_;
    events_put(work, app->application_id, &event.base);
}

static void
put_movement(struct db_work *work, const struct moves_subject *subject)
{
    const Tracking__Application *app = subject->app;
    const char **ids = ARENA_ARRAY(subject->call->arena, const char *, app->n_documents);
    for (size_t i = 0; i < app->n_documents; i++)
        ids[i] = app->documents[i]->document_id;
    moves_put_movement(work, subject,
                       &(struct moves_note){ .action = "REGISTERED",
                                             .step = is_accepted(subject->call) ? "accept" : "",
                                             .from_place = "applicant",
                                             .to_place = app->centre_code,
                                             .documents = ids,
                                             .n_documents = app->n_documents });
}

static enum rpc_code
write(struct intake *intake, Tracking__Application *app, const struct beginning *beginning)
{
    struct moves_subject subject = { intake->call, app, app->applicant_id, intake->now_us };
    struct db_work *work = db_begin(intake->call);
    intake_put(work, intake, app, beginning->sent_on, NULL);
    put_movement(work, &subject);
    moves_put_task(work, &subject, beginning->first, beginning->due);
    put_event(work, app);
    return db_finish(work);
}

enum rpc_code
tracking_submit_application(struct rpc_call *call, const Tracking__SubmitApplicationRequest *req,
                            Tracking__Application *rep)
{
    struct intake intake;
    struct beginning beginning;
    const struct intake_question question = { req->service_code, req->applicant_id, req->representative_id,
                                              req->centre_code,  req->scenario,     req->documents,
                                              req->n_documents,  req->wanted_days,  0 };
    enum rpc_code code = intake_may(call, req->centre_code, req->applicant_id);
    if (code == RPC_OK)
        code = check_answers(call, req->answers);
    if (code == RPC_OK)
        code = intake_load(call, &question, &intake);
    if (code != RPC_OK)
        return code;
    if (intake.n_grounds)
        return refuse(call, &intake);
    code = intake_plan(&intake, &rep->planned_on);
    if (code == RPC_OK)
        code = intake_register(&intake, &question, req->channel, rep);
    if (code != RPC_OK)
        return code;
    audit_object(call, "application", rep->application_id, NULL);
    rep->answers = req->answers;
    rep->status = TRACKING__APPLICATION__STATUS__REGISTERED;
    rep->epgu_status = statuses_epgu(rep->status);
    rep->moscow_status = statuses_moscow(rep->status);
    code = begin(&intake, rep, &beginning);
    return code == RPC_OK ? write(&intake, rep, &beginning) : code;
}
