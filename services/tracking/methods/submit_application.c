/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../answers.h"
#include "../registration.h"
#include "../statuses.h"

#include <okno/audit.h>
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
check_size(struct rpc_call *call, const Google__Protobuf__Struct *answers)
{
    if (answers && protobuf_c_message_get_packed_size(&answers->base) > ANSWERS_MAX)
        rpc_violate(call, "answers", "Ответы занимают больше %d байт", "The answers take more than %d bytes",
                    ANSWERS_MAX);
    return rpc_check(call);
}

/* To what the service's card asks of such an applicant; what it does not ask may be there too. */
static enum rpc_code
check_answers(struct rpc_call *call, const struct intake *intake, int scenario, const Google__Protobuf__Struct *answers)
{
    const Reference__ServiceCard *card = intake->facts.card;
    for (size_t i = 0; i < card->n_questions; i++) {
        const Reference__Question *question = card->questions[i];
        enum answers_fault fault = answers_asked(question, scenario, intake->applicant.recipient)
                                       ? answers_check(question, answers)
                                       : ANSWERS_GOOD;
        if (fault != ANSWERS_GOOD)
            rpc_violate(call, arena_printf(call->arena, "answers.%s", question->name), "«%s»: %s", "\"%s\": %s",
                        question->label, answers_fault_text(fault, rpc_english(call)));
    }
    return rpc_check(call);
}

/* At the counter whoever submits has taken the documents in. */
static bool
is_accepted(const struct rpc_call *call)
{
    return call->caller.role == RPC_ROLE_OPERATOR || call->caller.role == RPC_ROLE_SUPERVISOR;
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
    enum rpc_code code = intake_may(call, req->centre_code, req->applicant_id, req->representative_id);
    if (code == RPC_OK)
        code = check_size(call, req->answers);
    if (code == RPC_OK)
        code = intake_load(call, &question, &intake);
    if (code == RPC_OK)
        code = intake_may_act(&intake, req->applicant_id);
    if (code == RPC_OK)
        code = check_answers(call, &intake, req->scenario, req->answers);
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
    struct db_work *work = db_begin(call);
    registration_put(work, &intake, rep, &process, is_accepted(call));
    statuses_fill(rep, rpc_english(call));
    return db_finish(work);
}
