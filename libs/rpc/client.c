/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The calling side: all replicas of a service behind one handle. A call lives in the table under its id from
 * rpc_client_start to its one callback; whoever takes it out of the table (reply, lost connection, deadline,
 * close) answers it, so nobody answers it twice.
 */
#include "connection.h"
#include "endpoint.h"

#include <okno/log.h>
#include <okno/proto.h>

#include "wire.pb-c.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_REPLICAS 64
#define BUCKETS 1024u
#define MAX_ATTEMPTS 6
#define BACKOFF_FIRST_MS 20
#define BACKOFF_LAST_MS 1000
#define SWEEP_BUSY_MS 10
#define SWEEP_IDLE_MS 500

struct pending {
    uint64_t id;
    struct replica *replica; /* NULL while it waits for a connection */
    Okno__Wire__Call wire;   /* its texts and payload stand behind the struct */
    Okno__Wire__Caller caller;
    int64_t deadline_us;
    int attempts;
    bool repeatable;
    rpc_done *done;
    void *arg;
    struct pending *next;      /* of the bucket */
    struct pending *next_wait; /* of the waiting list, or of a private list */
};

struct replica {
    struct rpc_client *client;
    const char *address;
    nng_stream_dialer *dialer;
    nng_tls_config *tls;
    nng_aio *dial;
    struct connection *connection; /* NULL while there is none */
    struct arena *arena;           /* for replies; used only by the connection's callbacks */
    bool dialing, ready, leaving; /* ready: the server said hello */
    int in_flight;
    int64_t backoff_ms, dial_at_us;
};

struct rpc_client {
    struct rpc_client_options options;
    struct replica replicas[MAX_REPLICAS];
    size_t n_replicas, turn;
    pthread_t keeper;

    pthread_mutex_t lock;
    pthread_cond_t stop;
    uint64_t last_id;
    struct pending *table[BUCKETS];
    struct pending *waiting, **waiting_end;
    int n_waiting, n_pending;
    bool closing;
};

/* ------------------------------------------------------------------ the table; all under the lock */

static void
table_put(struct rpc_client *client, struct pending *p)
{
    struct pending **bucket = &client->table[p->id % BUCKETS];
    p->next = *bucket;
    *bucket = p;
    client->n_pending++;
}

static struct pending *
table_take(struct rpc_client *client, uint64_t id)
{
    for (struct pending **at = &client->table[id % BUCKETS]; *at; at = &(*at)->next)
        if ((*at)->id == id) {
            struct pending *p = *at;
            *at = p->next;
            client->n_pending--;
            if (p->replica)
                p->replica->in_flight--;
            return p;
        }
    return NULL;
}

static void
wait_put(struct rpc_client *client, struct pending *p)
{
    p->replica = NULL;
    p->next_wait = NULL;
    *client->waiting_end = p;
    client->waiting_end = &p->next_wait;
    client->n_waiting++;
}

/* The connected replica with the fewest calls; the turn breaks ties, so that idle replicas share. */
static struct replica *
pick(struct rpc_client *client)
{
    struct replica *best = NULL;
    for (size_t i = 0; i < client->n_replicas; i++) {
        struct replica *r = &client->replicas[(client->turn + i) % client->n_replicas];
        if (r->ready && !r->leaving && (!best || r->in_flight < best->in_flight))
            best = r;
    }
    client->turn++;
    return best;
}

/* ------------------------------------------------------------------ ending a call */

static void
finish(struct pending *p, const struct rpc_outcome *outcome)
{
    p->done(p->arg, outcome);
    free(p);
}

static void
finish_failed(struct pending *p, enum rpc_code code, const char *ru, const char *en)
{
    bool english = text_equal(p->wire.language, "en");
    finish(p, &(struct rpc_outcome) { .code = code, .message = english ? en : ru });
}

static void
finish_unavailable(struct pending *p)
{
    finish_failed(p, RPC_UNAVAILABLE, "Сервис временно недоступен, повторите запрос позже",
                  "The service is unavailable for the moment, try again later");
}

/* ------------------------------------------------------------------ sending */

