/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../moves.h"
#include "../settings.h"

#include <okno/blob.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

static const char *const types[] = { "application/pdf", "image/jpeg", "image/png", "image/tiff", NULL };

/* Until the decision, which takes the file into the register. */
static enum rpc_code
may_upload(struct rpc_call *call, const Tracking__UploadResultRequest *req, const Tracking__Application *app)
{
    if (text_empty(req->chunk->upload_id))
        rpc_violate(call, "chunk.uploadId", "Обязательное поле", "The field is required");
    enum rpc_code code = rpc_check(call);
    if (code != RPC_OK || (!app->closed && rules_may_withdraw(app->status)))
        return code;
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Решение уже принято, файл результата не заменить",
                    "The decision was made, the file of the result cannot be changed");
}

static enum rpc_code
write(struct rpc_call *call, const char *upload, const struct blob *blob, const struct record *record,
      Tracking__UploadResultResponse *rep)
{
    struct moves_subject subject = moves_subject(record);
    rep->sha256 = blob->sha256;
    rep->content_type = blob->content_type;
    rep->size = blob->size;
    struct db_work *work = db_begin(call);
    blob_keep(work, upload, blob);
    db_put(work, &tracking_sql_put_result_file,
           DB_ARGS(record->app->application_id, call->caller.agency, blob->sha256, blob->content_type, blob->size,
                   db_time(record->now_us), call->caller.subject));
    moves_put(work, &subject, &(struct moves_note){ .action = "RESULT_UPLOADED" });
    return db_finish(work);
}

enum rpc_code
tracking_upload_result(struct rpc_call *call, const Tracking__UploadResultRequest *req,
                       Tracking__UploadResultResponse *rep)
{
    struct record record;
    struct blob blob;
    bool complete;
    Tracking__Application app = TRACKING__APPLICATION__INIT;
    const struct blob_rules rules = { (int64_t)tracking_settings.scan_limit, types };
    enum rpc_code code = record_load(call, req->application_id, NULL, &app, &record);
    if (code == RPC_OK)
        code = may_upload(call, req, &app);
    if (code != RPC_OK)
        return code;
    const char *upload =
        blob_upload_key(call, req->chunk->upload_id, arena_printf(call->arena, "result:%s", req->application_id));
    code = blob_receive(call, &rules, upload, req->chunk, &blob, &complete);
    return code == RPC_OK && complete ? write(call, upload, &blob, &record, rep) : code;
}
