/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../record.h"

#include <okno/applicants.methods.h>
#include <okno/applicants.sql.h>
#include <okno/audit.h>
#include <okno/events.h>
#include <okno/proto.h>

static enum rpc_code
load(struct rpc_call *call, const Applicants__WithdrawConsentRequest *req, Applicants__Consent *rep)
{
    enum rpc_code code =
        db_one(call, &applicants_sql_get_consent, DB_ARGS(req->applicant_id, req->consent_id), &rep->base);
    if (code == RPC_NOT_FOUND)
        return rpc_fail(call, code, "У заявителя нет согласия %s", "The applicant has no consent %s", req->consent_id);
    if (code != RPC_OK || !rep->withdrawn)
        return code;
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Согласие уже отозвано", "The consent is withdrawn already");
}

enum rpc_code
applicants_withdraw_consent(struct rpc_call *call, const Applicants__WithdrawConsentRequest *req,
                            Applicants__Consent *rep)
{
    enum rpc_code code = record_visible(call, req->applicant_id);
    if (code == RPC_OK)
        code = load(call, req, rep);
    if (code != RPC_OK)
        return code;
    int64_t now_us = time_now_us();
    rep->withdrawn = proto_time(call->arena, now_us);
    audit_object(call, "consent", rep->consent_id, NULL);
    struct db_work *work = db_begin(call);
    db_expect(work, &applicants_sql_withdraw_consent, DB_ARGS(rep->consent_id, db_time(now_us)),
              RPC_FAILED_PRECONDITION, "Согласие уже отозвано", "The consent is withdrawn already");
    Applicants__ConsentWithdrawn event = APPLICANTS__CONSENT_WITHDRAWN__INIT;
    event.applicant_id = req->applicant_id;
    event.consent_id = rep->consent_id;
    event.actor = call->caller.subject;
    events_put(work, req->applicant_id, &event.base);
    return db_finish(work);
}
