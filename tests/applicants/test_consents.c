/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support.h"

static Applicants__Consent
consent(void)
{
    return (Applicants__Consent){ .purpose = "Предоставление государственных услуг",
                                  .data = "ФИО, паспорт, адрес",
                                  .actions = "сбор, хранение, передача в ведомства",
                                  .way_of_withdrawal = "письменное заявление в центр",
                                  .valid_until = "2999-12-31" };
}

TEST(consents_are_given_listed_and_withdrawn)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL);
    Applicants__Consent paper = consent();
    const Applicants__Consent *given =
        CALL(Applicants__GiveConsent, .applicant_id = who->applicant_id, .consent = &paper);
    EXPECT_TEXT(given->form, "PAPER");
    as_applicant(who->applicant_id);
    const Applicants__Consent *online =
        CALL(Applicants__GiveConsent, .applicant_id = who->applicant_id, .consent = &paper);
    EXPECT_TEXT(online->form, "ELECTRONIC");
    const Applicants__Consent *gone =
        CALL(Applicants__WithdrawConsent, .applicant_id = who->applicant_id, .consent_id = given->consent_id);
    EXPECT(gone->withdrawn);
    EXPECT_CODE(TRY(Applicants__WithdrawConsent, .applicant_id = who->applicant_id, .consent_id = given->consent_id),
                RPC_FAILED_PRECONDITION);
    const Applicants__ListConsentsResponse *list = CALL(Applicants__ListConsents, .applicant_id = who->applicant_id);
    EXPECT_INT(list->n_consents, 2);
    EXPECT_TEXT(list->consents[0]->consent_id, online->consent_id);
    EXPECT(!list->consents[0]->withdrawn && list->consents[1]->withdrawn);
    EXPECT_TEXT(list->consents[1]->way_of_withdrawal, paper.way_of_withdrawal);
    EXPECT_TEXT(list->consents[1]->valid_until, "2999-12-31");
    EXPECT_INT(list->consents[1]->given->seconds, given->given->seconds);
    EXPECT_INT(events_of("ConsentGiven", who->applicant_id), 2);
    EXPECT_INT(events_of("ConsentWithdrawn", who->applicant_id), 1);
}

TEST(a_consent_keeps_its_giver_as_they_were)
{
    const Applicants__Applicant *who = new_person("Подписавший", "Иван", NULL);
    Applicants__Consent paper = consent();
    CALL(Applicants__GiveConsent, .applicant_id = who->applicant_id, .consent = &paper);
    EXPECT_TEXT(
        pg_query(pg_text("SELECT subject ->> 'fullName' FROM consent WHERE applicant_id = '%s'", who->applicant_id)),
        "Подписавший Иван");
    EXPECT_TEXT(
        pg_query(pg_text("SELECT subject #>> '{identityDocument,number}' FROM consent WHERE applicant_id = '%s'",
                         who->applicant_id)),
        who->person->identity_document->number);
}

TEST(a_consent_is_checked)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL);
    Applicants__Consent wrong = {
        .purpose = "Услуги", .valid_until = "2001-01-01", .form = "VOICE", .representative_id = "никто"
    };
    EXPECT_CODE(TRY(Applicants__GiveConsent, .applicant_id = who->applicant_id, .consent = &wrong),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("consent.data") && pg_violation("consent.actions") && pg_violation("consent.validUntil"));
    EXPECT(pg_violation("consent.form") && pg_violation("consent.representativeId"));
    Applicants__Consent paper = consent();
    paper.representative_id = pg_uuid();
    EXPECT_CODE(TRY(Applicants__GiveConsent, .applicant_id = who->applicant_id, .consent = &paper),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("consent.representativeId"));
}

TEST(a_consent_may_come_by_a_representative)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL), *actor = new_person(NULL, NULL, NULL);
    Applicants__Representative power = { .representative_applicant_id = actor->applicant_id,
                                         .basis = "законный представитель",
                                         .issued = "2025-01-01" };
    const Applicants__Representative *made =
        CALL(Applicants__AddRepresentative, .applicant_id = who->applicant_id, .representative = &power);
    Applicants__Consent paper = consent();
    paper.representative_id = made->representative_id;
    const Applicants__Consent *given =
        CALL(Applicants__GiveConsent, .applicant_id = who->applicant_id, .consent = &paper);
    EXPECT_TEXT(given->representative_id, made->representative_id);
    CALL(Applicants__RevokeRepresentative, .applicant_id = who->applicant_id,
         .representative_id = made->representative_id);
    EXPECT_CODE(TRY(Applicants__GiveConsent, .applicant_id = who->applicant_id, .consent = &paper),
                RPC_INVALID_ARGUMENT);
}

TEST(an_entity_has_no_personal_data_to_agree_about)
{
    const Applicants__Applicant *entity = new_entity("Проба", NULL);
    Applicants__Consent paper = consent();
    EXPECT_CODE(TRY(Applicants__GiveConsent, .applicant_id = entity->applicant_id, .consent = &paper),
                RPC_FAILED_PRECONDITION);
    EXPECT_CODE(TRY(Applicants__GiveConsent, .applicant_id = pg_uuid(), .consent = &paper), RPC_NOT_FOUND);
}

TEST(consents_of_others_are_not_found)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL), *other = new_person(NULL, NULL, NULL);
    Applicants__Consent paper = consent();
    const Applicants__Consent *given =
        CALL(Applicants__GiveConsent, .applicant_id = who->applicant_id, .consent = &paper);
    EXPECT_CODE(TRY(Applicants__WithdrawConsent, .applicant_id = other->applicant_id, .consent_id = given->consent_id),
                RPC_NOT_FOUND);
    as_applicant(other->applicant_id);
    EXPECT_CODE(TRY(Applicants__WithdrawConsent, .applicant_id = who->applicant_id, .consent_id = given->consent_id),
                RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Applicants__GiveConsent, .applicant_id = who->applicant_id, .consent = &paper), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Applicants__ListConsents, .applicant_id = who->applicant_id), RPC_NOT_FOUND);
}
