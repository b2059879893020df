/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../moves.h"
#include "../scans.h"
#include "../settings.h"

#include <okno/blob.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

static const char *const types[] = { "application/pdf", "image/jpeg", "image/png", "image/tiff", NULL };

static enum rpc_code
may_upload(struct rpc_call *call, const Tracking__UploadScanRequest *req, const Tracking__Application *app)
{
    if (text_empty(req->chunk->upload_id))
        rpc_violate(call, "chunk.uploadId", "Обязательное поле", "The field is required");
    enum rpc_code code = rpc_check(call);
    if (code != RPC_OK || !app->closed)
        return code;
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Работа по заявлению закончена, документы не добавляются",
                    "The application is closed, no documents are added");
}

/* The part of okno.tracking.v1.Document that an upload tells, as JSON. */
static const char *
scan_json(struct rpc_call *call, const struct blob *blob)
{
    Tracking__Document scan = TRACKING__DOCUMENT__INIT;
    scan.sha256 = blob->sha256;
    scan.content_type = blob->content_type;
    scan.size = blob->size;
    return db_json(call->arena, &scan.base);
}

static enum rpc_code
applicant_of(struct rpc_call *call, const char *application_id, const char **ret_applicant)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &tracking_sql_get_applicant_of, DB_ARGS(application_id), &rows);
    if (code == RPC_OK)
        *ret_applicant = db_cell(&rows, 0, "applicant_id");
    return code;
}

static enum rpc_code
write(struct rpc_call *call, const char *upload, const struct blob *blob, const Tracking__Application *app,
      Tracking__Document *document)
{
    struct moves_subject subject = { call, app, "", time_now_us() };
    enum rpc_code code = applicant_of(call, app->application_id, &subject.applicant_id);
    if (code != RPC_OK)
        return code;
    document->sha256 = blob->sha256;
    document->content_type = blob->content_type;
    document->size = blob->size;
    struct db_work *work = db_begin(call);
    blob_keep(work, upload, blob);
    db_expect(work, &tracking_sql_set_document_scan,
              DB_ARGS(app->application_id, document->document_id, db_time(subject.now_us), scan_json(call, blob)),
              RPC_FAILED_PRECONDITION, "Работа по заявлению закончена, документы не добавляются",
              "The application is closed, no documents are added");
    moves_put(work, &subject,
              &(struct moves_note){
                  .action = "SCANNED", .documents = (const char *const[]){ document->document_id }, .n_documents = 1 });
    return db_finish(work);
}

enum rpc_code
tracking_upload_scan(struct rpc_call *call, const Tracking__UploadScanRequest *req, Tracking__UploadScanResponse *rep)
{
    Tracking__Application app = TRACKING__APPLICATION__INIT;
    Tracking__Document *document;
    struct blob blob;
    bool complete;
    const struct blob_rules rules = { (int64_t)tracking_settings.scan_limit, types };
    enum rpc_code code = scans_document(call, req->application_id, req->document_id, &app, &document);
    if (code == RPC_OK)
        code = may_upload(call, req, &app);
    if (code != RPC_OK)
        return code;
    const char *upload = blob_upload_key(call, req->chunk->upload_id, req->document_id);
    code = blob_receive(call, &rules, upload, req->chunk, &blob, &complete);
    if (code != RPC_OK || !complete)
        return code;
    rep->document = document;
    /* The last piece came again: nothing is left to do. */
    return text_equal(document->sha256, blob.sha256) ? RPC_OK : write(call, upload, &blob, &app, document);
}