/* Sends a call that is in the table and has its replica; the connection is a reference of the caller's. */
static void
transmit(struct pending *p, struct connection *connection)
{
    int64_t left_ms = (p->deadline_us - time_mono_us()) / 1000;
    p->wire.timeout_ms = left_ms > 0 ? (uint32_t)left_ms : 0;
    connection_send_message(connection, RPC_FRAME_CALL, p->id, &p->wire.base);
}

/*
 * Puts the call on a replica, or on the waiting list. Sending happens under the client's lock: otherwise the reply
 * could free the call while it is being packed. The connection only copies it into a buffer and starts a write.
 */
static bool
assign(struct rpc_client *client, struct pending *p)
{
    struct replica *replica = pick(client);
    if (!replica) {
        if (client->n_waiting >= client->options.max_waiting)
            return false;
        wait_put(client, p);
        table_put(client, p);
        return true;
    }
    p->replica = replica;
    p->attempts++;
    replica->in_flight++;
    table_put(client, p);
    transmit(p, replica->connection);
    return true;
}

static char *
put_text(char **at, const char *text)
{
    char *copy = *at;
    size_t size = strlen(text) + 1;
    memcpy(copy, text, size);
    *at += size;
    return copy;
}

static const char *
or_empty(const char *text)
{
    return text ? text : "";
}

static struct pending *
pending_new(const struct rpc_request *request, rpc_done *done, void *arg)
{
    const struct rpc_caller *caller = &request->caller;
    const char *texts[] = { or_empty(caller->subject),  or_empty(caller->centre),      or_empty(caller->agency),
                            or_empty(caller->applicant), or_empty(caller->service),    or_empty(request->request_id),
                            or_empty(request->trace),    or_empty(request->language), request->method->service,
                            request->method->name };
    size_t size = sizeof(struct pending) + request->payload_size;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++)
        size += strlen(texts[i]) + 1;
    struct pending *p = malloc(size);
    if (!p)
        abort();
    memset(p, 0, sizeof *p);
    okno__wire__call__init(&p->wire);
    okno__wire__caller__init(&p->caller);
    char *at = (char *)(p + 1);
    p->wire.payload.data = (uint8_t *)at;
    p->wire.payload.len = request->payload_size;
    if (request->payload_size)
        memcpy(at, request->payload, request->payload_size);
    at += request->payload_size;
    p->caller.role = caller->role;
    p->caller.subject = put_text(&at, texts[0]);
    p->caller.centre = put_text(&at, texts[1]);
    p->caller.agency = put_text(&at, texts[2]);
    p->caller.applicant = put_text(&at, texts[3]);
    p->caller.service = put_text(&at, texts[4]);
    p->wire.caller = &p->caller;
    p->wire.request_id = put_text(&at, texts[5]);
    p->wire.trace = put_text(&at, texts[6]);
    p->wire.language = put_text(&at, texts[7]);
    p->wire.method = put_text(&at, texts[8]);
    at[-1] = '/'; /* the path is "service/name" */
    put_text(&at, texts[9]);
    p->repeatable = !request->method->write || *p->wire.request_id;
    p->deadline_us = time_mono_us() + request->timeout_ms * 1000;
    p->done = done;
    p->arg = arg;
    return p;
}

void
rpc_client_start(struct rpc_client *client, const struct rpc_request *request, rpc_done *done, void *arg)
{
    struct pending *p = pending_new(request, done, arg);
    pthread_mutex_lock(&client->lock);
    p->id = ++client->last_id;
    bool placed = !client->closing && assign(client, p);
    pthread_mutex_unlock(&client->lock);
    if (!placed)
        finish_unavailable(p);
}

/* Under the lock: gives every waiting call to a replica, as long as there is one. */
static void
assign_waiting(struct rpc_client *client)
{
    while (client->waiting) {
        struct replica *replica = pick(client);
        if (!replica)
            return;
        struct pending *p = client->waiting;
        client->waiting = p->next_wait;
        if (!client->waiting)
            client->waiting_end = &client->waiting;
        client->n_waiting--;
        p->replica = replica;
        p->attempts++;
        replica->in_flight++;
        transmit(p, replica->connection);
    }
}

