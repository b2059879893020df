/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "jobs.h"

#include "../record.h"

#include <okno/exchange.sql.h>

#define AT_ONCE 200
#define ROUNDS 50 /* the rest waits for the next run of the job */

struct reminder {
    enum rules_action action;
    Exchange__Dispatch__Kind kind;
    const struct db_statement *find, *mark;
};

/* One unit of work for each, so that one that somebody else is changing does not hold up the rest. The mark is set only
 * once: of two replicas, one reminds. */
static enum rpc_code
remind_one(struct rpc_call *call, const struct reminder *reminder, const char *request_id)
{
    struct record record;
    Exchange__Request *request = ARENA_NEW(call->arena, Exchange__Request);
    exchange__request__init(request);
    enum rpc_code code = record_load(call, request_id, request, &record);
    if (code != RPC_OK || !rules_may(reminder->action, request->state))
        return code;
    struct db_work *work = db_begin(call);
    db_expect(work, reminder->mark, DB_ARGS(request_id), RPC_ABORTED, "Напоминание уже сделано",
              "The reminder was made already");
    record_put_move(work, &record, reminder->action, NULL);
    if (request->sent)
        record_put_message(work, &record, reminder->kind);
    code = db_commit(work);
    return code == RPC_ABORTED ? RPC_OK : code;
}

static enum rpc_code
remind_all(struct rpc_call *call, const struct reminder *reminder)
{
    struct db_rows rows = { .n = AT_ONCE };
    enum rpc_code code = RPC_OK;
    for (int round = 0; round < ROUNDS && rows.n == AT_ONCE && code == RPC_OK; round++) {
        code = db_rows(call, reminder->find, DB_ARGS(view_today(call), AT_ONCE), &rows);
        for (int row = 0; row < rows.n && code == RPC_OK; row++)
            code = remind_one(call, reminder, db_cell(&rows, row, "request_id"));
    }
    return code;
}

enum rpc_code
exchange_job_remind(struct rpc_call *call)
{
    static const struct reminder half = { RULES_REMIND_HALF, EXCHANGE__DISPATCH__KIND__REMINDER_HALF,
                                          &exchange_sql_list_to_remind_half, &exchange_sql_remind_half };
    static const struct reminder late = { RULES_REMIND_LATE, EXCHANGE__DISPATCH__KIND__REMINDER_LATE,
                                          &exchange_sql_list_to_remind_late, &exchange_sql_remind_late };
    enum rpc_code code = remind_all(call, &late);
    return code == RPC_OK ? remind_all(call, &half) : code;
}
