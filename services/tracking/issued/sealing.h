/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** File and signature of a document that has just entered the register. */
#ifndef OKNO_TRACKING_ISSUED_SEALING_H
#define OKNO_TRACKING_ISSUED_SEALING_H

#include <okno/rpc.h>
#include <okno/tracking.pb-c.h>

/**
 * Makes the PDF, unless the agency has uploaded its own file, signs it where the service's card allows an electronic
 * result and there is a key, and stores all of it. What the agency has signed itself nobody else signs.
 *
 * @return RPC_OK also when somebody else was faster; else why it cannot be done now
 */
enum rpc_code issued_seal(struct rpc_call *call, const Tracking__UnsealedDocument *document) OKNO_MUST_CHECK;

#endif
