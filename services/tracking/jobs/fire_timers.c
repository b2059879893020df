/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "jobs.h"

#include "../moves.h"
#include "../process/drive.h"

#include <okno/log.h>
#include <okno/proto.h>
#include <okno/tracking.sql.h>

#define PARTS 2 /* jobs of their own: as many replicas fire at the same time */
#define AT_ONCE 400
#define TOGETHER 40             /* processes moved in one unit of work */
#define RUN_US INT64_C(2000000) /* other work waits on the same thread; the next run goes on */
#define ROUND_MS INT64_C(20000)
#define PUT_OFF_US INT64_C(60000000)
#define GONE_RU "Этот таймер уже сработал"
#define GONE_EN "This timer has fired already"

/* The complaint's own record, beside that of all missed terms. */
static void
put_missed_of_complaint(struct rpc_call *call, struct db_work *work, const Tracking__DueTimer *timer)
{
    char id[37];
    uuid7(id);
    db_put(work, &tracking_sql_miss_complaint_term,
           DB_ARGS(timer->process_id, (const char *)id, db_time(time_now_us()), call->caller.subject,
                   arena_printf(call->arena, "%s, %s, %s", timer->step,
                                text_empty(timer->assignee) ? timer->place : timer->assignee, timer->due_on)));
}

static void
put_missed(struct rpc_call *call, struct db_work *work, const Tracking__DueTimer *timer)
{
    db_expect(work, &tracking_sql_mark_task_missed, DB_ARGS(timer->task_id), RPC_ABORTED, GONE_RU, GONE_EN);
    if (text_empty(timer->application_id))
        put_missed_of_complaint(call, work, timer);
    db_put(work, &tracking_sql_put_missed_term,
           DB_ARGS(db_nonempty(timer->application_id), timer->task_id, "STEP", timer->step, timer->assignee,
                   timer->place, timer->due_on, db_time(time_now_us())));
}

/*
 * Whoever else fires the same one at this moment finds it gone, and nothing of theirs happens.
 *
 * @row  of its process, when it was read already; else NULL
 */
static enum rpc_code
put_one(struct rpc_call *call, struct db_work *work, const Tracking__DueTimer *timer, const Tracking__ProcessRow *row)
{
    struct bpmn_event fired = { .kind = BPMN_TIMER_FIRED, .token = timer->token };
    bool is_term = !text_empty(timer->task_id);
    if (is_term)
        put_missed(call, work, timer);
    else
        db_expect(work, &tracking_sql_delete_fired_timer,
                  DB_ARGS(timer->process_id, timer->token, db_time(proto_time_us(timer->due))), RPC_ABORTED, GONE_RU,
                  GONE_EN);
    const char *action = is_term ? "STEP_TERM_MISSED" : "TIMER";
    return row ? drive_put_row(call, work, row, fired, action)
               : drive_put(call, work, timer->process_id, fired, action);
}

/*
 * What its process does not take: a timer that it does not know any more goes, another comes again a minute later, so
 * that it does not keep the others from being seen.
 */
static enum rpc_code
put_off(struct rpc_call *call, const Tracking__DueTimer *timer, enum rpc_code why)
{
    struct db_work *work = db_begin(call);
    bool is_term = !text_empty(timer->task_id);
    struct db_value later = db_time(time_now_us() + PUT_OFF_US), seen = db_time(proto_time_us(timer->due));
    log_warn("a timer is not taken", LOG_STR("process", timer->process_id), LOG_CODE(why));
    if (why == RPC_NOT_FOUND && is_term)
        db_put(work, &tracking_sql_mark_task_missed, DB_ARGS(timer->task_id));
    else if (why == RPC_NOT_FOUND)
        db_put(work, &tracking_sql_delete_fired_timer, DB_ARGS(timer->process_id, timer->token, seen));
    else if (is_term)
        db_put(work, &tracking_sql_move_task_term, DB_ARGS(timer->process_id, timer->token, later, db_null()));
    else
        db_put(work, &tracking_sql_postpone_timer, DB_ARGS(timer->process_id, timer->token, later, seen));
    db_put(work, &tracking_sql_sweep_timers, DB_ARGS(timer->process_id));
    return db_commit(work);
}

