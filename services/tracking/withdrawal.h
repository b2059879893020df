/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** An application taken back before the agency decided: what its regulation says follows. */
#ifndef OKNO_TRACKING_WITHDRAWAL_H
#define OKNO_TRACKING_WITHDRAWAL_H

#include "record.h"

/** RPC_FAILED_PRECONDITION, worded: closed, decided, or a bundle one of whose services is decided. */
enum rpc_code withdrawal_may(const struct record *record) OKNO_MUST_CHECK;

/** Closes it, sends its process the message `withdrawn` (or cancels it where none is awaited), and adds all to the
 * work. */
enum rpc_code withdrawal_put(struct db_work *work, struct record *record, const char *reason) OKNO_MUST_CHECK;

#endif
