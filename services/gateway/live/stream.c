/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One client's stream. Its connection leaves the HTTP library when the stream is opened: the socket goes on under
 * another descriptor, and the library closes an empty one in its place. What a client has not taken waits in its list;
 * a client that falls too far behind is dropped, comes back with its last id and is given what it missed.
 */
#include "live.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

#define LIST_MAX 1024
#define ROOM_FIRST 8
#define WRITE_SIZE ((size_t)64 * 1024)
#define SOCKET_BUFFER (96 * 1024)
#define HALF_OPEN_MS 40000 /* what was sent must be acknowledged within that, or the client is gone */

/* ------------------------------------------------------------------ lists */

void
stream_list(struct stream *stream, int slot)
{
    struct live *live = stream->live;
    if (stream->tick_slot >= 0) {
        if (stream->prev)
            stream->prev->next = stream->next;
        else
            live->lists[stream->tick_slot] = stream->next;
        if (stream->next)
            stream->next->prev = stream->prev;
    }
    stream->tick_slot = slot;
    stream->prev = stream->next = NULL;
    if (slot < 0)
        return;
    stream->next = live->lists[slot];
    if (stream->next)
        stream->next->prev = stream;
    live->lists[slot] = stream;
}

static void
be_due(struct stream *stream)
{
    if (stream->due)
        return;
    stream->due = true;
    stream->next_due = stream->live->due;
    stream->live->due = stream;
}

void
stream_doom(struct stream *stream, bool dropped)
{
    if (dropped && !stream->doomed)
        stream->live->counts_shown.dropped++;
    stream->doomed = true;
    be_due(stream);
}

void
stream_writable(struct stream *stream)
{
    stream->blocked = false;
    if (stream->rest || stream->list_n)
        be_due(stream);
}

/* ------------------------------------------------------------------ what waits */

static struct waiting_frame *
waiting_at(const struct stream *stream, unsigned index)
{
    return &stream->list[(stream->list_first + index) % stream->list_room];
}

static void
grow(struct stream *stream)
{
    unsigned room = stream->list_room ? 2 * stream->list_room : ROOM_FIRST;
    struct waiting_frame *list = calloc(room, sizeof *list);
    if (!list)
        abort();
    for (unsigned i = 0; i < stream->list_n; i++)
        list[i] = *waiting_at(stream, i);
    free(stream->list);
    stream->list = list;
    stream->list_room = room;
    stream->list_first = 0;
}

void
stream_add(struct stream *stream, struct frame *frame, const struct subscription *subscription, int64_t revision,
           bool positioned)
{
    size_t most = stream->live->edge->options.limits.stream_backlog;
    if (stream->doomed)
        return;
    if (stream->list_n >= LIST_MAX || (stream->blocked && stream->list_n && stream->list_bytes > most)) {
        stream_doom(stream, true);
        return;
    }
    if (stream->list_n == stream->list_room)
        grow(stream);
    *waiting_at(stream, stream->list_n++) = (struct waiting_frame){
        .frame = frame_hold(frame),
        .subscription = subscription ? (uint8_t)(subscription - stream->subscriptions) : LIVE_TOPICS_MAX,
        .positioned = positioned,
        .revision = revision,
    };
    stream->list_bytes += frame->size;
    if (stream->fd >= 0 && !stream->blocked)
        be_due(stream);
}

static void
pop(struct stream *stream)
{
    struct frame *frame = waiting_at(stream, 0)->frame;
    stream->list_bytes -= frame->size;
    stream->list_first = (stream->list_first + 1) % stream->list_room;
    stream->list_n--;
    frame_drop(frame);
}

/* ------------------------------------------------------------------ sending */

/* "812.55@77,12": the place in the log, and the revision of each hall in the order of the topics. */
static void
add_id(const struct stream *stream, struct text *out)
{
    const char *before = "@";
    text_addf(out, "id: %lld.%lld", (long long)stream->sent.txid, (long long)stream->sent.id);
    for (int i = 0; i < stream->n_subscriptions; i++)
        if (stream->subscriptions[i].topic->kind == TOPIC_HALL) {
            text_addf(out, "%s%lld", before, (long long)stream->subscriptions[i].sent_revision);
            before = ",";
        }
    text_addc(out, '\n');
}

static void
write_first(struct stream *stream, struct text *out)
{
    const struct waiting_frame *first = waiting_at(stream, 0);
    const struct frame *frame = first->frame;
    if (first->positioned && frame->log == stream->log && position_before(stream->sent, frame->at))
        stream->sent = frame->at;
    if (first->revision && first->subscription < stream->n_subscriptions)
        stream->subscriptions[first->subscription].sent_revision = first->revision;
    add_id(stream, out);
    text_add(out, frame->bytes, frame->size);
    stream->live->counts_shown.frames++;
    pop(stream);
}

