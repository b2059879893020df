/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "errands.h"

#include "beginnings.h"
#include "drive.h"
#include "requests.h"
#include "showing.h"

#include "../bundle.h"
#include "../withdrawal.h"

#include <okno/tracking.sql.h>

#include <string.h>

#define CALLS_MAX 16 /* processes that wait for one another */

static const struct bpmn_value *
payload_of(struct rpc_call *call, const Tracking__Errand *errand)
{
    return errand->payload ? bpmn_from_struct(call->arena, errand->payload) : NULL;
}

/* Whoever else carries out the same errand at this moment finds it gone, and nothing of theirs happens. */
static void
put_done(struct db_work *work, const Tracking__Errand *errand)
{
    db_expect(work, &tracking_sql_delete_errand, DB_ARGS(errand->errand_id), RPC_ABORTED, "Поручение уже выполнено",
              "The errand has been carried out already");
}

static enum rpc_code
done(struct rpc_call *call, const Tracking__Errand *errand)
{
    struct db_work *work = db_begin(call);
    put_done(work, errand);
    return db_commit(work);
}

/* Too late, or never wanted: not what a better version of the regulation may still take. */
static bool
is_over(const struct rpc_call *call, enum rpc_code code)
{
    return code == RPC_NOT_FOUND
           || ((code == RPC_FAILED_PRECONDITION || code == RPC_INVALID_ARGUMENT)
               && !text_equal(call->reason, PROCESS_STUCK));
}

static enum rpc_code
take(struct rpc_call *call, const Tracking__Errand *errand, const char *process_id, struct bpmn_event event,
     const char *action)
{
    struct db_work *work = db_begin(call);
    put_done(work, errand);
    enum rpc_code code = drive_put(call, work, process_id, event, action);
    return code == RPC_OK ? db_commit(work) : code;
}

/* One event for one process, together with the end of the errand. What comes too late is done. */
static enum rpc_code
deliver(struct rpc_call *call, const Tracking__Errand *errand, const char *process_id, struct bpmn_event event,
        const char *action)
{
    enum rpc_code code = take(call, errand, process_id, event, action);
    return is_over(call, code) ? done(call, errand) : code;
}

/* ------------------------------------------------------------------ messages and signals */

/* What would go round for ever waits, as what nobody takes does. */
static enum rpc_code
begin(struct rpc_call *call, const Tracking__Errand *errand, const struct beginning *beginning, const char *correlation)
{
    bool round;
    struct process process;
    enum rpc_code code = beginnings_go_round(call, errand->process_id, &round);
    if (code == RPC_OK && round)
        return RPC_RESOURCE_EXHAUSTED;
    if (code == RPC_OK)
        code = beginnings_begin(call, beginning, payload_of(call, errand), &process);
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(call);
    put_done(work, errand);
    beginnings_put(work, &process, beginning, correlation, errand->process_id);
    code = db_commit(work);
    return code == RPC_ALREADY_EXISTS ? done(call, errand) : code; /* such a message has begun one already */
}

static enum rpc_code
begin_by(struct rpc_call *call, const Tracking__Errand *errand, const struct beginning *like, const char *correlation)
{
    struct beginning *found;
    size_t n;
    enum rpc_code code = beginnings_find(call, like, &found, &n);
    if (code != RPC_OK)
        return code;
    return n ? begin(call, errand, &found[0], correlation) : RPC_NOT_FOUND;
}

/* A signal that came to nobody who still begins with it is over. */
static enum rpc_code
run_begin(struct rpc_call *call, const Tracking__Errand *errand)
{
    const char *slash = strchr(errand->detail, '/');
    struct beginning like = { .kind = BEGINNING_SIGNAL, .name = errand->name };
    if (!slash)
        return RPC_INTERNAL;
    like.code = arena_strndup(call->arena, errand->detail, (size_t)(slash - errand->detail));
    like.process = slash + 1;
    enum rpc_code code = begin_by(call, errand, &like, "");
    return code == RPC_NOT_FOUND ? done(call, errand) : code;
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
        return begin_by(call, errand, &(struct beginning){ .kind = BEGINNING_MESSAGE, .name = errand->name },
                        errand->detail);
    struct bpmn_event event = { .kind = BPMN_MESSAGE_DELIVERED,
                                .token = (uint32_t)token,
                                .name = errand->name,
                                .correlation = text_empty(errand->detail) ? NULL : errand->detail,
                                .variables = payload_of(call, errand) };
    /* Who waited a moment ago may not wait any more: then the message is still there for the next who does. */
    return take(call, errand, db_cell(&rows, 0, "process_id"), event, "MESSAGE");
}

