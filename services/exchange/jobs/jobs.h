/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_EXCHANGE_JOBS_H
#define OKNO_EXCHANGE_JOBS_H

#include <okno/rpc.h>

/** Reminds agencies when half of a term has passed and when it has, each once. */
enum rpc_code exchange_job_remind(struct rpc_call *call);
/** Deletes uploads that nobody finished within a day. */
enum rpc_code exchange_job_sweep_uploads(struct rpc_call *call);

#endif
