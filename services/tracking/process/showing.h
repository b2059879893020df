/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Processes as replies show them, and what the methods that move one have in common. */
#ifndef OKNO_TRACKING_SHOWING_H
#define OKNO_TRACKING_SHOWING_H

#include "process.h"

/** Everything but its steps. */
void showing_process(const struct process *process, Tracking__Process *ret_process);

/**
 * Loads a process of its own, to be moved from outside. The process of an application is moved by the application's
 * methods: FAILED_PRECONDITION, worded.
 */
enum rpc_code showing_load(struct rpc_call *call, const char *process_id, struct process *ret_process) OKNO_MUST_CHECK;
/** Stores what it was moved to, and shows it; the last thing that a method does. */
enum rpc_code showing_put(struct process *process, Tracking__Process *ret_process) OKNO_MUST_CHECK;
/** Both, with one event between them. */
enum rpc_code showing_move(struct rpc_call *call, const char *process_id, struct bpmn_event event,
                           Tracking__Process *ret_process) OKNO_MUST_CHECK;

/** The production calendar; NULL without a catalogue. */
const struct calendar *showing_calendar(struct rpc_call *call);

#endif
