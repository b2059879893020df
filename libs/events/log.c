/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The writing and the serving side of an event log. */
#include <okno/events.h>
#include <okno/events.methods.h>
#include <okno/events.sql.h>
#include <okno/lock.h>

#include <pthread.h>

#define LIMIT_DEFAULT 100
/* Entries of other replicas, and of transactions that were still open, show up by looking. */
#define LOOK_AGAIN_MS 100
/* What was just appended may still stand behind a transaction that is about to end: looked for soon, then less often.
 */
#define LOOK_SOON_MS 4

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t appended = PTHREAD_COND_INITIALIZER;
static unsigned long generation;

static void
hint(void)
{
    pthread_mutex_lock(&lock);
    generation++;
    pthread_cond_broadcast(&appended);
    pthread_mutex_unlock(&lock);
}

__attribute__((constructor)) static void
hear_commits(void)
{
    db_after_put(&events_sql_put_event, hint);
}

void
events_put(struct db_work *work, const char *key, const ProtobufCMessage *payload)
{
    size_t size = protobuf_c_message_get_packed_size(payload);
    uint8_t stack[512], *packed = size <= sizeof stack ? stack : malloc(size);
    if (!packed)
        abort();
    protobuf_c_message_pack(payload, packed);
    db_put(work, &events_sql_put_event,
           DB_ARGS(payload->descriptor->name, key, ((ProtobufCBinaryData){ size, packed })));
    if (packed != stack)
        free(packed);
}

static enum rpc_code
read_once(struct rpc_call *call, const Events__ReadEventsRequest *req, Events__ReadEventsResponse *rep)
{
    int64_t txid = req->after ? req->after->txid : 0, id = req->after ? req->after->id : 0;
    int limit = req->limit ? req->limit : LIMIT_DEFAULT;
    return DB_LIST(call, &events_sql_read_events, DB_ARGS(txid, id, limit), rep, events, events__event__descriptor);
}

/* Until something was appended here, or it is time to look again. */
static void
wait_for_hint(unsigned long seen, int look_again_ms)
{
    int64_t until_us = time_mono_us() + look_again_ms * INT64_C(1000);
    pthread_mutex_lock(&lock);
    while (generation == seen)
        if (!condition_wait_until(&appended, &lock, until_us))
            break;
    pthread_mutex_unlock(&lock);
}

/* A new entry is not shown while an older transaction is open, whose end gives no hint when it wrote no entry here. */
static int
next_look_ms(unsigned long before, unsigned long now, int look_again_ms)
{
    if (now != before)
        return LOOK_SOON_MS;
    return 2 * look_again_ms < LOOK_AGAIN_MS ? 2 * look_again_ms : LOOK_AGAIN_MS;
}

static unsigned long
generation_now(void)
{
    pthread_mutex_lock(&lock);
    unsigned long now = generation;
    pthread_mutex_unlock(&lock);
    return now;
}

static enum rpc_code
read_end(struct rpc_call *call, Events__ReadEventsResponse *rep)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &events_sql_get_end, DB_NO_ARGS, &rows);
    if (code != RPC_OK)
        return code;
    rep->end = ARENA_NEW(call->arena, Events__Cursor);
    events__cursor__init(rep->end);
    rep->end->id = INT64_MAX;
    return parse_int64(db_cell(&rows, 0, "txid"), &rep->end->txid) ? RPC_OK : RPC_INTERNAL;
}

enum rpc_code
events_read_events(struct rpc_call *call, const Events__ReadEventsRequest *req, Events__ReadEventsResponse *rep)
{
    int64_t until_us = time_mono_us() + (int64_t)req->wait_ms * 1000;
    unsigned long before = generation_now();
    int look_again_ms = LOOK_SOON_MS / 2;
    if (req->newest)
        return read_end(call, rep);
    for (;;) {
        unsigned long seen = generation_now();
        enum rpc_code code = read_once(call, req, rep);
        if (code != RPC_OK || rep->n_events || time_mono_us() >= until_us || call->cancelled)
            return code;
        look_again_ms = next_look_ms(before, seen, look_again_ms);
        before = seen;
        wait_for_hint(seen, look_again_ms);
    }
}