/* False: the client is gone. */
static bool
push(struct stream *stream, const char *bytes, size_t size, size_t *ret_sent)
{
    ssize_t sent = send(stream->fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
        return false;
    *ret_sent = sent > 0 ? (size_t)sent : 0;
    stream->blocked = *ret_sent < size;
    if (*ret_sent)
        stream->progress_us = time_mono_us();
    return true;
}

static bool
push_rest(struct stream *stream)
{
    size_t sent;
    if (!push(stream, stream->rest + stream->rest_sent, stream->rest_size - stream->rest_sent, &sent))
        return false;
    stream->rest_sent += sent;
    if (!stream->blocked) {
        free(stream->rest);
        stream->rest = NULL;
        stream->rest_size = stream->rest_sent = 0;
    }
    return true;
}

static bool
push_list(struct stream *stream)
{
    struct text *buffer = &stream->live->buffer;
    size_t sent;
    text_clear(buffer);
    while (stream->list_n && buffer->length < WRITE_SIZE)
        write_first(stream, buffer);
    if (!push(stream, buffer->data, buffer->length, &sent))
        return false;
    if (stream->blocked) {
        stream->rest_size = buffer->length - sent;
        stream->rest = malloc(stream->rest_size);
        if (!stream->rest)
            abort();
        memcpy(stream->rest, buffer->data + sent, stream->rest_size);
    }
    return true;
}

static void
send_all(struct stream *stream)
{
    bool there = true;
    while (there && !stream->blocked && (stream->rest || stream->list_n))
        there = stream->rest ? push_rest(stream) : push_list(stream);
    if (!there)
        stream->doomed = true;
}

/* ------------------------------------------------------------------ opening */

void
stream_settle(struct subscription *subscription, const struct outcome *refusal)
{
    struct stream *stream = subscription->stream;
    subscription->asked = false;
    if (stream->settled || stream->fd >= 0)
        return;
    stream->settled = true;
    for (int i = 0; i < stream->n_subscriptions; i++)
        stream->settled = stream->settled && !stream->subscriptions[i].asked;
    if (refusal) {
        struct arena *arena = stream->request->arena;
        stream->request->outcome =
            (struct outcome){ .code = refusal->code,
                              .message = arena_strdup(arena, refusal->message),
                              .reason = refusal->reason ? arena_strdup(arena, refusal->reason) : NULL };
        stream->settled = stream->refused = true;
    }
    if (stream->settled)
        be_due(stream);
}

static void
add_head(const struct request *request, struct text *out)
{
    text_addf(out,
              "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
              "X-Accel-Buffering: no\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n"
              "Content-Language: %s\r\n",
              request->english ? "en" : "ru");
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(request->cookie) && request->cookie[i]; i++)
        text_addf(out, "Set-Cookie: %s\r\n", request->cookie[i]);
    text_adds(out, "\r\nretry: 1000\n\n");
}

/* The library's connection sleeps, so it has no hold on the socket now. */
static bool
take_socket(struct stream *stream, int fd)
{
    int size = SOCKET_BUFFER, ms = HALF_OPEN_MS;
    int empty = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    stream->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    bool taken = empty >= 0 && stream->fd >= 0 && dup3(empty, fd, O_CLOEXEC) == fd;
    if (empty >= 0)
        close(empty);
    if (!taken)
        return false;
    setsockopt(stream->fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    setsockopt(stream->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
    struct epoll_event event = { .events = EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = stream };
    return epoll_ctl(stream->live->poll_fd, EPOLL_CTL_ADD, stream->fd, &event) == 0;
}

static void
leave_request(struct stream *stream, enum request_phase phase)
{
    struct request *request = stream->request;
    stream->request = NULL;
    request->phase = phase;
    MHD_resume_connection(request->mhd);
}

static void
open_stream(struct stream *stream)
{
    struct request *request = stream->request;
    struct live *live = stream->live;
    text_clear(&live->buffer);
    add_head(request, &live->buffer);
    bool good = take_socket(stream, request->connection->fd);
    size_t sent = 0;
    good = good && push(stream, live->buffer.data, live->buffer.length, &sent) && sent == live->buffer.length;
    request->status = 200;
    request->code = RPC_OK;
    leave_request(stream, REQUEST_TAKEN);
    stream_list(stream, live->tick_slot);
    if (!good)
        stream->doomed = true;
}

static void
refuse_stream(struct stream *stream)
{
    struct request *request = stream->request;
    if (stream->refused)
        http_problem_of_outcome(request);
    else
        http_problem(request, 0, RPC_UNAVAILABLE, "Шлюз завершает работу", "The gateway is shutting down");
    leave_request(stream, REQUEST_ANSWERED);
    stream->doomed = true;
}

/* ------------------------------------------------------------------ a round */

void
stream_go_on(struct stream *stream)
{
    stream->due = false;
    if (stream->request && (stream->refused || stream->doomed))
        refuse_stream(stream);
    else if (stream->request && stream->settled)
        open_stream(stream);
    if (stream->fd >= 0 && !stream->doomed)
        send_all(stream);
    if (stream->doomed)
        stream_free(stream);
}

void
stream_free(struct stream *stream)
{
    struct live *live = stream->live;
    stream_list(stream, -1);
    for (int i = 0; i < stream->n_subscriptions; i++)
        topic_unsubscribe(&stream->subscriptions[i]);
    while (stream->list_n)
        pop(stream);
    free(stream->list);
    free(stream->rest);
    free(stream->after_revisions);
    free(stream->hold);
    if (stream->fd >= 0)
        close(stream->fd);
    live->per_address[stream->address & 0xffff]--;
    live->n_streams--;
    live->counts_shown.streams = live->n_streams;
    free(stream);
}
