/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../intake.h"
#include "../issued/issued.h"
#include "../moves.h"
#include "../refusals.h"

#include "../statuses.h"

#include <okno/audit.h>
#include <okno/proto.h>
#include <okno/tracking.methods.h>

/* Only on the grounds that the card allows; a ground of another kind is none (R266-R270). */
static enum rpc_code
check_reason(struct rpc_call *call, const struct facts_service *facts, const char *reason_code)
{
    if (!rules_acceptance_ground(facts->card, reason_code))
        rpc_violate(call, "reasonCode", "По этому основанию отказать в приёме документов нельзя",
                    "Acceptance cannot be refused on this ground");
    return rpc_check(call);
}

static void
close_refused(struct intake *intake, const Tracking__RefuseAcceptanceRequest *req, Tracking__Application *app)
{
    app->status = TRACKING__APPLICATION__STATUS__ACCEPTANCE_REFUSED;
    app->planned_on = app->registered_on; /* nothing is planned: the matter ends on its day */
    app->closed = proto_time(intake->call->arena, intake->now_us);
    app->refusal_code = req->reason_code;
    app->refusal_text = req->text;
}

static enum rpc_code
write(struct intake *intake, const Tracking__RefuseAcceptanceRequest *req, Tracking__Application *app)
{
    struct moves_subject subject = { intake->call, app, app->applicant_id, intake->now_us };
    struct refusals_demand demand = refusals_of_intake(intake, req->reason_code);
    struct db_work *work = db_begin(intake->call);
    intake_put(work, intake, app, &(struct intake_term){ .stopped_on = app->registered_on });
    moves_put(work, &subject,
              &(struct moves_note){ .action = "ACCEPTANCE_REFUSED", .step = "accept", .comment = req->reason_code });
    const struct issued_subject refused = { intake->call, app, app->applicant_id, intake->facts.card, intake->now_us };
    issued_put(work, &refused, &(struct issued_note){ .acts = ISSUED_ACCEPTANCE_REFUSAL, .on_paper = true });
    refusals_put(work, intake->call, app, app->applicant_id, "ACCEPTANCE", &demand, intake->now_us);
    statuses_fill(app, rpc_english(intake->call));
    return db_finish(work);
}

/* Refused before, it cannot be refused again for what was not named then (210-ФЗ, ст. 7). */
static enum rpc_code
check_repeated(const struct intake *intake, const char *reason_code)
{
    if (!intake->named || !rules_ground_of_documents(reason_code) || refusals_of_intake(intake, reason_code).n)
        return RPC_OK;
    rpc_explain(intake->call, "NOT_NAMED_AT_FIRST_REFUSAL", NULL);
    return rpc_fail(intake->call, RPC_FAILED_PRECONDITION,
                    "При первом отказе (%s) недостающие документы не названы: отказать из-за них нельзя",
                    "The first refusal (%s) did not name what is lacking: it is no ground for another one",
                    intake->named->day);
}

/* The card's scenario does not matter for what is not taken: the first it has stands in the record. */
static int
any_scenario(const struct facts_service *facts)
{
    return facts->card->n_scenarios ? facts->card->scenarios[0] : 0;
}

enum rpc_code
tracking_refuse_acceptance(struct rpc_call *call, const Tracking__RefuseAcceptanceRequest *req,
                           Tracking__Application *rep)
{
    struct intake intake;
    struct facts_service facts;
    enum rpc_code code = intake_may(call, req->centre_code, req->applicant_id, "");
    if (code == RPC_OK)
        code = facts_service(call, req->service_code, req->centre_code, &facts);
    if (code == RPC_OK)
        code = check_reason(call, &facts, req->reason_code);
    if (code != RPC_OK)
        return code;
    const struct intake_question question = { req->service_code,
                                              req->applicant_id,
                                              req->representative_id,
                                              req->centre_code,
                                              any_scenario(&facts),
                                              req->documents,
                                              req->n_documents,
                                              0,
                                              0,
                                              NULL };
    code = intake_load(call, &question, &intake);
    if (code == RPC_OK)
        code = check_repeated(&intake, req->reason_code);
    if (code == RPC_OK)
        code = intake_day(&intake);
    if (code == RPC_OK)
        code = intake_register(&intake, &question, req->channel, rep);
    if (code != RPC_OK)
        return code;
    audit_object(call, "application", rep->application_id, req->reason_code);
    close_refused(&intake, req, rep);
    return write(&intake, req, rep);
}
