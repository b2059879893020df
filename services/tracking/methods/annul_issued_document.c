/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../issued/issued.h"
#include "../moves.h"

#include <okno/proto.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#include <inttypes.h>

/* Whoever decided takes it back: the agency, or for a refusal to accept the centre. */
static enum rpc_code
may_annul(struct rpc_call *call, const Tracking__IssuedDocument *document)
{
    bool of_centre = document->kind == TRACKING__ISSUED_DOCUMENT__KIND__ACCEPTANCE_REFUSAL;
    if (of_centre != (call->caller.role == RPC_ROLE_SUPERVISOR))
        return rpc_fail(call, RPC_PERMISSION_DENIED, "Документ аннулирует тот, кто принял решение",
                        "A document is annulled by whoever decided");
    if (document->state != TRACKING__ISSUED_DOCUMENT__STATE__ANNULLED)
        return RPC_OK;
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Документ уже аннулирован", "The document is annulled already");
}

static enum rpc_code
check_version(struct rpc_call *call, const char *etag, const Tracking__IssuedDocument *document)
{
    if (text_empty(etag) || text_equal(etag, document->etag))
        return RPC_OK;
    rpc_explain(call, "STALE_ETAG", NULL);
    return rpc_fail(call, RPC_ABORTED, "Документ изменён после того, как вы его видели: посмотрите снова",
                    "The document was changed after you saw it: look again");
}

static enum rpc_code
write(struct rpc_call *call, const struct record *record, const char *reason, Tracking__IssuedDocument *document)
{
    int64_t version, now_us = time_now_us();
    struct moves_subject subject = moves_subject(record);
    if (!parse_int64(document->etag, &version))
        return RPC_INTERNAL;
    struct db_work *work = db_begin(call);
    db_expect(work, &tracking_sql_annul_issued_document,
              DB_ARGS(document->issued_document_id, version, db_time(now_us), call->caller.subject, reason),
              RPC_ABORTED, "Документ изменён одновременно с вами, посмотрите снова",
              "The document was changed at the same moment, look again");
    moves_put(work, &subject, &(struct moves_note){ .action = "DOCUMENT_ANNULLED", .comment = reason });
    document->state = TRACKING__ISSUED_DOCUMENT__STATE__ANNULLED;
    document->annulled = proto_time(call->arena, now_us);
    document->annulled_by = call->caller.subject;
    document->annulment_reason = reason;
    document->etag = arena_printf(call->arena, "%" PRId64, version + 1);
    return db_finish(work);
}

enum rpc_code
tracking_annul_issued_document(struct rpc_call *call, const Tracking__AnnulIssuedDocumentRequest *req,
                               Tracking__IssuedDocument *rep)
{
    struct record record;
    Tracking__Application app = TRACKING__APPLICATION__INIT;
    enum rpc_code code = issued_load(call, req->issued_document_id, rep);
    if (code == RPC_OK)
        code = may_annul(call, rep);
    if (code == RPC_OK)
        code = check_version(call, req->etag, rep);
    if (code == RPC_OK)
        code = record_load(call, rep->application_id, NULL, &app, &record);
    return code == RPC_OK ? write(call, &record, req->reason, rep) : code;
}