static void
put_part(struct rpc_call *call, struct db_work *work, const Tracking__Errand *errand, const char *kind,
         const char *process_id, const char *detail)
{
    db_put(work, &tracking_sql_put_errand,
           DB_ARGS(kind, process_id, 0, errand->name, detail,
                   errand->payload ? db_json(call->arena, &errand->payload->base) : "{}", db_time(time_now_us())));
}

/*
 * Becomes an errand for each who waits, and for each regulation that begins with it, so that one who fails does not
 * keep the others waiting.
 */
static enum rpc_code
run_signal(struct rpc_call *call, const Tracking__Errand *errand)
{
    struct db_rows rows;
    struct beginning *begins;
    size_t n;
    enum rpc_code code = db_rows(call, &tracking_sql_find_subscriptions,
                                 DB_ARGS("SIGNAL", errand->name, db_null(), errand->process_id), &rows);
    if (code == RPC_OK)
        code =
            beginnings_find(call, &(struct beginning){ .kind = BEGINNING_SIGNAL, .name = errand->name }, &begins, &n);
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(call);
    put_done(work, errand);
    for (int row = 0; row < rows.n; row++)
        if (row == 0 || !text_equal(db_cell(&rows, row, "process_id"), db_cell(&rows, row - 1, "process_id")))
            put_part(call, work, errand, ERRAND_SIGNAL_ONE, db_cell(&rows, row, "process_id"), "");
    for (size_t i = 0; i < n; i++)
        put_part(call, work, errand, ERRAND_BEGIN, errand->process_id,
                 arena_printf(call->arena, "%s/%s", begins[i].code, begins[i].process));
    return db_commit(work);
}

/* ------------------------------------------------------------------ called processes */

static enum rpc_code
call_failed(struct rpc_call *call, const Tracking__Errand *errand, const char *error)
{
    struct bpmn_event event = { .kind = BPMN_CALLED_ENDED, .token = errand->token, .code = error };
    return deliver(call, errand, errand->process_id, event, "CALLED_ENDED");
}

/* Regulations that call each other in a circle would go on calling for ever. */
static enum rpc_code
is_too_deep(struct rpc_call *call, const Tracking__Errand *errand, bool *ret_deep)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &tracking_sql_list_callers, DB_ARGS(errand->process_id, CALLS_MAX), &rows);
    *ret_deep = code == RPC_OK && rows.n >= CALLS_MAX;
    return code;
}

static bool
still_waits(const struct process *caller, uint32_t token_id)
{
    const struct bpmn_token *token = bpmn_state_token(caller->state, token_id);
    return token && token->phase == BPMN_WAIT_CALLED;
}

static enum rpc_code
begin_called(struct rpc_call *call, const Tracking__Errand *errand, const struct process *caller,
             struct process *ret_process)
{
    char id[37];
    int64_t version = 0;
    uuid7(id);
    struct process_origin origin = { errand->name,  0,   NULL, id, errand->application_id, errand->process_id,
                                     errand->token, NULL };
    if (text_equal(errand->detail, ERRAND_OF_SAME_FILE)) {
        origin.code = caller->regulation->code;
        origin.version = caller->regulation->version;
        origin.element = errand->name;
    } else if (!text_empty(errand->detail) && parse_int64(errand->detail, &version)) {
        origin.version = (int)version; /* else "latest" */
    }
    return process_begin(call, showing_calendar(call), &origin, payload_of(call, errand), ret_process);
}

static enum rpc_code
start(struct rpc_call *call, const Tracking__Errand *errand, const struct process *caller)
{
    struct process process;
    enum rpc_code code = begin_called(call, errand, caller, &process);
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(call);
    put_done(work, errand);
    code = drive_begin(call, work, &process);
    return code == RPC_OK ? db_commit(work) : code;
}

