/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Scans of the documents of an application. */
#ifndef OKNO_TRACKING_SCANS_H
#define OKNO_TRACKING_SCANS_H

#include "view.h"

/**
 * The document, in an application the caller may see.
 *
 * @app  filled
 * @return RPC_NOT_FOUND, worded, for either
 */
enum rpc_code scans_document(struct rpc_call *call, const char *application_id, const char *document_id,
                             Tracking__Application *app, Tracking__Document **ret_document) OKNO_MUST_CHECK;

#endif