/* ------------------------------------------------------------------ receiving */

static struct rpc_violation *
violations_of(struct arena *arena, const Okno__Wire__Reply *reply)
{
    struct rpc_violation *list = ARENA_ARRAY(arena, struct rpc_violation, reply->n_violations);
    for (size_t i = 0; i < reply->n_violations; i++)
        list[i] = (struct rpc_violation) { reply->violations[i]->field, reply->violations[i]->message };
    return list;
}

/* A draining replica did not run the call: another one may, whatever the call is. */
static bool
try_elsewhere(struct rpc_client *client, struct pending *p, const Okno__Wire__Reply *reply)
{
    if (reply->code != RPC_UNAVAILABLE || !text_equal(reply->reason, "DRAINING") || p->attempts >= MAX_ATTEMPTS)
        return false;
    pthread_mutex_lock(&client->lock);
    p->replica->leaving = true; /* until it closes: its GOAWAY is on the way */
    bool placed = !client->closing && assign(client, p);
    pthread_mutex_unlock(&client->lock);
    return placed;
}

static void
on_reply(struct replica *replica, const struct rpc_frame *frame)
{
    struct rpc_client *client = replica->client;
    pthread_mutex_lock(&client->lock);
    struct pending *p = table_take(client, frame->id);
    bool last = replica->leaving && replica->in_flight == 0;
    pthread_mutex_unlock(&client->lock);
    if (last)
        connection_close(replica->connection);
    if (!p)
        return; /* came after its deadline */
    arena_reset(replica->arena);
    Okno__Wire__Reply *reply
        = proto_unpack(replica->arena, &okno__wire__reply__descriptor, frame->body, frame->body_size);
    if (!reply) {
        finish_failed(p, RPC_INTERNAL, "Ответ сервиса не читается", "The service's reply is malformed");
        return;
    }
    if (try_elsewhere(client, p, reply))
        return;
    finish(p, &(struct rpc_outcome) {
                  .code = (enum rpc_code)reply->code,
                  .message = reply->message,
                  .reason = reply->reason,
                  .subject_id = reply->subject_id,
                  .violations = violations_of(replica->arena, reply),
                  .n_violations = reply->n_violations,
                  .reply = reply->payload.data,
                  .reply_size = reply->payload.len,
              });
}

static void
on_frame(struct connection *connection, const struct rpc_frame *frame)
{
    struct replica *replica = connection_owner(connection);
    if (frame->kind == RPC_FRAME_REPLY) {
        on_reply(replica, frame);
    } else if (frame->kind == RPC_FRAME_GOAWAY) {
        pthread_mutex_lock(&replica->client->lock);
        replica->leaving = true;
        bool last = replica->in_flight == 0;
        pthread_mutex_unlock(&replica->client->lock);
        if (last)
            connection_close(connection);
    } else if (frame->kind == RPC_FRAME_HELLO) {
        pthread_mutex_lock(&replica->client->lock);
        replica->ready = true;
        replica->backoff_ms = BACKOFF_FIRST_MS;
        assign_waiting(replica->client);
        pthread_mutex_unlock(&replica->client->lock);
    } else {
        connection_close(connection);
    }
}

static void
on_batch(struct connection *connection)
{
    (void)connection;
}

/* Under the lock: takes every call of the replica; those that may be repeated are placed anew. */
static struct pending *
take_lost(struct rpc_client *client, struct replica *replica)
{
    struct pending *lost = NULL, *again = NULL;
    for (size_t b = 0; b < BUCKETS; b++)
        for (struct pending **at = &client->table[b]; *at;) {
            struct pending *p = *at;
            if (p->replica != replica) {
                at = &p->next;
                continue;
            }
            *at = p->next;
            client->n_pending--;
            replica->in_flight--;
            struct pending **list = p->repeatable && p->attempts < MAX_ATTEMPTS && !client->closing ? &again : &lost;
            p->next_wait = *list;
            *list = p;
        }
    while (again) {
        struct pending *p = again;
        again = p->next_wait;
        if (assign(client, p))
            continue;
        p->next_wait = lost;
        lost = p;
    }
    return lost;
}

