/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The serving side. nng's threads only read frames and put calls on one bounded queue; workers take them from
 * there, run the method and add the reply to the connection. A worker that leaves calls behind in the queue wakes
 * the next one, and only one wake-up is under way at a time: short methods are served by few hot threads, long
 * ones spread over all.
 */
#include "server.h"
#include "endpoint.h"

#include <okno/log.h>
#include <okno/proto.h>

#include "wire.pb-c.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_ADDRESSES 8
#define WORKER_STACK ((size_t)512 * 1024)

struct server_call {
    struct rpc_call call;
    struct rpc_server *server;
    struct connection *connection; /* a reference */
    uint64_t id;
    uint8_t *body; /* packed wire Call, in the arena */
    size_t body_size;
    int64_t received_us;
    struct server_call *next;                     /* queue, or the free list */
    struct server_call *live_previous, *live_next; /* all calls not yet answered */
};

struct listener {
    struct rpc_server *server;
    nng_stream_listener *listener;
    nng_tls_config *tls;
    nng_aio *accept;
};

struct peer {
    struct connection *connection;
    struct peer *next;
};

struct rpc_server {
    struct rpc_server_options options;
    const struct rpc_binding **bindings; /* sorted by path */
    size_t n_bindings;
    struct listener listeners[MAX_ADDRESSES];
    size_t n_listeners;
    pthread_t *threads;
    pthread_t keeper;

    pthread_mutex_t lock;
    pthread_cond_t work, idle, stop;
    struct server_call *first, **last;
    struct server_call *live, *unused;
    struct peer *peers;
    int waiting, running, sleeping, n_unused;
    bool waking, draining, closing;
};

/* ------------------------------------------------------------------ calls */

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

