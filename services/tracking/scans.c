/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "scans.h"

#include <okno/audit.h>

enum rpc_code
scans_document(struct rpc_call *call, const char *application_id, const char *document_id, Tracking__Application *app,
               Tracking__Document **ret_document)
{
    struct view view;
    enum rpc_code code = view_of(call, &view);
    if (code == RPC_OK)
        code = view_application(call, &view, application_id, app);
    if (code != RPC_OK)
        return code;
    audit_object(call, "document", document_id, NULL);
    for (size_t i = 0; i < app->n_documents; i++)
        if (text_equal(app->documents[i]->document_id, document_id)) {
            *ret_document = app->documents[i];
            return RPC_OK;
        }
    return rpc_fail(call, RPC_NOT_FOUND, "Документа %s в заявлении нет", "The application has no document %s",
                    document_id);
}
