/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../answering.h"

#include <okno/exchange.methods.h>

enum rpc_code
exchange_answer_request(struct rpc_call *call, const Exchange__AnswerRequestRequest *req, Exchange__Request *rep)
{
    struct record record;
    const struct answer answer = { req->fields, (const char *const *)req->file_ids, req->n_file_ids, req->comment, 0 };
    enum rpc_code code = record_load(call, req->request_id, rep, &record);
    if (code == RPC_OK)
        code = answering_check(&record, RULES_ANSWER, &answer, "");
    if (code == RPC_OK)
        code = answering_is_free(&record);
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(call);
    rep->assignee = call->caller.subject;
    answering_apply(work, &record, &answer);
    record_move(work, &record, RULES_ANSWER, &(struct record_note){ .comment = req->comment });
    view_finish(call, &record.view, rep);
    return db_finish(work);
}
