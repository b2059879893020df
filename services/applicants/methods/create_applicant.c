/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../record.h"
#include "../rules.h"

#include <okno/applicants.methods.h>
#include <okno/audit.h>
#include <okno/events.h>
#include <okno/proto.h>

static bool
copy_kind(struct arena *arena, const Applicants__CreateApplicantRequest *req, Applicants__Applicant *applicant)
{
    switch (req->kind_case) {
    case APPLICANTS__CREATE_APPLICANT_REQUEST__KIND_PERSON:
        applicant->kind_case = APPLICANTS__APPLICANT__KIND_PERSON;
        return (applicant->person = proto_copy(arena, &req->person->base)) != NULL;
    case APPLICANTS__CREATE_APPLICANT_REQUEST__KIND_SOLE_PROPRIETOR:
        applicant->kind_case = APPLICANTS__APPLICANT__KIND_SOLE_PROPRIETOR;
        return (applicant->sole_proprietor = proto_copy(arena, &req->sole_proprietor->base)) != NULL;
    default:
        applicant->kind_case = APPLICANTS__APPLICANT__KIND_LEGAL_ENTITY;
        return (applicant->legal_entity = proto_copy(arena, &req->legal_entity->base)) != NULL;
    }
}

/* The request stays as it came: its hash tells a repeat. */
static bool
applicant_from(struct arena *arena, const Applicants__CreateApplicantRequest *req, Applicants__Applicant *applicant)
{
    if (!copy_kind(arena, req, applicant))
        return false;
    if (req->contacts && !(applicant->contacts = proto_copy(arena, &req->contacts->base)))
        return false;
    applicant->n_benefits = req->n_benefits;
    applicant->benefits = req->benefits;
    applicant->note = req->note;
    applicant_normalise(arena, applicant);
    return true;
}

static void
give_identity(struct arena *arena, Applicants__Applicant *applicant)
{
    applicant->applicant_id = new_id(arena);
    applicant->created = applicant->updated = proto_time(arena, time_now_us());
    applicant->etag = "1";
}

static void
announce(struct db_work *work, struct rpc_call *call, const Applicants__Applicant *applicant)
{
    Applicants__ApplicantRegistered event = APPLICANTS__APPLICANT_REGISTERED__INIT;
    event.applicant_id = applicant->applicant_id;
    event.kind = applicant_kind(applicant);
    event.actor = call->caller.subject;
    events_put(work, applicant->applicant_id, &event.base);
}

static enum rpc_code
register_under_pseudonym(struct rpc_call *call, Applicants__Applicant *applicant)
{
    uint8_t random[PSEUDONYM_BYTES];
    random_bytes(random, sizeof random);
    applicant->pseudonym = pseudonym_of(call->arena, random);
    struct record record = record_of(call->arena, applicant);
    struct db_work *work = db_begin(call);
    record_put(work, call, &record);
    announce(work, call, applicant);
    return record_name_owner(call, db_commit(work), &record.identifiers, NULL);
}

enum rpc_code
applicants_create_applicant(struct rpc_call *call, const Applicants__CreateApplicantRequest *req,
                            Applicants__Applicant *rep)
{
    if (!applicant_from(call->arena, req, rep))
        return rpc_fail(call, RPC_RESOURCE_EXHAUSTED, "Запрос слишком велик", "The request is too large");
    enum rpc_code code = benefits_check(call, rep, "");
    if (code != RPC_OK)
        return code;
    if (req->validate_only) {
        struct identifiers identifiers = identifiers_of(call->arena, rep);
        return record_unowned(call, &identifiers, NULL);
    }
    give_identity(call->arena, rep);
    audit_object(call, "applicant", rep->applicant_id, NULL);
    int tries = RECORD_TRIES;
    do
        code = register_under_pseudonym(call, rep);
    while (code == RPC_ALREADY_EXISTS && text_equal(db_violated(call), "applicant_pseudonym") && --tries);
    return code;
}
