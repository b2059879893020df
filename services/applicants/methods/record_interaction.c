/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../record.h"

#include <okno/applicants.methods.h>
#include <okno/applicants.sql.h>
#include <okno/proto.h>

/* Who did it is who says so, unless a service speaks for somebody. */
static void
complete(struct rpc_call *call, const Applicants__Interaction *given, Applicants__Interaction *rep)
{
    bool service = call->caller.role == RPC_ROLE_SERVICE;
    *rep = *given;
    rep->interaction_id = new_id(call->arena);
    rep->actor = service && *given->actor ? given->actor : call->caller.subject;
    rep->centre_code = *given->centre_code ? given->centre_code : call->caller.centre;
    if (!rep->at)
        rep->at = proto_time(call->arena, time_now_us());
}

enum rpc_code
applicants_record_interaction(struct rpc_call *call, const Applicants__RecordInteractionRequest *req,
                              Applicants__Interaction *rep)
{
    enum rpc_code code = record_visible(call, req->applicant_id);
    if (code != RPC_OK)
        return code;
    complete(call, req->interaction, rep);
    struct db_work *work = db_begin(call);
    db_expect(work, &applicants_sql_record_interaction,
              DB_ARGS(rep->interaction_id, req->applicant_id, db_time(proto_time_us(rep->at)), rep->channel, rep->kind,
                      rep->summary, db_nonempty(rep->application_id), rep->centre_code, rep->actor),
              RPC_NOT_FOUND, "Такого заявителя нет", "There is no such applicant");
    return db_finish(work);
}
