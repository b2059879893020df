/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../record.h"
#include "../rules.h"

#include <okno/applicants.methods.h>
#include <okno/applicants.sql.h>
#include <okno/events.h>
#include <okno/proto.h>

/* A consent is about the data of a person (152-ФЗ art. 3, 9): an entity has none to agree about. */
static enum rpc_code
check_giver(struct rpc_call *call, const char *applicant_id)
{
    static const char entity[] = { '0' + APPLICANTS__CHECK_APPLICANT_RESPONSE__KIND__LEGAL_ENTITY, '\0' };
    struct db_rows rows;
    enum rpc_code code =
        db_rows(call, &applicants_sql_applicant_kinds, DB_ARGS(db_texts(call->arena, &applicant_id, 1)), &rows);
    if (code != RPC_OK)
        return code;
    if (rows.n == 0)
        return record_not_found(call, applicant_id);
    if (!text_equal(db_cell(&rows, 0, "kind"), entity))
        return RPC_OK;
    return rpc_fail(call, RPC_FAILED_PRECONDITION,
                    "Согласие на обработку персональных данных даёт человек, а не организация",
                    "Consent to the processing of personal data is given by a person, not by an entity");
}

static enum rpc_code
check_representative(struct rpc_call *call, const char *applicant_id, const char *representative_id)
{
    if (text_empty(representative_id))
        return RPC_OK;
    Applicants__Representative found = APPLICANTS__REPRESENTATIVE__INIT;
    enum rpc_code code =
        db_one(call, &applicants_sql_get_representative, DB_ARGS(applicant_id, representative_id), &found.base);
    if (code != RPC_OK && code != RPC_NOT_FOUND)
        return code;
    struct power power = { code == RPC_OK, found.issued, found.valid_until, found.revoked != NULL, { 0 }, true, true };
    power.revoked_on = date_of_time(proto_time_us(found.revoked));
    enum power_fault fault = power_check(&power, date_of_time(time_now_us()), false);
    if (fault != POWER_VALID)
        rpc_violate(call, "consent.representativeId", "%s", "%s", power_fault_text(fault, rpc_english(call)));
    return rpc_check(call);
}

static void
put(struct db_work *work, struct rpc_call *call, const char *applicant_id, const Applicants__Consent *consent)
{
    db_expect(work, &applicants_sql_put_consent,
              DB_ARGS(consent->consent_id, applicant_id, consent->purpose, consent->data, consent->actions,
                      db_nonempty(consent->valid_until), consent->way_of_withdrawal, consent->form,
                      db_time(proto_time_us(consent->given)), db_nonempty(consent->representative_id)),
              RPC_NOT_FOUND, "Такого заявителя нет", "There is no such applicant");
    Applicants__ConsentGiven event = APPLICANTS__CONSENT_GIVEN__INIT;
    event.applicant_id = applicant_id;
    event.consent_id = consent->consent_id;
    event.actor = call->caller.subject;
    events_put(work, applicant_id, &event.base);
}

enum rpc_code
applicants_give_consent(struct rpc_call *call, const Applicants__GiveConsentRequest *req, Applicants__Consent *rep)
{
    enum rpc_code code = record_visible(call, req->applicant_id);
    if (code == RPC_OK)
        code = check_giver(call, req->applicant_id);
    if (code == RPC_OK)
        code = check_representative(call, req->applicant_id, req->consent->representative_id);
    if (code != RPC_OK)
        return code;
    bool online = call->caller.role == RPC_ROLE_APPLICANT;
    *rep = *req->consent;
    rep->consent_id = new_id(call->arena);
    rep->given = proto_time(call->arena, time_now_us());
    rep->withdrawn = NULL;
    rep->form = online ? "ELECTRONIC" : *rep->form ? rep->form : "PAPER";
    struct db_work *work = db_begin(call);
    put(work, call, req->applicant_id, rep);
    return db_finish(work);
}
