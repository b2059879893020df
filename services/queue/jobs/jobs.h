/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_QUEUE_JOBS_H
#define OKNO_QUEUE_JOBS_H

#include <okno/rpc.h>

/** Releases unconfirmed appointments, reminds of those to come, marks missed ones. */
enum rpc_code queue_job_tend_appointments(struct rpc_call *call);
/** Ends what is left of a day that is over: tickets that nobody called, sessions that nobody closed. */
enum rpc_code queue_job_close_day(struct rpc_call *call);
/** Service times as observed, for the estimates. */
enum rpc_code queue_job_renew_paces(struct rpc_call *call);

#endif