static void
on_closed(struct connection *connection)
{
    struct replica *replica = connection_owner(connection);
    struct rpc_client *client = replica->client;
    pthread_mutex_lock(&client->lock);
    replica->connection = NULL;
    replica->ready = replica->leaving = false;
    replica->dial_at_us = time_mono_us() + replica->backoff_ms * 1000;
    struct pending *lost = take_lost(client, replica);
    pthread_cond_signal(&client->stop);
    pthread_mutex_unlock(&client->lock);
    while (lost) {
        struct pending *p = lost;
        lost = p->next_wait;
        finish_unavailable(p);
    }
    connection_unref(connection);
}

static const struct connection_events client_events = { on_frame, on_batch, on_closed };

/* ------------------------------------------------------------------ connecting */

static void
dial_callback(void *arg)
{
    struct replica *replica = arg;
    struct rpc_client *client = replica->client;
    int error = nng_aio_result(replica->dial);
    struct connection *connection = NULL;
    if (!error)
        connection = connection_new(nng_aio_get_output(replica->dial, 0), client->options.max_message,
                                    &client_events, replica);
    pthread_mutex_lock(&client->lock);
    replica->dialing = false;
    if (connection) {
        replica->connection = connection;
        connection_start(connection);
        if (client->closing)
            connection_close(connection);
    } else {
        replica->dial_at_us = time_mono_us() + replica->backoff_ms * 1000;
        replica->backoff_ms = replica->backoff_ms * 2 < BACKOFF_LAST_MS ? replica->backoff_ms * 2 : BACKOFF_LAST_MS;
    }
    pthread_mutex_unlock(&client->lock);
}

/* Under the lock: starts the dials that are due; returns milliseconds until the next is. */
static int64_t
dial_due(struct rpc_client *client)
{
    int64_t now = time_mono_us(), wait_ms = SWEEP_IDLE_MS;
    for (size_t i = 0; i < client->n_replicas; i++) {
        struct replica *r = &client->replicas[i];
        if (r->connection || r->dialing)
            continue;
        if (r->dial_at_us <= now) {
            r->dialing = true;
            nng_stream_dialer_dial(r->dialer, r->dial);
        } else if ((r->dial_at_us - now) / 1000 + 1 < wait_ms) {
            wait_ms = (r->dial_at_us - now) / 1000 + 1;
        }
    }
    return wait_ms;
}

/* ------------------------------------------------------------------ deadlines */

static void
wait_remove(struct rpc_client *client, const struct pending *p)
{
    for (struct pending **at = &client->waiting; *at; at = &(*at)->next_wait)
        if (*at == p) {
            *at = p->next_wait;
            if (!*at)
                client->waiting_end = at;
            client->n_waiting--;
            return;
        }
}

/* Under the lock: takes what is late (or everything, when closing) out of the table and tells the servers. */
static struct pending *
take_late(struct rpc_client *client, bool everything)
{
    struct pending *late = NULL;
    int64_t now = time_mono_us();
    for (size_t b = 0; b < BUCKETS && client->n_pending; b++)
        for (struct pending **at = &client->table[b]; *at;) {
            struct pending *p = *at;
            if (!everything && p->deadline_us > now) {
                at = &p->next;
                continue;
            }
            *at = p->next;
            client->n_pending--;
            if (p->replica) {
                p->replica->in_flight--;
                if (p->replica->connection)
                    connection_send_bytes(p->replica->connection, RPC_FRAME_CANCEL, p->id, NULL, 0);
            } else {
                wait_remove(client, p);
            }
            p->next_wait = late;
            late = p;
        }
    return late;
}

static void
finish_late(struct pending *late, bool closing)
{
    while (late) {
        struct pending *p = late;
        late = p->next_wait;
        if (closing)
            finish_failed(p, RPC_CANCELLED, "Вызов отменён: процесс завершается", "Cancelled: the process is ending");
        else
            finish_failed(p, RPC_DEADLINE_EXCEEDED, "Сервис не ответил вовремя", "The service did not answer in time");
    }
}

static void
sleep_ms(struct rpc_client *client, int64_t ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += ms * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&client->stop, &client->lock, &until);
}

