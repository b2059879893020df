/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Periodic work: one thread runs the daemon's jobs; a row decides which replica does. */
#include "internal.h"

#include <okno/audit.h>
#include <okno/db.sql.h>
#include <okno/log.h>

#include <stdlib.h>
#include <unistd.h>

#define TICK_MS 200
#define CALL_MS INT64_C(60000)
#define LEASE_LEAST_MS INT64_C(3000)
#define LEASE_MOST_MS INT64_C(60000)

struct jobs {
    struct service *service;
    pthread_t thread;
    _Atomic bool stopping;
    pthread_mutex_t lock;
    struct rpc_call *running; /* under the lock: cancelled by a stop */
    char holder[37];
};

static enum rpc_code
purge_requests(struct rpc_call *call)
{
    struct db_rows rows;
    return db_rows(call, &db_sql_purge_requests, DB_NO_ARGS, &rows);
}

static enum rpc_code
seal(struct rpc_call *call)
{
    const struct service *service = call->context;
    return audit_seal(call, audit_anchor_path(call->arena, service->conf.state, service->description->name));
}

static const struct service_job own_jobs[] = {
    { "audit-seal", 1000, seal },
    { "purge-requests", 3600000, purge_requests },
    { NULL, 0, NULL },
};

/*
 * What a replica that was killed at a job leaves of its lease keeps the job from everybody: work that comes often must
 * not wait long. Ten periods are more than a run takes; one that takes longer may meet another.
 */
static int64_t
lease_ms(const struct service_job *job)
{
    int64_t ms = 10 * job->every_ms;
    return ms < LEASE_LEAST_MS ? LEASE_LEAST_MS : ms > LEASE_MOST_MS ? LEASE_MOST_MS : ms;
}

static enum rpc_code
claim(struct rpc_call *call, const struct jobs *jobs, const struct service_job *job, bool *ret_mine)
{
    struct db_rows rows;
    enum rpc_code code =
        db_rows(call, &db_sql_claim_job, DB_ARGS(job->name, jobs->holder, lease_ms(job), job->every_ms), &rows);
    *ret_mine = code == RPC_OK && rows.n == 1;
    return code;
}

/* From now on a stop cancels the call; NULL: none. */
static void
set_running(struct jobs *jobs, struct rpc_call *call)
{
    pthread_mutex_lock(&jobs->lock);
    jobs->running = call;
    if (call && jobs->stopping)
        call->cancelled = true;
    pthread_mutex_unlock(&jobs->lock);
}

static void
run_job(struct jobs *jobs, const struct service_job *job)
{
    struct rpc_call call;
    struct db_rows rows;
    bool mine;
    rpc_call_init(&call, jobs->service->description->name, CALL_MS, jobs->service);
    set_running(jobs, &call);
    enum rpc_code code = claim(&call, jobs, job, &mine);
    if (mine)
        code = job->run(&call);
    set_running(jobs, NULL);
    if (mine && code == RPC_OK) {
        call.cancelled = false; /* done is done */
        code = db_rows(&call, &db_sql_finish_job, DB_ARGS(job->name, jobs->holder), &rows);
    }
    if (code != RPC_OK && !jobs->stopping)
        log_warn("job failed", LOG_STR("job", job->name), LOG_CODE(code));
    rpc_call_release(&call);
}

/* Runs what is due by this process's own clock; the row has the last word. */
static void
run_due(struct jobs *jobs, const struct service_job *list, int64_t *due_us)
{
    for (int i = 0; list && list[i].name && !jobs->stopping; i++)
        if (time_mono_us() >= due_us[i]) {
            run_job(jobs, &list[i]);
            due_us[i] = time_mono_us() + list[i].every_ms * 1000;
        }
}

static void *
jobs_main(void *arg)
{
    enum { MAX_JOBS = 32 };
    struct jobs *jobs = arg;
    int64_t own_due[MAX_JOBS] = { 0 }, due[MAX_JOBS] = { 0 };
    while (!jobs->stopping) {
        if (db_ready()) {
            run_due(jobs, own_jobs, own_due);
            run_due(jobs, jobs->service->description->jobs, due);
        }
        log_flush();
        usleep(TICK_MS * 1000);
    }
    return NULL;
}

struct jobs *
jobs_start(struct service *service)
{
    struct jobs *jobs = calloc(1, sizeof *jobs);
    if (!jobs)
        abort();
    jobs->service = service;
    pthread_mutex_init(&jobs->lock, NULL);
    uuid7(jobs->holder);
    if (pthread_create(&jobs->thread, NULL, jobs_main, jobs))
        abort();
    return jobs;
}

void
jobs_stop(struct jobs *jobs)
{
    if (!jobs)
        return;
    pthread_mutex_lock(&jobs->lock);
    jobs->stopping = true;
    if (jobs->running)
        jobs->running->cancelled = true;
    pthread_mutex_unlock(&jobs->lock);
    pthread_join(jobs->thread, NULL);
    pthread_mutex_destroy(&jobs->lock);
    free(jobs);
}
