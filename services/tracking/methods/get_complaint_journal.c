/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../complaints/complaint_journal.h"

#include <okno/tracking.methods.h>

enum rpc_code
tracking_get_complaint_journal(struct rpc_call *call, const Tracking__GetComplaintJournalRequest *req,
                               Tracking__GetComplaintJournalResponse *rep)
{
    return complaint_journal_load(call, req, rep);
}
