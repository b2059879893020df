/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "jobs.h"

#include "../issued/sealing.h"

#include <okno/db.h>
#include <okno/log.h>
#include <okno/tracking.sql.h>

#define AT_ONCE 20
#define RUN_MS 20000
#define FIRST_PAUSE_US INT64_C(1000000)
#define LONGEST_PAUSE_US INT64_C(600000000)

/* Twice as long each time, from a second to ten minutes. */
static enum rpc_code
postpone(struct rpc_call *call, const Tracking__UnsealedDocument *document, enum rpc_code why)
{
    int64_t pause_us = FIRST_PAUSE_US << (document->tries < 20 ? document->tries : 20);
    if (document->tries == 3)
        log_warn("a document waits for its file", LOG_STR("document", document->issued_document_id), LOG_CODE(why));
    struct db_work *work = db_begin(call);
    db_put(work, &tracking_sql_postpone_sealing,
           DB_ARGS(document->issued_document_id,
                   db_time(time_now_us() + (pause_us < LONGEST_PAUSE_US ? pause_us : LONGEST_PAUSE_US))));
    return db_commit(work);
}

static enum rpc_code
seal_one(struct rpc_call *job, const Tracking__UnsealedDocument *document)
{
    struct rpc_call call;
    rpc_call_init(&call, job->caller.subject, RUN_MS, job->context);
    enum rpc_code code = issued_seal(&call, document);
    if (code != RPC_OK)
        code = postpone(&call, document, code);
    rpc_call_release(&call);
    return code;
}

/* A page takes some ten milliseconds of the processor: a few at a time leave room for those who wait for an answer. */
enum rpc_code
tracking_job_seal_documents(struct rpc_call *call)
{
    size_t n;
    Tracking__UnsealedDocument **documents;
    enum rpc_code code = db_list(call, &tracking_sql_list_unsealed_documents, DB_ARGS(db_time(time_now_us()), AT_ONCE),
                                 &tracking__unsealed_document__descriptor, &n, (ProtobufCMessage ***)&documents);
    for (size_t i = 0; i < n && code == RPC_OK; i++)
        code = seal_one(call, documents[i]);
    return code;
}
