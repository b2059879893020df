/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../letter.h"

#include <okno/exchange.methods.h>
#include <okno/exchange.sql.h>

#define TRIES 5

static enum rpc_code
end(struct rpc_call *call, const Exchange__AcknowledgeMessageRequest *req, const struct db_rows *rows)
{
    const char *error = req->accepted ? "" : *req->comment ? req->comment : "not accepted by the agency";
    enum rpc_code code = RPC_ABORTED;
    for (int i = 0; i < TRIES && code == RPC_ABORTED; i++) {
        struct record record;
        Exchange__Request *request = ARENA_NEW(call->arena, Exchange__Request);
        exchange__request__init(request);
        code = record_load(call, db_cell(rows, 0, "request_id"), request, &record);
        if (code == RPC_OK)
            code = letter_end(&record, req->message_id, record_kind(db_cell(rows, 0, "kind")), error);
    }
    return code;
}

enum rpc_code
exchange_acknowledge_message(struct rpc_call *call, const Exchange__AcknowledgeMessageRequest *req,
                             Exchange__AcknowledgeMessageResponse *rep)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &exchange_sql_get_message, DB_ARGS(req->message_id, call->caller.agency), &rows);
    if (code != RPC_OK)
        return code;
    if (rows.n == 0)
        return rpc_fail(call, RPC_NOT_FOUND, "Сообщения %s нет", "There is no message %s", req->message_id);
    const char *state = db_cell(&rows, 0, "state");
    bool waits = text_equal(state, "WAITING"), late = text_equal(state, "DEAD") && req->accepted;
    rep->message_id = req->message_id;
    rep->accepted = waits || late ? req->accepted : text_equal(state, "DONE");
    return waits || late ? end(call, req, &rows) : RPC_OK;
}
