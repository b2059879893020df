/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../journal.h"

#include <okno/tracking.methods.h>

enum rpc_code
tracking_get_journal_file(struct rpc_call *call, const Tracking__GetJournalRequest *req, Common__Content *rep)
{
    const char *centre;
    TEXT_SCOPED csv = { 0 };
    Tracking__GetJournalResponse journal = TRACKING__GET_JOURNAL_RESPONSE__INIT;
    enum rpc_code code = journal_load(call, req, &journal, &centre);
    if (code != RPC_OK)
        return code;
    journal_csv(&journal, &csv);
    rep->content_type = "text/csv; charset=utf-8; header=present";
    rep->file_name = arena_printf(call->arena, "journal-%s-%s.csv", centre, req->date);
    rep->data = (ProtobufCBinaryData){ csv.length, arena_memdup(call->arena, csv.data, csv.length) };
    rep->total_size = (int64_t)csv.length;
    return RPC_OK;
}
