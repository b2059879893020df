/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A message is taken by moving its visibility into the future, so that of all threads and replicas, and of readers by
 * :next, one has it. When the process dies with it in hand, it comes again: the agency's system knows it by its id.
 */
#include "push.h"

#include "post.h"
#include "settings.h"

#include <okno/exchange.sql.h>
#include <okno/log.h>

#include <pthread.h>
#include <unistd.h>

#define GRACE_S 30 /* for our own work around the posting */
#define CALL_MS 120000
#define TRIES 5
#define THREADS_MOST 32

static pthread_t threads[THREADS_MOST];
static int n_threads;
static _Atomic bool stopping;

/* ------------------------------------------------------------------ one message */

struct parcel {
    struct rpc_call *call;
    Exchange__AgencyRoute route;
    struct record record;
    struct letter letter;
    const char *message_id, *request_id;
    Exchange__Dispatch__Kind kind;
    int attempts;
    struct post_outcome outcome;
};

static int
number(const struct db_rows *rows, const char *column)
{
    int64_t value = 0;
    return parse_int64(db_cell(rows, 0, column), &value) ? (int)value : 0;
}

static void
read_parcel(const struct db_rows *rows, struct parcel *p)
{
    p->message_id = db_cell(rows, 0, "message_id");
    p->request_id = db_cell(rows, 0, "request_id");
    p->kind = record_kind(db_cell(rows, 0, "kind"));
    p->attempts = number(rows, "attempts");
    exchange__agency_route__init(&p->route);
    p->route.agency_code = db_cell(rows, 0, "agency_code");
    p->route.endpoint = db_cell(rows, 0, "endpoint");
    p->route.key_id = db_cell(rows, 0, "key_id");
    p->route.attempts = number(rows, "most");
    p->route.first_delay_seconds = number(rows, "first_delay_seconds");
    p->route.longest_delay_seconds = number(rows, "longest_delay_seconds");
    p->route.timeout_seconds = number(rows, "timeout_seconds");
    const ProtobufCEnumValue *signature = protobuf_c_enum_descriptor_get_value_by_name(
        &exchange__agency_route__signature__descriptor, db_cell(rows, 0, "signature"));
    p->route.signature = signature ? (Exchange__AgencyRoute__Signature)signature->value : 0;
}

static enum rpc_code
load(struct parcel *p)
{
    Exchange__Request *request = ARENA_NEW(p->call->arena, Exchange__Request);
    exchange__request__init(request);
    return record_load(p->call, p->request_id, request, &p->record);
}

/* What is wrong with us (no key) is tried again like what is wrong with them. */
static enum rpc_code
prepare(struct parcel *p)
{
    enum rpc_code code = load(p);
    if (code == RPC_OK)
        code = letter_handed_out(&p->record, p->message_id);
    if (code == RPC_OK)
        code = letter_write(p->call, p->record.request, p->message_id, p->kind, &p->letter);
    if (code == RPC_OK)
        code = letter_sign(p->call, &p->route, &p->letter);
    if (code != RPC_FAILED_PRECONDITION)
        return code;
    p->outcome.delivery = RULES_AGAIN;
    snprintf(p->outcome.error, sizeof p->outcome.error, "there is no usable key");
    return RPC_OK;
}

static enum rpc_code
delay(struct parcel *p)
{
    uint32_t random;
    random_bytes(&random, sizeof random);
    struct db_work *work = db_begin(p->call);
    db_put(work, &exchange_sql_delay_message,
           DB_ARGS(p->message_id, (long)rules_delay_ms(&p->route, p->attempts, random, p->outcome.asked_s),
                   (const char *)p->outcome.error));
    return db_commit(work);
}

/* An answer may overtake the end of its own delivery: then the request is loaded again. */
static enum rpc_code
end(struct parcel *p)
{
    enum rpc_code code = RPC_ABORTED;
    for (int i = 0; i < TRIES && code == RPC_ABORTED; i++) {
        code = load(p);
        if (code == RPC_OK)
            code = letter_end(&p->record, p->message_id, p->kind, p->outcome.error);
    }
    return code;
}

enum rpc_code
push_one(struct rpc_call *call, bool *ret_found)
{
    struct db_rows rows;
    struct parcel p = { .call = call };
    enum rpc_code code = db_rows(call, &exchange_sql_take_push, DB_ARGS(GRACE_S), &rows);
    *ret_found = code == RPC_OK && rows.n > 0;
    if (!*ret_found)
        return code;
    read_parcel(&rows, &p);
    code = prepare(&p);
    if (code != RPC_OK)
        return code;
    if (!*p.outcome.error)
        post_send(&p.route, &p.letter, &p.outcome);
    if (p.outcome.delivery == RULES_AGAIN && p.attempts < p.route.attempts)
        return delay(&p);
    return end(&p);
}

/* ------------------------------------------------------------------ threads */

static void
pause_a_while(void)
{
    for (int64_t ms = 0; ms < exchange_settings.push_every_ms && !stopping; ms += 50)
        usleep(50000);
}

static void *
push_main(void *context)
{
    while (!stopping) {
        struct rpc_call call;
        bool found = false;
        rpc_call_init(&call, "exchange", CALL_MS, context);
        enum rpc_code code = push_one(&call, &found);
        if (code != RPC_OK && !stopping)
            log_warn("a message cannot be posted", LOG_CODE(code));
        rpc_call_release(&call);
        if (!found || code != RPC_OK)
            pause_a_while();
    }
    return NULL;
}

void
push_open(void *context)
{
    stopping = false;
    for (; n_threads < exchange_settings.push_threads && n_threads < THREADS_MOST; n_threads++)
        if (pthread_create(&threads[n_threads], NULL, push_main, context))
            abort();
}

void
push_close(void)
{
    stopping = true;
    for (; n_threads; n_threads--)
        pthread_join(threads[n_threads - 1], NULL);
}
