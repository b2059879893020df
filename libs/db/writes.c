/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Write lanes: group commit. A lane takes every unit of work that waits, runs them as one group (group.c), and answers
 * the members after the commit. When anything fails the group is rolled back and each member runs again in a
 * transaction of its own.
 */
#include "internal.h"

#include <okno/lock.h>
#include <okno/log.h>

#include <stdlib.h>
#include <string.h>

#define GROUP 128
#define REPEATS 5

struct lane {
    pthread_t thread;
    struct session session;
    struct arena *arena;
};

/* Two queues, ordinary and relaxed, each with its lanes. */
static struct queue {
    pthread_cond_t work;
    struct db_work *first, **last;
    struct lane *lanes;
    int n_lanes;
} queues[2];
static pthread_mutex_t lock = BRIEF_MUTEX_INITIALIZER;

/* ------------------------------------------------------------------ the worker's side */

static void
unqueue(struct queue *queue, struct db_work *work)
{
    for (struct db_work **at = &queue->first; *at; at = &(*at)->next)
        if (*at == work) {
            *at = work->next;
            if (!*at)
                queue->last = at;
            return;
        }
}

/* A work that no lane has taken yet is the caller's again. */
static bool
take_back(struct queue *queue, struct db_work *work)
{
    pthread_mutex_lock(&lock);
    bool mine = !work->taken;
    if (mine)
        unqueue(queue, work);
    pthread_mutex_unlock(&lock);
    return mine;
}

static void
enqueue(struct queue *queue, struct db_work *work)
{
    pthread_mutex_lock(&lock);
    *queue->last = work;
    queue->last = &work->next;
    pthread_cond_signal(&queue->work);
    pthread_mutex_unlock(&lock);
}

enum rpc_code
writes_detach(struct db_work *work)
{
    if (!work->first)
        return RPC_OK;
    work->detached = true;
    enqueue(&queues[work->relaxed], work);
    return RPC_DETACHED;
}

enum rpc_code
writes_run(struct db_work *work)
{
    if (!work->first)
        return RPC_OK;
    struct queue *queue = &queues[work->relaxed];
    waiter_init(&work->waiter);
    enqueue(queue, work);
    if (!waiter_wait(&work->waiter, work->call->deadline_us)) {
        if (take_back(queue, work))
            work->code = fail_late(work->call);
        else
            waiter_wait(&work->waiter, INT64_MAX); /* the lane cancels it on the server */
    }
    waiter_release(&work->waiter);
    if (work->code == RPC_OK)
        after_commit(work);
    else
        work->call->packed_reply = (ProtobufCBinaryData){ 0, NULL }; /* the method may still say something else */
    return work->code;
}

/* ------------------------------------------------------------------ outcomes */

/* Works that wait for a connection. */
struct waiting {
    struct db_work **members;
    size_t n;
};

static bool
wanted(void *arg)
{
    const struct waiting *waiting = arg;
    for (size_t i = 0; i < waiting->n; i++)
        if (!call_late(waiting->members[i]->call))
            return true;
    return false;
}

static enum verdict
try_members(struct lane *lane, struct db_work **members, size_t n, bool *ret_repeat)
{
    struct waiting waiting = { members, n };
    *ret_repeat = false;
    if (!session_await(&lane->session, wanted, &waiting)) {
        for (size_t i = 0; i < n; i++)
            members[i]->code = fail_unavailable(members[i]->call);
        return FAILED;
    }
    arena_reset(lane->arena);
    return writes_group(&lane->session, lane->arena, members, n, false, ret_repeat);
}

/*
 * "Commit sent, connection lost": the record of the request tells. Without one nobody can know, and the caller is
 * told so; a repeat that was committed after all runs into the record's key.
 */
bool
writes_settle(struct session *session, struct db_work *work)
{
    struct waiting waiting = { &work, 1 };
    bool known = false;
    if (session_await(session, wanted, &waiting) && requests_committed(session, work->call, &known)) {
        work->code = RPC_OK;
        return true;
    }
    if (known)
        return false;
    rpc_explain(work->call, "OUTCOME_UNKNOWN", NULL);
    work->code = rpc_fail(work->call, RPC_UNAVAILABLE,
                          "Связь с базой данных прервалась при записи: проверьте, выполнено ли действие",
                          "The connection to the database broke while committing: check whether it was done");
    return true;
}

