/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "dead.h"

#include <okno/exchange.sql.h>

enum rpc_code
dead_load(struct rpc_call *call, const char *message_id, Exchange__DeadLetter *ret_letter, struct record *ret_record)
{
    Exchange__Request *request = ARENA_NEW(call->arena, Exchange__Request);
    exchange__request__init(request);
    enum rpc_code code = db_one(call, &exchange_sql_get_dead_letter, DB_ARGS(message_id), &ret_letter->base);
    if (code == RPC_NOT_FOUND)
        return rpc_fail(call, code, "Сообщения %s нет", "There is no message %s", message_id);
    return code == RPC_OK ? record_load(call, ret_letter->request_id, request, ret_record) : code;
}

enum rpc_code
dead_others(const struct record *record, const char *message_id, bool *ret_others)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(record->call, &exchange_sql_list_other_dead_letters,
                                 DB_ARGS(record->request->request_id, message_id), &rows);
    *ret_others = code == RPC_OK && rows.n > 0;
    return code;
}

void
dead_put(struct db_work *work, const struct db_statement *statement, struct db_args args)
{
    db_expect(work, statement, args, RPC_FAILED_PRECONDITION, "Сообщение не среди недоставленных",
              "The message is not among the dead letters");
}
