/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Read lanes. Workers put reads on one queue and sleep; a lane takes what waits there (a statement marked `alone`
 * by itself), sends all of it down its connection at once, and hands back the results.
 */
#include "internal.h"

#include <okno/lock.h>
#include <okno/log.h>

#include <stdlib.h>
#include <string.h>

#define BATCH 32

struct read {
    struct rpc_call *call;
    const struct db_statement *statement;
    struct pq_params params;
    PGresult *result;
    bool taken, aborted, broken, detached;
    struct waiter waiter;
    struct read *next;
};

struct lane {
    pthread_t thread;
    struct session session;
};

static pthread_mutex_t lock = BRIEF_MUTEX_INITIALIZER;
static pthread_cond_t work = PTHREAD_COND_INITIALIZER;
static struct read *first, **last = &first;
static struct lane *lanes;
static int n_lanes, n_connected;

/* ------------------------------------------------------------------ the worker's side */

/* Under the lock: takes a read nobody serves yet off the queue. */
static void
unqueue(struct read *read)
{
    for (struct read **at = &first; *at; at = &(*at)->next)
        if (*at == read) {
            *at = read->next;
            if (!*at)
                last = at;
            return;
        }
}

/* A read that no lane has taken yet is the caller's again. */
static bool
take_back(struct read *read)
{
    pthread_mutex_lock(&lock);
    bool mine = !read->taken;
    if (mine)
        unqueue(read);
    pthread_mutex_unlock(&lock);
    return mine;
}

static void
queue_read(struct read *read)
{
    pthread_mutex_lock(&lock);
    *last = read;
    last = &read->next;
    pthread_cond_signal(&work);
    pthread_mutex_unlock(&lock);
}

static void
queue_and_wait(struct read *read)
{
    queue_read(read);
    if (!waiter_wait(&read->waiter, read->call->deadline_us) && !take_back(read))
        waiter_wait(&read->waiter, INT64_MAX); /* the lane cancels it on the server */
}

PGresult *
read_outcome(struct read *read, enum rpc_code *ret_code)
{
    struct rpc_call *call = read->call;
    PGresult *result = read->result;
    *ret_code = RPC_OK;
    if (!result) {
        *ret_code = call_late(call) ? fail_late(call) : fail_unavailable(call);
    } else if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK) {
        *ret_code = fail_of_result(call, read->statement, result);
        PQclear(result);
        result = NULL;
    }
    return result;
}

PGresult *
read_result(struct rpc_call *call, const struct db_statement *statement, struct db_args args, enum rpc_code *ret_code)
{
    struct read read = { .call = call, .statement = statement, .params = params_of(call->arena, args) };
    waiter_init(&read.waiter);
    queue_and_wait(&read);
    waiter_release(&read.waiter);
    return read_outcome(&read, ret_code);
}

struct read *
read_begin(struct rpc_call *call, const struct db_statement *statement, struct db_args args)
{
    struct read *read = ARENA_NEW(call->arena, struct read);
    *read = (struct read){ .call = call, .statement = statement, .detached = true };
    read->params = params_of(call->arena, args);
    return read;
}

void
read_detach(struct read *read)
{
    queue_read(read);
}

/* ------------------------------------------------------------------ the lane's side */

static size_t
take_batch(struct read *batch[BATCH])
{
    size_t n = 0;
    while (first && n < BATCH) {
        if (first->statement->alone && n)
            break;
        struct read *read = first;
        first = read->next;
        if (!first)
            last = &first;
        read->next = NULL;
        read->taken = true;
        batch[n++] = read;
        if (read->statement->alone)
            break;
    }
    if (first)
        pthread_cond_signal(&work);
    return n;
}

struct batch_view {
    struct read **reads;
    size_t n;
};

static bool
batch_late(void *arg)
{
    struct batch_view *view = arg;
    for (size_t i = 0; i < view->n; i++)
        if (!view->reads[i]->result && call_late(view->reads[i]->call))
            return true;
    return false;
}

static void
send_reads(struct session *session, struct read **batch, size_t n, bool *ret_prepares)
{
    for (size_t i = 0; i < n; i++) {
        const struct db_statement *statement = batch[i]->statement;
        ret_prepares[i] = !session_is_prepared(session, statement);
        for (size_t j = 0; j < i && ret_prepares[i]; j++)
            ret_prepares[i] = batch[j]->statement != statement;
        if (ret_prepares[i])
            PQsendPrepare(session->pg, statement->name, statement->text, 0, NULL);
        PQsendQueryPrepared(session->pg, statement->name, batch[i]->params.n, batch[i]->params.values,
                            batch[i]->params.lengths, batch[i]->params.formats, 0);
    }
    PQpipelineSync(session->pg);
}

/* One command's result; the NULL that ends it is eaten. */
static PGresult *
command_result(struct session *session, struct batch_view *view, bool *ret_broken)
{
    PGresult *result = session_result(session, batch_late, view, ret_broken);
    if (*ret_broken)
        return NULL;
    PGresult *end = session_result(session, batch_late, view, ret_broken);
    PQclear(end);
    return result;
}

