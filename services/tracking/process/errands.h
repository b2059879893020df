/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What steps ask of others: made in the transaction of the step, carried out by a job until it is done. */
#ifndef OKNO_TRACKING_ERRANDS_H
#define OKNO_TRACKING_ERRANDS_H

#define ERRAND_MESSAGE "MESSAGE"                   /* to whoever waits for `name`; detail: correlation */
#define ERRAND_SIGNAL "SIGNAL"                     /* to all others that wait for `name` */
#define ERRAND_SERVICE "SERVICE"                   /* operation `name`; detail: target */
#define ERRAND_CALL "CALL"                         /* starts regulation `name`; detail: binding */
#define ERRAND_CANCEL_CALLED "CANCEL_CALLED"       /* cancels what the token called */
#define ERRAND_CALLED_ENDED "CALLED_ENDED"         /* for the caller; detail: code of the error it failed with */
#define ERRAND_CALLED_ESCALATED "CALLED_ESCALATED" /* for the caller; detail: code */

#endif
