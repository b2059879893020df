/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** An application on its way to being changed: loaded, moved in memory, saved unless somebody else was faster. */
#ifndef OKNO_TRACKING_RECORD_H
#define OKNO_TRACKING_RECORD_H

#include "facts.h"
#include "rules.h"
#include "view.h"

#include <okno/db.h>

struct record {
    struct rpc_call *call;
    struct view view;
    Tracking__Application *app; /* what is shown; the reply of most methods */
    struct facts_service facts; /* of the application's own service and centre */
    struct rules_term term;
    Tracking__Application__Status resume_status;                        /* while suspended */
    struct date suspended_on;                                           /* year 0: it is not */
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

struct date record_planned(const struct record *record);
const char *record_date(const struct record *record, struct date day);

#endif
