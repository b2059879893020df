/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "connection.h"

#include <okno/lock.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define IN_SIZE ((size_t)64 * 1024)
#define OUT_LIMIT ((size_t)256 * 1024 * 1024) /* a peer that does not read this much is given up */
#define OUT_KEEP ((size_t)1024 * 1024)        /* larger buffers are not kept after use */

struct connection {
    nng_stream *stream;
    nng_aio *receive;
    nng_aio *send;
    const struct connection_events *events;
    void *owner;
    size_t max_message;
    atomic_int refs;
    struct connection *next_dead;

    /* nng 1.5.2 never completes an operation begun on a stream already closed; this lock keeps the two apart. */
    pthread_mutex_t stream_lock;
    bool stream_closed;

    uint8_t *in; /* touched only by the receive callback */
    size_t in_length, in_capacity;

    pthread_mutex_t lock; /* for what follows */
    struct text waiting;  /* frames not yet handed to nng */
    struct text flying;   /* being written */
    size_t flown;
    bool sending, closed;
    bool reading; /* frames are being shown: what is sent meanwhile goes down together afterwards */
};

static pthread_mutex_t dead_lock = PTHREAD_MUTEX_INITIALIZER;
static struct connection *dead;

static void receive_callback(void *arg);
static void send_callback(void *arg);

static void
stream_close(struct connection *c)
{
    pthread_mutex_lock(&c->stream_lock);
    c->stream_closed = true;
    nng_stream_close(c->stream);
    pthread_mutex_unlock(&c->stream_lock);
}

/* Begins a read or a write; false, and no callback, when the stream is closed. */
static bool
stream_begin(struct connection *c, void (*operation)(nng_stream *, nng_aio *), nng_aio *aio)
{
    pthread_mutex_lock(&c->stream_lock);
    bool open = !c->stream_closed;
    if (open)
        operation(c->stream, aio);
    pthread_mutex_unlock(&c->stream_lock);
    return open;
}

struct connection *
connection_new(nng_stream *stream, size_t max_message, const struct connection_events *events, void *owner)
{
    struct connection *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->stream = stream;
    c->events = events;
    c->owner = owner;
    c->max_message = max_message;
    c->in_capacity = IN_SIZE;
    c->in = malloc(c->in_capacity);
    if (!c->in || nng_aio_alloc(&c->receive, receive_callback, c) || nng_aio_alloc(&c->send, send_callback, c))
        abort();
    atomic_init(&c->refs, 1);
    brief_mutex_init(&c->lock);
    brief_mutex_init(&c->stream_lock);
    return c;
}

void *
connection_owner(struct connection *c)
{
    return c->owner;
}

struct connection *
connection_ref(struct connection *c)
{
    atomic_fetch_add(&c->refs, 1);
    return c;
}

void
connection_unref(struct connection *c)
{
    if (atomic_fetch_sub(&c->refs, 1) != 1)
        return;
    pthread_mutex_lock(&dead_lock);
    c->next_dead = dead;
    dead = c;
    pthread_mutex_unlock(&dead_lock);
}

static void
connection_free(struct connection *c)
{
    stream_close(c);
    nng_aio_free(c->receive);
    nng_aio_free(c->send);
    nng_stream_free(c->stream);
    pthread_mutex_destroy(&c->lock);
    pthread_mutex_destroy(&c->stream_lock);
    text_release(&c->waiting);
    text_release(&c->flying);
    free(c->in);
    free(c);
}

void
connection_reap(void)
{
    pthread_mutex_lock(&dead_lock);
    struct connection *list = dead;
    dead = NULL;
    pthread_mutex_unlock(&dead_lock);
    while (list) {
        struct connection *next = list->next_dead;
        connection_free(list);
        list = next;
    }
}

/* ------------------------------------------------------------------ receiving */

static bool
receive_more(struct connection *c)
{
    nng_iov iov = { c->in + c->in_length, c->in_capacity - c->in_length };
    nng_aio_set_iov(c->receive, 1, &iov);
    return stream_begin(c, nng_stream_recv, c->receive);
}

static void
receive_ended(struct connection *c)
{
    connection_close(c);
    c->events->closed(c);
    connection_unref(c);
}

void
connection_start(struct connection *c)
{
    connection_ref(c); /* held by the chain of reads */
    if (!receive_more(c))
        receive_ended(c);
}

/* Shows every complete frame; true while the stream makes sense. `ret_need` is the size of the unfinished one. */
static bool
show_frames(struct connection *c, size_t *ret_need)
{
    size_t start = 0;
    for (;;) {
        struct rpc_frame frame;
        int got = rpc_frame_parse(c->in + start, c->in_length - start, c->max_message, &frame, ret_need);
        if (got < 0)
            return false;
        if (got == 0)
            break;
        c->events->frame(c, &frame);
        start += *ret_need;
    }
    c->in_length -= start;
    memmove(c->in, c->in + start, c->in_length);
    return true;
}

