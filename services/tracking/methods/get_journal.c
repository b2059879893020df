/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../journal.h"

#include <okno/tracking.methods.h>

enum rpc_code
tracking_get_journal(struct rpc_call *call, const Tracking__GetJournalRequest *req, Tracking__GetJournalResponse *rep)
{
    const char *centre;
    return journal_load(call, req, rep, &centre);
}
