/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The end of a task: whether it may end so, and what that changes of the application. */
#ifndef OKNO_TRACKING_COMPLETION_H
#define OKNO_TRACKING_COMPLETION_H

#include "cases.h"
#include "work.h"

/** A completion on its way. */
struct completion {
    const Tracking__CompleteTaskRequest *req;
    struct work_item item;
    const struct steps_step *step;
    const struct steps_outcome *outcome;
    struct rules_move move;
    struct cases_place place; /* when it is written off */
};

/**
 * Whether the loaded task may end with the outcome of the request.
 *
 * @return RPC_OK with step, outcome and place set; RPC_FAILED_PRECONDITION, RPC_ABORTED, RPC_INVALID_ARGUMENT, worded
 */
enum rpc_code completion_check(struct rpc_call *call, struct completion *completion) OKNO_MUST_CHECK;

/** Moves the application in the record on: status, dates, result or refusal. Sets `move`. */
void completion_decide(struct completion *completion);

#endif