static void
resize_in(struct connection *c, size_t need)
{
    size_t capacity = need > IN_SIZE ? need : IN_SIZE;
    if (capacity <= c->in_capacity && c->in_capacity <= OUT_KEEP)
        return;
    c->in = realloc(c->in, capacity);
    if (!c->in)
        abort();
    c->in_capacity = capacity;
}

static void frame_done(struct connection *c);

static void
set_reading(struct connection *c, bool reading)
{
    pthread_mutex_lock(&c->lock);
    c->reading = reading;
    frame_done(c);
}

static void
receive_callback(void *arg)
{
    struct connection *c = arg;
    size_t need = 0;
    bool alive = nng_aio_result(c->receive) == 0;
    if (alive) {
        c->in_length += nng_aio_count(c->receive);
        set_reading(c, true);
        alive = show_frames(c, &need);
        c->events->batch(c);
        set_reading(c, false);
    }
    if (alive)
        resize_in(c, need);
    if (!alive || !receive_more(c))
        receive_ended(c);
}

/* ------------------------------------------------------------------ sending */

/* Hands what flies to nng. Called by whoever set `sending` and holds its reference, without the lock. */
static void
write_flying(struct connection *c)
{
    nng_iov iov = { c->flying.data + c->flown, c->flying.length - c->flown };
    nng_aio_set_iov(c->send, 1, &iov);
    if (stream_begin(c, nng_stream_send, c->send))
        return;
    pthread_mutex_lock(&c->lock);
    c->sending = false;
    pthread_mutex_unlock(&c->lock);
    connection_unref(c);
}

static void
swap_buffers(struct connection *c)
{
    struct text empty = c->flying;
    c->flying = c->waiting;
    if (empty.capacity > OUT_KEEP)
        text_release(&empty);
    else
        text_clear(&empty);
    c->waiting = empty;
    c->flown = 0;
}

static void
send_callback(void *arg)
{
    struct connection *c = arg;
    int error = nng_aio_result(c->send);
    pthread_mutex_lock(&c->lock);
    if (!error)
        c->flown += nng_aio_count(c->send);
    else
        c->closed = true;
    bool more = !c->closed && c->flown < c->flying.length;
    if (!more && !c->closed && c->waiting.length) {
        swap_buffers(c);
        more = true;
    }
    c->sending = more;
    pthread_mutex_unlock(&c->lock);
    if (more) {
        write_flying(c);
        return;
    }
    if (error)
        stream_close(c);
    connection_unref(c); /* held while sending */
}

/* Room for a frame in the waiting buffer, header written; NULL when nothing can be sent. Leaves the lock held. */
static uint8_t *
frame_room(struct connection *c, enum rpc_frame_kind kind, uint64_t id, size_t size)
{
    pthread_mutex_lock(&c->lock);
    if (c->closed || c->waiting.length + size > OUT_LIMIT) {
        pthread_mutex_unlock(&c->lock);
        return NULL;
    }
    uint8_t *room = (uint8_t *)text_reserve(&c->waiting, RPC_FRAME_HEADER + size);
    rpc_frame_header(room, kind, id, size);
    c->waiting.length += RPC_FRAME_HEADER + size;
    return room + RPC_FRAME_HEADER;
}

/* Begins a write when there is something to write and nobody does; gives the lock back. */
static void
frame_done(struct connection *c)
{
    bool start = !c->sending && !c->reading && !c->closed && c->waiting.length;
    if (start) {
        c->sending = true;
        swap_buffers(c);
        connection_ref(c);
    }
    pthread_mutex_unlock(&c->lock);
    if (start)
        write_flying(c);
}

static bool
put_message(struct connection *c, enum rpc_frame_kind kind, uint64_t id, const ProtobufCMessage *body, bool now)
{
    size_t size = protobuf_c_message_get_packed_size(body);
    uint8_t *room = frame_room(c, kind, id, size);
    if (!room)
        return false;
    protobuf_c_message_pack(body, room);
    if (now)
        frame_done(c);
    else
        pthread_mutex_unlock(&c->lock);
    return true;
}

bool
connection_add_message(struct connection *c, enum rpc_frame_kind kind, uint64_t id, const ProtobufCMessage *body)
{
    return put_message(c, kind, id, body, false);
}

void
connection_flush(struct connection *c)
{
    pthread_mutex_lock(&c->lock);
    frame_done(c);
}

bool
connection_send_message(struct connection *c, enum rpc_frame_kind kind, uint64_t id, const ProtobufCMessage *body)
{
    return put_message(c, kind, id, body, true);
}

bool
connection_send_bytes(struct connection *c, enum rpc_frame_kind kind, uint64_t id, const uint8_t *body, size_t size)
{
    uint8_t *room = frame_room(c, kind, id, size);
    if (!room)
        return false;
    if (size)
        memcpy(room, body, size);
    frame_done(c);
    return true;
}

void
connection_close(struct connection *c)
{
    pthread_mutex_lock(&c->lock);
    c->closed = true;
    pthread_mutex_unlock(&c->lock);
    stream_close(c);
}
