/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../dead.h"

#include <okno/exchange.methods.h>
#include <okno/exchange.sql.h>

enum rpc_code
exchange_redrive_message(struct rpc_call *call, const Exchange__RedriveMessageRequest *req, Exchange__DeadLetter *rep)
{
    struct record record;
    bool others = false;
    enum rpc_code code = dead_load(call, req->message_id, rep, &record);
    if (code == RPC_OK)
        code = dead_others(&record, req->message_id, &others);
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(call);
    dead_put(work, &exchange_sql_revive_message, DB_ARGS(req->message_id));
    if (rules_may(RULES_REDRIVE, record.request->state)) {
        record.request->undelivered = others;
        record_move(work, &record, RULES_REDRIVE, &(struct record_note){ .message_id = req->message_id });
    }
    rep->ended = NULL;
    rep->attempts = 0;
    return db_finish(work);
}
