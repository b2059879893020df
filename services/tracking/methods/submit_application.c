/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../intake.h"
#include "../moves.h"
#include "../process/course.h"
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
write(struct intake *intake, Tracking__Application *app, struct process *process)
{
    struct moves_subject subject = { intake->call, app, app->applicant_id, intake->now_us };
    struct process_subject course = course_of_intake(intake, app);
    struct db_work *work = db_begin(intake->call);
    Tracking__Task *first = process_put(process, work, &course);
    bool sent = first && text_equal(first->agency_code, app->agency_code);
    intake_put(work, intake, app, sent ? view_today(intake->call) : NULL, NULL);
    put_movement(work, &subject);
    put_event(work, app);
    return db_finish(work);
}

enum rpc_code
tracking_submit_application(struct rpc_call *call, const Tracking__SubmitApplicationRequest *req,
                            Tracking__Application *rep)
{
    struct intake intake;
    struct process process;
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
    code = course_begin(&intake, rep, is_accepted(call), &process);
    if (code != RPC_OK)
        return code;
    rep->epgu_status = statuses_epgu(rep->status);
    rep->moscow_status = statuses_moscow(rep->status);
    return write(&intake, rep, &process);
}
