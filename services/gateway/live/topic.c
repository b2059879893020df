/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What streams follow. A topic is shared by all streams that see the same of it. The revision of a hall has no gaps, so
 * whoever has one revision can be given the next, and who cannot is given a new snapshot.
 */
#include "live.h"

#include <okno/proto.h>
#include <okno/queue.rpc.h>

/* What a snapshot costs many viewers is not asked for more often than this, however much happens. */
static const int64_t REFRESH_MS[TOPIC_KINDS] = {
    [TOPIC_HALL] = 15000, [TOPIC_TICKET] = 5000, [TOPIC_APPLICATION] = 0, [TOPIC_TASKS] = 3000
};
/* A hall where nothing happens opens and closes all the same. */
static const int64_t IDLE_MS[TOPIC_KINDS] = { [TOPIC_HALL] = 60000 };
#define SHARED_FOR_US INT64_C(1000000) /* a snapshot is given to all who come so soon after it */

static uint32_t
hash_of(const char *text)
{
    uint32_t hash = 2166136261u;
    for (; *text; text++)
        hash = (hash ^ (uint8_t)*text) * 16777619u;
    return hash ^ hash >> 15;
}

int
live_slot(const char *place)
{
    return *place ? (int)(hash_of(place) % LIVE_SLOTS) : -1;
}

/* ------------------------------------------------------------------ finding and making */

static struct topic **
bucket_of(struct live *live, const char *key)
{
    return &live->buckets[hash_of(key) % TOPIC_BUCKETS];
}

static char *
copy(const char *text)
{
    char *made = strdup(text);
    if (!made)
        abort();
    return made;
}

/* The texts of a caller live with the topic. */
static void
keep_caller(struct topic *topic, const struct rpc_caller *caller)
{
    const char *from[] = { caller->subject, caller->centre, caller->agency, caller->applicant };
    const char **to[] = { &topic->caller.subject, &topic->caller.centre, &topic->caller.agency,
                          &topic->caller.applicant };
    size_t size = 0;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(from); i++)
        size += strlen(from[i]) + 1;
    char *at = topic->identity = malloc(size);
    if (!at)
        abort();
    topic->caller = (struct rpc_caller){ .role = caller->role, .service = "" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(from); i++) {
        size_t length = strlen(from[i]) + 1;
        *to[i] = memcpy(at, from[i], length);
        at += length;
    }
}

static struct topic *
topic_new(struct live *live, const struct topic_wish *wish)
{
    struct topic *topic = calloc(1, sizeof *topic), **bucket = bucket_of(live, wish->key);
    TEXT_SCOPED packed = { 0 };
    if (!topic)
        abort();
    proto_pack(wish->request, &packed);
    *topic = (struct topic){ .next = *bucket,
                             .live = live,
                             .kind = wish->kind,
                             .audience = wish->audience,
                             .name = copy(wish->name),
                             .key = copy(wish->key),
                             .variant = copy(wish->variant),
                             .method = wish->method,
                             .payload = malloc(packed.length + 1),
                             .payload_size = packed.length,
                             .english = wish->english,
                             .slot = live_slot(wish->place) };
    if (!topic->payload)
        abort();
    if (packed.length)
        memcpy(topic->payload, packed.data, packed.length);
    keep_caller(topic, &wish->caller);
    live->counts_shown.topics++;
    return *bucket = topic;
}

static struct topic *
topic_of(struct live *live, const struct topic_wish *wish)
{
    for (struct topic *t = *bucket_of(live, wish->key); t; t = t->next)
        if (t->kind == wish->kind && strcmp(t->key, wish->key) == 0 && strcmp(t->variant, wish->variant) == 0)
            return t;
    return topic_new(live, wish);
}

void
topic_free_unused(struct topic *topic)
{
    struct topic **at = bucket_of(topic->live, topic->key);
    if (topic->first || topic->calling || topic->wanted)
        return;
    while (*at != topic)
        at = &(*at)->next;
    *at = topic->next;
    topic->live->counts_shown.topics--;
    snapshot_set(&topic->last, NULL);
    snapshot_set(&topic->held, NULL);
    free(topic->name);
    free(topic->key);
    free(topic->variant);
    free(topic->payload);
    free(topic->identity);
    free(topic);
}

void
topic_subscribe(struct live *live, const struct topic_wish *wish, struct subscription *subscription)
{
    struct topic *topic = subscription->topic = topic_of(live, wish);
    subscription->waiting = subscription->asked = true;
    subscription->next = topic->first;
    if (topic->first)
        topic->first->prev = subscription;
    topic->first = subscription;
}

