/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What the files of the serving side share: queue.c, serve.c, server.c. */
#ifndef OKNO_RPC_SERVER_H
#define OKNO_RPC_SERVER_H

#include "connection.h"
#include "endpoint.h"

#include <pthread.h>

#define MAX_ADDRESSES 8

struct server_call {
    struct rpc_call call;
    struct rpc_server *server;
    struct connection *connection; /* a reference */
    uint64_t id;
    uint8_t *body; /* packed wire Call, in the arena */
    size_t body_size;
    int64_t received_us;
    bool resumed;                                  /* its method ended elsewhere, with call.code */
    struct server_call *next;                      /* queue, or the free list */
    struct server_call *live_previous, *live_next; /* all calls not yet answered */
};

struct listener {
    struct rpc_server *server;
    nng_stream_listener *listener;
    nng_tls_config *tls;
    nng_aio *accept;
    bool resting; /* `accept` is no connection but a pause */
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
    struct server_call *ended, **last_ended; /* detached calls that were resumed */
    struct server_call *live, *unused;
    struct peer *peers;
    int waiting, running, sleeping, n_unused;
    bool waking, draining, closing;
};

/* ------------------------------------------------------------------ queue.c */

/** Puts a call on the queue, or refuses it at once when the server drains or the queue is full. */
void queue_call(struct rpc_server *server, struct connection *connection, const struct rpc_frame *frame);
/** Wakes a worker when calls wait and no other is waking. Under the lock. */
void queue_wake(struct rpc_server *server);
/** Marks calls of the connection as cancelled: the one with this id, or all. Under the lock. */
void queue_cancel(struct rpc_server *server, const struct connection *connection, bool all, uint64_t id);
/** The next call, resumed ones first, waiting for one; NULL when the server closes and none is left. Under the lock. */
struct server_call *queue_take(struct rpc_server *server);
/** Gives a served call back. Under the lock. */
void queue_recycle(struct rpc_server *server, struct server_call *call);
void queue_free(struct rpc_server *server);

/* ------------------------------------------------------------------ serve.c */

/** Runs the call and sends its reply; false when it was detached: it is somebody else's from then on. */
bool serve(struct server_call *call);
/** For qsort over the server's bindings. */
int compare_bindings(const void *a, const void *b);

#endif
