/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Complaints: what a caller may see of them, and what their changes leave behind. */
#ifndef OKNO_TRACKING_COMPLAINTS_H
#define OKNO_TRACKING_COMPLAINTS_H

#include "complaint_rules.h"

#include "../view.h"

#include <okno/bpmn.h>
#include <okno/catalogue.h>
#include <okno/db.h>

/** Bounds of what the caller may see, as arguments of statements: NULL does not bound. */
struct complaint_view {
    struct view view;
    const char *not_against; /* the official it is against does not see it */
};
enum rpc_code complaints_view(struct rpc_call *call, struct complaint_view *ret_view) OKNO_MUST_CHECK;

/** Adds what follows from the row and takes away what the caller must not see. */
void complaints_finish(struct rpc_call *call, const struct complaint_view *view, Tracking__Complaint *complaint);

/** As the caller may see it. RPC_NOT_FOUND, worded, also for one that exists but is not theirs. */
enum rpc_code complaints_load(struct rpc_call *call, const char *complaint_id,
                              Tracking__Complaint *ret_complaint) OKNO_MUST_CHECK;

/** Adds the changed row to the work, guarded by its version; moves the ETag on. */
void complaints_save(struct rpc_call *call, struct db_work *work, Tracking__Complaint *complaint);
/** Adds movement and event. */
void complaints_note(struct rpc_call *call, struct db_work *work, const Tracking__Complaint *complaint,
                     const char *action, const char *comment, int64_t now_us);

/**
 * Last day of a term that begins today.
 *
 * @return RPC_OUT_OF_RANGE, worded, beyond the production calendar
 */
enum rpc_code complaints_term(struct rpc_call *call, int days, enum calendar_kind kind,
                              const char **ret_day) OKNO_MUST_CHECK;

/** What its regulation knows of it: no personal data, for processes show their variables. */
const struct bpmn_value *complaints_variable(struct arena *arena, const Tracking__Complaint *complaint);

#endif
