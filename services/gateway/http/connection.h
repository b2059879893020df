/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * The open connections and how long each may take for what it is doing. Who is slow is shut down, and when
 * there is no room, whoever has kept us waiting longest without a whole request gives way to a newcomer.
 */
#ifndef OKNO_GATEWAY_CONNECTION_H
#define OKNO_GATEWAY_CONNECTION_H

#include "edge.h"

#include <microhttpd.h>
#include <sys/socket.h>

enum connection_state {
    CONNECTION_IDLE,    /* waits for a request, or for the rest of its head */
    CONNECTION_READING, /* waits for the rest of a body */
    CONNECTION_WORKING, /* a service works for it: not limited here, the call has a deadline of its own */
    CONNECTION_WRITING, /* takes the answer */
    CONNECTION_STATES
};

struct connection {
    struct connection *prev, *next; /* of its state, oldest first */
    enum connection_state state;
    int fd;
    uint64_t address; /* hash of the peer's address */
    int64_t since_us; /* when it began to wait for the request that it waits for or works on */
    int64_t deadline_us;
    struct request *request; /* under way; NULL between requests */
    bool shut;               /* is on its way out */
    bool proxy;              /* its X-Forwarded-For is believed */
};

struct connections {
    struct {
        struct connection *first, *last;
    } list[CONNECTION_STATES];
    int count;
    int limit, limit_per_address;
    uint16_t per_address[65536]; /* by hash */
};

/**
 * Makes room for one more connection of the address, shutting down the one that may go first.
 *
 * @return false when all are busy: the newcomer must go
 */
bool connections_admit(struct connections *connections, uint64_t address);
/** Shuts the one down that may go first. False when all are busy. */
bool connections_make_room(struct connections *connections);
struct connection *http_connection_new(struct connections *connections, int fd, uint64_t address, int64_t deadline_us);
void http_connection_free(struct connections *connections, struct connection *connection);

/** The connection does something else from now on, until `deadline_us` at the latest (INT64_MAX: no limit).
 */
void http_connection_enter(struct connections *connections, struct connection *connection, enum connection_state state,
                           int64_t deadline_us);
/** Shuts down those that are late. */
void connections_sweep(struct connections *connections, int64_t now_us);
/** Shuts down those that wait for a request. */
void connections_shut_idle(struct connections *connections);
void connections_shut_all(struct connections *connections);

#endif
