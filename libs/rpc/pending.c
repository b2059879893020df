/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls between their start and their answer. */
#include "client.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ the table; all under the lock */

static void
table_put(struct rpc_client *client, struct pending *p)
{
    struct pending **bucket = &client->table[p->id % BUCKETS];
    p->next = *bucket;
    *bucket = p;
    client->n_pending++;
}

struct pending *
pending_take(struct rpc_client *client, uint64_t id)
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

void
pending_finish(struct pending *p, const struct rpc_outcome *outcome)
{
    p->done(p->arg, outcome);
    free(p);
}

void
pending_fail(struct pending *p, enum rpc_code code, const char *ru, const char *en)
{
    bool english = text_equal(p->wire.language, "en");
    pending_finish(p, &(struct rpc_outcome){ .code = code, .message = english ? en : ru });
}

void
pending_unavailable(struct pending *p)
{
    pending_fail(p, RPC_UNAVAILABLE, "Сервис временно недоступен, повторите запрос позже",
                 "The service is unavailable for the moment, try again later");
}

/* ------------------------------------------------------------------ sending */

/* Sends a call that is in the table and has its replica; the connection is a reference of the caller's. */
static void
transmit(const struct rpc_client *client, struct pending *p, struct connection *connection)
{
    int64_t left_ms = (p->deadline_us - time_mono_us()) / 1000;
    p->wire.timeout_ms = left_ms > 0 ? (uint32_t)left_ms : 0;
    if (client->held)
        connection_add_message(connection, RPC_FRAME_CALL, p->id, &p->wire.base);
    else
        connection_send_message(connection, RPC_FRAME_CALL, p->id, &p->wire.base);
}

/*
 * Puts the call on a replica, or on the waiting list. Sending happens under the client's lock: otherwise the reply
 * could free the call while it is being packed. The connection only copies it into a buffer and starts a write.
 */
bool
pending_assign(struct rpc_client *client, struct pending *p)
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
    transmit(client, p, replica->connection);
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

static struct pending *
pending_new(const struct rpc_request *request, rpc_done *done, void *arg)
{
    const struct rpc_caller *caller = &request->caller;
    const char *texts[] = { text_or_empty(caller->subject), text_or_empty(caller->centre),
                            text_or_empty(caller->agency),  text_or_empty(caller->applicant),
                            text_or_empty(caller->service), text_or_empty(request->request_id),
                            text_or_empty(request->trace),  text_or_empty(request->language),
                            request->method->service,       request->method->name };
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

uint64_t
rpc_client_start(struct rpc_client *client, const struct rpc_request *request, rpc_done *done, void *arg)
{
    struct pending *p = pending_new(request, done, arg);
    pthread_mutex_lock(&client->lock);
    uint64_t number = p->id = ++client->last_id;
    bool placed = !client->closing && pending_assign(client, p);
    pthread_mutex_unlock(&client->lock);
    if (!placed) {
        pending_unavailable(p);
        client_settled(client);
    }
    return number;
}

/* Under the lock: gives every waiting call to a replica, as long as there is one. */
void
pending_assign_waiting(struct rpc_client *client)
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
        transmit(client, p, replica->connection);
    }
}

/* ------------------------------------------------------------------ lost and late */

/* Under the lock: takes every call of the replica; those that may be repeated are placed anew. */
struct pending *
pending_take_lost(struct rpc_client *client, struct replica *replica)
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
        if (pending_assign(client, p))
            continue;
        p->next_wait = lost;
        lost = p;
    }
    return lost;
}

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

/* Under the lock: nobody waits any more for a call that was taken out of the table; its server is told. */
static void
forsake(struct rpc_client *client, const struct pending *p)
{
    const struct replica *replica = p->replica;
    if (!replica) {
        wait_remove(client, p);
        return;
    }
    if (!replica->connection)
        return;
    connection_send_bytes(replica->connection, RPC_FRAME_CANCEL, p->id, NULL, 0);
    if (replica->leaving && replica->in_flight == 0)
        connection_close(replica->connection); /* it drains, and waits for us to leave */
}

void
rpc_client_cancel(struct rpc_client *client, uint64_t number)
{
    pthread_mutex_lock(&client->lock);
    struct pending *p = pending_take(client, number);
    if (p)
        forsake(client, p);
    pthread_mutex_unlock(&client->lock);
    if (!p)
        return;
    pending_fail(p, RPC_CANCELLED, "Вызов отменён", "The call was cancelled");
    client_settled(client);
}

/* Under the lock: takes what is late (or everything, when closing) out of the table and tells the servers. */
struct pending *
pending_take_late(struct rpc_client *client, bool everything)
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
            if (p->replica)
                p->replica->in_flight--;
            forsake(client, p);
            p->next_wait = late;
            late = p;
        }
    return late;
}