static void
run_alone(struct lane *lane, struct db_work *work)
{
    for (int tries = 0; tries < REPEATS; tries++) {
        if (call_late(work->call)) {
            work->code = fail_late(work->call);
            return;
        }
        bool repeat;
        enum verdict verdict = try_members(lane, &work, 1, &repeat);
        if (verdict == COMMITTED || (verdict == FAILED && !repeat))
            return;
        if (verdict == BROKEN_COMMITTING && writes_settle(&lane->session, work))
            return;
        if (work->code == RPC_OK)
            work->code = fail_unavailable(work->call);
    }
}

static void
run_members(struct lane *lane, struct db_work **members, size_t n)
{
    bool repeat;
    if (n == 1) {
        run_alone(lane, members[0]);
        return;
    }
    enum verdict verdict = try_members(lane, members, n, &repeat);
    if (verdict == COMMITTED)
        return;
    for (size_t i = 0; i < n; i++)
        if (verdict != BROKEN_COMMITTING || !writes_settle(&lane->session, members[i]))
            run_alone(lane, members[i]);
}

/* ------------------------------------------------------------------ lanes */

static size_t
take_group(struct queue *queue, struct db_work *members[GROUP])
{
    size_t n = 0, limit = db_opts.group_limit && db_opts.group_limit < GROUP ? (size_t)db_opts.group_limit : GROUP;
    while (queue->first && n < limit) {
        struct db_work *work = queue->first;
        queue->first = work->next;
        work->next = NULL;
        work->taken = true;
        members[n++] = work;
    }
    if (!queue->first)
        queue->last = &queue->first;
    else
        pthread_cond_signal(&queue->work);
    return n;
}

/* Answers a member; the work is its caller's again. */
static void
tell(struct db_work *work)
{
    if (!work->detached) {
        waiter_tell(&work->waiter);
        return;
    }
    if (work->code == RPC_OK)
        after_commit(work);
    rpc_resume(work->call, work->code);
}

/* Those whose time was up before a lane took them need not run; the others move to the front. */
static size_t
drop_late(struct db_work **members, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!call_late(members[i]->call)) {
            members[kept++] = members[i];
            continue;
        }
        members[i]->code = fail_late(members[i]->call);
        tell(members[i]);
    }
    return kept;
}

static void *
lane_main(void *arg)
{
    struct lane *lane = arg;
    struct queue *queue = &queues[lane->session.relaxed];
    struct db_work *members[GROUP];
    session_ensure(&lane->session);
    pthread_mutex_lock(&lock);
    while (!db_closing || queue->first) {
        if (!queue->first) {
            condition_wait_until(&queue->work, &lock, time_mono_us() + 1000000);
            continue;
        }
        size_t n = take_group(queue, members);
        pthread_mutex_unlock(&lock);
        n = drop_late(members, n);
        if (n > 0)
            run_members(lane, members, n);
        for (size_t i = 0; i < n; i++)
            tell(members[i]);
        pthread_mutex_lock(&lock);
    }
    pthread_mutex_unlock(&lock);
    session_close(&lane->session);
    return NULL;
}

static void
open_queue(struct queue *queue, int count, bool relaxed)
{
    pthread_cond_init(&queue->work, NULL);
    queue->first = NULL;
    queue->last = &queue->first;
    queue->n_lanes = count;
    queue->lanes = calloc((size_t)count, sizeof *queue->lanes);
    if (!queue->lanes)
        abort();
    for (int i = 0; i < count; i++) {
        struct lane *lane = &queue->lanes[i];
        lane->session =
            (struct session){ .url = db_opts.url, .schema = db_opts.schema, .relaxed = relaxed, .by_key = true };
        lane->arena = arena_new(SIZE_MAX);
        if (pthread_create(&lane->thread, NULL, lane_main, lane))
            abort();
    }
}

void
writes_open(int count)
{
    open_queue(&queues[0], count, false);
    open_queue(&queues[1], 1, true);
}

void
writes_close(void)
{
    for (int q = 0; q < 2; q++) {
        pthread_mutex_lock(&lock);
        pthread_cond_broadcast(&queues[q].work);
        pthread_mutex_unlock(&lock);
        for (int i = 0; i < queues[q].n_lanes; i++) {
            pthread_join(queues[q].lanes[i].thread, NULL);
            arena_free(queues[q].lanes[i].arena);
        }
        free(queues[q].lanes);
        queues[q].n_lanes = 0;
    }
}
