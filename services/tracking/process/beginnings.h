/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Processes that begin with a message or a signal, or at a time. The newest version of a regulation says with which; a
 * message goes to whoever waits for it, else to the one regulation that begins with it, a signal to all. A timer begins
 * one process at each of its moments, over all replicas: whoever moves its row on does.
 */
#ifndef OKNO_TRACKING_BEGINNINGS_H
#define OKNO_TRACKING_BEGINNINGS_H

#include "process.h"

#define BEGINNING_MESSAGE "MESSAGE"
#define BEGINNING_SIGNAL "SIGNAL"
#define BEGINNING_TIMER "TIMER"

struct beginning {
    const char *kind, *name;    /* of the message or signal; "" of a timer */
    const char *timer;          /* ISO 8601 date or cycle; "" or NULL of the others */
    const char *code, *process; /* regulation, and which process of its file */
    const char *element;        /* where it begins */
    int nth;                    /* of its triggers */
    int version;
};

/** All of a model, in the arena; `code` and `version` are left out. */
size_t beginnings_of_model(struct arena *arena, const struct bpmn_model *model, struct beginning **ret_beginnings);

/** Adds what a version begins with, in the place of what the versions before it did; timers count from now. */
void beginnings_publish(struct rpc_call *call, struct db_work *work, const struct bpmn_model *model, const char *code,
                        int version);

/** Whether all that a model begins with is known already of the newest version of its regulation. */
enum rpc_code beginnings_noted(struct rpc_call *call, const struct beginning *all, size_t n, const char *code,
                               bool *ret_noted) OKNO_MUST_CHECK;

/**
 * What begins with a message or signal.
 *
 * @code, @process  only this; NULL: any
 */
enum rpc_code beginnings_find(struct rpc_call *call, const struct beginning *like, struct beginning **ret_beginnings,
                              size_t *ret_n) OKNO_MUST_CHECK;

/** Begins a process. Failures are worded. */
enum rpc_code beginnings_begin(struct rpc_call *call, const struct beginning *beginning,
                               const struct bpmn_value *variables, struct process *ret_process) OKNO_MUST_CHECK;

/**
 * Adds a process begun so. When a message of this name and correlation has begun one already, the commit fails with
 * RPC_ALREADY_EXISTS.
 *
 * @correlation, @begun_by  "" without
 */
void beginnings_put(struct db_work *work, struct process *process, const struct beginning *beginning,
                    const char *correlation, const char *begun_by);

/** Whether a process is the last of many that began one another within the hour: they would go on for ever. */
enum rpc_code beginnings_go_round(struct rpc_call *call, const char *process_id, bool *ret_round) OKNO_MUST_CHECK;

#endif
