/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../substitutions.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/db.h>
#include <okno/proto.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#define STATE(name) TRACKING__SUBSTITUTION__STATE__##name

enum rpc_code
tracking_cancel_substitution(struct rpc_call *call, const Tracking__CancelSubstitutionRequest *req,
                             Tracking__Substitution *rep)
{
    enum rpc_code code = substitutions_get(call, req->substitution_id, rep);
    if (code != RPC_OK)
        return code;
    audit_object(call, "substitution", req->substitution_id, NULL);
    if (rep->state == STATE(CANCELLED) || rep->state == STATE(ENDED))
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Замещение уже закончилось", "The substitution is over already");
    int64_t now_us = time_now_us();
    rep->state = STATE(CANCELLED);
    rep->cancelled_by = call->caller.subject;
    rep->cancelled = proto_time(call->arena, now_us);
    rep->cancel_reason = req->reason;
    struct db_work *work = db_begin(call);
    db_expect(work, &tracking_sql_cancel_substitution,
              DB_ARGS(rep->substitution_id, view_today(call), req->reason, rep->cancelled_by, db_time(now_us)),
              RPC_FAILED_PRECONDITION, "Замещение только что отменил другой",
              "Somebody else has just cancelled the substitution");
    return db_finish(work);
}
