/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../issued/issued.h"

#include <okno/tracking.methods.h>

enum rpc_code
tracking_get_issued_document(struct rpc_call *call, const Tracking__GetIssuedDocumentRequest *req,
                             Tracking__IssuedDocument *rep)
{
    return issued_load(call, req->issued_document_id, rep);
}