static enum rpc_code
fire_alone(struct rpc_call *call, const Tracking__DueTimer *timer)
{
    struct db_work *work = db_begin(call);
    enum rpc_code code = put_one(call, work, timer, NULL);
    if (code == RPC_OK)
        code = db_commit(work);
    bool refused = code == RPC_NOT_FOUND || code == RPC_FAILED_PRECONDITION || code == RPC_INVALID_ARGUMENT;
    return refused ? put_off(call, timer, code) : code;
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

/* What is due, with the processes as one statement read them: a step of each costs no question of its own. */
struct due {
    Tracking__DueTimer *const *timers;
    const Tracking__ProcessRow **rows; /* NULL: it is gone, or must be read again */
    size_t n;
};

/* The second timer of a process finds it moved by the first: it is read again when its turn comes. */
static void
forget_repeated(struct due *due)
{
    for (size_t i = 0; i < due->n; i++)
        for (size_t j = 0; j < i && due->rows[i]; j++)
            if (text_equal(due->timers[i]->process_id, due->timers[j]->process_id))
                due->rows[i] = NULL;
}

static enum rpc_code
read_processes(struct rpc_call *call, struct due *due)
{
    size_t n = 0, next = 0;
    Tracking__ProcessRow **rows;
    const char **ids = ARENA_ARRAY(call->arena, const char *, due->n + 1);
    for (size_t i = 0; i < due->n; i++)
        ids[i] = due->timers[i]->process_id;
    enum rpc_code code = db_list(call, &tracking_sql_list_processes, DB_ARGS(db_texts(call->arena, ids, due->n)),
                                 &tracking__process_row__descriptor, &n, (ProtobufCMessage ***)&rows);
    due->rows = ARENA_ARRAY(call->arena, const Tracking__ProcessRow *, due->n + 1);
    for (size_t i = 0; code == RPC_OK && i < due->n && next < n; i++)
        if (text_equal(rows[next]->process_id, ids[i]))
            due->rows[i] = rows[next++];
    forget_repeated(due);
    return code;
}

/* How many from this one on went together; 0 when they must go alone. */
static size_t
fire_together(struct rpc_call *call, const struct due *due, size_t first)
{
    struct db_work *work = db_begin(call);
    size_t taken = 0, left = due->n - first;
    Tracking__DueTimer *const *timers = &due->timers[first];
    while (taken < left && taken < TOGETHER && !is_repeated(timers, taken)) {
        if (put_one(call, work, timers[taken], due->rows[first + taken]) != RPC_OK)
            return 0;
        taken++;
    }
    return db_commit(work) == RPC_OK ? taken : 0;
}

static void
fire_all(struct rpc_call *call, const struct due *due)
{
    for (size_t i = 0; i < due->n;) {
        size_t done = fire_together(call, due, i), left = due->n - i;
        size_t alone = done ? 0 : left < TOGETHER ? left : TOGETHER;
        for (size_t k = 0; k < alone; k++)
            if (fire_alone(call, due->timers[i + k]) != RPC_OK)
                log_warn("timer waits for the next run", LOG_STR("process", due->timers[i + k]->process_id));
        i += done + alone;
    }
}

static enum rpc_code
fire_round(struct rpc_call *call, int part, size_t *ret_n)
{
    struct due due = { .n = 0 };
    enum rpc_code code =
        db_list(call, &tracking_sql_list_due_timers, DB_ARGS(db_time(time_now_us()), AT_ONCE, part, PARTS),
                &tracking__due_timer__descriptor, &due.n, (ProtobufCMessage ***)&due.timers);
    *ret_n = due.n;
    if (code == RPC_OK && due.n)
        code = read_processes(call, &due);
    if (code == RPC_OK)
        fire_all(call, &due);
    return code;
}

static enum rpc_code
fire_part(struct rpc_call *call, int part)
{
    int64_t until_us = time_mono_us() + RUN_US;
    size_t n = AT_ONCE;
    enum rpc_code code = RPC_OK;
    while (code == RPC_OK && n >= AT_ONCE && time_mono_us() < until_us) {
        struct rpc_call round;
        rpc_call_init(&round, call->caller.subject, ROUND_MS, call->context);
        code = fire_round(&round, part, &n);
        rpc_call_release(&round);
    }
    return code;
}

enum rpc_code
tracking_job_fire_timers(struct rpc_call *call)
{
    return fire_part(call, 0);
}

enum rpc_code
tracking_job_fire_other_timers(struct rpc_call *call)
{
    return fire_part(call, 1);
}
