/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one thread that owns all connections. It sleeps until the library has something to read or write,
 * somebody knocks, or calls are over; calls that were over at the same moment are gone on with in one go. */
#include "live.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define SWEEP_MS 250
#define EVENTS 5 /* listener, knock, library, streams */

/* ------------------------------------------------------------------ calls that are over */

void
loop_wake(struct edge *edge)
{
    eventfd_write(edge->wake_fd, 1);
}

void
loop_call_done(struct request *request)
{
    struct edge *edge = request->edge;
    struct request *newest = atomic_load_explicit(&edge->done, memory_order_relaxed);
    do {
        request->next = newest;
    } while (!atomic_compare_exchange_weak(&edge->done, &newest, request));
}

void
loop_calls_settled(void *arg)
{
    struct edge *edge = arg;
    if ((atomic_load(&edge->done) || live_has_outcome(edge->live)) && atomic_exchange(&edge->sleeping, false))
        loop_wake(edge);
}

static struct request *
take_done(struct edge *edge)
{
    struct request *newest = atomic_exchange(&edge->done, NULL), *oldest = NULL;
    while (newest) {
        struct request *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
    }
    return oldest;
}

static void
go_on(struct edge *edge)
{
    for (struct request *next, *request = take_done(edge); request; request = next) {
        next = request->next;
        edge->n_calls--;
        http_call_answer(request);
        if (request->phase != REQUEST_CALLING)
            MHD_resume_connection(request->mhd);
    }
}

/* ------------------------------------------------------------------ the loop */

/* Calls that are started in one round leave together. */
static void
clients_hold(struct edge *edge)
{
    for (size_t i = 0; i < edge->n_clients; i++)
        rpc_client_hold(edge->client[i]);
}

static void
clients_flush(struct edge *edge)
{
    for (size_t i = 0; i < edge->n_clients; i++)
        rpc_client_flush(edge->client[i]);
}

static void
begin_draining(struct edge *edge)
{
    if (edge->listen_fd < 0)
        return;
    close(edge->listen_fd); /* leaves the poll set by itself */
    edge->listen_fd = -1;
    live_drain(edge->live);
}

static void
sweep(struct edge *edge)
{
    int64_t now_us = time_mono_us();
    if (edge->draining) {
        begin_draining(edge);
        connections_shut_idle(&edge->connections);
    }
    if (now_us - edge->swept_us < SWEEP_MS * 1000)
        return;
    edge->swept_us = now_us;
    listener_go_on(edge);
    connections_sweep(&edge->connections, now_us);
}

static bool
library_has_work(struct edge *edge)
{
    MHD_UNSIGNED_LONG_LONG timeout_ms;
    return MHD_get_timeout(edge->mhd, &timeout_ms) == MHD_YES && timeout_ms == 0;
}

/* Whoever ends a call between the look at the list and the sleep sees `sleeping` and wakes us. */
static int
sleep_until_event(struct edge *edge, struct epoll_event events[EVENTS])
{
    atomic_store(&edge->sleeping, true);
    bool idle = !atomic_load(&edge->done) && !live_has_outcome(edge->live) && !library_has_work(edge);
    int count = epoll_wait(edge->poll_fd, events, EVENTS, idle ? live_patience_ms(edge->live) : 0);
    atomic_store(&edge->sleeping, false);
    return count;
}

static void
handle(struct edge *edge, const struct epoll_event *event)
{
    eventfd_t count;
    if (event->data.fd == edge->listen_fd)
        listener_accept(edge);
    else if (event->data.fd == edge->wake_fd)
        eventfd_read(edge->wake_fd, &count);
    else if (event->data.fd == edge->live->poll_fd)
        live_poll(edge->live);
}

void *
loop_run(void *arg)
{
    struct edge *edge = arg;
    struct epoll_event events[EVENTS];
    while (!edge->closing || edge->n_calls > 0) {
        int count = sleep_until_event(edge, events);
        for (int i = 0; i < count; i++)
            handle(edge, &events[i]);
        clients_hold(edge);
        go_on(edge);
        live_run(edge->live);
        MHD_run(edge->mhd);
        clients_flush(edge);
        sweep(edge);
    }
    live_drain(edge->live);
    live_calls_answer(edge->live);
    go_on(edge);
    MHD_run(edge->mhd);
    connections_shut_all(&edge->connections);
    MHD_run(edge->mhd);
    return NULL;
}
