/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../issued/issued.h"

#include <okno/blob.h>
#include <okno/tracking.methods.h>

#include <string.h>

#define PIECE (256 * 1024)

static const char *
ending_of(const char *content_type)
{
    static const char *const endings[][2] = {
        { "application/pdf", "pdf" }, { "image/jpeg", "jpg" }, { "image/png", "png" }, { "image/tiff", "tif" }
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(endings); i++)
        if (text_equal(endings[i][0], content_type))
            return endings[i][1];
    return "bin";
}

enum rpc_code
tracking_download_issued_document(struct rpc_call *call, const Tracking__DownloadIssuedDocumentRequest *req,
                                  Common__Content *rep)
{
    Tracking__IssuedDocument document = TRACKING__ISSUED_DOCUMENT__INIT;
    enum rpc_code code = issued_load(call, req->issued_document_id, &document);
    if (code == RPC_OK)
        code = issued_must_have_file(call, &document);
    if (code != RPC_OK)
        return code;
    code = blob_read(call, document.sha256, req->offset, PIECE, rep);
    if (code == RPC_NOT_FOUND)
        return rpc_fail(call, RPC_DATA_LOSS, "Файл документа утрачен", "The document's file is lost");
    rep->file_name = arena_printf(call->arena, "%s.%s", document.number, ending_of(document.content_type));
    return code;
}
