/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/audit.h>
#include <okno/blob.h>
#include <okno/exchange.methods.h>

#define PIECE (256 * 1024)

/* Of the agency also what is not yet sent; for whoever asked, only what is part of the answer. */
static const Exchange__File *
find_file(const struct view *view, const Exchange__Request *request, const char *file_id)
{
    for (size_t i = 0; i < request->n_files; i++)
        if (text_equal(request->files[i]->file_id, file_id) && (view->agency || request->files[i]->attached))
            return request->files[i];
    return NULL;
}

enum rpc_code
exchange_download_file(struct rpc_call *call, const Exchange__DownloadFileRequest *req, Common__Content *rep)
{
    struct view view;
    Exchange__Request request = EXCHANGE__REQUEST__INIT;
    enum rpc_code code = view_of(call, &view);
    if (code == RPC_OK)
        code = view_request(call, &view, req->request_id, &request);
    if (code != RPC_OK)
        return code;
    audit_object(call, "exchange-file", req->file_id, NULL);
    const Exchange__File *file = find_file(&view, &request, req->file_id);
    if (!file)
        return rpc_fail(call, RPC_NOT_FOUND, "Файла %s в ответе нет", "The answer has no file %s", req->file_id);
    code = blob_read(call, file->sha256, req->offset, PIECE, rep);
    if (code == RPC_NOT_FOUND)
        return rpc_fail(call, RPC_DATA_LOSS, "Содержание файла утрачено", "The content of the file is lost");
    rep->file_name = *file->name ? file->name : file->file_id;
    return code;
}
