/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../answering.h"

#include <okno/exchange.methods.h>

enum rpc_code
exchange_release_request(struct rpc_call *call, const Exchange__ReleaseRequestRequest *req, Exchange__Request *rep)
{
    struct record record;
    enum rpc_code code = record_load(call, req->request_id, rep, &record);
    if (code == RPC_OK)
        code = record_may(&record, RULES_RELEASE);
    if (code == RPC_OK)
        code = answering_is_free(&record);
    if (code != RPC_OK)
        return code;
    if (text_empty(rep->assignee)) {
        view_finish(call, &record.view, rep);
        return RPC_OK;
    }
    struct db_work *work = db_begin(call);
    rep->assignee = "";
    record_move(work, &record, RULES_RELEASE, &(struct record_note){ .comment = req->comment });
    view_finish(call, &record.view, rep);
    return db_finish(work);
}
