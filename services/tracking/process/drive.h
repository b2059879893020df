/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Events that come from nobody's hand: timers, messages, answers, ends of called processes. The process moves on, and
 * with it the application that it carries.
 */
#ifndef OKNO_TRACKING_DRIVE_H
#define OKNO_TRACKING_DRIVE_H

#include "process.h"

/**
 * Moves a process by one event and adds everything that follows to the work.
 *
 * @action  of the movement in the history of the application it carries: "TIMER", "MESSAGE", ...
 * @return RPC_NOT_FOUND, RPC_FAILED_PRECONDITION when the event does not fit any more: it is too late, and harmless
 */
enum rpc_code drive_put(struct rpc_call *call, struct db_work *work, const char *process_id, struct bpmn_event event,
                        const char *action) OKNO_MUST_CHECK;

/** The same with a row that was read already; RPC_ABORTED at the commit when it is no longer as it was. */
enum rpc_code drive_put_row(struct rpc_call *call, struct db_work *work, const Tracking__ProcessRow *row,
                            struct bpmn_event event, const char *action) OKNO_MUST_CHECK;

/** Adds a process that was moved already, with what follows for the application it carries. */
enum rpc_code drive_put_moved(struct rpc_call *call, struct db_work *work, struct process *process,
                              const char *action) OKNO_MUST_CHECK;

/** Adds a process that was just begun, with tasks for the application that it carries. */
enum rpc_code drive_begin(struct rpc_call *call, struct db_work *work, struct process *process) OKNO_MUST_CHECK;

#endif
