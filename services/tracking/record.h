/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** An application on its way to being changed: loaded, moved in memory, saved unless somebody else was faster. */
#ifndef OKNO_TRACKING_RECORD_H
#define OKNO_TRACKING_RECORD_H

#include "facts.h"
#include "rules.h"
#include "view.h"

#include <okno/bpmn.h>
#include <okno/db.h>

/** What the regulation last showed of it: 0 and "" for what follows from the status. */
struct record_shown {
    int epgu, moscow;
    const char *words;
};

/** Where it stands among those that wait for a quota or a place (R248). */
struct record_queue {
    int64_t since_us; /* first stood there; 0: never did */
    bool stands;
    int place; /* that the agency told; 0: by the time */
};

struct record {
    struct rpc_call *call;
    struct view view;
    Tracking__Application *app; /* what is shown; the reply of most methods */
    struct facts_service facts; /* of the application's own service and centre */
    struct rules_term term;
    Tracking__Application__Status resume_status; /* while suspended */
    struct date suspended_on;                    /* year 0: it is not */
    Tracking__Application__Status came_in;       /* as loaded; suspended: what that suspends */
    struct record_shown shown;
    const struct bpmn_status *shows; /* that the regulation shows now; NULL: nothing new */
    struct record_queue queue;
    bool held; /* the clock stands: all wait for the applicant, or for a quota */
    const char *stopped_on, *sent_on, *result_on, *issued_on;           /* "" when not */
    const char *applicant_id, *representative_id, *representative_name; /* as stored, whatever the caller sees */
    int64_t version;
    int64_t now_us;
    struct date today;
};

/**
 * The application as the caller may see it, with what its moves need.
 *
 * @app   filled; usually the reply
 * @etag  the version the caller saw; "" or NULL when they do not care
 * @return RPC_NOT_FOUND, worded; RPC_ABORTED with reason STALE_ETAG
 */
enum rpc_code record_load(struct rpc_call *call, const char *application_id, const char *etag,
                          Tracking__Application *app, struct record *ret_record) OKNO_MUST_CHECK;

/** Says that nothing else happens to it: RPC_FAILED_PRECONDITION, worded, when it is closed. */
enum rpc_code record_must_be_open(const struct record *record) OKNO_MUST_CHECK;

/** Planned date by the term as it is now in the record; the reply shows it. */
enum rpc_code record_replan(struct record *record) OKNO_MUST_CHECK;

/** Adds the change of the row to the work, guarded by its version, and moves the reply's ETag on. */
void record_save(struct record *record, struct db_work *work);

/**
 * Follows the queue for a quota or a place, after a move: it stands there from the first time that the regulation waits
 * in it, also while it waits for something else meanwhile, until it is its turn or all is over. Coming back it has its
 * old place.
 *
 * @waits  whether the regulation waits in the queue now
 * @left   whether it was its turn
 * @place  that the agency told, a number; NULL: none
 */
void record_queue_up(struct record *record, bool waits, bool left, const struct bpmn_value *place);

/**
 * The term stands while all wait for the applicant, or for a quota that nobody has: no official has those days. It goes
 * on when somebody else has something to do.
 */
enum rpc_code record_hold(struct record *record, bool held) OKNO_MUST_CHECK;

/** The term goes on from where it stood: the days since then are added. RPC_OUT_OF_RANGE, worded; without a stop,
 * nothing. */
enum rpc_code record_restart_clock(struct record *record) OKNO_MUST_CHECK;

struct date record_planned(const struct record *record);
const char *record_date(const struct record *record, struct date day);

/** The agency sees the application from the moment it has something to do there. @next  what is to be done now, or NULL
 */
void record_note_sent(struct record *record, const Tracking__Task *next);

#endif