void
topic_unsubscribe(struct subscription *subscription)
{
    struct topic *topic = subscription->topic;
    if (!topic)
        return;
    if (subscription->prev)
        subscription->prev->next = subscription->next;
    else
        topic->first = subscription->next;
    if (subscription->next)
        subscription->next->prev = subscription->prev;
    subscription->topic = NULL;
    topic_free_unused(topic);
}

/* ------------------------------------------------------------------ beginning, and going on after a cut */

static bool
is_of(const struct history_entry *entry, const struct topic *topic, int slot)
{
    return entry->slot == slot && strcmp(entry->centre, topic->key + strlen("halls/")) == 0;
}

/* Number of the entry that brings the hall to the revision after this one: `next` when there is none and none is
 * missing, UINT64_MAX when it is not known. */
static uint64_t
find_next(const struct topic *topic, struct position after, int64_t revision)
{
    const struct history *history = &topic->live->history;
    int slot = live_slot(topic->key + strlen("halls/"));
    const struct follower *follower = &topic->live->followers[LOG_QUEUE];
    if (!follower->placed || !history_covers(history, after) || position_before(follower->at, after) || revision <= 0)
        return UINT64_MAX;
    for (uint64_t n = history->first; n < history->next; n++) {
        const struct history_entry *entry = history_entry(history, n);
        if (is_of(entry, topic, slot) && entry->revision > revision)
            return entry->revision == revision + 1 ? n : UINT64_MAX;
    }
    return history->next;
}

/* Something is missing: changes go on after a new snapshot. */
static void
want_anew(struct subscription *subscription)
{
    subscription->waiting = true;
    topic_want(subscription->topic);
}

/* Everything of the hall from an entry on, beyond the subscription's revision. */
static void
replay(struct subscription *subscription, uint64_t from)
{
    struct topic *topic = subscription->topic;
    const struct history *history = &topic->live->history;
    int slot = live_slot(topic->key + strlen("halls/"));
    for (uint64_t n = from < history->first ? history->first : from; n < history->next; n++) {
        const struct history_entry *entry = history_entry(history, n);
        if (entry->revision <= subscription->revision || !is_of(entry, topic, slot))
            continue;
        if (entry->revision > subscription->revision + 1) {
            want_anew(subscription);
            return;
        }
        subscription->revision = entry->revision;
        stream_add(subscription->stream, entry->frame[topic->audience], subscription, entry->revision, true);
    }
}

static bool
resume(struct subscription *subscription, struct position after, int64_t revision)
{
    uint64_t from =
        subscription->topic->kind == TOPIC_HALL ? find_next(subscription->topic, after, revision) : UINT64_MAX;
    if (from == UINT64_MAX)
        return false;
    subscription->waiting = false;
    subscription->revision = subscription->sent_revision = revision;
    replay(subscription, from);
    stream_settle(subscription, NULL);
    return true;
}

void
topic_give(struct subscription *subscription, const struct snapshot *snapshot)
{
    if (subscription->waiting || subscription->topic->kind == TOPIC_HALL)
        subscription->revision = snapshot->revision;
    subscription->waiting = false;
    stream_add(subscription->stream, snapshot->frame, subscription, snapshot->revision, true);
    if (subscription->topic->kind == TOPIC_HALL)
        replay(subscription, snapshot->from);
    if (subscription->asked)
        stream_settle(subscription, NULL);
}

void
topic_begin(struct subscription *subscription, struct position after, int64_t revision)
{
    struct topic *topic = subscription->topic;
    const struct snapshot *last = &topic->last;
    if (resume(subscription, after, revision))
        return;
    if (last->frame && !topic->again && time_mono_us() - last->at_us < SHARED_FOR_US
        && last->from >= topic->live->history.first)
        topic_give(subscription, last);
    else
        topic_want(topic);
}

/* ------------------------------------------------------------------ changes */

/* The revision that follows is added; anything else means that something is missing. */
static void
change_hall(struct topic *topic, const struct history_entry *entry)
{
    struct frame *frame = entry->frame[topic->audience];
    for (struct subscription *s = topic->first; s; s = s->next) {
        if (s->waiting || (entry->revision && entry->revision <= s->revision))
            continue;
        if (entry->revision > s->revision + 1) {
            want_anew(s);
            continue;
        }
        if (entry->revision)
            s->revision = entry->revision;
        if (frame)
            stream_add(s->stream, frame, s, entry->revision, true);
    }
}

/* Settings are loaded for all halls at once, and the event does not know the revision that each of them has then. */
static void
want_all_anew(struct topic *topic)
{
    topic->again = true;
    for (struct subscription *s = topic->first; s; s = s->next)
        want_anew(s);
}