/* Under the lock: gives the call back for reuse; a few are kept, with their first arena block. */
static void
call_recycle(struct rpc_server *server, struct server_call *sc)
{
    live_remove(server, sc);
    struct arena *arena = sc->call.arena;
    arena_reset(arena);
    memset(sc, 0, sizeof *sc);
    sc->call.arena = arena;
    if (server->n_unused >= 2 * server->options.workers) {
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

/* ------------------------------------------------------------------ arriving */

static void
wake_one(struct rpc_server *server)
{
    if (server->sleeping && !server->waking) {
        server->waking = true;
        pthread_cond_signal(&server->work);
    }
}

static void
queue_call(struct rpc_server *server, struct connection *connection, const struct rpc_frame *frame)
{
    pthread_mutex_lock(&server->lock);
    bool draining = server->draining, full = server->waiting >= server->options.queue_limit;
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
        wake_one(server);
    }
    pthread_mutex_unlock(&server->lock);
    if (draining)
        send_failure(connection, frame->id, RPC_UNAVAILABLE, "DRAINING", "Сервис завершает работу");
    else if (full)
        send_failure(connection, frame->id, RPC_RESOURCE_EXHAUSTED, "QUEUE_FULL",
                     "Сервис перегружен, повторите запрос позже");
}

static void
cancel_call(struct rpc_server *server, struct connection *connection, uint64_t id)
{
    pthread_mutex_lock(&server->lock);
    for (struct server_call *sc = server->live; sc; sc = sc->live_next)
        if (sc->connection == connection && sc->id == id)
            sc->call.cancelled = true;
    pthread_mutex_unlock(&server->lock);
}

static void
on_frame(struct connection *connection, const struct rpc_frame *frame)
{
    struct rpc_server *server = connection_owner(connection);
    if (frame->kind == RPC_FRAME_CALL)
        queue_call(server, connection, frame);
    else if (frame->kind == RPC_FRAME_CANCEL)
        cancel_call(server, connection, frame->id);
    else
        connection_close(connection);
}

static void
on_batch(struct connection *connection)
{
    (void)connection;
}

static void
on_closed(struct connection *connection)
{
    struct rpc_server *server = connection_owner(connection);
    struct peer *gone = NULL;
    pthread_mutex_lock(&server->lock);
    for (struct server_call *sc = server->live; sc; sc = sc->live_next)
        if (sc->connection == connection)
            sc->call.cancelled = true;
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
    if (!error) {
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
    nng_stream_listener_accept(listener->listener, listener->accept);
}

/* ------------------------------------------------------------------ running */

static int
compare_path(const char *service, const char *name, const struct rpc_method *method)
{
    int order = strcmp(service, method->service);
    return order ? order : strcmp(name, method->name);
}

static int
compare_bindings(const void *a, const void *b)
{
    const struct rpc_method *left = (*(const struct rpc_binding *const *)a)->method;
    return compare_path(left->service, left->name, (*(const struct rpc_binding *const *)b)->method);
}

/* `path` is "service/name" and is cut in place. */
static const struct rpc_binding *
find_binding(const struct rpc_server *server, char *path)
{
    char *slash = strchr(path, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    size_t low = 0, high = server->n_bindings;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare_path(path, slash + 1, server->bindings[middle]->method);
        if (order == 0)
            return server->bindings[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    *slash = '/';
    return NULL;
}

bool
rpc_allowed(const struct rpc_method *method, const struct rpc_caller *caller)
{
    uint32_t may = RPC_ROLE_BIT(caller->role);
    if (*caller->service)
        may |= RPC_ROLE_BIT(RPC_ROLE_SERVICE);
    return method->allow & (may | RPC_ROLE_BIT(RPC_ROLE_ANYONE));
}

static void
fill_call(struct server_call *sc, const Okno__Wire__Call *wire)
{
    struct rpc_call *call = &sc->call;
    call->language = text_equal(wire->language, "en") ? "en" : "ru";
    call->request_id = wire->request_id;
    call->trace = wire->trace;
    call->deadline_us = sc->received_us + (int64_t)wire->timeout_ms * 1000;
    call->context = sc->server->options.context;
    call->caller = (struct rpc_caller) { RPC_ROLE_NOBODY, "", "", "", "", "" };
    if (wire->caller)
        call->caller = (struct rpc_caller) {
            wire->caller->role < RPC_ROLE_COUNT ? (enum rpc_role)wire->caller->role : RPC_ROLE_NOBODY,
            wire->caller->subject, wire->caller->centre, wire->caller->agency,
            wire->caller->applicant, wire->caller->service,
        };
}

static enum rpc_code
run_method(struct server_call *sc, const struct rpc_binding *binding, const Okno__Wire__Call *wire)
{
    struct rpc_call *call = &sc->call;
    const struct rpc_method *method = call->method = binding->method;
    if (!rpc_allowed(method, &call->caller))
        return rpc_fail(call, RPC_PERMISSION_DENIED, "Роль %s не может вызывать %s", "Role %s may not call %s",
                        rpc_role_name(call->caller.role), method->name);
    call->request = proto_unpack(call->arena, method->request, wire->payload.data, wire->payload.len);
    if (!call->request)
        return rpc_fail(call, RPC_INVALID_ARGUMENT, "Сообщение %s не читается или слишком велико",
                        "Message %s is malformed or too large", method->request->name);
    call->reply = proto_new(call->arena, method->reply);
    if (sc->server->options.dispatch)
        return sc->server->options.dispatch(call, binding);
    return binding->handler(call, call->request, call->reply);
}

static enum rpc_code
run_call(struct server_call *sc)
{
    struct rpc_call *call = &sc->call;
    Okno__Wire__Call *wire = proto_unpack(call->arena, &okno__wire__call__descriptor, sc->body, sc->body_size);
    if (!wire) {
        call->language = "ru";
        return rpc_fail(call, RPC_INVALID_ARGUMENT, "Вызов не читается", "The call is malformed");
    }
    fill_call(sc, wire);
    if (call->cancelled)
        return rpc_fail(call, RPC_CANCELLED, "Вызов отменён", "The call was cancelled");
    if (time_mono_us() >= call->deadline_us)
        return rpc_fail(call, RPC_DEADLINE_EXCEEDED, "Время вызова истекло в очереди",
                        "The call waited in the queue until its deadline");
    const struct rpc_binding *binding = find_binding(sc->server, wire->method);
    if (!binding)
        return rpc_fail(call, RPC_UNIMPLEMENTED, "Метод %s не обслуживается", "Method %s is not served here", wire->method);
    return run_method(sc, binding, wire);
}

static void
send_reply(struct server_call *sc, enum rpc_code code)
{
    struct rpc_call *call = &sc->call;
    Okno__Wire__Reply reply = OKNO__WIRE__REPLY__INIT;
    reply.code = code;
    if (code == RPC_OK) {
        reply.payload.len = protobuf_c_message_get_packed_size(call->reply);
        reply.payload.data = arena_alloc(call->arena, reply.payload.len);
        protobuf_c_message_pack(call->reply, reply.payload.data);
    } else {
        if (call->message)
            reply.message = (char *)(uintptr_t)call->message;
        if (call->reason)
            reply.reason = (char *)(uintptr_t)call->reason;
        if (call->subject_id)
            reply.subject_id = (char *)(uintptr_t)call->subject_id;
        reply.n_violations = call->n_violations;
        reply.violations = ARENA_ARRAY(call->arena, Okno__Wire__Violation *, call->n_violations);
        for (size_t i = 0; i < call->n_violations; i++) {
            reply.violations[i] = ARENA_NEW(call->arena, Okno__Wire__Violation);
            okno__wire__violation__init(reply.violations[i]);
            reply.violations[i]->field = (char *)(uintptr_t)call->violations[i].field;
            reply.violations[i]->message = (char *)(uintptr_t)call->violations[i].message;
        }
    }
    connection_send_message(sc->connection, RPC_FRAME_REPLY, sc->id, &reply.base);
}

static void
serve(struct server_call *sc)
{
    enum rpc_code code = run_call(sc);
    sc->call.code = code;
    send_reply(sc, code);
    const struct rpc_server_options *options = &sc->server->options;
    if (options->finished)
        options->finished(&sc->call, sc->call.method, time_mono_us() - sc->received_us, options->context);
    connection_unref(sc->connection);
}

/* Under the lock: the next call, NULL when the server closes. */
static struct server_call *
take_call(struct rpc_server *server)
{
    while (!server->first && !server->closing) {
        server->sleeping++;
        pthread_cond_wait(&server->work, &server->lock);
        server->sleeping--;
        server->waking = false;
    }
    struct server_call *sc = server->first;
    if (!sc)
        return NULL;
    server->first = sc->next;
    if (!server->first)
        server->last = &server->first;
    else
        wake_one(server);
    server->waiting--;
    server->running++;
    return sc;
}

static void *
worker(void *arg)
{
    struct rpc_server *server = arg;
    struct server_call *sc;
    pthread_mutex_lock(&server->lock);
    while ((sc = take_call(server))) {
        pthread_mutex_unlock(&server->lock);
        serve(sc);
        pthread_mutex_lock(&server->lock);
        call_recycle(server, sc);
        if (--server->running == 0 && server->waiting == 0)
            pthread_cond_broadcast(&server->idle);
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

/* ------------------------------------------------------------------ opening and closing */

static void *
keeper(void *arg)
{
    struct rpc_server *server = arg;
    pthread_mutex_lock(&server->lock);
    while (!server->closing) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&server->stop, &server->lock, &until);
        pthread_mutex_unlock(&server->lock);
        connection_reap();
        pthread_mutex_lock(&server->lock);
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

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
    pthread_mutex_init(&server->lock, NULL);
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
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += timeout_ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_mutex_lock(&server->lock);
    while (server->waiting || server->running || server->peers)
        if (pthread_cond_timedwait(&server->idle, &server->lock, &until) == ETIMEDOUT)
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
    while (server->unused) {
        struct server_call *sc = server->unused;
        server->unused = sc->next;
        call_free(sc);
    }
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
