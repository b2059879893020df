/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The journal of complaints, for both of its forms. */
#ifndef OKNO_TRACKING_COMPLAINT_JOURNAL_H
#define OKNO_TRACKING_COMPLAINT_JOURNAL_H

#include "complaints.h"

/** Complaints of a period; RPC_INVALID_ARGUMENT, worded, for one longer than a year or with its end first. */
enum rpc_code complaint_journal_load(struct rpc_call *call, const Tracking__GetComplaintJournalRequest *req,
                                     Tracking__GetComplaintJournalResponse *rep) OKNO_MUST_CHECK;

/** The entries as CSV. */
void complaint_journal_csv(const struct catalogue *cat, const Tracking__GetComplaintJournalResponse *journal,
                           struct text *out);

#endif
