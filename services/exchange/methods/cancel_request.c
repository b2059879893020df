/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../record.h"

#include <okno/exchange.methods.h>

static enum rpc_code
load(struct rpc_call *call, const Exchange__CancelRequestRequest *req, Exchange__Request *rep,
     struct record *ret_record)
{
    if (!text_empty(req->request_id))
        return record_load(call, req->request_id, rep, ret_record);
    if (text_empty(req->correlation))
        rpc_violate(call, "requestId", "Нужен запрос", "The request is needed");
    enum rpc_code code = rpc_check(call);
    if (code == RPC_OK)
        code = record_find(call, call->caller.subject, req->correlation, rep, ret_record);
    return code == RPC_NOT_FOUND
               ? rpc_fail(call, code, "Запроса «%s» нет", "There is no request \"%s\"", req->correlation)
               : code;
}

enum rpc_code
exchange_cancel_request(struct rpc_call *call, const Exchange__CancelRequestRequest *req, Exchange__Request *rep)
{
    struct record record;
    enum rpc_code code = load(call, req, rep, &record);
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
