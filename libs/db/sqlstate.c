/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#include <okno/log.h>

#include <string.h>

/* Classes and codes of appendix A of PostgreSQL's manual; the longest prefix that fits counts. */
static const struct {
    const char *prefix;
    enum rpc_code code;
} table[] = {
    { "23505", RPC_ALREADY_EXISTS },
    { "23503", RPC_FAILED_PRECONDITION },
    { "23P01", RPC_FAILED_PRECONDITION },
    { "23514", RPC_INVALID_ARGUMENT },
    { "23502", RPC_INVALID_ARGUMENT },
    { "22001", RPC_INVALID_ARGUMENT },
    { "40", RPC_ABORTED },
    { "55P03", RPC_ABORTED },
    { "57014", RPC_DEADLINE_EXCEEDED },
    { "53", RPC_RESOURCE_EXHAUSTED },
    { "08", RPC_UNAVAILABLE },
    { "57P", RPC_UNAVAILABLE },
    { "25006", RPC_UNAVAILABLE },
    { "58", RPC_UNAVAILABLE },
    { "XX001", RPC_DATA_LOSS },
};

enum rpc_code
code_of_sqlstate(const char *sqlstate)
{
    size_t longest = 0;
    enum rpc_code code = RPC_INTERNAL;
    for (size_t i = 0; sqlstate && i < OKNO_ARRAY_SIZE(table); i++) {
        size_t length = strlen(table[i].prefix);
        if (length > longest && strncmp(sqlstate, table[i].prefix, length) == 0) {
            longest = length;
            code = table[i].code;
        }
    }
    return code;
}

bool
sqlstate_going(const char *sqlstate)
{
    return text_equal(sqlstate, "57P01") || text_equal(sqlstate, "57P02");
}

bool
sqlstate_repeat(const char *sqlstate)
{
    return text_equal(sqlstate, "40001") || text_equal(sqlstate, "40P01") || sqlstate_going(sqlstate);
}

enum rpc_code
fail_unavailable(struct rpc_call *call)
{
    return rpc_fail(call, RPC_UNAVAILABLE, "База данных временно недоступна, повторите запрос позже",
                    "The database is unavailable for the moment, try again later");
}

enum rpc_code
fail_late(struct rpc_call *call)
{
    return rpc_fail(call, RPC_DEADLINE_EXCEEDED, "База данных не ответила вовремя",
                    "The database did not answer in time");
}

enum rpc_code
fail_of_result(struct rpc_call *call, const struct db_statement *statement, const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    enum rpc_code code = code_of_sqlstate(sqlstate);
    call->constraint = constraint ? arena_strdup(call->arena, constraint) : NULL;
    switch (code) {
    case RPC_ALREADY_EXISTS:
        return rpc_fail(call, code, "Такая запись уже есть", "Such a record exists already");
    case RPC_FAILED_PRECONDITION:
        return rpc_fail(call, code, "Связанная запись отсутствует или занята", "A related record is missing or taken");
    case RPC_INVALID_ARGUMENT:
        return rpc_fail(call, code, "Значение нарушает правило %s", "A value violates the rule %s",
                        constraint ? constraint : "");
    case RPC_ABORTED:
        return rpc_fail(call, code, "Запись изменена одновременно с вами, повторите",
                        "The record was changed at the same moment, try again");
    case RPC_DEADLINE_EXCEEDED:
        return fail_late(call);
    case RPC_UNAVAILABLE:
    case RPC_RESOURCE_EXHAUSTED:
        log_warn("database refuses", LOG_STR("sqlstate", sqlstate), LOG_STR("statement", statement->name));
        return fail_unavailable(call);
    default:
        /* The primary message names columns and types. Values are in DETAIL, which stays unlogged; of data that cannot
         * be what they should (class 22) the message itself quotes them. */
        log_error("statement failed", LOG_STR("statement", statement->name), LOG_STR("sqlstate", sqlstate),
                  LOG_STR("error", sqlstate && text_starts(sqlstate, "22")
                                       ? "data exception"
                                       : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)));
        return rpc_fail(call, RPC_INTERNAL, "Внутренняя ошибка базы данных", "Internal error of the database");
    }
}
