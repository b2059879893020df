/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** A complaint as it comes in: whom it is about, who considers it, by when. */
#ifndef OKNO_TRACKING_FILING_H
#define OKNO_TRACKING_FILING_H

#include "complaints.h"

struct filing {
    struct rpc_call *call;
    const Tracking__FileComplaintRequest *req;
    Tracking__Complaint *complaint; /* filled */
    const char *pseudonym;
    int64_t now_us;
};

/**
 * Checks and decides; nothing is written.
 *
 * @return RPC_NOT_FOUND for an applicant or application that is not there, RPC_INVALID_ARGUMENT, RPC_PERMISSION_DENIED,
 *         RPC_FAILED_PRECONDITION without a power of attorney; all worded
 */
enum rpc_code filing_make(struct filing *filing) OKNO_MUST_CHECK;

/** Adds the new row to the work. */
void filing_put(struct db_work *work, const struct filing *filing);

#endif
