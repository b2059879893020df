/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * A process on its way: loaded or begun, moved by events, and what the events brought about put into a unit of work.
 *
 * One unit of work holds the new state and everything that follows from it: tasks, timers, subscriptions, errands
 * and the record of what happened. The state is guarded by its edition, so that of two who move the same process at
 * once one wins and the other gets RPC_ABORTED and may try again on the new state.
 */
#ifndef OKNO_TRACKING_PROCESS_H
#define OKNO_TRACKING_PROCESS_H

#include "regulations.h"

#include <okno/calendar.h>
#include <okno/db.h>
#include <okno/tracking.pb-c.h>

#define PROCESS_STEPS_MAX 8

/**
 * Reason of a failure that is the regulation's own: a script failed, no flow's condition held, nobody catches the error
 * that would end the application's process. The event has not been taken and may come again, after a migration to a
 * better version.
 */
#define PROCESS_STUCK "REGULATION_STUCK"

struct process {
    struct rpc_call *call;
    const struct calendar *calendar;
    const struct regulation *regulation;
    Tracking__ProcessRow row; /* edition 0: not stored yet */
    const struct bpmn_state *state;
    struct bpmn_effects effects[PROCESS_STEPS_MAX]; /* of the events it was moved by, in order */
    int n_effects;
    int64_t now_us;
    const char *in_place_of; /* absent one whom the caller stands in for; NULL: none */
    const char *note;        /* told first in the record of the step; NULL: nothing */
};

/** What its tasks are about; zero for a process that carries no application. */
struct process_subject {
    const Tracking__Application *app;
    int term_days; /* working days from registration to the planned date */
};

/** What begins: which regulation, for whom. Texts not given are "". */
struct process_origin {
    const char *code;    /* of the regulation */
    int version;         /* 0: the newest */
    const char *element; /* id of another process of its file; NULL: the one that the regulation is */
    const char *id;      /* of the new process */
    const char *application_id;
    const char *parent_id; /* that called it ... */
    uint32_t parent_token; /* ... and waits there */
    const char *start;     /* id of where it begins; NULL: what has no trigger */
};

/**
 * Begins one: makes the instance and moves it by its start.
 *
 * @variables  NULL: none
 * @return RPC_NOT_FOUND without the regulation; what the regulation cannot do, worded
 */
enum rpc_code process_begin(struct rpc_call *call, const struct calendar *calendar, const struct process_origin *origin,
                            const struct bpmn_value *variables, struct process *ret_process) OKNO_MUST_CHECK;

/** One whose row was read already; the row's texts are shared. */
enum rpc_code process_of_row(struct rpc_call *call, const struct calendar *calendar, const Tracking__ProcessRow *row,
                             struct process *ret_process) OKNO_MUST_CHECK;

/** Loads one. RPC_NOT_FOUND, worded. */
enum rpc_code process_load(struct rpc_call *call, const struct calendar *calendar, const char *id,
                           struct process *ret_process) OKNO_MUST_CHECK;

/**
 * Moves it by one event, whose time and calendar are filled in. Failures are worded. The process that carries an
 * application never fails: an error that nobody catches is the regulation's own failure, and the event is not taken.
 */
enum rpc_code process_move(struct process *process, struct bpmn_event event) OKNO_MUST_CHECK;

/** Adds everything that the events brought about; the last task made, NULL when none was. */
Tracking__Task *process_put(struct process *process, struct db_work *work, const struct process_subject *subject);

/** The place that performs a task: the application's `own` for "application", else as the regulation names it; "". */
const char *process_place(const char *named, const char *own);

/**
 * Elements that wait, each once: tasks, services, called processes, events, event-based gateways and what they wait
 * for; in the arena.
 */
size_t process_waiting(const struct process *process, const char ***ret_elements);
bool process_ended(const struct process *process);
/** The last status shown by the events, NULL when none was. */
const struct bpmn_status *process_shown(const struct process *process);
/** Whether it waits for a message of this name. */
bool process_expects(const struct process *process, const char *message);
/** Whether a user task with this operation waits now. */
bool process_awaits(const struct process *process, const char *operation);
/** Terms of the production calendar, for bpmn_step; without it (NULL) terms in days are UNAVAILABLE. */
struct bpmn_calendar process_calendar(const struct calendar *calendar);

#endif
