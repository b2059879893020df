/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * The event log of a service: a table written in the transaction of the change, read in commit order by cursor.
 *
 * There is no broker. A consumer asks the owner for what follows its cursor (and may wait there for the next
 * entry), and stores the new cursor in the transaction of its own effect: each event takes effect once, even over
 * kill -9 of either side, and a log can be replayed from any point.
 */
#ifndef OKNO_EVENTS_H
#define OKNO_EVENTS_H

#include <okno/db.h>

/**
 * Adds an event to the work.
 *
 * @type     "okno.tracking.v1.ApplicationSubmitted": the payload's message
 * @key      what it is about: events of one key are seen in the order of their commits
 */
void events_put(struct db_work *work, const char *key, const ProtobufCMessage *payload);

struct event {
    int64_t txid, id; /* its cursor */
    int64_t at_us;
    const char *type; /* full name of the payload's message */
    const char *key;
    ProtobufCBinaryData payload; /* packed */
};

/**
 * Effect of one event: adds what it changes to the work. The cursor is added by the library.
 * Returning anything but RPC_OK stops the consumer for a while and offers the event again.
 */
typedef enum rpc_code events_effect(struct rpc_call *call, const struct event *event, struct db_work *work);

/**
 * Follows the log of another service from its own thread until events_stop.
 *
 * @name   of the consumer, stable over releases: its cursor stands under it
 * @peer   service whose log is read ("tracking")
 */
void events_follow(const char *name, const char *peer, events_effect *effect, void *context);
void events_stop(void);

/** The RPC side, served by every service that has a log (libs/service adds it): okno.events.v1.Events. */
extern const struct rpc_binding events_bindings[];
extern const size_t events_bindings_count;

#endif
