/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The calling side: all replicas of a service behind one handle. */
#include "client.h"

#include <okno/lock.h>
#include <okno/log.h>

#include <stdlib.h>
#include <unistd.h>

#define SWEEP_BUSY_MS 10
#define SWEEP_IDLE_MS 500

/* ------------------------------------------------------------------ connecting */

void
client_back_off(struct replica *replica)
{
    replica->dial_at_us = time_mono_us() + replica->backoff_ms * 1000;
    replica->backoff_ms = replica->backoff_ms * 2 < BACKOFF_LAST_MS ? replica->backoff_ms * 2 : BACKOFF_LAST_MS;
}

static void
dial_callback(void *arg)
{
    struct replica *replica = arg;
    struct rpc_client *client = replica->client;
    int error = nng_aio_result(replica->dial);
    struct connection *connection = NULL;
    if (!error)
        connection =
            connection_new(nng_aio_get_output(replica->dial, 0), client->options.max_message, &client_events, replica);
    pthread_mutex_lock(&client->lock);
    replica->dialing = false;
    if (connection) {
        replica->connection = connection;
        connection_start(connection);
        if (client->closing)
            connection_close(connection);
    } else {
        client_back_off(replica);
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

/* ------------------------------------------------------------------ event loops */

void
rpc_client_hold(struct rpc_client *client)
{
    pthread_mutex_lock(&client->lock);
    client->held = true;
    pthread_mutex_unlock(&client->lock);
}

void
rpc_client_flush(struct rpc_client *client)
{
    pthread_mutex_lock(&client->lock);
    client->held = false;
    for (size_t i = 0; i < client->n_replicas; i++)
        if (client->replicas[i].connection)
            connection_flush(client->replicas[i].connection);
    pthread_mutex_unlock(&client->lock);
}

void
rpc_client_on_settled(struct rpc_client *client, void (*settled)(void *arg), void *arg)
{
    pthread_mutex_lock(&client->settling);
    client->settled = settled;
    client->settled_arg = arg;
    pthread_mutex_unlock(&client->settling);
}

void
client_settled(struct rpc_client *client)
{
    pthread_mutex_lock(&client->settling);
    if (client->settled)
        client->settled(client->settled_arg);
    pthread_mutex_unlock(&client->settling);
}

/* ------------------------------------------------------------------ the keeper */

static void
finish_late(struct rpc_client *client, struct pending *late, bool closing)
{
    if (!late)
        return;
    while (late) {
        struct pending *p = late;
        late = p->next_wait;
        if (closing)
            pending_fail(p, RPC_CANCELLED, "Вызов отменён: процесс завершается", "Cancelled: the process is ending");
        else
            pending_fail(p, RPC_DEADLINE_EXCEEDED, "Сервис не ответил вовремя", "The service did not answer in time");
    }
    client_settled(client);
}

static void *
keeper(void *arg)
{
    struct rpc_client *client = arg;
    pthread_mutex_lock(&client->lock);
    while (!client->closing) {
        int64_t wait_ms = dial_due(client);
        struct pending *late = pending_take_late(client, false);
        if (client->n_pending && wait_ms > SWEEP_BUSY_MS)
            wait_ms = SWEEP_BUSY_MS;
        else if (wait_ms > SWEEP_BUSY_MS)
            wait_ms = wait_ms < 50 ? wait_ms : 50;
        pthread_mutex_unlock(&client->lock);
        finish_late(client, late, false);
        connection_reap();
        pthread_mutex_lock(&client->lock);
        if (!client->closing)
            condition_wait_until(&client->stop, &client->lock, time_mono_us() + wait_ms * 1000);
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
        const char *fault = rpc_address_fault(address);
        log_error("cannot dial", LOG_STR("peer", client->options.name), LOG_STR("address", address),
                  LOG_STR("error", fault ? fault : nng_strerror(error)));
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
    brief_mutex_init(&client->lock);
    brief_mutex_init(&client->settling);
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
    pthread_mutex_lock(&client->lock);
    bool closed = client->ending == 0;
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
    struct pending *rest = pending_take_late(client, true);
    for (size_t i = 0; i < client->n_replicas; i++) {
        nng_stream_dialer_close(client->replicas[i].dialer);
        if (client->replicas[i].connection)
            connection_close(client->replicas[i].connection);
    }
    pthread_cond_broadcast(&client->stop);
    pthread_mutex_unlock(&client->lock);
    finish_late(client, rest, true);
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
    pthread_mutex_destroy(&client->settling);
    pthread_cond_destroy(&client->stop);
    free(client);
}
