/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Live streams: GET /v1/events. What the files of this folder share. Everything belongs to the loop's thread.
 *
 *   live.c      the whole: opening, the loop's round, closing
 *   admit.c     what a request asks for, and whether its caller may see it
 *   follower.c  one for each service's log: reads on and on from where it stands
 *   topic.c     what can be followed, by whom; changes from the log
 *   snapshot.c  the calls for snapshots, which many share
 *   stream.c    one client's connection: what waits for it, and sending it
 *   calls.c     calls of our own, and their outcomes on the way back to the loop
 *   history.c   what happened in halls lately
 *   show.c      what of an event who may see
 *   frame.c     what is sent, made once for all
 */
#ifndef OKNO_GATEWAY_LIVE_H
#define OKNO_GATEWAY_LIVE_H

#include "history.h"
#include "request.h"

#define LIVE_TOPICS_MAX 16 /* of one stream */
#define LIVE_SLOTS 4096    /* counters of what happened, by the hash of whose it was */

/* ------------------------------------------------------------------ topics */

enum topic_kind { TOPIC_HALL, TOPIC_TICKET, TOPIC_APPLICATION, TOPIC_TASKS, TOPIC_KINDS };

/** What a request asks for; texts in its arena. */
struct topic_wish {
    enum topic_kind kind;
    const char *name;    /* as the client knows it: "halls/arbat" */
    const char *key;     /* what events find it by: "halls/arbat", "tasks/arbat" */
    const char *variant; /* who shares it: those of the same variant see the same */
    enum audience audience;
    const char *place; /* whose changes make it stale: "queue/arbat"; "" while that is not known */
    const struct rpc_method *method;
    const ProtobufCMessage *request;
    struct rpc_caller caller; /* of the call for its snapshot */
    bool english;
};

/** A topic as one stream follows it. */
struct subscription {
    struct subscription *prev, *next; /* of the topic */
    struct topic *topic;
    struct stream *stream;
    bool waiting;          /* for a snapshot: no changes before */
    bool asked;            /* no first outcome yet: the stream is not open */
    int64_t revision;      /* of the hall, after all that is in the stream's list; else of the first snapshot or the
                              newest change: what is not above it is no news */
    int64_t sent_revision; /* after all that was sent */
};

struct snapshot {
    struct frame *frame; /* NULL: none */
    int64_t revision;
    uint64_t from; /* number in the history of what may have happened since it was asked for */
    int64_t at_us;
};

struct topic {
    struct topic *next; /* of its bucket */
    struct live *live;
    enum topic_kind kind;
    enum audience audience;
    char *name, *key, *variant;
    struct subscription *first;
    const struct rpc_method *method;
    uint8_t *payload; /* packed request for the snapshot */
    size_t payload_size;
    char *identity; /* holds the texts of `caller` */
    struct rpc_caller caller;
    bool english;

    struct topic *next_wanted; /* of those that a call is wanted for */
    bool calling, wanted;      /* a call is under way; one is to be made */
    bool again;                /* something happened since it was made */
    int64_t retry_us;          /* when to try again; 0: nothing failed */
    int failures;              /* in a row */
    struct position called_at; /* what the log had shown when the call was made */
    uint64_t called_from;      /* as snapshot.from */
    uint32_t called_count;     /* of its slot then */
    struct snapshot last;      /* the newest, for those who come at the same time */
    struct snapshot held;      /* ahead of the log: given when the log is there */
    int slot;                  /* of LIVE_SLOTS, counts what makes it stale; -1: not known */
    uint32_t seen_count;       /* of its slot, in the newest snapshot */
    int64_t refreshed_us;
};

/* ------------------------------------------------------------------ streams */

struct waiting_frame {
    struct frame *frame;
    uint8_t subscription; /* index; LIVE_TOPICS_MAX: of none */
    bool positioned;      /* the client has seen all of the log up to its place */
    int64_t revision;     /* 0: as before */
};

struct stream {
    struct stream *prev, *next; /* of its list: a second of ticks, or those being opened */
    struct stream *next_due;    /* of those that this round has something to do for */
    struct live *live;
    struct request *request; /* while it is being opened; NULL afterwards */
    int fd;                  /* -1 before */
    uint64_t address;
    int64_t expires_us;     /* of the caller's token or session, by time_now_us; INT64_MAX: never */
    struct auth_hold *hold; /* what of the session must go on to hold; NULL: nothing */
    int64_t begun_us, progress_us;
    int tick_slot;            /* which list */
    bool due;                 /* is in the list of next_due */
    bool settled;             /* open it, or refuse it */
    bool refused;             /* by the outcome in its request */
    bool blocked;             /* the socket takes nothing now */
    bool doomed;              /* ends at the end of the round */
    struct position after;    /* Last-Event-ID: where it goes on, */
    int64_t *after_revisions; /* and revisions of its halls; NULL: begins anew */
    struct position sent;
    struct waiting_frame *list; /* a ring */
    unsigned list_room, list_first, list_n;
    size_t list_bytes;
    char *rest; /* of what was begun to be sent */
    size_t rest_size, rest_sent;
    enum log_name log; /* whose places its ids name */
    int n_subscriptions;
    struct subscription subscriptions[];
};

