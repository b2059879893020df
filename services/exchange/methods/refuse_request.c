/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../answering.h"

#include <okno/exchange.methods.h>

enum rpc_code
exchange_refuse_request(struct rpc_call *call, const Exchange__RefuseRequestRequest *req, Exchange__Request *rep)
{
    struct record record;
    const struct answer answer = { .comment = req->comment, .refusal = req->refusal };
    enum rpc_code code = record_load(call, req->request_id, rep, &record);
    if (code == RPC_OK)
        code = answering_check(&record, RULES_REFUSE, &answer, "");
    if (code == RPC_OK)
        code = answering_is_free(&record);
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(call);
    rep->assignee = call->caller.subject;
    answering_apply(work, &record, &answer);
    record_move(work, &record, RULES_REFUSE, &(struct record_note){ .comment = req->comment });
    view_finish(call, &record.view, rep);
    return db_finish(work);
}