/* A snapshot that was ahead of the log: now the log is there, or beyond. */
static void
give_held(struct topic *topic, int64_t revision)
{
    if (!topic->held.frame || revision < topic->held.revision)
        return;
    for (struct subscription *s = topic->first; s && revision == topic->held.revision; s = s->next)
        if (!s->waiting && s->revision == revision)
            stream_add(s->stream, topic->held.frame, s, revision, true);
    if (revision > topic->held.revision)
        topic->seen_count--; /* overtaken: asked for again */
    snapshot_set(&topic->held, NULL);
}

static void
take_hall_event(struct live *live, struct arena *arena, const struct live_event *event, const char *key)
{
    struct history_entry entry = { .at = event->at,
                                   .revision = event->revision,
                                   .centre = (char *)(uintptr_t)event->key,
                                   .slot = live_slot(event->key) };
    const ProtobufCMessage *staff = show_hall(arena, event, AUDIENCE_STAFF);
    const ProtobufCMessage *board = show_hall(arena, event, AUDIENCE_BOARD);
    entry.frame[AUDIENCE_STAFF] = frame_change(key, staff);
    entry.frame[AUDIENCE_BOARD] = board == staff ? frame_hold(entry.frame[AUDIENCE_STAFF])
                                  : board        ? frame_change(key, board)
                                                 : NULL;
    for (int i = 0; i < AUDIENCES; i++)
        if (entry.frame[i]) {
            entry.frame[i]->log = event->log;
            entry.frame[i]->at = event->at;
        }
    history_add(&live->history, &entry);
    for (struct topic *t = *bucket_of(live, key); t; t = t->next)
        if (t->kind == TOPIC_HALL && strcmp(t->key, key) == 0) {
            change_hall(t, &entry);
            if (event->message->descriptor == &queue__hall_settings_changed__descriptor)
                want_all_anew(t);
            if (entry.revision)
                give_held(t, entry.revision);
        }
}

/* What a snapshot of the topic is numbered by. Applications are not. */
static int64_t
number_of(const struct topic *topic, const struct live_event *event)
{
    if (topic->kind != TOPIC_TICKET)
        return 0;
    return topic->method == &queue_method_track_ticket ? event->revision : event->version;
}

/* Who follows one thing sees each change of it since their first snapshot. One under way may lack it; after one that
 * was ahead of the log another is taken, so that what stands last is the newest. */
static void
change_one(struct live *live, const struct live_event *event, const char *key, const ProtobufCMessage *message)
{
    struct frame *frame = NULL;
    for (struct topic *t = *bucket_of(live, key); t; t = t->next) {
        if (strcmp(t->key, key) != 0)
            continue;
        t->again = true;
        if (!frame)
            frame = frame_change(key, message);
        frame->log = event->log;
        frame->at = event->at;
        int64_t number = number_of(t, event);
        for (struct subscription *s = t->first; s; s = s->next) {
            if (s->waiting || (number && number <= s->revision))
                continue;
            s->revision = number;
            stream_add(s->stream, frame, s, 0, true);
        }
        if (t->first && number && number <= t->last.revision)
            topic_want(t);
    }
    frame_drop(frame);
}

static void
note(struct live *live, struct arena *arena, const char *prefix, const char *place)
{
    live->counts[live_slot(arena_printf(arena, "%s%s", prefix, place))]++;
}

void
topics_take_event(struct live *live, struct arena *arena, const struct live_event *event)
{
    live->counts_shown.events++;
    if (event->log == LOG_TRACKING) {
        note(live, arena, "tasks/", event->centre);
        note(live, arena, "tasks", "");
        change_one(live, event, arena_printf(arena, "applications/%s", event->key), show_application(arena, event));
        return;
    }
    note(live, arena, "queue/", event->key);
    take_hall_event(live, arena, event, arena_printf(arena, "halls/%s", event->key));
    if (*event->ticket_id)
        change_one(live, event, arena_printf(arena, "tickets/%s", event->ticket_id), show_ticket(arena, event));
}

/* ------------------------------------------------------------------ what is stale */

static bool
is_stale(const struct topic *topic, int64_t now_us)
{
    if (topic->retry_us)
        return topic->retry_us <= now_us;
    if (topic->slot < 0 || !topic->last.frame || topic->held.frame)
        return false;
    bool changed = topic->live->counts[topic->slot] != topic->seen_count;
    int64_t after_ms = changed ? REFRESH_MS[topic->kind] : IDLE_MS[topic->kind];
    return after_ms && now_us - topic->refreshed_us >= after_ms * 1000;
}

void
topics_sweep(struct live *live, int64_t now_us)
{
    for (int i = 0; i < TOPIC_BUCKETS; i++)
        for (struct topic *t = live->buckets[i]; t; t = t->next)
            if (!t->calling && !t->wanted && t->first && is_stale(t, now_us))
                topic_want(t);
}