static void *
keeper(void *arg)
{
    struct rpc_client *client = arg;
    pthread_mutex_lock(&client->lock);
    while (!client->closing) {
        int64_t wait_ms = dial_due(client);
        struct pending *late = take_late(client, false);
        if (client->n_pending && wait_ms > SWEEP_BUSY_MS)
            wait_ms = SWEEP_BUSY_MS;
        else if (wait_ms > SWEEP_BUSY_MS)
            wait_ms = wait_ms < 50 ? wait_ms : 50;
        pthread_mutex_unlock(&client->lock);
        finish_late(late, false);
        connection_reap();
        pthread_mutex_lock(&client->lock);
        if (!client->closing)
            sleep_ms(client, wait_ms);
    }
    pthread_mutex_unlock(&client->lock);
    return NULL;
}

/* ------------------------------------------------------------------ opening and closing */

static bool
add_replica(struct rpc_client *client, const char *address)
{
    if (client->n_replicas == MAX_REPLICAS)
        return false;
    struct replica *r = &client->replicas[client->n_replicas];
    r->client = client;
    r->address = address;
    r->backoff_ms = BACKOFF_FIRST_MS;
    int error = endpoint_dialer(address, &client->options.tls, &r->dialer, &r->tls);
    if (error) {
        log_error("cannot dial", LOG_STR("peer", client->options.name), LOG_STR("address", address),
                  LOG_STR("error", nng_strerror(error)));
        return false;
    }
    if (nng_aio_alloc(&r->dial, dial_callback, r))
        abort();
    r->arena = arena_new(2 * client->options.max_message + 65536);
    client->n_replicas++;
    return true;
}

struct rpc_client *
rpc_client_open(const struct rpc_client_options *options)
{
    struct rpc_client *client = calloc(1, sizeof *client);
    if (!client)
        abort();
    client->options = *options;
    client->waiting_end = &client->waiting;
    pthread_mutex_init(&client->lock, NULL);
    pthread_cond_init(&client->stop, NULL);
    for (size_t i = 0; options->addresses[i]; i++)
        add_replica(client, options->addresses[i]);
    if (pthread_create(&client->keeper, NULL, keeper, client))
        abort();
    return client;
}

bool
rpc_client_ready(struct rpc_client *client)
{
    bool ready = false;
    pthread_mutex_lock(&client->lock);
    for (size_t i = 0; i < client->n_replicas; i++)
        ready |= client->replicas[i].ready && !client->replicas[i].leaving;
    pthread_mutex_unlock(&client->lock);
    return ready;
}

static bool
all_closed(struct rpc_client *client)
{
    bool closed = true;
    pthread_mutex_lock(&client->lock);
    for (size_t i = 0; i < client->n_replicas; i++)
        closed &= !client->replicas[i].connection && !client->replicas[i].dialing;
    pthread_mutex_unlock(&client->lock);
    return closed;
}

void
rpc_client_close(struct rpc_client *client)
{
    if (!client)
        return;
    pthread_mutex_lock(&client->lock);
    client->closing = true;
    struct pending *rest = take_late(client, true);
    for (size_t i = 0; i < client->n_replicas; i++) {
        nng_stream_dialer_close(client->replicas[i].dialer);
        if (client->replicas[i].connection)
            connection_close(client->replicas[i].connection);
    }
    pthread_cond_broadcast(&client->stop);
    pthread_mutex_unlock(&client->lock);
    finish_late(rest, true);
    pthread_join(client->keeper, NULL);
    while (!all_closed(client))
        usleep(1000);
    for (size_t i = 0; i < client->n_replicas; i++) {
        nng_aio_free(client->replicas[i].dial);
        nng_stream_dialer_free(client->replicas[i].dialer);
        if (client->replicas[i].tls)
            nng_tls_config_free(client->replicas[i].tls);
    }
    connection_reap(); /* after it no callback runs that could use an arena */
    for (size_t i = 0; i < client->n_replicas; i++)
        arena_free(client->replicas[i].arena);
    pthread_mutex_destroy(&client->lock);
    pthread_cond_destroy(&client->stop);
    free(client);
}
