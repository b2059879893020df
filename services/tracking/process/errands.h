/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What steps ask of others: made in the transaction of the step, carried out by a job until it is done. */
#ifndef OKNO_TRACKING_ERRANDS_H
#define OKNO_TRACKING_ERRANDS_H

#include <okno/rpc.h>
#include <okno/tracking.pb-c.h>

#define ERRAND_MESSAGE "MESSAGE"                   /* to whoever waits for `name`, or begins; detail: correlation */
#define ERRAND_SIGNAL "SIGNAL"                     /* to all others that wait for `name`, or begin with it */
#define ERRAND_SIGNAL_ONE "SIGNAL_ONE"             /* to this process */
#define ERRAND_BEGIN "BEGIN"                       /* regulation that begins with signal `name`; detail: code/process */
#define ERRAND_SERVICE "SERVICE"                   /* operation `name`; detail: target */
#define ERRAND_CANCEL_SERVICE "CANCEL_SERVICE"     /* nobody waits for what operation `name` was to bring */
#define ERRAND_CALL "CALL"                         /* starts regulation `name`; detail: binding, or the next line */
#define ERRAND_OF_SAME_FILE "same-file"            /* `name` is another process of the caller's own file */
#define ERRAND_CANCEL_CALLED "CANCEL_CALLED"       /* cancels what the token called */
#define ERRAND_BY_CALLER "caller"                  /* why that is cancelled: the caller need not be told */
#define ERRAND_CALLED_ENDED "CALLED_ENDED"         /* for the caller; detail: code of the error it failed with */
#define ERRAND_ANSWERED "ANSWERED"                 /* for a service task: what came back */
#define ERRAND_NOT_ANSWERED "NOT_ANSWERED"         /* for a service task; detail: code of the error */
#define ERRAND_CALLED_ESCALATED "CALLED_ESCALATED" /* for the caller; detail: code */

/**
 * Carries one errand out; it is deleted in the transaction of its effect, so that it takes effect once.
 *
 * @return RPC_OK when it is done; RPC_NOT_FOUND when nobody is there to take it now
 */
enum rpc_code errands_run(struct rpc_call *call, const Tracking__Errand *errand) OKNO_MUST_CHECK;

#endif
