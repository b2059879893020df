/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * One nng stream that carries frames both ways. Frames added while a write is under way go down together with
 * the next one: under load many calls share a write, and a lonely call waits for nobody.
 */
#ifndef OKNO_RPC_CONNECTION_H
#define OKNO_RPC_CONNECTION_H

#include <okno/rpc.h>

#include <nng/nng.h>

struct connection;

/** Callbacks come one at a time for a connection, on threads of nng. Frame bodies live only during the callback. */
struct connection_events {
    void (*frame)(struct connection *connection, const struct rpc_frame *frame);
    void (*batch)(struct connection *connection);  /* all complete frames of one read were shown */
    void (*closed)(struct connection *connection); /* last callback; exactly once */
};

/** Takes over the stream. The caller owns the one reference returned. Nothing is read before connection_start. */
struct connection *connection_new(nng_stream *stream, size_t max_message, const struct connection_events *events,
                                  void *owner);
void connection_start(struct connection *connection);
void *connection_owner(struct connection *connection);

struct connection *connection_ref(struct connection *connection);
void connection_unref(struct connection *connection);

/** Sends a frame; false when the connection is closed or its peer does not read. Body: a message, or bytes. */
bool connection_send_message(struct connection *connection, enum rpc_frame_kind kind, uint64_t id,
                             const ProtobufCMessage *body);
bool connection_send_bytes(struct connection *connection, enum rpc_frame_kind kind, uint64_t id, const uint8_t *body,
                           size_t size);

/** The same in two steps: a frame that is only added leaves with the next write. */
bool connection_add_message(struct connection *connection, enum rpc_frame_kind kind, uint64_t id,
                            const ProtobufCMessage *body);
void connection_flush(struct connection *connection);

void connection_close(struct connection *connection); /* asynchronous: `closed` tells the end */

/**
 * Frees connections nobody refers to any more. They cannot be freed where the last reference is dropped, as that
 * may be inside a callback of theirs. Called now and then by every server's and client's keeper.
 */
void connection_reap(void);

#endif
