/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reads the log of a service from where it stood when the first stream was opened, on and on: one reader for all
 * streams of this process. Nothing is stored: who comes back after a restart of ours begins with a snapshot.
 */
#include "live.h"

#include <okno/events.rpc.h>
#include <okno/log.h>
#include <okno/proto.h>

#define BATCH 500
#define WAIT_MS 1000
#define CALL_MS 10000
#define GATHER_MS 8 /* a few events together cost little more than one */
#define FIRST_PAUSE_MS 100
#define LAST_PAUSE_MS 1600
#define BEHIND_US INT64_C(5000000) /* a restart takes less, and is nobody's business */
#define EVENT_MEMORY ((size_t)8 * 1024 * 1024)

static const char *const NAMES[LOGS] = { [LOG_QUEUE] = "queue", [LOG_TRACKING] = "tracking" };

static void
place(struct follower *follower, const Events__Cursor *end)
{
    /* Everything of that transaction and below is over: the next one's first entry follows. */
    follower->at = (struct position){ end->txid + 1, 0 };
    follower->placed = true;
    if (follower->log == LOG_QUEUE)
        history_restart(&follower->live->history, follower->at);
}

static void
take_events(struct follower *follower, const Events__ReadEventsResponse *batch)
{
    struct live *live = follower->live;
    int64_t at_us = 0;
    for (size_t i = 0; i < batch->n_events; i++) {
        const Events__Event *entry = batch->events[i];
        struct live_event event;
        arena_reset(follower->arena);
        follower->at = (struct position){ entry->txid, entry->id };
        if (!show_read(follower->arena, follower->log, entry->type, entry->key, entry->payload, &event))
            continue;
        event.at = follower->at;
        at_us = entry->at ? entry->at->seconds * 1000000 + entry->at->nanos / 1000 : 0;
        topics_take_event(live, follower->arena, &event);
    }
    if (at_us)
        live->counts_shown.delay_us = time_now_us() - at_us;
}

static void
pause_after_failure(struct follower *follower, const struct outcome *outcome)
{
    int64_t pause_ms = FIRST_PAUSE_MS << (follower->failures < 4 ? follower->failures : 4);
    if (follower->failures++ == 0)
        log_warn("cannot read the log for live streams; trying on", LOG_STR("peer", NAMES[follower->log]),
                 LOG_CODE(outcome->code));
    follower->next_us = time_mono_us() + 1000 * (pause_ms < LAST_PAUSE_MS ? pause_ms : LAST_PAUSE_MS);
}

static void
done(struct live *live, void *arg, struct arena *arena, const struct outcome *outcome)
{
    (void)live;
    struct follower *follower = arg;
    follower->calling = false;
    Events__ReadEventsResponse *batch =
        outcome->code != RPC_OK
            ? NULL
            : proto_unpack(arena, &events__read_events_response__descriptor, outcome->reply, outcome->reply_size);
    if (!batch || (!follower->placed && !batch->end)) {
        pause_after_failure(follower, outcome);
        return;
    }
    if (follower->failures)
        log_info("the log for live streams is read again", LOG_STR("peer", NAMES[follower->log]));
    follower->failures = 0;
    follower->next_us = 0;
    follower->heard_us = time_mono_us();
    if (!follower->placed) {
        place(follower, batch->end);
        return;
    }
    take_events(follower, batch);
    if (batch->n_events > 0 && batch->n_events < BATCH)
        follower->next_us = time_mono_us() + GATHER_MS * 1000;
}

void
follower_run(struct follower *follower, int64_t now_us)
{
    if (!follower->wanted || follower->calling || now_us < follower->next_us)
        return;
    struct live *live = follower->live;
    if (!follower->heard_us)
        follower->heard_us = now_us;
    Events__ReadEventsRequest request = EVENTS__READ_EVENTS_REQUEST__INIT;
    Events__Cursor after = EVENTS__CURSOR__INIT;
    if (!follower->arena)
        follower->arena = arena_new(EVENT_MEMORY);
    after.txid = follower->at.txid;
    after.id = follower->at.id;
    request.after = &after;
    request.newest = !follower->placed;
    request.limit = BATCH;
    request.wait_ms = WAIT_MS;
    text_clear(&live->buffer);
    proto_pack(&request.base, &live->buffer);
    follower->calling = true;
    live_call(live, follower->client,
              &(struct rpc_request){ .method = &events_method_read_events,
                                     .payload = (const uint8_t *)live->buffer.data,
                                     .payload_size = live->buffer.length,
                                     .caller = { RPC_ROLE_SERVICE, "gateway", "", "", "", "" },
                                     .timeout_ms = CALL_MS },
              done, follower);
}

/* ------------------------------------------------------------------ how old it is */

bool
follower_turns(struct follower *follower, int64_t now_us)
{
    bool behind = follower->heard_us && now_us - follower->heard_us > BEHIND_US;
    bool turns = behind != follower->behind;
    follower->behind = behind;
    return turns;
}

int64_t
follower_as_of(const struct follower *follower, int64_t now_us, int64_t clock_us)
{
    return follower->behind ? clock_us - (now_us - follower->heard_us) : clock_us;
}

void
follower_release(struct follower *follower)
{
    arena_free(follower->arena);
}
