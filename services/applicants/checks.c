/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is wrong with a request beyond the rules of its single fields. Registered with libs/service, so that all
 * violations of a request are told together. Fields may be malformed here: what their own rules say is not repeated.
 */
#include "identifiers.h"
#include "rules.h"
#include "words.h"

#include <okno/applicants.rpc.h>
#include <okno/service.h>

#include <string.h>

#define OLDEST_YEAR 1900

static char *
below(struct rpc_call *call, const char *prefix, const char *name)
{
    return arena_printf(call->arena, "%s%s", prefix, name);
}

/* The day, when there is one and it is well formed. */
static bool
day_of(const char *text, struct date *ret_day)
{
    return !text_empty(text) && date_parse(text, ret_day);
}

static void
check_not_after(struct rpc_call *call, const char *path, const char *text, struct date last)
{
    struct date day;
    if (day_of(text, &day) && date_compare(day, last) > 0)
        rpc_violate(call, path, "Этот день ещё не наступил", "This day is still to come");
}

static void
check_order(struct rpc_call *call, const char *path, const char *first, const char *second)
{
    struct date from, to;
    if (day_of(first, &from) && day_of(second, &to) && date_compare(to, from) < 0)
        rpc_violate(call, path, "Не раньше %s", "Not before %s", first);
}

/* ------------------------------------------------------------------ people */

static void
check_name(struct rpc_call *call, const char *path, const char *name)
{
    if (!text_empty(name) && !words_are_name(name))
        rpc_violate(call, path, "Допустимы буквы, пробел, дефис, апостроф, точка и скобки",
                    "Letters, blank, hyphen, apostrophe, dot and brackets are allowed");
}

static void
check_document_number(struct rpc_call *call, const char *prefix, const Applicants__IdentityDocument *document)
{
    enum ids_kind kind;
    if (!text_empty(document->kind) && !document_kind_known(document->kind)) {
        rpc_violate(call, below(call, prefix, "kind"),
                    "Нет такого кода в справочнике документов, удостоверяющих личность",
                    "The classifier of identity documents has no such code");
        return;
    }
    enum ids_fault fault = text_empty(document->number) ? IDS_OK : document_fault(document, &kind);
    if (fault != IDS_OK)
        rpc_violate(call, below(call, prefix, "number"), "%s", "%s", ids_fault_text(kind, fault, call->language));
    fault = text_equal(document->kind, "01") && *document->issuer_code
                ? ids_passport_division_check(document->issuer_code, NULL)
                : IDS_OK;
    if (fault != IDS_OK)
        rpc_violate(call, below(call, prefix, "issuerCode"), "%s", "%s",
                    ids_fault_text(IDS_PASSPORT_DIVISION, fault, call->language));
}

static void
check_document(struct rpc_call *call, const char *prefix, const Applicants__IdentityDocument *document,
               const char *birth_date, struct date today)
{
    check_document_number(call, prefix, document);
    check_not_after(call, below(call, prefix, "issued"), document->issued, today);
    check_order(call, below(call, prefix, "issued"), birth_date, document->issued);
    check_order(call, below(call, prefix, "validUntil"), document->issued, document->valid_until);
}

