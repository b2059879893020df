/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../registration.h"
#include "../statuses.h"

#include <okno/audit.h>
#include <okno/tracking.methods.h>

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
check_answers(struct rpc_call *call, const struct intake *intake)
{
    for (size_t i = 0; i < intake->n_lacks; i++) {
        const struct answers_lack *lack = &intake->lacks[i];
        rpc_violate(call, arena_printf(call->arena, "answers.%s", lack->question->name), "«%s»: %s", "\"%s\": %s",
                    lack->question->label, answers_fault_text(lack->fault, rpc_english(call)));
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
                                              req->n_documents,  req->wanted_days,  0,
                                              req->answers };
    enum rpc_code code = intake_may(call, req->centre_code, req->applicant_id, req->representative_id);
    if (code == RPC_OK)
        code = intake_load(call, &question, &intake);
    if (code == RPC_OK)
        code = intake_may_act(&intake, req->applicant_id);
    if (code == RPC_OK)
        code = check_answers(call, &intake);
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
