/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "jobs.h"

#include <okno/blob.h>

#define DAY_US ((int64_t)24 * 60 * 60 * 1000000)

enum rpc_code
exchange_job_sweep_uploads(struct rpc_call *call)
{
    return blob_sweep(call, time_now_us() - DAY_US);
}
