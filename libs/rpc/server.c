/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Connections, threads and the life of a server. */
#include "server.h"

#include <okno/lock.h>
#include <okno/log.h>

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#define WORKER_STACK ((size_t)512 * 1024)
#define KEEPER_MS 1000
#define ACCEPT_AGAIN_MS 100

/* ------------------------------------------------------------------ connections */

static void
cancel_one(struct rpc_server *server, const struct connection *connection, uint64_t id)
{
    pthread_mutex_lock(&server->lock);
    queue_cancel(server, connection, false, id);
    pthread_mutex_unlock(&server->lock);
}

static void
on_frame(struct connection *connection, const struct rpc_frame *frame)
{
    struct rpc_server *server = connection_owner(connection);
    if (frame->kind == RPC_FRAME_CALL)
        queue_call(server, connection, frame);
    else if (frame->kind == RPC_FRAME_CANCEL)
        cancel_one(server, connection, frame->id);
    else
        connection_close(connection);
}

static void
on_batch(struct connection *connection)
{
    struct rpc_server *server = connection_owner(connection);
    pthread_mutex_lock(&server->lock);
    queue_wake(server);
    pthread_mutex_unlock(&server->lock);
}

static void
on_closed(struct connection *connection)
{
    struct rpc_server *server = connection_owner(connection);
    struct peer *gone = NULL;
    pthread_mutex_lock(&server->lock);
    queue_cancel(server, connection, true, 0);
    for (struct peer **at = &server->peers; *at; at = &(*at)->next)
        if ((*at)->connection == connection) {
            gone = *at;
            *at = gone->next;
            break;
        }
    if (!server->peers)
        pthread_cond_broadcast(&server->idle);
    pthread_mutex_unlock(&server->lock);
    if (gone) {
        free(gone);
        connection_unref(connection);
    }
}

static const struct connection_events server_events = { on_frame, on_batch, on_closed };

static void
accept_callback(void *arg)
{
    struct listener *listener = arg;
    struct rpc_server *server = listener->server;
    int error = nng_aio_result(listener->accept);
    if (error == NNG_ECLOSED || error == NNG_ECANCELED)
        return;
    if (error == NNG_ENOFILES || error == NNG_ENOMEM) { /* at once it would be the same again */
        listener->resting = true;
        nng_sleep_aio(ACCEPT_AGAIN_MS, listener->accept);
        return;
    }
    if (!error && !listener->resting) {
        struct peer *peer = calloc(1, sizeof *peer);
        if (!peer)
            abort();
        peer->connection = connection_new(nng_aio_get_output(listener->accept, 0), server->options.max_message,
                                          &server_events, server);
        pthread_mutex_lock(&server->lock);
        peer->next = server->peers;
        server->peers = peer;
        bool late = server->draining;
        pthread_mutex_unlock(&server->lock);
        if (late)
            connection_close(peer->connection);
        else
            connection_send_bytes(peer->connection, RPC_FRAME_HELLO, 0, NULL, 0);
        connection_start(peer->connection); /* from here on the peer may be gone any moment */
    }
    listener->resting = false;
    nng_stream_listener_accept(listener->listener, listener->accept);
}
/* ------------------------------------------------------------------ threads */

