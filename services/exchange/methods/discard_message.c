/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../dead.h"

#include <okno/exchange.methods.h>
#include <okno/exchange.sql.h>

enum rpc_code
exchange_discard_message(struct rpc_call *call, const Exchange__DiscardMessageRequest *req, Exchange__DeadLetter *rep)
{
    struct record record;
    bool others = false;
    enum rpc_code code = dead_load(call, req->message_id, rep, &record);
    if (code == RPC_OK)
        code = dead_others(&record, req->message_id, &others);
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(call);
    dead_put(work, &exchange_sql_discard_message, DB_ARGS(req->message_id, db_time(record.now_us)));
    if (rules_fails_with(rep->kind, record.request->state))
        record.request->comment = req->comment;
    if (rules_may(RULES_DISCARD, record.request->state)) {
        enum rules_action action = rules_fails_with(rep->kind, record.request->state) ? RULES_FAIL : RULES_DISCARD;
        record.request->undelivered = others;
        record_move(work, &record, action, &(struct record_note){ req->comment, req->message_id });
    }
    return db_finish(work);
}
