/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "jobs.h"

#include "../moves.h"
#include "../process/drive.h"

#include <okno/log.h>
#include <okno/tracking.sql.h>

#define AT_ONCE 400
#define TOGETHER 40 /* processes moved in one unit of work */
#define RUN_US INT64_C(20000000)

static void
put_missed(struct rpc_call *call, struct db_work *work, const Tracking__DueTimer *timer)
{
    db_put(work, &tracking_sql_mark_task_missed, DB_ARGS(timer->task_id));
    if (!text_empty(timer->application_id))
        db_put(work, &tracking_sql_put_missed_term,
               DB_ARGS(timer->application_id, timer->task_id, "STEP", timer->step, timer->assignee, timer->place,
                       timer->due_on, db_time(time_now_us())));
    (void)call;
}

static enum rpc_code
put_one(struct rpc_call *call, struct db_work *work, const Tracking__DueTimer *timer)
{
    bool is_term = !text_empty(timer->task_id);
    enum rpc_code code =
        drive_put(call, work, timer->process_id, (struct bpmn_event){ .kind = BPMN_TIMER_FIRED, .token = timer->token },
                  is_term ? "STEP_TERM_MISSED" : "TIMER");
    if (code == RPC_OK && is_term)
        put_missed(call, work, timer);
    return code;
}

/* A timer that its process does not know any more is swept away, so that it is not looked at again and again. */
static enum rpc_code
fire_alone(struct rpc_call *call, const Tracking__DueTimer *timer)
{
    struct db_work *work = db_begin(call);
    enum rpc_code code = put_one(call, work, timer);
    if (code == RPC_OK)
        code = db_commit(work);
    if (code != RPC_NOT_FOUND)
        return code;
    work = db_begin(call);
    if (text_empty(timer->task_id))
        db_put(work, &tracking_sql_delete_process_timer, DB_ARGS(timer->process_id, timer->token));
    else
        db_put(work, &tracking_sql_mark_task_missed, DB_ARGS(timer->task_id));
    return db_commit(work);
}

/* Two timers of one process cannot move it in one unit: the second would not see what the first did. */
static bool
is_repeated(Tracking__DueTimer *const *timers, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text_equal(timers[i]->process_id, timers[n]->process_id)
            || (!text_empty(timers[n]->application_id)
                && text_equal(timers[i]->application_id, timers[n]->application_id)))
            return true;
    return false;
}

/* How many from the first on went together; 0 when they must go alone. */
static size_t
fire_together(struct rpc_call *call, Tracking__DueTimer *const *timers, size_t n)
{
    struct db_work *work = db_begin(call);
    size_t taken = 0;
    while (taken < n && taken < TOGETHER && !is_repeated(timers, taken)) {
        if (put_one(call, work, timers[taken]) != RPC_OK)
            return 0;
        taken++;
    }
    return db_commit(work) == RPC_OK ? taken : 0;
}

static void
fire_all(struct rpc_call *call, Tracking__DueTimer *const *timers, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t done = fire_together(call, &timers[i], n - i);
        size_t alone = done ? 0 : n - i < TOGETHER ? n - i : TOGETHER;
        for (size_t k = 0; k < alone; k++)
            if (fire_alone(call, timers[i + k]) != RPC_OK)
                log_warn("timer waits for the next run", LOG_STR("process", timers[i + k]->process_id));
        i += done + alone;
    }
}

enum rpc_code
tracking_job_fire_timers(struct rpc_call *call)
{
    int64_t until_us = time_mono_us() + RUN_US;
    size_t n = AT_ONCE;
    while (n >= AT_ONCE && time_mono_us() < until_us) {
        struct rpc_call round;
        Tracking__DueTimer **timers;
        rpc_call_init(&round, call->caller.subject, RUN_US / 1000, call->context);
        enum rpc_code code = db_list(&round, &tracking_sql_list_due_timers, DB_ARGS(db_time(time_now_us()), AT_ONCE),
                                     &tracking__due_timer__descriptor, &n, (ProtobufCMessage ***)&timers);
        if (code == RPC_OK)
            fire_all(&round, timers, n);
        rpc_call_release(&round);
        if (code != RPC_OK)
            return code;
    }
    return RPC_OK;
}
