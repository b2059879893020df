/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * What the files of the calling side share: pending.c, replies.c, client.c.
 *
 * A call lives in the table under its id from rpc_client_start to its one callback; whoever takes it out of the
 * table (reply, lost connection, deadline, close) answers it, so nobody answers it twice.
 */
#ifndef OKNO_RPC_CLIENT_H
#define OKNO_RPC_CLIENT_H

#include "connection.h"
#include "endpoint.h"

#include "wire.pb-c.h"

#include <pthread.h>

#define MAX_REPLICAS 64
#define BUCKETS 1024u
#define MAX_ATTEMPTS 6
#define BACKOFF_FIRST_MS 20
#define BACKOFF_LAST_MS 1000

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
    bool dialing, ready, leaving;  /* ready: the server said hello */
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
    int ending; /* connections whose end is being told */
    bool closing;
    bool held; /* what is sent may wait for a flush */

    pthread_mutex_t settling; /* of the two below */
    void (*settled)(void *arg);
    void *settled_arg;
};

/* ------------------------------------------------------------------ pending.c; all but finishing under the lock */

/** Takes the call of this id out; NULL when it was answered already. */
struct pending *pending_take(struct rpc_client *client, uint64_t id);
/** Puts the call on a replica, or on the waiting list; false when that is full. */
bool pending_assign(struct rpc_client *client, struct pending *pending);
/** Gives every waiting call to a replica, as long as there is one. */
void pending_assign_waiting(struct rpc_client *client);
/** Takes every call of a lost replica: those that may be repeated are placed anew, the others returned. */
struct pending *pending_take_lost(struct rpc_client *client, struct replica *replica);
/** Takes what is late, or everything, and tells the servers. */
struct pending *pending_take_late(struct rpc_client *client, bool everything);

/** Answers the call and frees it. Without the lock, as the callbacks are the user's. */
void pending_finish(struct pending *pending, const struct rpc_outcome *outcome);
void pending_fail(struct pending *pending, enum rpc_code code, const char *ru, const char *en);
void pending_unavailable(struct pending *pending);

/* ------------------------------------------------------------------ client.c */

/** The next dial comes later, and the one after it later still. Under the lock. */
void client_back_off(struct replica *replica);
/** A round of answers is over. Without the lock. */
void client_settled(struct rpc_client *client);

/* ------------------------------------------------------------------ replies.c */

extern const struct connection_events client_events;

#endif
