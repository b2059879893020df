/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Tasks of complaints: who may work on them, and what their ends do to the complaint. */
#ifndef OKNO_TRACKING_CONSIDERATION_H
#define OKNO_TRACKING_CONSIDERATION_H

#include "complaints.h"

/** A task of a complaint on its way to its end. */
struct consideration {
    Tracking__Complaint *complaint;    /* NULL: the task is none of a complaint's */
    const char *action;                /* of the movement */
    const struct bpmn_value *variable; /* what its regulation knows of it from now on; NULL: as before */
    bool forwarded;
};

/** Whether the operation of a task is one of a complaint's. */
bool consideration_is(const Tracking__Task *task);

/**
 * That the caller may work on a task of a complaint: has its very role, and is not whom the complaint is against. When
 * nobody is named, that is whoever registered the application or ended one of its tasks.
 *
 * @return RPC_PERMISSION_DENIED, worded
 */
enum rpc_code consideration_may(struct rpc_call *call, const Tracking__Task *task) OKNO_MUST_CHECK;

/**
 * Decides what the outcome does to the complaint.
 *
 * @fields  of the request: `answer`, `measures` and `offence` of a decision
 * @return RPC_INVALID_ARGUMENT, worded, for a decision without its reasons
 */
enum rpc_code consideration_decide(struct rpc_call *call, const Tracking__Task *task,
                                   const Tracking__CompleteTaskRequest *req, const char *action,
                                   struct consideration *ret_consideration) OKNO_MUST_CHECK;

/** Adds the change to the work. */
void consideration_put(struct rpc_call *call, struct db_work *work, struct consideration *consideration,
                       const char *comment);

#endif
