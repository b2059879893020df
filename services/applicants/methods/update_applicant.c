/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../patch.h"
#include "../record.h"
#include "../rules.h"

#include <okno/applicants.methods.h>
#include <okno/audit.h>
#include <okno/events.h>
#include <okno/proto.h>

#include <inttypes.h>

static bool
touches_benefits(const struct changes *changes)
{
    for (size_t i = 0; i < changes->n; i++)
        if (text_equal(changes->paths[i], "benefits"))
            return true;
    return false;
}

static void
announce(struct db_work *work, struct rpc_call *call, const Applicants__Applicant *after, struct changes *changes)
{
    Applicants__ApplicantChanged event = APPLICANTS__APPLICANT_CHANGED__INIT;
    event.applicant_id = after->applicant_id;
    event.n_fields = changes->n;
    event.fields = changes->paths;
    event.etag = after->etag;
    event.actor = call->caller.subject;
    events_put(work, after->applicant_id, &event.base);
}

static const char *
joined(struct arena *arena, const struct changes *changes)
{
    TEXT_SCOPED paths = { 0 };
    for (size_t i = 0; i < changes->n; i++)
        text_addf(&paths, "%s%s", i ? "," : "", changes->paths[i]);
    return arena_strndup(arena, paths.data, paths.length);
}

static enum rpc_code
write_changes(struct rpc_call *call, const Applicants__Applicant *before, Applicants__Applicant *after,
              struct changes *changes)
{
    int64_t version = 0;
    if (!parse_int64(before->etag, &version))
        return rpc_fail(call, RPC_DATA_LOSS, "Номер версии записи повреждён", "The record's version is damaged");
    after->etag = arena_printf(call->arena, "%" PRId64, version + 1);
    after->updated = proto_time(call->arena, time_now_us());
    struct record was = record_of(call->arena, before), is = record_of(call->arena, after);
    struct db_work *work = db_begin(call);
    record_replace(work, call, &was, &is, joined(call->arena, changes));
    announce(work, call, after, changes);
    return record_name_owner(call, db_commit(work), &is.identifiers, after->applicant_id);
}

static enum rpc_code
check_etag(struct rpc_call *call, const char *wanted, const char *current)
{
    if (text_empty(wanted) || text_equal(wanted, current))
        return RPC_OK;
    rpc_explain(call, "STALE_ETAG", NULL);
    return rpc_fail(call, RPC_ABORTED, "Запись изменена: сейчас версия %s, у вас %s; прочитайте её снова",
                    "The record has changed: it is version %s now, yours is %s; read it again", current, wanted);
}

/* RPC_ABORTED when somebody changed it between reading and writing. */
static enum rpc_code
update_once(struct rpc_call *call, const Applicants__UpdateApplicantRequest *req, const char *etag,
            Applicants__Applicant *rep, bool *ret_raced)
{
    Applicants__Applicant before = APPLICANTS__APPLICANT__INIT;
    enum rpc_code code = record_load(call, req->applicant_id, &before);
    if (code == RPC_OK)
        code = check_etag(call, etag, before.etag);
    Applicants__Applicant *copy = code == RPC_OK ? proto_copy(call->arena, &before.base) : NULL;
    if (!copy)
        return code != RPC_OK
                   ? code
                   : rpc_fail(call, RPC_RESOURCE_EXHAUSTED, "Запись слишком велика", "The record is too large");
    *rep = *copy;
    code = patch_apply(call, req, &before, rep);
    if (code != RPC_OK)
        return code;
    struct changes changes = applicant_changes(call->arena, &before, rep);
    if (!changes.n)
        return audit_reading(call);
    code = patch_allowed(call, &changes);
    if (code == RPC_OK && touches_benefits(&changes))
        code = benefits_check(call, rep, "applicant.");
    if (code != RPC_OK)
        return code;
    code = write_changes(call, &before, rep, &changes);
    *ret_raced = code == RPC_ABORTED;
    return code;
}

enum rpc_code
applicants_update_applicant(struct rpc_call *call, const Applicants__UpdateApplicantRequest *req,
                            Applicants__Applicant *rep)
{
    if (!req->applicant) {
        rpc_violate(call, "applicant", "Обязательное поле", "The field is required");
        return rpc_check(call);
    }
    const char *etag = *req->etag ? req->etag : req->applicant->etag;
    bool raced = true;
    enum rpc_code code = RPC_ABORTED;
    for (int tries = RECORD_TRIES; raced && tries; tries--) {
        raced = false;
        code = update_once(call, req, etag, rep, &raced);
    }
    return code;
}
