/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "issued_documents.h"

#include "jobs/jobs.h"

/* Documents of earlier tests wait too. */
void
seal(void)
{
    pg_query("UPDATE issued_document SET not_before = now() - interval '1 s' WHERE sealed IS NULL");
    while (pg_query("SELECT 1 FROM issued_document WHERE sealed IS NULL AND not_before <= now()"))
        run_job(tracking_job_seal_documents);
}

const Tracking__IssuedDocument *
newest(const Tracking__Application *app)
{
    as_supervisor();
    const Tracking__ListIssuedDocumentsResponse *list = CALL(Tracking__ListIssuedDocuments, .number = app->number);
    ck_assert_uint_gt(list->n_documents, 0);
    const Tracking__IssuedDocument *document =
        CALL(Tracking__GetIssuedDocument, .issued_document_id = list->documents[0]->issued_document_id);
    as_operator("op");
    return document;
}

const Tracking__IssuedDocumentVerdict *
verify(const char *number, const char *code)
{
    as_stranger();
    const Tracking__IssuedDocumentVerdict *verdict =
        CALL(Tracking__VerifyIssuedDocument, .number = number, .code = code);
    as_operator("op");
    return verdict;
}
