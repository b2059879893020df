/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../complaints/complaint_journal.h"

#include <okno/tracking.methods.h>

enum rpc_code
tracking_get_complaint_journal_file(struct rpc_call *call, const Tracking__GetComplaintJournalRequest *req,
                                    Common__Content *rep)
{
    const struct catalogue *cat;
    TEXT_SCOPED csv = { 0 };
    Tracking__GetComplaintJournalResponse journal = TRACKING__GET_COMPLAINT_JOURNAL_RESPONSE__INIT;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code == RPC_OK)
        code = complaint_journal_load(call, req, &journal);
    if (code != RPC_OK)
        return code;
    complaint_journal_csv(cat, &journal, &csv);
    rep->content_type = "text/csv; charset=utf-8";
    rep->file_name = arena_printf(call->arena, "complaints-%s-%s.csv", req->from_date, req->to_date);
    rep->data = (ProtobufCBinaryData){ csv.length, arena_memdup(call->arena, csv.data, csv.length) };
    rep->total_size = (int64_t)csv.length;
    return RPC_OK;
}
