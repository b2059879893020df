/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The calls for snapshots: one for all who want the same at the same time, and so many under way at once. */
#include "live.h"

#include <okno/proto.h>
#include <okno/queue.rpc.h>

#define CALLS_MAX 48
#define CALL_MS 4000
#define FIRST_PAUSE_MS 250
#define LAST_PAUSE_MS 4000

void
snapshot_set(struct snapshot *place, const struct snapshot *snapshot)
{
    struct frame *before = place->frame;
    *place = snapshot ? *snapshot : (struct snapshot){ 0 };
    if (place->frame)
        frame_hold(place->frame);
    frame_drop(before);
}

void
topic_want(struct topic *topic)
{
    struct live *live = topic->live;
    if (topic->calling || topic->wanted)
        return;
    topic->wanted = true;
    topic->next_wanted = NULL;
    *live->wanted_end = topic;
    live->wanted_end = &topic->next_wanted;
}

/* ------------------------------------------------------------------ asking */

static void done(struct live *live, void *arg, struct arena *arena, const struct outcome *outcome);

static enum log_name
log_of(const struct topic *topic)
{
    return topic->kind == TOPIC_HALL || topic->kind == TOPIC_TICKET ? LOG_QUEUE : LOG_TRACKING;
}

static void
ask(struct topic *topic)
{
    struct live *live = topic->live;
    const struct follower *follower = &live->followers[log_of(topic)];
    topic->calling = true;
    topic->again = false;
    topic->retry_us = 0;
    topic->called_at = follower->at;
    topic->called_from = live->history.next;
    topic->called_count = topic->slot >= 0 ? live->counts[topic->slot] : 0;
    live->n_snapshot_calls++;
    live->counts_shown.snapshots++;
    const struct rpc_request request = { .method = topic->method,
                                         .payload = topic->payload,
                                         .payload_size = topic->payload_size,
                                         .caller = topic->caller,
                                         .language = topic->english ? "en" : "ru",
                                         .timeout_ms = CALL_MS };
    live_call(live, follower->client, &request, done, topic);
}

/* Changes are shown from where the log stands, so first it must be known where. */
void
topics_ask(struct live *live)
{
    struct topic *left = NULL, **end = &left, *next;
    for (struct topic *topic = live->wanted; topic; topic = next) {
        next = topic->next_wanted;
        if (topic->first && (live->n_snapshot_calls >= CALLS_MAX || !live->followers[log_of(topic)].placed)) {
            topic->next_wanted = NULL;
            *end = topic;
            end = &topic->next_wanted;
            continue;
        }
        topic->wanted = false;
        if (topic->first)
            ask(topic);
        else
            topic_free_unused(topic);
    }
    live->wanted = left;
    live->wanted_end = left ? end : &live->wanted;
}

/* ------------------------------------------------------------------ the answer */

static bool
may_pass(enum rpc_code code)
{
    return code == RPC_UNAVAILABLE || code == RPC_DEADLINE_EXCEEDED || code == RPC_RESOURCE_EXHAUSTED
           || code == RPC_ABORTED || code == RPC_CANCELLED || code == RPC_INTERNAL || code == RPC_UNKNOWN;
}

/* Who waits with an open request learns why not; who has a stream already asks anew. */
static void
refuse(struct topic *topic, const struct outcome *outcome)
{
    for (struct subscription *s = topic->first; s; s = s->next)
        if (s->asked)
            stream_settle(s, outcome);
        else if (s->waiting)
            stream_doom(s->stream, false);
}

/* The stream is opened all the same: it shows that it lives, and the rest when the service is back. */
static void
try_later(struct topic *topic)
{
    int64_t pause_ms = FIRST_PAUSE_MS << (topic->failures < 4 ? topic->failures : 4);
    topic->failures++;
    topic->retry_us = time_mono_us() + 1000 * (pause_ms < LAST_PAUSE_MS ? pause_ms : LAST_PAUSE_MS);
    for (struct subscription *s = topic->first; s; s = s->next)
        if (s->asked)
            stream_settle(s, NULL);
}

/* A ticket's code must be that of the ticket asked for; and now it is known in which hall it is. */
static bool
suits(struct topic *topic, struct arena *arena, const ProtobufCMessage *reply)
{
    if (topic->kind != TOPIC_TICKET)
        return true;
    const char *centre = proto_get_text(reply, "centre_code");
    topic->slot = live_slot(arena_printf(arena, "queue/%s", centre));
    return text_equal(proto_get_text(reply, "ticket_id"), topic->name + strlen("tickets/"));
}

/* How far it is: the hall's revision, or the ticket's version. */
static int64_t
number_of(const struct topic *topic, const ProtobufCMessage *reply)
{
    int64_t version;
    if (topic->kind == TOPIC_HALL)
        return ((const Queue__Hall *)reply)->revision;
    if (topic->method == &queue_method_track_ticket)
        return ((const Queue__TrackedTicket *)reply)->revision;
    if (topic->method == &queue_method_get_ticket && parse_int64(((const Queue__Ticket *)reply)->etag, &version))
        return version;
    return 0;
}

static void
give_all(struct topic *topic)
{
    const struct snapshot *last = &topic->last;
    bool hall = topic->kind == TOPIC_HALL;
    for (struct subscription *s = topic->first; s; s = s->next)
        if (s->waiting)
            topic_give(s, last);
        else if (!hall || s->revision == last->revision)
            topic_give(s, last);
        else if (s->revision < last->revision)
            snapshot_set(&topic->held, last);
        else
            topic->seen_count = topic->called_count - 1; /* overtaken: asked for again */
}

static void
take(struct topic *topic, struct arena *arena, const struct outcome *outcome)
{
    const struct outcome no_ticket = { .code = RPC_NOT_FOUND,
                                       .message = topic->english ? "There is no such ticket" : "Такого талона нет" };
    ProtobufCMessage *reply;
    if (proto_read(arena, topic->method->reply, outcome->reply, outcome->reply_size, &reply) != RPC_OK) {
        try_later(topic);
        return;
    }
    if (!suits(topic, arena, reply)) {
        refuse(topic, &no_ticket);
        return;
    }
    struct snapshot made = { .frame = frame_snapshot(topic->name, reply),
                             .revision = number_of(topic, reply),
                             .from = topic->called_from,
                             .at_us = time_mono_us() };
    made.frame->log = log_of(topic);
    made.frame->at = topic->called_at;
    topic->failures = 0;
    topic->seen_count = topic->called_count;
    topic->refreshed_us = made.at_us;
    snapshot_set(&topic->last, &made);
    frame_drop(made.frame);
    give_all(topic);
}

static void
done(struct live *live, void *arg, struct arena *arena, const struct outcome *outcome)
{
    struct topic *topic = arg;
    topic->calling = false;
    live->n_snapshot_calls--;
    if (outcome->code == RPC_OK && topic->again && topic->kind == TOPIC_HALL)
        topic_want(topic); /* it is too old already */
    else if (outcome->code == RPC_OK)
        take(topic, arena, outcome);
    else if (may_pass(outcome->code))
        try_later(topic);
    else
        refuse(topic, outcome);
    if (topic->again && !topic->retry_us && topic->first)
        topic_want(topic);
    topic_free_unused(topic);
}
