/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What comes back over a connection. */
#include "client.h"

#include <okno/log.h>
#include <okno/proto.h>

static struct rpc_violation *
violations_of(struct arena *arena, const Okno__Wire__Reply *reply)
{
    struct rpc_violation *list = ARENA_ARRAY(arena, struct rpc_violation, reply->n_violations);
    for (size_t i = 0; i < reply->n_violations; i++)
        list[i] = (struct rpc_violation){ reply->violations[i]->field, reply->violations[i]->message };
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
    bool placed = !client->closing && pending_assign(client, p);
    pthread_mutex_unlock(&client->lock);
    return placed;
}

static void
on_reply(struct replica *replica, const struct rpc_frame *frame)
{
    struct rpc_client *client = replica->client;
    pthread_mutex_lock(&client->lock);
    struct pending *p = pending_take(client, frame->id);
    bool last = replica->leaving && replica->in_flight == 0;
    pthread_mutex_unlock(&client->lock);
    if (last)
        connection_close(replica->connection);
    if (!p)
        return; /* came after its deadline */
    arena_reset(replica->arena);
    Okno__Wire__Reply *reply =
        proto_unpack(replica->arena, &okno__wire__reply__descriptor, frame->body, frame->body_size);
    if (!reply) {
        pending_fail(p, RPC_INTERNAL, "Ответ сервиса не читается", "The service's reply is malformed");
        return;
    }
    if (try_elsewhere(client, p, reply))
        return;
    pending_finish(p, &(struct rpc_outcome){
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
        pending_assign_waiting(replica->client);
        pthread_mutex_unlock(&replica->client->lock);
    } else {
        connection_close(connection);
    }
}

static void
on_batch(struct connection *connection)
{
    client_settled(((struct replica *)connection_owner(connection))->client);
}

/* A TLS peer that ends a connection before its hello, or whose certificate we refuse: nothing else tells it. */
static void
tell_refusal(const struct replica *replica)
{
    if (text_starts(replica->address, "tls+"))
        log_warn("no connection: one side refused the other's certificate, or the peer is ending",
                 LOG_STR("peer", replica->client->options.name), LOG_STR("address", replica->address));
}

static void
on_closed(struct connection *connection)
{
    struct replica *replica = connection_owner(connection);
    struct rpc_client *client = replica->client;
    pthread_mutex_lock(&client->lock);
    client->ending++; /* the client is not freed before this has run to its end */
    bool refused = !replica->ready && !client->closing;
    replica->connection = NULL;
    replica->ready = replica->leaving = false;
    client_back_off(replica);
    struct pending *lost = pending_take_lost(client, replica);
    pthread_cond_signal(&client->stop);
    pthread_mutex_unlock(&client->lock);
    if (refused)
        tell_refusal(replica);
    while (lost) {
        struct pending *p = lost;
        lost = p->next_wait;
        pending_unavailable(p);
    }
    client_settled(client);
    connection_unref(connection);
    pthread_mutex_lock(&client->lock);
    client->ending--;
    pthread_mutex_unlock(&client->lock);
}

const struct connection_events client_events = { on_frame, on_batch, on_closed };
