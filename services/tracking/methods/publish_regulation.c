/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../process/beginnings.h"
#include "../process/reading.h"
#include "../process/regulations.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/db.h>
#include <okno/proto.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#include <openssl/sha.h>

/* INVALID_ARGUMENT naming every fault by element, line and rule. */
static enum rpc_code
refuse(struct rpc_call *call, const struct reading *reading)
{
    for (size_t i = 0; i < reading->n_faults; i++) {
        const Tracking__RegulationFault *fault = reading->faults[i];
        if (!fault->warning)
            rpc_violate(call, arena_printf(call->arena, "bpmn:%d:%s", fault->line, fault->element), "%s (%s)",
                        "%s (%s)", fault->message, fault->rule);
    }
    rpc_explain(call, "REGULATION_FAULTS", NULL);
    return rpc_check(call);
}

/* The very same file is the version that it is already. */
static enum rpc_code
find_same(struct rpc_call *call, const char *code, const char *sha256, Tracking__Regulation *rep)
{
    return db_one(call, &tracking_sql_get_same_regulation, DB_ARGS(code, sha256), &rep->base);
}

static enum rpc_code
next_version(struct rpc_call *call, const char *code, int *ret_version)
{
    struct db_rows rows;
    int64_t version = 0;
    enum rpc_code status = db_rows(call, &tracking_sql_get_newest_regulation, DB_ARGS(code), &rows);
    if (status != RPC_OK)
        return status;
    if (rows.n && !parse_int64(db_cell(&rows, 0, "version"), &version))
        return RPC_INTERNAL;
    *ret_version = (int)version + 1;
    return RPC_OK;
}

/* One that was published before it was noted what regulations begin with; an older version begins nothing. */
static enum rpc_code
note_beginnings(struct rpc_call *call, const struct reading *reading, const Tracking__Regulation *rep)
{
    int next;
    bool noted;
    struct beginning *all;
    size_t n = beginnings_of_model(call->arena, reading->model, &all);
    if (n == 0)
        return RPC_OK;
    enum rpc_code code = next_version(call, rep->code, &next);
    if (code == RPC_OK)
        code = beginnings_noted(call, all, n, rep->code, &noted);
    if (code != RPC_OK || noted || next != rep->version + 1)
        return code;
    struct db_work *work = db_begin(call);
    beginnings_publish(call, work, reading->model, rep->code, rep->version);
    return db_commit(work);
}

static enum rpc_code
publish(struct rpc_call *call, const struct reading *reading, const char *sha256, Tracking__Regulation *rep)
{
    int64_t now_us = time_now_us();
    enum rpc_code code = next_version(call, reading->code, &rep->version);
    if (code != RPC_OK)
        return code;
    rep->code = reading->code;
    rep->name = arena_strdup(call->arena, reading->process->name);
    rep->sha256 = sha256;
    rep->published = proto_time(call->arena, now_us);
    rep->publisher = call->caller.subject;
    rep->warnings = reading->faults;
    rep->n_warnings = reading->n_faults;
    audit_object(call, "regulation", arena_printf(call->arena, "%s/%d", rep->code, rep->version), NULL);
    struct db_work *work = db_begin(call);
    db_put(work, &tracking_sql_put_regulation,
           DB_ARGS(rep->code, rep->version, rep->name, reading->bpmn, sha256, db_time(now_us), rep->publisher));
    beginnings_publish(call, work, reading->model, rep->code, rep->version);
    code = db_commit(work);
    regulations_forget(rep->code);
    return code == RPC_ALREADY_EXISTS
               ? rpc_fail(call, RPC_ABORTED, "Эту версию только что опубликовал кто-то другой, повторите",
                          "Somebody else has just published this version, try again")
               : code;
}

enum rpc_code
tracking_publish_regulation(struct rpc_call *call, const Tracking__PublishRegulationRequest *req,
                            Tracking__Regulation *rep)
{
    uint8_t digest[SHA256_DIGEST_LENGTH];
    char *sha256 = arena_alloc(call->arena, 2 * SHA256_DIGEST_LENGTH + 1);
    READING_SCOPED reading = { 0 };
    enum rpc_code code = reading_take(call, req->chunk, &reading);
    if (code != RPC_OK || !reading.complete)
        return code;
    if (!reading.publishable)
        return refuse(call, &reading);
    SHA256((const uint8_t *)reading.bpmn, reading.length, digest);
    hex_encode(digest, sizeof digest, sha256);
    code = find_same(call, reading.code, sha256, rep);
    if (code == RPC_OK)
        return note_beginnings(call, &reading, rep);
    return code == RPC_NOT_FOUND ? publish(call, &reading, sha256, rep) : code;
}