/* A service called for is an application of its own. */
static enum rpc_code
start_service(struct rpc_call *call, const Tracking__Errand *errand)
{
    int64_t version;
    if (text_empty(errand->detail) || !parse_int64(errand->detail, &version))
        version = 0; /* "latest" */
    struct db_work *work = db_begin(call);
    put_done(work, errand);
    enum rpc_code code = bundle_register(call, work, errand, (int)version, payload_of(call, errand));
    return code == RPC_OK ? db_commit(work) : code;
}

static bool
is_service(struct rpc_call *call, const Tracking__Errand *errand)
{
    return !text_empty(errand->application_id) && !text_equal(errand->detail, ERRAND_OF_SAME_FILE)
           && bundle_is_service(payload_of(call, errand));
}

static enum rpc_code
run_call(struct rpc_call *call, const Tracking__Errand *errand)
{
    bool deep;
    struct process caller;
    enum rpc_code code = process_load(call, NULL, errand->process_id, &caller);
    if (code == RPC_NOT_FOUND || (code == RPC_OK && !still_waits(&caller, errand->token)))
        return done(call, errand);
    if (code == RPC_OK)
        code = is_too_deep(call, errand, &deep);
    if (code != RPC_OK)
        return code;
    if (deep)
        return call_failed(call, errand, "too-deep");
    code = is_service(call, errand) ? start_service(call, errand) : start(call, errand, &caller);
    bool never = code == RPC_NOT_FOUND || code == RPC_FAILED_PRECONDITION || code == RPC_INVALID_ARGUMENT
                 || code == RPC_OUT_OF_RANGE;
    return never ? call_failed(call, errand, "not-started") : code;
}

/* A called service is withdrawn, unless it is decided already. */
static enum rpc_code
withdraw_called(struct rpc_call *call, const Tracking__Errand *errand, const char *application_id)
{
    struct record record;
    Tracking__Application *app = ARENA_NEW(call->arena, Tracking__Application);
    tracking__application__init(app);
    enum rpc_code code = record_load(call, application_id, NULL, app, &record);
    if (code != RPC_OK)
        return code;
    if (withdrawal_may(&record) != RPC_OK)
        return done(call, errand);
    struct db_work *work = db_begin(call);
    put_done(work, errand);
    code = withdrawal_put(work, &record, "комплексный запрос отозван");
    return code == RPC_OK ? db_commit(work) : code;
}

/*
 * What was called, or the errand to call it, which then never happens. The errand is looked for first: when it is gone,
 * the called process is there.
 */
static enum rpc_code
run_cancel(struct rpc_call *call, const Tracking__Errand *errand)
{
    struct db_rows asked, called;
    struct db_args caller = DB_ARGS(errand->process_id, (int64_t)errand->token);
    int64_t id;
    enum rpc_code code = db_rows(call, &tracking_sql_find_call, caller, &asked);
    if (code == RPC_OK)
        code = db_rows(call, &tracking_sql_find_called, caller, &called);
    if (code != RPC_OK)
        return code;
    struct bpmn_event event = { .kind = BPMN_CANCEL_INSTANCE, .code = ERRAND_BY_CALLER };
    const char *carried = called.n ? db_cell(&called, 0, "application_id") : NULL;
    if (called.n && text_equal(db_cell(&called, 0, "process_id"), carried))
        return withdraw_called(call, errand, carried);
    if (called.n)
        return deliver(call, errand, db_cell(&called, 0, "process_id"), event, "CANCELLED");
    struct db_work *work = db_begin(call);
    put_done(work, errand);
    if (asked.n && parse_int64(db_cell(&asked, 0, "errand_id"), &id))
        db_expect(work, &tracking_sql_delete_errand, DB_ARGS(id), RPC_ABORTED, "Вызов уже сделан",
                  "The call has been made already");
    return db_commit(work);
}

/* ------------------------------------------------------------------ services */

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
    return code == RPC_OK ? done(call, errand) : code;
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
    if (text_equal(errand->kind, ERRAND_BEGIN))
        return run_begin(call, errand);
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
