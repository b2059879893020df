/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "jobs.h"

#include "../moves.h"
#include "../process/errands.h"
#include "../process/process.h"

#include <okno/db.h>
#include <okno/log.h>
#include <okno/tracking.sql.h>

#define AT_ONCE 200
#define RUN_US INT64_C(2000000)   /* other work waits on the same thread; the next run goes on */
#define ERRAND_MS INT64_C(2000)   /* who waits for a service that is away keeps the others */
#define POSTPONE_MS INT64_C(5000) /* also when the time of the errand is up */
#define FIRST_PAUSE_US INT64_C(1000000)
#define LONGEST_PAUSE_US INT64_C(600000000)

/* Twice as long each time, from a second to ten minutes: what nobody takes now may be wanted tomorrow. */
static enum rpc_code
postpone(const struct rpc_call *job, const Tracking__Errand *errand, enum rpc_code why)
{
    struct rpc_call call;
    int tries = errand->tries < 20 ? errand->tries : 20;
    int64_t pause_us = FIRST_PAUSE_US << tries;
    if (pause_us > LONGEST_PAUSE_US)
        pause_us = LONGEST_PAUSE_US;
    if (errand->tries == 3)
        log_warn("an errand waits", LOG_STR("kind", errand->kind), LOG_STR("process", errand->process_id),
                 LOG_CODE(why));
    rpc_call_init(&call, job->caller.subject, POSTPONE_MS, job->context);
    struct db_work *work = db_begin(&call);
    db_put(work, &tracking_sql_postpone_errand, DB_ARGS(errand->errand_id, db_time(time_now_us() + pause_us)));
    enum rpc_code code = db_commit(work);
    rpc_call_release(&call);
    return code;
}

static enum rpc_code
put_stuck(struct rpc_call *call, const char *application_id)
{
    struct record record;
    const struct moves_note note = { .action = "REGULATION_STUCK",
                                     .step = arena_strdup(call->arena, text_or_empty(call->subject_id)),
                                     .comment = arena_strdup(call->arena, text_or_empty(call->message)) };
    Tracking__Application *app = ARENA_NEW(call->arena, Tracking__Application);
    tracking__application__init(app);
    enum rpc_code code = record_load(call, application_id, NULL, app, &record);
    if (code != RPC_OK)
        return code;
    struct moves_subject subject = moves_subject(&record);
    struct db_work *work = db_begin(call);
    moves_put(work, &subject, &note);
    return db_commit(work);
}

/* What waits for a better version stands in the history of the application, once; the errand itself comes again. */
static void
note_stuck(struct rpc_call *call, const Tracking__Errand *errand)
{
    if (errand->tries > 0 || text_empty(errand->application_id) || !text_equal(call->reason, PROCESS_STUCK))
        return;
    enum rpc_code code = put_stuck(call, errand->application_id);
    if (code != RPC_OK)
        log_warn("a stuck regulation is not on record", LOG_STR("process", errand->process_id), LOG_CODE(code));
}

static enum rpc_code
run_one(const struct rpc_call *job, const Tracking__Errand *errand)
{
    struct rpc_call call;
    rpc_call_init(&call, job->caller.subject, ERRAND_MS, job->context);
    enum rpc_code code = errands_run(&call, errand);
    if (code != RPC_OK)
        note_stuck(&call, errand);
    rpc_call_release(&call);
    return code == RPC_OK ? code : postpone(job, errand, code);
}

enum rpc_code
tracking_job_run_errands(struct rpc_call *call)
{
    int64_t until_us = time_mono_us() + RUN_US;
    size_t n = AT_ONCE;
    while (n == AT_ONCE && time_mono_us() < until_us) {
        Tracking__Errand **errands;
        enum rpc_code code = db_list(call, &tracking_sql_list_errands, DB_ARGS(db_time(time_now_us()), AT_ONCE),
                                     &tracking__errand__descriptor, &n, (ProtobufCMessage ***)&errands);
        for (size_t i = 0; i < n && code == RPC_OK && time_mono_us() < until_us; i++)
            code = run_one(call, errands[i]);
        if (code != RPC_OK)
            return code;
    }
    return RPC_OK;
}
