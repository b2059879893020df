/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../scans.h"

#include <okno/blob.h>
#include <okno/catalogue.h>
#include <okno/tracking.methods.h>

#define PIECE (256 * 1024)

/* The very papers that say who somebody is are not for an agency that works with pseudonyms (R46). */
static enum rpc_code
may_see(struct rpc_call *call, const Tracking__Document *document)
{
    struct view view;
    const struct catalogue *cat;
    enum rpc_code code = view_of(call, &view);
    if (code == RPC_OK)
        code = catalogue_of(call, &cat);
    if (code != RPC_OK || !view.pseudonymous)
        return code;
    const Reference__ClassifierItem *kind = catalogue_item(cat, "document-kinds", document->kind);
    if (kind && !text_equal(kind->parent, "group.personal"))
        return RPC_OK;
    return rpc_fail(call, RPC_PERMISSION_DENIED, "Орган работает с псевдонимами: личные документы ему не показываются",
                    "The agency works with pseudonyms: personal documents are not shown to it");
}

static const char *
file_name(struct rpc_call *call, const Tracking__Application *app, const Tracking__Document *document)
{
    static const char *const endings[][2] = {
        { "application/pdf", "pdf" }, { "image/jpeg", "jpg" }, { "image/png", "png" }, { "image/tiff", "tif" }
    };
    const char *ending = "bin";
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(endings); i++)
        if (text_equal(endings[i][0], document->content_type))
            ending = endings[i][1];
    char *name = arena_printf(call->arena, "%s-%s.%s", app->number, document->kind, ending);
    for (char *c = name; *c; c++)
        if (*c == '/')
            *c = '-';
    return name;
}

enum rpc_code
tracking_download_scan(struct rpc_call *call, const Tracking__DownloadScanRequest *req, Common__Content *rep)
{
    Tracking__Application app = TRACKING__APPLICATION__INIT;
    Tracking__Document *document;
    enum rpc_code code = scans_document(call, req->application_id, req->document_id, &app, &document);
    if (code == RPC_OK)
        code = may_see(call, document);
    if (code != RPC_OK)
        return code;
    if (text_empty(document->sha256))
        return rpc_fail(call, RPC_NOT_FOUND, "Скана этого документа нет", "There is no scan of this document");
    code = blob_read(call, document->sha256, req->offset, PIECE, rep);
    if (code == RPC_NOT_FOUND)
        return rpc_fail(call, RPC_DATA_LOSS, "Содержание скана утрачено", "The content of the scan is lost");
    rep->file_name = file_name(call, &app, document);
    return code;
}