static bool
is_country(const char *code)
{
    return strlen(code) == 3 && strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

static void
check_person(struct rpc_call *call, const char *prefix, const Applicants__Person *person, struct date today)
{
    struct date born;
    check_name(call, below(call, prefix, "lastName"), person->last_name);
    check_name(call, below(call, prefix, "firstName"), person->first_name);
    check_name(call, below(call, prefix, "middleName"), person->middle_name);
    check_not_after(call, below(call, prefix, "birthDate"), person->birth_date, today);
    if (day_of(person->birth_date, &born) && born.year < OLDEST_YEAR)
        rpc_violate(call, below(call, prefix, "birthDate"), "Не раньше %d года", "Not before the year %d", OLDEST_YEAR);
    if (*person->citizenship && !is_country(person->citizenship))
        rpc_violate(call, below(call, prefix, "citizenship"), "Нужен код страны из трёх латинских букв, например RUS",
                    "A country code of three Latin capitals is needed, such as RUS");
    if (person->identity_document)
        check_document(call, below(call, prefix, "identityDocument."), person->identity_document, person->birth_date,
                       today);
}

/* ------------------------------------------------------------------ applicants */

struct applicant_parts
parts_of_applicant(const Applicants__Applicant *applicant)
{
    struct applicant_parts parts = { .benefits = applicant->benefits, .n_benefits = applicant->n_benefits };
    if (applicant->kind_case == APPLICANTS__APPLICANT__KIND_PERSON)
        parts.person = applicant->person;
    else if (applicant->kind_case == APPLICANTS__APPLICANT__KIND_SOLE_PROPRIETOR)
        parts.sole_proprietor = applicant->sole_proprietor;
    else if (applicant->kind_case == APPLICANTS__APPLICANT__KIND_LEGAL_ENTITY)
        parts.legal_entity = applicant->legal_entity;
    return parts;
}

static struct applicant_parts
parts_of_creation(const Applicants__CreateApplicantRequest *req)
{
    struct applicant_parts parts = { .benefits = req->benefits, .n_benefits = req->n_benefits };
    if (req->kind_case == APPLICANTS__CREATE_APPLICANT_REQUEST__KIND_PERSON)
        parts.person = req->person;
    else if (req->kind_case == APPLICANTS__CREATE_APPLICANT_REQUEST__KIND_SOLE_PROPRIETOR)
        parts.sole_proprietor = req->sole_proprietor;
    else if (req->kind_case == APPLICANTS__CREATE_APPLICANT_REQUEST__KIND_LEGAL_ENTITY)
        parts.legal_entity = req->legal_entity;
    return parts;
}

static void
check_benefits(struct rpc_call *call, const struct applicant_parts *parts, const char *prefix)
{
    for (size_t i = 0; i < parts->n_benefits; i++)
        for (size_t j = 0; j < i; j++)
            if (text_equal(parts->benefits[i]->category, parts->benefits[j]->category)) {
                rpc_violate(call, arena_printf(call->arena, "%sbenefits[%zu].category", prefix, i),
                            "Эта категория уже указана", "This category is given already");
                break;
            }
}

void
applicant_check(struct rpc_call *call, const struct applicant_parts *parts, const char *prefix, struct date today)
{
    if (parts->person)
        check_person(call, below(call, prefix, "person."), parts->person, today);
    else if (parts->sole_proprietor && parts->sole_proprietor->person)
        check_person(call, below(call, prefix, "soleProprietor.person."), parts->sole_proprietor->person, today);
    else if (!parts->sole_proprietor && !parts->legal_entity)
        rpc_violate(call, below(call, prefix, "person"), "Укажите одно из полей person, soleProprietor, legalEntity",
                    "Give one of the fields person, soleProprietor, legalEntity");
    check_benefits(call, parts, prefix);
}

/* ------------------------------------------------------------------ other messages */

static bool
is_code(const char *text)
{
    return *text && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-.") == strlen(text);
}

void
representative_check(struct rpc_call *call, const Applicants__Representative *power, struct date today)
{
    struct date last;
    check_not_after(call, "representative.issued", power->issued, today);
    check_order(call, "representative.validUntil", power->issued, power->valid_until);
    if (day_of(power->valid_until, &last) && date_compare(last, today) < 0)
        rpc_violate(call, "representative.validUntil", "Срок уже истёк", "The term is over already");
    for (size_t i = 0; i < power->n_scope; i++)
        if (!is_code(power->scope[i]))
            rpc_violate(call, arena_printf(call->arena, "representative.scope[%zu]", i),
                        "Нужен код услуги: строчные латинские буквы, цифры, «-» и «.»",
                        "A service code is needed: lower-case Latin letters, digits, '-' and '.'");
}

void
consent_check(struct rpc_call *call, const Applicants__Consent *consent, struct date today)
{
    struct date last;
    if (day_of(consent->valid_until, &last) && date_compare(last, today) < 0)
        rpc_violate(call, "consent.validUntil", "Срок уже истёк", "The term is over already");
    if (*consent->form && !text_equal(consent->form, "PAPER") && !text_equal(consent->form, "ELECTRONIC"))
        rpc_violate(call, "consent.form", "Допустимы PAPER и ELECTRONIC", "PAPER and ELECTRONIC are allowed");
    if (*consent->representative_id && !uuid_valid(consent->representative_id))
        rpc_violate(call, "consent.representativeId", "Нужен идентификатор представителя",
                    "The id of a representative is needed");
}

static bool
is_word(const char *text)
{
    return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == strlen(text);
}

void
interaction_check(struct rpc_call *call, const Applicants__Interaction *interaction, int64_t now_us)
{
    if (*interaction->channel && !channel_known(interaction->channel))
        rpc_violate(
            call, "interaction.channel",
            "Допустимы COUNTER, PORTAL, PHONE, FAX, EMAIL, POST, SMS, KIOSK, MOBILE_OFFICE, AGENCY, PUBLICATION",
            "COUNTER, PORTAL, PHONE, FAX, EMAIL, POST, SMS, KIOSK, MOBILE_OFFICE, AGENCY, PUBLICATION are allowed");
    if (!is_word(interaction->kind))
        rpc_violate(call, "interaction.kind", "Нужно слово из прописных латинских букв, цифр и «_»",
                    "A word of Latin capitals, digits and '_' is needed");
    if (*interaction->application_id && !uuid_valid(interaction->application_id))
        rpc_violate(call, "interaction.applicationId", "Нужен идентификатор заявления",
                    "The id of an application is needed");
    if (interaction->at && interaction->at->seconds > now_us / 1000000 + 60)
        rpc_violate(call, "interaction.at", "Это время ещё не наступило", "This time is still to come");
}

/* ------------------------------------------------------------------ requests */

static void
check_creation(struct rpc_call *call, const ProtobufCMessage *request)
{
    struct applicant_parts parts = parts_of_creation((const Applicants__CreateApplicantRequest *)request);
    applicant_check(call, &parts, "", date_of_time(time_now_us()));
}

static void
check_power(struct rpc_call *call, const ProtobufCMessage *request)
{
    const Applicants__AddRepresentativeRequest *req = (const Applicants__AddRepresentativeRequest *)request;
    if (req->representative)
        representative_check(call, req->representative, date_of_time(time_now_us()));
}

static void
check_consent(struct rpc_call *call, const ProtobufCMessage *request)
{
    const Applicants__GiveConsentRequest *req = (const Applicants__GiveConsentRequest *)request;
    if (req->consent)
        consent_check(call, req->consent, date_of_time(time_now_us()));
}

static void
check_interaction(struct rpc_call *call, const ProtobufCMessage *request)
{
    const Applicants__RecordInteractionRequest *req = (const Applicants__RecordInteractionRequest *)request;
    if (req->interaction)
        interaction_check(call, req->interaction, time_now_us());
}

__attribute__((constructor)) static void
add_checks(void)
{
    service_check_also(&applicants_method_create_applicant, check_creation);
    service_check_also(&applicants_method_add_representative, check_power);
    service_check_also(&applicants_method_give_consent, check_consent);
    service_check_also(&applicants_method_record_interaction, check_interaction);
}
