/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../issued/issued.h"

#include <okno/ids.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#define NO_CODE "????????"

/* One answer for an unknown number and a wrong code: a stranger learns nothing by trying. */
enum rpc_code
tracking_verify_issued_document(struct rpc_call *call, const Tracking__VerifyIssuedDocumentRequest *req,
                                Tracking__IssuedDocumentVerdict *rep)
{
    char typed[2 * IDS_CODE_LENGTH];
    Tracking__IssuedDocument document = TRACKING__ISSUED_DOCUMENT__INIT;
    enum rpc_code code =
        db_one(call, &tracking_sql_verify_issued_document, DB_ARGS(req->number, db_null()), &document.base);
    if (code != RPC_OK && code != RPC_NOT_FOUND)
        return code;
    ids_code_normal(req->code, typed, sizeof typed);
    bool opens = ids_code_equal(code == RPC_OK ? document.code : NO_CODE, typed);
    issued_tell(call, code == RPC_OK && opens ? &document : NULL, rep);
    return RPC_OK;
}
