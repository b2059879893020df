/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The reading side: a thread per consumer. A batch of events and the new cursor are one unit of work; the cursor is
 * moved only from where this batch began, so of two replicas that read the same events one commits.
 */
#include <okno/events.h>
#include <okno/events.rpc.h>
#include <okno/events.sql.h>

#include <okno/log.h>

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define BATCH 500
#define WAIT_MS 1000
#define GATHER_MS 50 /* after a batch that was not full: a few events together cost little more than one */
#define CALL_MS 15000
#define PAUSE_MS 500
#define MAX_CONSUMERS 16

struct consumer {
    const char *name, *peer;
    events_effect *effect;
    void *context;
    pthread_t thread;
};

static struct consumer consumers[MAX_CONSUMERS];
static int n_consumers;
static _Atomic bool stopping;

static void
pause_ms(int ms)
{
    for (int i = 0; i < ms && !stopping; i += 50)
        usleep(50000);
}

static enum rpc_code
load_cursor(struct rpc_call *call, const struct consumer *consumer, Events__Cursor *ret_cursor)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &events_sql_get_cursor, DB_ARGS(consumer->name), &rows);
    if (code != RPC_OK)
        return code;
    if (rows.n == 0) {
        struct db_work *work = db_begin(call);
        db_put(work, &events_sql_start_cursor, DB_ARGS(consumer->name));
        return db_commit_relaxed(work);
    }
    bool good = parse_int64(db_cell(&rows, 0, "txid"), &ret_cursor->txid)
                && parse_int64(db_cell(&rows, 0, "id"), &ret_cursor->id);
    return good ? RPC_OK : RPC_INTERNAL;
}

static enum rpc_code
take_effect(struct rpc_call *call, const struct consumer *consumer, const Events__Cursor *cursor,
            const Events__ReadEventsResponse *batch)
{
    struct db_work *work = db_begin(call);
    const Events__Event *last = batch->events[batch->n_events - 1];
    for (size_t i = 0; i < batch->n_events; i++) {
        const Events__Event *entry = batch->events[i];
        struct event event = {
            entry->txid, entry->id,  entry->at ? entry->at->seconds * 1000000 + entry->at->nanos / 1000 : 0,
            entry->type, entry->key, entry->payload
        };
        enum rpc_code code = consumer->effect(call, &event, work);
        if (code != RPC_OK)
            return code;
    }
    db_expect(work, &events_sql_move_cursor, DB_ARGS(consumer->name, cursor->txid, cursor->id, last->txid, last->id),
              RPC_ABORTED, "Курсор сдвинула другая копия", "Another replica moved the cursor");
    return db_commit(work);
}

static enum rpc_code
follow_once(struct rpc_call *call, const struct consumer *consumer)
{
    Events__Cursor cursor = EVENTS__CURSOR__INIT;
    Events__ReadEventsRequest request = EVENTS__READ_EVENTS_REQUEST__INIT;
    Events__ReadEventsResponse *batch;
    enum rpc_code code = load_cursor(call, consumer, &cursor);
    if (code != RPC_OK)
        return code;
    request.after = &cursor;
    request.limit = BATCH;
    request.wait_ms = WAIT_MS;
    code = events_call_read_events(call, rpc_peer(call, consumer->peer), &request, &batch);
    if (code != RPC_OK || batch->n_events == 0)
        return code;
    code = take_effect(call, consumer, &cursor, batch);
    if (code == RPC_OK && batch->n_events < BATCH)
        pause_ms(GATHER_MS);
    return code;
}

static void *
consumer_main(void *arg)
{
    const struct consumer *consumer = arg;
    while (!stopping) {
        struct rpc_call call;
        rpc_call_init(&call, consumer->name, CALL_MS, consumer->context);
        enum rpc_code code = follow_once(&call, consumer);
        if (code != RPC_OK && code != RPC_ABORTED && !stopping) {
            log_warn("cannot follow events", LOG_STR("consumer", consumer->name), LOG_STR("peer", consumer->peer),
                     LOG_CODE(code));
            pause_ms(PAUSE_MS);
        }
        rpc_call_release(&call);
    }
    return NULL;
}

void
events_follow(const char *name, const char *peer, events_effect *effect, void *context)
{
    if (n_consumers == MAX_CONSUMERS)
        abort();
    stopping = false;
    struct consumer *consumer = &consumers[n_consumers++];
    *consumer = (struct consumer){ name, peer, effect, context, 0 };
    if (pthread_create(&consumer->thread, NULL, consumer_main, consumer))
        abort();
}

void
events_stop(void)
{
    stopping = true;
    for (int i = 0; i < n_consumers; i++)
        pthread_join(consumers[i].thread, NULL);
    n_consumers = 0;
}
