/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "jobs.h"

#include "../process/errands.h"

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
run_one(const struct rpc_call *job, const Tracking__Errand *errand)
{
    struct rpc_call call;
    rpc_call_init(&call, job->caller.subject, ERRAND_MS, job->context);
    enum rpc_code code = errands_run(&call, errand);
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
