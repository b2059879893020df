/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth.h"
#include "live.h"

#include <sys/epoll.h>
#include <unistd.h>

#define SECOND_US INT64_C(1000000)
#define SWEEP_US 200000
#define LATE_US (5 * SECOND_US)           /* seconds that were slept through are not made up for */
#define OPEN_AFTER_US (5 * SECOND_US / 2) /* a stream is opened then, though its service be away */
#define STUCK_US (40 * SECOND_US)
#define IDLE_MS 250
#define POLL_BATCH 64

struct live *
live_new(struct edge *edge)
{
    struct live *live = calloc(1, sizeof *live);
    if (!live || !(live->per_address = calloc(1 << 16, sizeof *live->per_address)))
        abort();
    static const char *const names[LOGS] = { [LOG_QUEUE] = "queue", [LOG_TRACKING] = "tracking" };
    live->edge = edge;
    live->wanted_end = &live->wanted;
    live->poll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (live->poll_fd < 0)
        abort();
    history_init(&live->history, (size_t)edge->options.limits.stream_history);
    for (int i = 0; i < LOGS; i++)
        live->followers[i] = (struct follower){ .live = live,
                                                .log = (enum log_name)i,
                                                .client = edge->options.peer(edge->options.arg, names[i]) };
    return live;
}

static void
doom_all(struct live *live)
{
    for (int slot = 0; slot <= OPENING; slot++)
        for (struct stream *s = live->lists[slot]; s; s = s->next)
            stream_doom(s, false);
}

static void
go_on(struct live *live)
{
    while (live->due) {
        struct stream *stream = live->due;
        live->due = stream->next_due;
        stream_go_on(stream);
    }
}

void
live_drain(struct live *live)
{
    live->draining = true;
    doom_all(live);
    go_on(live);
}

void
live_free(struct live *live)
{
    for (int i = 0; i < LOGS; i++)
        follower_release(&live->followers[i]);
    for (struct topic *topic = live->wanted, *next; topic; topic = next) {
        next = topic->next_wanted;
        topic->wanted = false;
        topic_free_unused(topic);
    }
    history_release(&live->history);
    text_release(&live->buffer);
    close(live->poll_fd);
    free(live->per_address);
    free(live);
}

/* ------------------------------------------------------------------ a round */

void
live_poll(struct live *live)
{
    struct epoll_event events[POLL_BATCH];
    int n;
    do {
        n = epoll_wait(live->poll_fd, events, POLL_BATCH, 0);
        for (int i = 0; i < n; i++) {
            struct stream *stream = events[i].data.ptr;
            if (events[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
                stream_doom(stream, false);
            else if (events[i].events & EPOLLOUT)
                stream_writable(stream);
        }
    } while (n == POLL_BATCH);
}

static struct frame *
tick_of(const struct live *live, enum log_name log, int64_t now_us, int64_t clock_us)
{
    const struct follower *follower = &live->followers[log];
    struct frame *frame = frame_tick(clock_us, follower_as_of(follower, now_us, clock_us));
    frame->log = log;
    frame->at = follower->at;
    return frame;
}

/* Those whose turn it is hear that we live, and are looked after. */
static void
tick(struct live *live, int64_t now_us)
{
    struct frame *frames[LOGS] = { NULL };
    int64_t clock_us = time_now_us();
    live->tick_slot = (live->tick_slot + 1) % TICK_SLOTS;
    for (struct stream *s = live->lists[live->tick_slot]; s; s = s->next) {
        if (!frames[s->log])
            frames[s->log] = tick_of(live, s->log, now_us, clock_us);
        if (clock_us >= s->expires_us || !auth_holds(live->edge->options.auth, s->hold))
            stream_doom(s, false);
        else if (s->blocked && now_us - s->progress_us > STUCK_US)
            stream_doom(s, true);
        else
            stream_add(s, frames[s->log], NULL, 0, true);
    }
    for (int i = 0; i < LOGS; i++)
        frame_drop(frames[i]);
}

/* All streams of a log hear at once that it cannot be read, and that it can again. */
static void
tell_all(struct live *live, enum log_name log, int64_t now_us)
{
    struct frame *frame = tick_of(live, log, now_us, time_now_us());
    for (int slot = 0; slot < TICK_SLOTS; slot++)
        for (struct stream *s = live->lists[slot]; s; s = s->next)
            if (s->log == log)
                stream_add(s, frame, NULL, 0, true);
    frame_drop(frame);
}

static void
sweep(struct live *live, int64_t now_us)
{
    live->swept_us = now_us;
    for (int i = 0; i < LOGS; i++)
        if (follower_turns(&live->followers[i], now_us))
            tell_all(live, (enum log_name)i, now_us);
    topics_sweep(live, now_us);
    for (struct stream *s = live->lists[OPENING]; s; s = s->next)
        for (int i = 0; i < s->n_subscriptions && now_us - s->begun_us > OPEN_AFTER_US; i++)
            if (s->subscriptions[i].asked)
                stream_settle(&s->subscriptions[i], NULL);
}

void
live_run(struct live *live)
{
    int64_t now_us = time_mono_us();
    live->fresh = false;
    live_calls_answer(live);
    for (int i = 0; i < LOGS && !live->draining; i++)
        follower_run(&live->followers[i], now_us);
    if (now_us - live->swept_us >= SWEEP_US)
        sweep(live, now_us);
    if (now_us - live->ticked_us >= LATE_US)
        live->ticked_us = now_us - SECOND_US;
    for (; now_us - live->ticked_us >= SECOND_US; live->ticked_us += SECOND_US)
        tick(live, now_us);
    topics_ask(live);
    go_on(live);
}

int
live_patience_ms(const struct live *live)
{
    int64_t now_us = time_mono_us(), least_us = IDLE_MS * INT64_C(1000);
    if (live->fresh)
        return 0;
    for (int i = 0; i < LOGS; i++) {
        const struct follower *follower = &live->followers[i];
        if (follower->wanted && !follower->calling && !live->draining && follower->next_us - now_us < least_us)
            least_us = follower->next_us - now_us;
    }
    return least_us > 0 ? (int)(least_us / 1000) + 1 : 0;
}
