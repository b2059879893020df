/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "errands.h"

#include "drive.h"
#include "requests.h"
#include "showing.h"

#include <okno/tracking.sql.h>

static const struct bpmn_value *
payload_of(struct rpc_call *call, const Tracking__Errand *errand)
{
    return errand->payload ? bpmn_from_struct(call->arena, errand->payload) : NULL;
}

static void
put_done(struct db_work *work, const Tracking__Errand *errand)
{
    db_put(work, &tracking_sql_delete_errand, DB_ARGS(errand->errand_id));
}

/* One event for one process, together with the end of the errand. What comes too late is done. */
static enum rpc_code
deliver(struct rpc_call *call, const Tracking__Errand *errand, const char *process_id, struct bpmn_event event,
        const char *action)
{
    struct db_work *work = db_begin(call);
    put_done(work, errand);
    enum rpc_code code = drive_put(call, work, process_id, event, action);
    if (code == RPC_OK)
        return db_commit(work);
    if (code != RPC_NOT_FOUND && code != RPC_FAILED_PRECONDITION)
        return code;
    work = db_begin(call);
    put_done(work, errand);
    return db_commit(work);
}

static enum rpc_code
run_message(struct rpc_call *call, const Tracking__Errand *errand)
{
    struct db_rows rows;
    int64_t token;
    enum rpc_code code = db_rows(call, &tracking_sql_find_subscriptions,
                                 DB_ARGS("MESSAGE", errand->name, db_nonempty(errand->detail), db_null()), &rows);
    if (code != RPC_OK)
        return code;
    if (rows.n == 0 || !parse_int64(db_cell(&rows, 0, "token"), &token))
        return RPC_NOT_FOUND;
    struct bpmn_event event = { .kind = BPMN_MESSAGE_DELIVERED,
                                .token = (uint32_t)token,
                                .name = errand->name,
                                .correlation = text_empty(errand->detail) ? NULL : errand->detail,
                                .variables = payload_of(call, errand) };
    return deliver(call, errand, db_cell(&rows, 0, "process_id"), event, "MESSAGE");
}

/* Becomes an errand for each who waits, so that one who fails does not keep the others waiting. */
static enum rpc_code
run_signal(struct rpc_call *call, const Tracking__Errand *errand)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &tracking_sql_find_subscriptions,
                                 DB_ARGS("SIGNAL", errand->name, db_null(), errand->process_id), &rows);
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(call);
    put_done(work, errand);
    for (int row = 0; row < rows.n; row++)
        if (row == 0 || !text_equal(db_cell(&rows, row, "process_id"), db_cell(&rows, row - 1, "process_id")))
            db_put(work, &tracking_sql_put_errand,
                   DB_ARGS(ERRAND_SIGNAL_ONE, db_cell(&rows, row, "process_id"), 0, errand->name, "",
                           errand->payload ? db_json(call->arena, &errand->payload->base) : "{}",
                           db_time(time_now_us())));
    return db_commit(work);
}

static enum rpc_code
run_call(struct rpc_call *call, const Tracking__Errand *errand)
{
    char id[37];
    struct process process;
    int64_t version = 0;
    uuid7(id);
    if (!text_empty(errand->detail) && !parse_int64(errand->detail, &version))
        version = 0; /* "latest" */
    enum rpc_code code =
        process_begin(call, showing_calendar(call), errand->name, (int)version, id, errand->application_id,
                      errand->process_id, errand->token, payload_of(call, errand), &process);
    if (code != RPC_OK)
        return deliver(call, errand, errand->process_id,
                       (struct bpmn_event){ .kind = BPMN_CALLED_ENDED, .token = errand->token, .code = "not-started" },
                       "CALLED_ENDED");
    struct db_work *work = db_begin(call);
    put_done(work, errand);
    code = drive_begin(call, work, &process);
    return code == RPC_OK ? db_commit(work) : code;
}

static enum rpc_code
run_cancel(struct rpc_call *call, const Tracking__Errand *errand)
{
    struct db_rows rows;
    enum rpc_code code =
        db_rows(call, &tracking_sql_find_called, DB_ARGS(errand->process_id, (int64_t)errand->token), &rows);
    if (code != RPC_OK)
        return code;
    struct bpmn_event event = { .kind = BPMN_CANCEL_INSTANCE, .code = "caller" };
    if (rows.n)
        return deliver(call, errand, db_cell(&rows, 0, "process_id"), event, "CANCELLED");
    struct db_work *work = db_begin(call);
    put_done(work, errand);
    return db_commit(work);
}

static enum rpc_code
run_service(struct rpc_call *call, const Tracking__Errand *errand)
{
    if (!text_equal(errand->name, REQUESTS_OPERATION))
        return deliver(
            call, errand, errand->process_id,
            (struct bpmn_event){ .kind = BPMN_SERVICE_FAILED, .token = errand->token, .code = "unknown-operation" },
            "SERVICE_FAILED");
    enum rpc_code code = requests_ask(call, errand);
    if (code == RPC_INVALID_ARGUMENT || code == RPC_FAILED_PRECONDITION || code == RPC_NOT_FOUND)
        return deliver(call, errand, errand->process_id,
                       (struct bpmn_event){ .kind = BPMN_SERVICE_FAILED, .token = errand->token, .code = "not-asked" },
                       "SERVICE_FAILED");
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(call);
    put_done(work, errand);
    return db_commit(work);
}

/* What was not asked yet is not asked at all. */
static enum rpc_code
run_cancel_service(struct rpc_call *call, const Tracking__Errand *errand)
{
    enum rpc_code code = text_equal(errand->name, REQUESTS_OPERATION) ? requests_cancel(call, errand) : RPC_OK;
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(call);
    db_put(work, &tracking_sql_delete_service_errand, DB_ARGS(errand->process_id, (int64_t)errand->token));
    put_done(work, errand);
    return db_commit(work);
}

enum rpc_code
errands_run(struct rpc_call *call, const Tracking__Errand *errand)
{
    struct bpmn_event event = { .token = errand->token, .variables = payload_of(call, errand) };
    if (text_equal(errand->kind, ERRAND_MESSAGE))
        return run_message(call, errand);
    if (text_equal(errand->kind, ERRAND_SIGNAL))
        return run_signal(call, errand);
    if (text_equal(errand->kind, ERRAND_SERVICE))
        return run_service(call, errand);
    if (text_equal(errand->kind, ERRAND_CANCEL_SERVICE))
        return run_cancel_service(call, errand);
    if (text_equal(errand->kind, ERRAND_CALL))
        return run_call(call, errand);
    if (text_equal(errand->kind, ERRAND_CANCEL_CALLED))
        return run_cancel(call, errand);
    if (text_equal(errand->kind, ERRAND_SIGNAL_ONE)) {
        event.kind = BPMN_SIGNAL_DELIVERED;
        event.name = errand->name;
    } else if (text_equal(errand->kind, ERRAND_ANSWERED)) {
        event.kind = BPMN_SERVICE_RETURNED;
    } else if (text_equal(errand->kind, ERRAND_NOT_ANSWERED)) {
        event.kind = BPMN_SERVICE_FAILED;
        event.code = errand->detail;
    } else if (text_equal(errand->kind, ERRAND_CALLED_ESCALATED)) {
        event.kind = BPMN_CALLED_ESCALATED;
        event.code = errand->detail;
    } else {
        event.kind = BPMN_CALLED_ENDED;
        event.code = text_empty(errand->detail) ? NULL : errand->detail;
    }
    return deliver(call, errand, errand->process_id, event, errand->kind);
}
