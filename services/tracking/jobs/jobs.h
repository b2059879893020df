/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_TRACKING_JOBS_H
#define OKNO_TRACKING_JOBS_H

#include <okno/rpc.h>

/** Records terms that passed against whoever is responsible, each once (R61, R78). */
enum rpc_code tracking_job_mark_missed_terms(struct rpc_call *call);
/** Fires timers that are due, and records the terms of tasks that passed: of one half of the processes, and of the
 * other. */
enum rpc_code tracking_job_fire_timers(struct rpc_call *call);
enum rpc_code tracking_job_fire_other_timers(struct rpc_call *call);
/** Begins the processes whose time has come. */
enum rpc_code tracking_job_begin_processes(struct rpc_call *call);
/** Carries out what steps asked of others. */
enum rpc_code tracking_job_run_errands(struct rpc_call *call);
/** Makes and signs the files of documents that entered the register. */
enum rpc_code tracking_job_seal_documents(struct rpc_call *call);
/** Deletes uploads that nobody finished within a day. */
enum rpc_code tracking_job_sweep_uploads(struct rpc_call *call);

#endif