static bool
receive_reads(struct session *session, struct read **batch, size_t n, const bool *prepares)
{
    struct batch_view view = { batch, n };
    bool broken = false;
    for (size_t i = 0; i < n && !broken; i++) {
        if (prepares[i]) {
            PGresult *result = command_result(session, &view, &broken);
            if (!broken && PQresultStatus(result) == PGRES_COMMAND_OK)
                session_set_prepared(session, batch[i]->statement);
            else if (!broken && PQresultStatus(result) == PGRES_FATAL_ERROR) {
                batch[i]->result = result; /* the statement itself is refused */
                result = NULL;
            }
            PQclear(result);
            if (broken)
                break;
        }
        PGresult *result = command_result(session, &view, &broken);
        if (broken)
            break;
        batch[i]->aborted = PQresultStatus(result) == PGRES_PIPELINE_ABORTED && !batch[i]->result;
        if (batch[i]->aborted || batch[i]->result)
            PQclear(result);
        else
            batch[i]->result = result;
    }
    return !broken && session_sync(session);
}

/* Runs a batch; what an error of a neighbour aborted, and what a lost connection may have hurt, runs again alone. */
static void
run_batch(struct session *session, struct read **batch, size_t n)
{
    bool prepares[BATCH];
    send_reads(session, batch, n, prepares);
    bool alive = session_flush(session) && receive_reads(session, batch, n, prepares);
    if (!alive)
        session_close(session);
    for (size_t i = 0; i < n; i++) {
        struct read *read = batch[i];
        bool cancelled_for_other = read->result && n > 1 && !call_late(read->call)
                                   && text_equal(PQresultErrorField(read->result, PG_DIAG_SQLSTATE), "57014");
        bool ended = read->result && !call_late(read->call)
                     && sqlstate_going(PQresultErrorField(read->result, PG_DIAG_SQLSTATE));
        if (cancelled_for_other || ended || (read->aborted && !call_late(read->call)) || (!alive && !read->result)) {
            PQclear(read->result);
            read->result = NULL;
            read->broken = !alive;
            read->aborted = true;
        }
    }
}

static bool
wanted(void *arg)
{
    const struct batch_view *view = arg;
    for (size_t i = 0; i < view->n; i++)
        if (!call_late(view->reads[i]->call))
            return true;
    return false;
}

static void
serve_batch(struct lane *lane, struct read **batch, size_t n)
{
    struct batch_view waiting = { batch, n };
    if (!session_await(&lane->session, wanted, &waiting))
        return;
    run_batch(&lane->session, batch, n);
    for (size_t i = 0; i < n; i++)
        for (int tries = 0; batch[i]->aborted && tries < 3 && !call_late(batch[i]->call); tries++) {
            struct batch_view one = { &batch[i], 1 };
            batch[i]->aborted = false;
            if (session_await(&lane->session, wanted, &one))
                run_batch(&lane->session, &batch[i], 1);
        }
}

static void
tell(struct read *read)
{
    if (read->detached)
        rpc_resume(read->call, RPC_OK);
    else
        waiter_tell(&read->waiter);
}

static void
count_connected(const struct lane *lane, bool *was)
{
    bool is = lane->session.pg != NULL;
    n_connected += (int)is - (int)*was;
    *was = is;
}

static void *
lane_main(void *arg)
{
    struct lane *lane = arg;
    struct read *batch[BATCH];
    bool connected = false;
    session_ensure(&lane->session);
    pthread_mutex_lock(&lock);
    count_connected(lane, &connected);
    while (!db_closing || first) {
        if (!first) {
            bool woken = condition_wait_until(&work, &lock, time_mono_us() + 1000000);
            if (!woken && !lane->session.pg) { /* keep trying, so that readiness tells the truth */
                pthread_mutex_unlock(&lock);
                session_ensure(&lane->session);
                pthread_mutex_lock(&lock);
                count_connected(lane, &connected);
            }
            continue;
        }
        size_t n = take_batch(batch);
        pthread_mutex_unlock(&lock);
        serve_batch(lane, batch, n);
        for (size_t i = 0; i < n; i++)
            tell(batch[i]);
        pthread_mutex_lock(&lock);
        count_connected(lane, &connected);
    }
    pthread_mutex_unlock(&lock);
    session_close(&lane->session);
    return NULL;
}

void
reads_open(int count)
{
    n_lanes = count;
    lanes = calloc((size_t)count, sizeof *lanes);
    if (!lanes)
        abort();
    for (int i = 0; i < count; i++) {
        lanes[i].session = (struct session){ .url = db_opts.url, .schema = db_opts.schema };
        if (pthread_create(&lanes[i].thread, NULL, lane_main, &lanes[i]))
            abort();
    }
}

void
reads_close(void)
{
    pthread_mutex_lock(&lock);
    pthread_cond_broadcast(&work);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < n_lanes; i++)
        pthread_join(lanes[i].thread, NULL);
    free(lanes);
    lanes = NULL;
    n_lanes = n_connected = 0;
}

bool
reads_ready(void)
{
    pthread_mutex_lock(&lock);
    bool ready = n_connected > 0;
    pthread_mutex_unlock(&lock);
    return ready;
}
