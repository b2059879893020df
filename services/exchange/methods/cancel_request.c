/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../record.h"

#include <okno/exchange.methods.h>

enum rpc_code
exchange_cancel_request(struct rpc_call *call, const Exchange__CancelRequestRequest *req, Exchange__Request *rep)
{
    struct record record;
    enum rpc_code code = record_load(call, req->request_id, rep, &record);
    if (code == RPC_OK)
        code = record_may(&record, RULES_CANCEL);
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(call);
    rep->comment = req->comment;
    record_move(work, &record, RULES_CANCEL, &(struct record_note){ .comment = req->comment });
    view_finish(call, &record.view, rep);
    return db_finish(work);
}
