/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../report.h"

#include <okno/queue.methods.h>

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

enum rpc_code
queue_get_queue_report_file(struct rpc_call *call, const Queue__GetQueueReportFileRequest *req, Common__Content *rep)
{
    TEXT_SCOPED csv = { 0 };
    Queue__QueueReport report = QUEUE__QUEUE_REPORT__INIT;
    bool sheet = req->kind == QUEUE__GET_QUEUE_REPORT_FILE_REQUEST__FILE_KIND__XLSX;
    enum rpc_code code = report_load(call, req->from_date, req->to_date, req->centre_code, req->by, &report);
    if (code != RPC_OK)
        return code;
    if (!sheet) {
        report_csv(&report, rpc_english(call), &csv);
        rep->data = (ProtobufCBinaryData){ csv.length, arena_memdup(call->arena, csv.data, csv.length) };
    } else if (!report_xlsx(&report, rpc_english(call), call->arena, &rep->data)) {
        return rpc_fail(call, RPC_INTERNAL, "Таблица не записалась", "The sheet could not be written");
    }
    rep->content_type = sheet ? XLSX_TYPE : "text/csv; charset=utf-8; header=present";
    rep->file_name = arena_printf(call->arena, "queue-%s-%s.%s", req->from_date, req->to_date, sheet ? "xlsx" : "csv");
    rep->total_size = (int64_t)rep->data.len;
    return RPC_OK;
}
