/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../report.h"

#include <okno/queue.methods.h>

enum rpc_code
queue_get_queue_report(struct rpc_call *call, const Queue__GetQueueReportRequest *req, Queue__QueueReport *rep)
{
    return report_load(call, req->from_date, req->to_date, req->centre_code, req->by, rep);
}
