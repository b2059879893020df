/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../record.h"
#include "../settings.h"

#include <okno/audit.h>
#include <okno/blob.h>
#include <okno/exchange.methods.h>
#include <okno/exchange.sql.h>

static const char *const types[] = { "application/pdf", "image/jpeg",      "image/png", "image/tiff",
                                     "text/xml",        "application/zip", NULL };

static enum rpc_code
may_upload(struct rpc_call *call, const Exchange__UploadFileRequest *req, const struct record *record)
{
    if (text_empty(req->chunk->upload_id))
        rpc_violate(call, "chunk.uploadId", "Обязательное поле", "The field is required");
    enum rpc_code code = rpc_check(call);
    return code == RPC_OK ? record_may(record, RULES_ANSWER) : code;
}

static enum rpc_code
write(const struct record *record, const char *upload, const struct blob *blob, const Exchange__File *file)
{
    struct rpc_call *call = record->call;
    struct db_work *work = db_begin(call);
    audit_object(call, "exchange-file", file->file_id, NULL);
    blob_keep(work, upload, blob);
    db_expect(work, &exchange_sql_put_file,
              DB_ARGS(record->request->request_id, file->file_id, file->name, file->content_type, (long)file->size,
                      file->sha256, db_time(record->now_us), call->caller.subject),
              RPC_FAILED_PRECONDITION, "Файл уже вошёл в ответ", "The file is part of the answer already");
    return db_finish(work);
}

enum rpc_code
exchange_upload_file(struct rpc_call *call, const Exchange__UploadFileRequest *req, Exchange__File *rep)
{
    Exchange__Request request = EXCHANGE__REQUEST__INIT;
    struct record record;
    struct blob blob;
    bool complete;
    const struct blob_rules rules = { (int64_t)exchange_settings.file_limit, types };
    enum rpc_code code = record_load(call, req->request_id, &request, &record);
    if (code == RPC_OK)
        code = may_upload(call, req, &record);
    if (code != RPC_OK)
        return code;
    const char *object = arena_printf(call->arena, "%s/%s", req->request_id, req->file_id);
    const char *upload = blob_upload_key(call, req->chunk->upload_id, object);
    code = blob_receive(call, &rules, upload, req->chunk, &blob, &complete);
    if (code != RPC_OK || !complete)
        return code;
    rep->file_id = req->file_id;
    rep->name = req->chunk->file_name;
    rep->content_type = blob.content_type;
    rep->size = blob.size;
    rep->sha256 = blob.sha256;
    return write(&record, upload, &blob, rep);
}
