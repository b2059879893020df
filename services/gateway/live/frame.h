/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * What streams send, made once and shared by all who get it: a server-sent event without its id, which each stream
 * writes before it. One thread makes, holds and drops frames.
 */
#ifndef OKNO_GATEWAY_FRAME_H
#define OKNO_GATEWAY_FRAME_H

#include <okno/base.h>
#include <protobuf-c/protobuf-c.h>

/** The logs that streams are fed from. */
enum log_name { LOG_QUEUE, LOG_TRACKING, LOGS };

/** A place in the event log of a service. */
struct position {
    int64_t txid, id;
};

static inline bool
position_before(struct position a, struct position b)
{
    return a.txid < b.txid || (a.txid == b.txid && a.id < b.id);
}

struct frame {
    int holders;
    enum log_name log;
    struct position at; /* what the log had shown when it was made; 0, 0: nothing yet */
    size_t size;
    char bytes[]; /* "event: change\ndata: {…}\n\n" */
};

struct frame *frame_snapshot(const char *topic, const ProtobufCMessage *data);
struct frame *frame_change(const char *topic, const ProtobufCMessage *event);
/** @as_of_us  what is shown is of then: before `now_us` while the service behind it cannot be read */
struct frame *frame_tick(int64_t now_us, int64_t as_of_us);

struct frame *frame_hold(struct frame *frame);
void frame_drop(struct frame *frame); /* NULL is fine */

#endif
