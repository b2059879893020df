/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What claiming, releasing and completing a task have in common. */
#ifndef OKNO_TRACKING_WORK_H
#define OKNO_TRACKING_WORK_H

#include "moves.h"

/** A task the caller may work on, with the application it belongs to. */
struct work_item {
    struct rpc_call *call;
    Tracking__Task *task;
    struct record record;    /* without a call for a task of a process that carries no application */
    const char *in_place_of; /* absent one who has the task, when the caller stands in for them; NULL: none */
};

/**
 * Loads the task and its application.
 *
 * @etag  the version of the task that the caller saw; "" when they do not care
 * @task  filled; usually the reply
 * @return RPC_NOT_FOUND, worded, for what is not theirs; RPC_PERMISSION_DENIED for a step that another place performs;
 *         RPC_ABORTED with reason STALE_ETAG
 */
enum rpc_code work_load(struct rpc_call *call, const char *task_id, const char *etag, Tracking__Task *task,
                        struct work_item *ret_item) OKNO_MUST_CHECK;

/** RPC_FAILED_PRECONDITION, worded, for a task that is over. */
enum rpc_code work_must_be_live(struct rpc_call *call, const Tracking__Task *task) OKNO_MUST_CHECK;

/**
 * Whether the caller has the claimed task, or stands in today for whoever has it (R207): then sets `in_place_of`.
 *
 * @return RPC_OK; RPC_ABORTED naming who has it
 */
enum rpc_code work_must_have(struct work_item *item) OKNO_MUST_CHECK;

/** RPC_ABORTED naming who has the task. */
enum rpc_code work_taken(struct rpc_call *call, const char *assignee);

/** Movement and event of the task's application; nothing for a task without one. */
void work_put_note(struct db_work *work, const struct work_item *item, const struct moves_note *note);

/** The task moved one version on, in the reply's shape. */
void work_next_version(struct rpc_call *call, Tracking__Task *task);

#endif
