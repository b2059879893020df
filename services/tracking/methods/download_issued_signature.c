/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../issued/issued.h"

#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

enum rpc_code
tracking_download_issued_signature(struct rpc_call *call, const Tracking__DownloadIssuedSignatureRequest *req,
                                   Common__Content *rep)
{
    Tracking__IssuedDocument document = TRACKING__ISSUED_DOCUMENT__INIT;
    enum rpc_code code = issued_load(call, req->issued_document_id, &document);
    if (code == RPC_OK)
        code = issued_must_have_file(call, &document);
    if (code != RPC_OK)
        return code;
    if (text_empty(document.signer))
        return rpc_fail(call, RPC_NOT_FOUND, "Документ не подписан электронной подписью",
                        "The document is not signed electronically");
    code = db_one(call, &tracking_sql_get_issued_signature, DB_ARGS(req->issued_document_id), &rep->base);
    rep->content_type = "application/pkcs7-signature";
    rep->file_name = arena_printf(call->arena, "%s.p7s", document.number);
    return code;
}
