/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The journal of registration, for both of its forms. */
#ifndef OKNO_TRACKING_JOURNAL_H
#define OKNO_TRACKING_JOURNAL_H

#include <okno/rpc.h>
#include <okno/tracking.pb-c.h>

/**
 * Entries of one centre and day.
 *
 * @ret_centre  whose they are
 * @return RPC_PERMISSION_DENIED, worded, for another centre than the caller's own
 */
enum rpc_code journal_load(struct rpc_call *call, const Tracking__GetJournalRequest *req,
                           Tracking__GetJournalResponse *rep, const char **ret_centre) OKNO_MUST_CHECK;

/** The entries as CSV: UTF-8 with BOM, semicolons, CRLF (what office programs open). Pure. */
void journal_csv(const Tracking__GetJournalResponse *journal, struct text *out);

#endif
