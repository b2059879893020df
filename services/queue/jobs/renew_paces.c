/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "jobs.h"

#include <okno/db.h>
#include <okno/queue.sql.h>

#define MONTH_US (INT64_C(30) * 24 * 3600 * 1000000)

enum rpc_code
queue_job_renew_paces(struct rpc_call *call)
{
    struct db_rows rows;
    return db_rows(call, &queue_sql_renew_paces, DB_ARGS(db_time(time_now_us() - MONTH_US)), &rows);
}
