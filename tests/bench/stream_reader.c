/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stream_reader.h"

#include <okno/base.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define PIECE 65536
#define OPENING_MAX 200 /* connections that wait for their first snapshot at a time */

struct stream {
    int fd, centre;
    bool open;
    int64_t revision; /* 0 before the first snapshot */
    struct text rest; /* of an event that is not whole yet */
};

struct histogram reader_delays;
struct reader_counts reader_counts;
_Atomic bool reader_measures;

static struct reader_options conf;
static struct stream *streams;
static int poll_fd, n_asked;
static pthread_t thread;
static _Atomic bool stopping;

/* ------------------------------------------------------------------ an event */

static const char *
after(const char *text, const char *name)
{
    const char *found = strstr(text, name);
    return found ? found + strlen(name) : NULL;
}

static int64_t
time_at(const char *text, const char *name)
{
    char time[40];
    int64_t time_us;
    const char *value = after(text, name), *end = value ? strchr(value, '"') : NULL;
    if (!end || end - value >= (long)sizeof time)
        return 0;
    snprintf(time, sizeof time, "%.*s", (int)(end - value), value);
    return time_parse(time, &time_us) ? time_us : 0;
}

/* When the queue decided it. */
static int64_t
decided_us(const char *data)
{
    static const char *const moments[][2] = {
        { "\"action\":\"ISSUED\"", "\"issued\":\"" },  { "\"action\":\"CALLED\"", "\"called\":\"" },
        { "\"action\":\"SERVING\"", "\"served\":\"" }, { "\"action\":\"FINISHED\"", "\"ended\":\"" },
        { "BoardMessageSent", "\"sent\":\"" },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(moments); i++)
        if (strstr(data, moments[i][0]))
            return time_at(data, moments[i][1]);
    return 0;
}

static void
take_change(struct stream *stream, const char *data, int64_t revision, int64_t now_us)
{
    int64_t began_us = reader_measures ? decided_us(data) : 0;
    reader_counts.changes++;
    reader_counts.last_us = now_us;
    if (revision <= stream->revision)
        reader_counts.doubles++;
    else if (revision > stream->revision + 1)
        reader_counts.gaps++;
    stream->revision = revision;
    if (began_us)
        histogram_add(&reader_delays, now_us - began_us);
}

static void
take_snapshot(struct stream *stream, int64_t revision)
{
    reader_counts.snapshots++;
    if (stream->revision && revision != stream->revision)
        reader_counts.gaps++;
    if (!stream->revision) {
        reader_counts.open++;
        n_asked--;
    }
    stream->revision = revision;
}

static void
take_event(struct stream *stream, const char *event, int64_t now_us)
{
    const char *data = strstr(event, "data: "), *revision = data ? after(data, "\"revision\":\"") : NULL;
    if (!revision)
        return;
    if (strstr(event, "event: change\n"))
        take_change(stream, data, strtoll(revision, NULL, 10), now_us);
    else if (strstr(event, "event: snapshot\n"))
        take_snapshot(stream, strtoll(revision, NULL, 10));
}

static bool
take_bytes(struct stream *stream, char *bytes, size_t size, int64_t now_us)
{
    struct text *rest = &stream->rest;
    text_add(rest, bytes, size);
    char *at = rest->data, *end;
    if (!stream->open) {
        if (!(end = strstr(at, "\r\n\r\n")))
            return true;
        if (!text_starts(at, "HTTP/1.1 200")) {
            if (reader_counts.refused++ == 0)
                fprintf(stderr, "%.300s\n", at);
            return false;
        }
        stream->open = true;
        at = end + 4;
    }
    while ((end = strstr(at, "\n\n"))) {
        *end = '\0';
        take_event(stream, at, now_us);
        at = end + 2;
    }
    size_t left = rest->length - (size_t)(at - rest->data);
    memmove(rest->data, at, left + 1);
    rest->length = left;
    if (!left)
        text_release(rest);
    return true;
}

/* ------------------------------------------------------------------ connections */

static bool
open_stream(struct stream *stream)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)conf.port) };
    char head[4096];
    inet_pton(AF_INET, conf.host, &address.sin_addr);
    stream->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (stream->fd < 0 || connect(stream->fd, (struct sockaddr *)&address, sizeof address) != 0)
        return false;
    int n = snprintf(head, sizeof head,
                     "GET /v1/events?topics=halls/%s HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\n\r\n",
                     conf.centres[stream->centre], conf.token);
    if (n >= (int)sizeof head || send(stream->fd, head, (size_t)n, MSG_NOSIGNAL) != n)
        return false;
    fcntl(stream->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = stream };
    n_asked++;
    return epoll_ctl(poll_fd, EPOLL_CTL_ADD, stream->fd, &event) == 0;
}

static void
end_stream(struct stream *stream)
{
    close(stream->fd);
    stream->fd = -1;
    reader_counts.ended++;
}

static void
read_stream(struct stream *stream)
{
    static char bytes[PIECE];
    for (;;) {
        ssize_t n = recv(stream->fd, bytes, sizeof bytes, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n <= 0 || !take_bytes(stream, bytes, (size_t)n, time_now_us())) {
            end_stream(stream);
            return;
        }
        if (n < PIECE)
            return;
    }
}

static void *
reader_main(void *arg)
{
    (void)arg;
    struct epoll_event events[256];
    int opened = 0;
    while (!stopping) {
        while (opened < conf.n_streams && n_asked < OPENING_MAX) {
            streams[opened].centre = opened % conf.n_centres;
            if (!open_stream(&streams[opened++]))
                reader_counts.refused++;
        }
        int n = epoll_wait(poll_fd, events, 256, 100);
        for (int i = 0; i < n; i++)
            read_stream(events[i].data.ptr);
    }
    return NULL;
}

bool
reader_start(const struct reader_options *options)
{
    conf = *options;
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    streams = calloc((size_t)conf.n_streams, sizeof *streams);
    if (poll_fd < 0 || !streams || pthread_create(&thread, NULL, reader_main, NULL) != 0)
        return false;
    for (int i = 0; i < 1200 && !reader_counts.refused && reader_counts.open < conf.n_streams; i++)
        usleep(100000);
    return reader_counts.open == conf.n_streams;
}

void
reader_stop(void)
{
    stopping = true;
    pthread_join(thread, NULL);
}

long
reader_behind(int centre, int64_t revision)
{
    long behind = 0;
    for (int i = 0; i < conf.n_streams; i++)
        behind += streams[i].centre == centre && streams[i].revision != revision;
    return behind;
}
