/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../facts.h"
#include "../moves.h"
#include "../rules.h"

#include <okno/audit.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#define DOCUMENTS_MAX 200

static enum rpc_code
may_add(const struct record *record, const Tracking__Document *document)
{
    struct rpc_call *call = record->call;
    if (!catalogue_item(record->facts.cat, "document-kinds", document->kind))
        rpc_violate(call, "document.kind", "Такого вида документов нет в классификаторе",
                    "The classifier has no such kind of document");
    enum rpc_code code = rpc_check(call);
    if (code != RPC_OK || (!record->app->closed && rules_may_withdraw(record->app->status)))
        return code;
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Решение принято, документы не добавляются",
                    "The decision is taken, no documents are added");
}

/* With an id of ours; what only an upload can know is not taken from the request. */
static void
take(const struct record *record, const Tracking__Document *given, Tracking__Document *ret)
{
    char id[37];
    uuid7(id);
    *ret = *given;
    ret->base.n_unknown_fields = 0;
    ret->document_id = arena_strdup(record->call->arena, id);
    ret->sha256 = ret->content_type = "";
    ret->size = 0;
    if (text_empty(ret->name))
        ret->name = facts_document_name(record->facts.cat, record->facts.card, given->kind);
}

enum rpc_code
tracking_add_document(struct rpc_call *call, const Tracking__AddDocumentRequest *req, Tracking__Document *rep)
{
    struct record record;
    Tracking__Application app = TRACKING__APPLICATION__INIT;
    enum rpc_code code = record_load(call, req->application_id, NULL, &app, &record);
    if (code == RPC_OK)
        code = may_add(&record, req->document);
    if (code != RPC_OK)
        return code;
    take(&record, req->document, rep);
    struct moves_subject subject = moves_subject(&record);
    struct db_work *work = db_begin(call);
    db_expect(work, &tracking_sql_add_document,
              DB_ARGS(req->application_id, db_time(record.now_us), db_json(call->arena, &rep->base), DOCUMENTS_MAX),
              RPC_FAILED_PRECONDITION, "Документы больше не добавляются", "No more documents are added");
    moves_put(work, &subject,
              &(struct moves_note){ .action = "DOCUMENT_ADDED",
                                    .documents = (const char *const[]){ rep->document_id },
                                    .n_documents = 1 });
    return db_finish(work);
}
