/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../answering.h"

#include <okno/exchange.methods.h>

#include <okno/proto.h>

static enum rpc_code
try_claim(struct rpc_call *call, const char *request_id, Exchange__Request *rep)
{
    struct record record;
    enum rpc_code code = record_load(call, request_id, rep, &record);
    if (code == RPC_OK)
        code = record_may(&record, RULES_CLAIM);
    if (code == RPC_OK)
        code = answering_is_free(&record);
    if (code != RPC_OK)
        return code;
    if (!text_empty(rep->assignee)) {
        view_finish(call, &record.view, rep);
        return RPC_OK;
    }
    struct db_work *work = db_begin(call);
    rep->assignee = call->caller.subject;
    record_move(work, &record, RULES_CLAIM, NULL);
    view_finish(call, &record.view, rep);
    return db_commit(work);
}

/* Somebody was faster: a second look says who. */
enum rpc_code
exchange_claim_request(struct rpc_call *call, const Exchange__ClaimRequestRequest *req, Exchange__Request *rep)
{
    enum rpc_code code = try_claim(call, req->request_id, rep);
    if (code != RPC_ABORTED || text_equal(call->reason, "REQUEST_CLAIMED"))
        return code;
    proto_clear(&rep->base);
    return try_claim(call, req->request_id, rep);
}
