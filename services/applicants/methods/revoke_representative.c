/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../record.h"

#include <okno/applicants.methods.h>
#include <okno/applicants.sql.h>
#include <okno/audit.h>
#include <okno/events.h>
#include <okno/proto.h>

static enum rpc_code
load(struct rpc_call *call, const Applicants__RevokeRepresentativeRequest *req, Applicants__Representative *rep)
{
    enum rpc_code code = db_one(call, &applicants_sql_get_representative,
                                DB_ARGS(req->applicant_id, req->representative_id), &rep->base);
    if (code == RPC_NOT_FOUND)
        return rpc_fail(call, code, "У заявителя нет представителя %s", "The applicant has no representative %s",
                        req->representative_id);
    if (code != RPC_OK || !rep->revoked)
        return code;
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Полномочия уже отозваны",
                    "The power of attorney is revoked already");
}

enum rpc_code
applicants_revoke_representative(struct rpc_call *call, const Applicants__RevokeRepresentativeRequest *req,
                                 Applicants__Representative *rep)
{
    enum rpc_code code = record_visible(call, req->applicant_id);
    if (code == RPC_OK)
        code = load(call, req, rep);
    if (code != RPC_OK)
        return code;
    int64_t now_us = time_now_us();
    rep->revoked = proto_time(call->arena, now_us);
    audit_object(call, "representative", rep->representative_id, NULL);
    struct db_work *work = db_begin(call);
    db_expect(work, &applicants_sql_revoke_representative,
              DB_ARGS(rep->representative_id, db_time(now_us), db_nonempty(req->reason)), RPC_FAILED_PRECONDITION,
              "Полномочия уже отозваны", "The power of attorney is revoked already");
    Applicants__RepresentativeRevoked event = APPLICANTS__REPRESENTATIVE_REVOKED__INIT;
    event.applicant_id = req->applicant_id;
    event.representative_id = rep->representative_id;
    event.actor = call->caller.subject;
    events_put(work, req->applicant_id, &event.base);
    return db_finish(work);
}
