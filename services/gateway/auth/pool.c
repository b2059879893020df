/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Threads for what would hold the loop up: hashes of passwords, calls to the identity provider. Few, and few may
 * wait for them: each such job costs much, and strangers can ask for it. */
#include "internal.h"

#define THREADS_MAX 16
#define WAITING_MAX 64

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread[THREADS_MAX];
    int n_threads;
    struct request *first, *last; /* by request->next */
    int n_waiting;
    bool closing;
};

static struct request *
take(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (!pool->first && !pool->closing)
        pthread_cond_wait(&pool->wake, &pool->lock);
    struct request *request = pool->first;
    if (request) {
        pool->first = request->next;
        pool->n_waiting--;
    }
    pthread_mutex_unlock(&pool->lock);
    return request;
}

static void *
run(void *arg)
{
    struct pool *pool = arg;
    for (struct request *request; (request = take(pool));) {
        struct edge *edge = request->edge;
        request->work(request);
        loop_call_done(request);
        loop_calls_settled(edge);
    }
    return NULL;
}

struct pool *
pool_new(int threads)
{
    struct pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        abort();
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    for (; pool->n_threads < threads && pool->n_threads < THREADS_MAX; pool->n_threads++)
        if (pthread_create(&pool->thread[pool->n_threads], NULL, run, pool) != 0)
            abort();
    return pool;
}

void
pool_stop(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->n_threads; i++)
        pthread_join(pool->thread[i], NULL);
    pool->n_threads = 0;
}

void
pool_free(struct pool *pool)
{
    if (!pool)
        return;
    pool_stop(pool);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

static bool
has_room(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    bool room = pool->n_waiting < WAITING_MAX;
    pthread_mutex_unlock(&pool->lock);
    return room;
}

static void
put(struct pool *pool, struct request *request)
{
    request->next = NULL;
    pthread_mutex_lock(&pool->lock);
    if (pool->first)
        pool->last->next = request;
    else
        pool->first = request;
    pool->last = request;
    pool->n_waiting++;
    pthread_cond_signal(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
}

void
pool_run(struct request *request, void (*work)(struct request *request))
{
    struct edge *edge = request->edge;
    struct pool *pool = edge->options.auth->pool;
    if (edge->closing || !has_room(pool)) { /* only this thread adds */
        http_problem(request, 0, RPC_UNAVAILABLE, "Сейчас слишком много попыток входа, повторите через минуту",
                     "Too many are signing in at the moment, try again in a minute");
        return;
    }
    http_connection_enter(&edge->connections, request->connection, CONNECTION_WORKING, INT64_MAX);
    MHD_suspend_connection(request->mhd);
    request->phase = REQUEST_CALLING;
    request->work = work;
    edge->n_calls++;
    put(pool, request);
}
