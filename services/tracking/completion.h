/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The end of a task: whether it may end so, and what that changes of the application. */
#ifndef OKNO_TRACKING_COMPLETION_H
#define OKNO_TRACKING_COMPLETION_H

#include "cases.h"
#include "complaints/consideration.h"
#include "operations.h"
#include "process/course.h"
#include "refusals.h"
#include "work.h"

/** A completion on its way. */
struct completion {
    const Tracking__CompleteTaskRequest *req;
    struct work_item item;
    struct process process;                  /* that waits for the task; completion_move loads it */
    const struct operation_outcome *outcome; /* NULL: the task is no operation */
    struct rules_move move;
    struct cases_place place;       /* when it is written off */
    struct consideration complaint; /* when it is a complaint's */
    struct refusals_demand demand;
};

/**
 * Whether the loaded task may end with the outcome of the request.
 *
 * @return RPC_OK with outcome and place set; RPC_FAILED_PRECONDITION, RPC_ABORTED, RPC_INVALID_ARGUMENT, worded
 */
enum rpc_code completion_check(struct rpc_call *call, struct completion *completion) OKNO_MUST_CHECK;

/** Loads the process that waits for the task and moves it by the outcome. */
enum rpc_code completion_move(struct rpc_call *call, struct completion *completion) OKNO_MUST_CHECK;

/**
 * Moves the application in the record on, after its process: status, dates, result or refusal. Sets `move`.
 *
 * @return RPC_OUT_OF_RANGE, worded, when a term that goes on leaves the production calendar
 */
enum rpc_code completion_decide(struct completion *completion) OKNO_MUST_CHECK;

#endif