/* ------------------------------------------------------------------ calls */

typedef void live_done(struct live *live, void *arg, struct arena *arena, const struct outcome *outcome);

/** Starts a call; `done` runs in a later round of the loop, with an arena that lives until it returns. */
void live_call(struct live *live, struct rpc_client *client, const struct rpc_request *request, live_done *done,
               void *arg);
/** Goes on with the calls that are over. */
void live_calls_answer(struct live *live);

/* ------------------------------------------------------------------ followers */

struct follower {
    struct live *live;
    enum log_name log;
    struct rpc_client *client; /* NULL: there is no such service */
    bool wanted, placed, calling;
    int64_t heard_us; /* when all of the log was known, by time_mono_us; 0: not asked for yet */
    bool behind;      /* that is too long ago, and the streams were told */
    struct position at;
    int64_t next_us; /* to read on */
    int failures;
    struct arena *arena; /* of the event at hand */
};

void follower_run(struct follower *follower, int64_t now_us);
/** Whether the streams of this log are to be told that what they show is old, or is no longer. */
bool follower_turns(struct follower *follower, int64_t now_us);
/** What streams of this log show is of then, by time_now_us. */
int64_t follower_as_of(const struct follower *follower, int64_t now_us, int64_t clock_us);
void follower_release(struct follower *follower);

/* ------------------------------------------------------------------ the whole */

#define TICK_SLOTS 15 /* a second each */
#define OPENING TICK_SLOTS
#define TOPIC_BUCKETS 4096

struct live_call;

/** For metrics, which read them from another thread. */
struct live_counts {
    _Atomic int streams, topics;
    _Atomic uint64_t events, frames, dropped, snapshots;
    _Atomic int64_t delay_us; /* of the newest event: from its transaction to the sockets */
};

struct live {
    struct edge *edge;
    struct follower followers[LOGS];
    struct history history; /* of the queue's log */
    struct topic *buckets[TOPIC_BUCKETS];
    uint32_t counts[LIVE_SLOTS];
    struct topic *wanted, **wanted_end;
    int n_snapshot_calls;
    struct stream *lists[TICK_SLOTS + 1]; /* the last: those being opened */
    struct stream *due;
    bool draining;
    bool fresh;            /* something was begun since the last round */
    uint16_t *per_address; /* streams, by hash */
    int n_streams;
    int poll_fd;
    int tick_slot;
    int64_t ticked_us, swept_us;
    struct text buffer; /* what goes out in one write */
    struct live_counts counts_shown;
    _Atomic(struct live_call *) done; /* newest first */
};

/* live.c */
struct live *live_new(struct edge *edge);
/** After the loop. */
void live_free(struct live *live);
/** A round of the loop: what has come, what is due, what is to be sent. */
void live_run(struct live *live);
/** The socket of some stream has something to say. */
void live_poll(struct live *live);
/** Milliseconds the loop may sleep as far as streams are concerned. */
int live_patience_ms(const struct live *live);
/** Whether an outcome waits; from any thread. */
bool live_has_outcome(const struct live *live);
/** Ends all streams; no new ones. */
void live_drain(struct live *live);

/* admit.c */
bool live_is_meant(const struct request *request);
/** Whether the stream may be opened, by its head. False: it is answered with the reason. */
bool live_admit(struct request *request);
/** The body, which is none, is here: the connection sleeps until the first snapshots are there. */
void live_begin(struct request *request);

/* topic.c */
void topic_subscribe(struct live *live, const struct topic_wish *wish, struct subscription *subscription);
void topic_unsubscribe(struct subscription *subscription);
/** Gives the subscription its snapshot or what it missed, now if that is here. */
void topic_begin(struct subscription *subscription, struct position after, int64_t revision);
void topics_take_event(struct live *live, struct arena *arena, const struct live_event *event);
/** Asks for the snapshots that are stale, and again for those that failed. */
void topics_sweep(struct live *live, int64_t now_us);
/** snapshot.c: asks for those that are wanted, as many as may be under way. */
void topics_ask(struct live *live);
void topic_want(struct topic *topic);
/** Gives a snapshot, and what has happened in the hall since. */
void topic_give(struct subscription *subscription, const struct snapshot *snapshot);
void topic_free_unused(struct topic *topic);
void snapshot_set(struct snapshot *place, const struct snapshot *snapshot); /* holds its frame; NULL clears */
int live_slot(const char *place);

/* stream.c */
/** Adds to what waits for the client, who is given up when that is too much. */
void stream_add(struct stream *stream, struct frame *frame, const struct subscription *subscription, int64_t revision,
                bool positioned);
/** A subscription has its first outcome; with the last one the stream is open, or refused. */
void stream_settle(struct subscription *subscription, const struct outcome *refusal);
/** The socket takes something again. */
void stream_writable(struct stream *stream);
/** What this round has to do for it: opening, sending, ending. */
void stream_go_on(struct stream *stream);
/** Ends it in this round. `dropped`: the client was too slow. */
void stream_doom(struct stream *stream, bool dropped);
void stream_free(struct stream *stream);
void stream_list(struct stream *stream, int slot);

#endif