static void *
worker(void *arg)
{
    struct rpc_server *server = arg;
    struct server_call *sc;
    pthread_mutex_lock(&server->lock);
    while ((sc = queue_take(server))) {
        pthread_mutex_unlock(&server->lock);
        bool over = serve(sc);
        pthread_mutex_lock(&server->lock);
        if (!over)
            continue;
        queue_recycle(server, sc);
        if (--server->running == 0 && server->waiting == 0)
            pthread_cond_broadcast(&server->idle);
        if (server->running == 0 && server->closing)
            pthread_cond_broadcast(&server->work);
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

static void *
keeper(void *arg)
{
    struct rpc_server *server = arg;
    pthread_mutex_lock(&server->lock);
    while (!server->closing) {
        condition_wait_until(&server->stop, &server->lock, time_mono_us() + KEEPER_MS * 1000);
        pthread_mutex_unlock(&server->lock);
        connection_reap();
        pthread_mutex_lock(&server->lock);
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

/* ------------------------------------------------------------------ opening and closing */

static enum rpc_code
listen_on(struct rpc_server *server, const char *address)
{
    struct listener *listener = &server->listeners[server->n_listeners];
    listener->server = server;
    int error = endpoint_listener(address, &server->options.tls, server->options.socket_mode, &listener->listener,
                                  &listener->tls);
    if (error) {
        log_error("cannot listen", LOG_STR("address", address), LOG_STR("error", nng_strerror(error)));
        return error == NNG_EINVAL || error == NNG_EADDRINVAL || error == NNG_ECRYPTO || error == NNG_ENOENT
                   ? RPC_INVALID_ARGUMENT
                   : RPC_UNAVAILABLE;
    }
    if (nng_aio_alloc(&listener->accept, accept_callback, listener))
        abort();
    server->n_listeners++;
    return RPC_OK;
}

static void
start_threads(struct rpc_server *server)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, WORKER_STACK);
    server->threads = calloc((size_t)server->options.workers, sizeof *server->threads);
    if (!server->threads)
        abort();
    for (int i = 0; i < server->options.workers; i++)
        if (pthread_create(&server->threads[i], &attributes, worker, server))
            abort();
    if (pthread_create(&server->keeper, &attributes, keeper, server))
        abort();
    pthread_attr_destroy(&attributes);
}

enum rpc_code
rpc_server_open(const struct rpc_server_options *options, const struct rpc_binding *bindings, size_t n_bindings,
                struct rpc_server **ret_server)
{
    struct rpc_server *server = calloc(1, sizeof *server);
    if (!server)
        abort();
    server->options = *options;
    server->last = &server->first;
    server->last_ended = &server->ended;
    brief_mutex_init(&server->lock);
    pthread_cond_init(&server->work, NULL);
    pthread_cond_init(&server->idle, NULL);
    pthread_cond_init(&server->stop, NULL);
    server->bindings = calloc(n_bindings + 1, sizeof *server->bindings);
    if (!server->bindings)
        abort();
    for (size_t i = 0; i < n_bindings; i++)
        server->bindings[i] = &bindings[i];
    server->n_bindings = n_bindings;
    qsort(server->bindings, n_bindings, sizeof *server->bindings, compare_bindings);
    start_threads(server);
    for (size_t i = 0; options->addresses[i]; i++) {
        enum rpc_code code = i < MAX_ADDRESSES ? listen_on(server, options->addresses[i]) : RPC_INVALID_ARGUMENT;
        if (code != RPC_OK) {
            rpc_server_close(server);
            return code;
        }
    }
    for (size_t i = 0; i < server->n_listeners; i++)
        nng_stream_listener_accept(server->listeners[i].listener, server->listeners[i].accept);
    *ret_server = server;
    return RPC_OK;
}

/* References to all peers, for use without the lock; the caller unrefs and frees. */
static size_t
list_peers(struct rpc_server *server, struct connection ***ret_connections)
{
    size_t n = 0;
    pthread_mutex_lock(&server->lock);
    for (struct peer *peer = server->peers; peer; peer = peer->next)
        n++;
    struct connection **list = calloc(n + 1, sizeof *list);
    if (!list)
        abort();
    n = 0;
    for (struct peer *peer = server->peers; peer; peer = peer->next)
        list[n++] = connection_ref(peer->connection);
    pthread_mutex_unlock(&server->lock);
    *ret_connections = list;
    return n;
}

/*
 * Until every call is answered and every client, having got its last answer, has closed its connection. A client
 * may have sent a call before it read our GOAWAY: were we to close, it could not know that the call never ran.
 */
static void
wait_until_left(struct rpc_server *server, int64_t timeout_ms)
{
    int64_t until_us = time_mono_us() + timeout_ms * 1000;
    pthread_mutex_lock(&server->lock);
    while (server->waiting || server->running || server->peers)
        if (!condition_wait_until(&server->idle, &server->lock, until_us))
            break;
    pthread_mutex_unlock(&server->lock);
}

void
rpc_server_drain(struct rpc_server *server, int64_t timeout_ms)
{
    pthread_mutex_lock(&server->lock);
    server->draining = true;
    pthread_mutex_unlock(&server->lock);
    for (size_t i = 0; i < server->n_listeners; i++)
        nng_stream_listener_close(server->listeners[i].listener);
    struct connection **peers;
    size_t n = list_peers(server, &peers);
    for (size_t i = 0; i < n; i++)
        connection_send_bytes(peers[i], RPC_FRAME_GOAWAY, 0, NULL, 0);
    for (size_t i = 0; i < n; i++)
        connection_unref(peers[i]);
    wait_until_left(server, timeout_ms);
    free(peers);
}

static void
close_peers(struct rpc_server *server)
{
    struct connection **peers;
    size_t n = list_peers(server, &peers);
    for (size_t i = 0; i < n; i++) {
        connection_close(peers[i]);
        connection_unref(peers[i]);
    }
    free(peers);
}

static void
wait_for_peers(struct rpc_server *server)
{
    for (bool left = true; left;) {
        pthread_mutex_lock(&server->lock);
        left = server->peers != NULL;
        pthread_mutex_unlock(&server->lock);
        if (left)
            usleep(1000);
    }
    connection_reap();
}

void
rpc_server_close(struct rpc_server *server)
{
    if (!server)
        return;
    for (size_t i = 0; i < server->n_listeners; i++) {
        nng_stream_listener_close(server->listeners[i].listener);
        nng_aio_free(server->listeners[i].accept);
        nng_stream_listener_free(server->listeners[i].listener);
        if (server->listeners[i].tls)
            nng_tls_config_free(server->listeners[i].tls);
    }
    pthread_mutex_lock(&server->lock);
    server->draining = true;
    server->closing = true;
    pthread_cond_broadcast(&server->work);
    pthread_cond_broadcast(&server->stop);
    pthread_mutex_unlock(&server->lock);
    close_peers(server);
    for (int i = 0; i < server->options.workers; i++)
        pthread_join(server->threads[i], NULL);
    pthread_join(server->keeper, NULL);
    wait_for_peers(server);
    assert(!server->live);
    queue_free(server);
    free(server->threads);
    free(server->bindings);
    pthread_mutex_destroy(&server->lock);
    pthread_cond_destroy(&server->work);
    pthread_cond_destroy(&server->idle);
    pthread_cond_destroy(&server->stop);
    free(server);
}

void
rpc_server_load(struct rpc_server *server, int *ret_waiting, int *ret_running)
{
    pthread_mutex_lock(&server->lock);
    *ret_waiting = server->waiting;
    *ret_running = server->running;
    pthread_mutex_unlock(&server->lock);
}
