/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The bounded queue between nng's threads and the workers. A worker that leaves calls behind wakes the next one,
 * and only one wake-up is under way at a time: short methods are served by few hot threads, long ones spread over
 * all.
 */
#include "server.h"

#include "wire.pb-c.h"

#include <stdlib.h>
#include <string.h>

#define KEPT_MAX 128

static struct server_call *
call_new(struct rpc_server *server)
{
    struct server_call *sc = server->unused;
    if (sc) {
        server->unused = sc->next;
        sc->next = NULL;
        server->n_unused--;
        return sc;
    }
    sc = calloc(1, sizeof *sc);
    if (!sc)
        abort();
    sc->call.arena = arena_new(server->options.call_memory);
    return sc;
}

static void
call_free(struct server_call *sc)
{
    arena_free(sc->call.arena);
    free(sc);
}

static void
live_add(struct rpc_server *server, struct server_call *sc)
{
    sc->live_previous = NULL;
    sc->live_next = server->live;
    if (server->live)
        server->live->live_previous = sc;
    server->live = sc;
}

static void
live_remove(struct rpc_server *server, struct server_call *sc)
{
    if (sc->live_previous)
        sc->live_previous->live_next = sc->live_next;
    else
        server->live = sc->live_next;
    if (sc->live_next)
        sc->live_next->live_previous = sc->live_previous;
}

/* A few are kept, with their first arena block. */
void
queue_recycle(struct rpc_server *server, struct server_call *sc)
{
    live_remove(server, sc);
    struct arena *arena = sc->call.arena;
    arena_reset(arena);
    memset(sc, 0, sizeof *sc);
    sc->call.arena = arena;
    if (server->n_unused >= KEPT_MAX) {
        call_free(sc);
        return;
    }
    sc->next = server->unused;
    server->unused = sc;
    server->n_unused++;
}

static void
send_failure(struct connection *connection, uint64_t id, enum rpc_code code, const char *reason, const char *message)
{
    Okno__Wire__Reply reply = OKNO__WIRE__REPLY__INIT;
    reply.code = code;
    reply.reason = (char *)(uintptr_t)reason;
    reply.message = (char *)(uintptr_t)message;
    connection_send_message(connection, RPC_FRAME_REPLY, id, &reply.base);
}

void
queue_wake(struct rpc_server *server)
{
    if ((server->first || server->ended) && server->sleeping && !server->waking) {
        server->waking = true;
        pthread_cond_signal(&server->work);
    }
}

void
queue_call(struct rpc_server *server, struct connection *connection, const struct rpc_frame *frame)
{
    pthread_mutex_lock(&server->lock);
    int limit = server->options.queue_limit + server->options.workers; /* detached calls wait too */
    bool draining = server->draining, full = server->waiting + server->running >= limit;
    if (!draining && !full) {
        struct server_call *sc = call_new(server);
        sc->server = server;
        sc->connection = connection_ref(connection);
        sc->id = frame->id;
        sc->body = arena_memdup(sc->call.arena, frame->body, frame->body_size);
        sc->body_size = frame->body_size;
        sc->received_us = time_mono_us();
        *server->last = sc;
        server->last = &sc->next;
        server->waiting++;
        live_add(server, sc);
    }
    pthread_mutex_unlock(&server->lock);
    if (draining)
        send_failure(connection, frame->id, RPC_UNAVAILABLE, "DRAINING", "Сервис завершает работу");
    else if (full)
        send_failure(connection, frame->id, RPC_RESOURCE_EXHAUSTED, "QUEUE_FULL",
                     "Сервис перегружен, повторите запрос позже");
}

void
queue_cancel(struct rpc_server *server, const struct connection *connection, bool all, uint64_t id)
{
    for (struct server_call *sc = server->live; sc; sc = sc->live_next)
        if (sc->connection == connection && (all || sc->id == id))
            sc->call.cancelled = true;
}

static struct server_call *
take_ended(struct rpc_server *server)
{
    struct server_call *sc = server->ended;
    server->ended = sc->next;
    if (!server->ended)
        server->last_ended = &server->ended;
    return sc;
}

static struct server_call *
take_first(struct rpc_server *server)
{
    struct server_call *sc = server->first;
    server->first = sc->next;
    if (!server->first)
        server->last = &server->first;
    server->waiting--;
    server->running++;
    return sc;
}

struct server_call *
queue_take(struct rpc_server *server)
{
    while (!server->first && !server->ended) {
        if (server->closing && server->running == 0)
            return NULL;
        server->sleeping++;
        pthread_cond_wait(&server->work, &server->lock);
        server->sleeping--;
        server->waking = false;
    }
    struct server_call *sc = server->ended ? take_ended(server) : take_first(server);
    queue_wake(server);
    return sc;
}

void
rpc_resume(struct rpc_call *call, enum rpc_code code)
{
    struct server_call *sc = call->server_call;
    struct rpc_server *server = sc->server;
    pthread_mutex_lock(&server->lock);
    sc->call.code = code;
    sc->resumed = true;
    sc->next = NULL;
    *server->last_ended = sc;
    server->last_ended = &sc->next;
    queue_wake(server);
    pthread_mutex_unlock(&server->lock);
}

void
queue_free(struct rpc_server *server)
{
    while (server->unused) {
        struct server_call *sc = server->unused;
        server->unused = sc->next;
        call_free(sc);
    }
}
