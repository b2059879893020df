/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support.h"

#include <okno/applicants.methods.h>
#include <okno/applicants.schema.h>
#include <okno/applicants.sql.h>
#include <okno/reference.rpc.h>

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ numbers (facts 1.1-1.3) */

static uint64_t
random_number(void)
{
    uint64_t number;
    random_bytes(&number, sizeof number);
    return number >> 1;
}

const char *
new_digits(int n)
{
    char digits[32];
    for (int i = 0; i < n; i++)
        digits[i] = (char)('0' + (i ? random_number() % 10 : 1 + random_number() % 9));
    digits[n] = '\0';
    return pg_text("%s", digits);
}

const char *
new_snils(void)
{
    const char *d = new_digits(9);
    int sum = 0;
    for (int i = 0; i < 9; i++)
        sum += (d[i] - '0') * (9 - i);
    sum %= 101;
    return pg_text("%.3s-%.3s-%.3s %02d", d, d + 3, d + 6, sum == 100 ? 0 : sum);
}

static int
weighed(const char *digits, const char *weights)
{
    int sum = 0;
    for (int i = 0; weights[i]; i++)
        sum += (digits[i] - '0') * (weights[i] == 'A' ? 10 : weights[i] - '0');
    return sum % 11 % 10;
}

const char *
new_inn_entity(void)
{
    const char *d = new_digits(9);
    return pg_text("%s%d", d, weighed(d, "24A359468"));
}

const char *
new_inn_person(void)
{
    const char *d = new_digits(10);
    d = pg_text("%s%d", d, weighed(d, "724A359468"));
    return pg_text("%s%d", d, weighed(d, "3724A359468"));
}

const char *
new_ogrn(void)
{
    const char *d = pg_text("1%s", new_digits(11));
    return pg_text("%s%llu", d, strtoull(d, NULL, 10) % 11 % 10);
}

const char *
new_ogrnip(void)
{
    const char *d = pg_text("3%s", new_digits(13));
    return pg_text("%s%llu", d, strtoull(d, NULL, 10) % 13 % 10);
}

const char *
new_word(void)
{
    static const char *const syllables[] = { "ба", "ве", "го", "ду", "жи", "зо", "ка", "ле", "му", "ни", "ро", "ту" };
    char word[80] = "";
    uint64_t number = random_number();
    size_t length = 0;
    for (int i = 0; i < 12; i++, number /= OKNO_ARRAY_SIZE(syllables))
        length +=
            (size_t)snprintf(word + length, sizeof word - length, "%s", syllables[number % OKNO_ARRAY_SIZE(syllables)]);
    return pg_text("%s", word);
}

/* ------------------------------------------------------------------ applicants */

void
as_operator(void)
{
    PG_AS(RPC_ROLE_OPERATOR, .subject = "operator-1", .centre = "centre-1");
}

void
as_applicant(const char *applicant_id)
{
    PG_AS(RPC_ROLE_APPLICANT, .subject = "person-1", .applicant = applicant_id);
}

const Applicants__Applicant *
new_person(const char *last, const char *first, const char *middle)
{
    as_operator();
    Applicants__IdentityDocument document = { .kind = "01", .series = "4500", .number = new_digits(6) };
    document.series = new_digits(4);
    Applicants__Person person = { .last_name = last ? last : new_word(),
                                  .first_name = first ? first : "Иван",
                                  .middle_name = middle,
                                  .birth_date = "1980-02-29",
                                  .snils = new_snils(),
                                  .inn = new_inn_person(),
                                  .identity_document = &document };
    return CALL(Applicants__CreateApplicant, .kind_case = APPLICANTS__CREATE_APPLICANT_REQUEST__KIND_PERSON,
                .person = &person);
}

const Applicants__Applicant *
new_entity(const char *name, const char *short_name)
{
    as_operator();
    Applicants__LegalEntity entity = {
        .name = name, .short_name = short_name, .inn = new_inn_entity(), .kpp = "770801001", .ogrn = new_ogrn()
    };
    return CALL(Applicants__CreateApplicant, .kind_case = APPLICANTS__CREATE_APPLICANT_REQUEST__KIND_LEGAL_ENTITY,
                .legal_entity = &entity);
}

int
events_of(const char *type, const char *applicant_id)
{
    return (int)strtol(
        pg_query(pg_text("SELECT count(*) FROM event WHERE type = 'okno.applicants.v1.%s' AND key = '%s'", type,
                         applicant_id)),
        NULL, 10);
}

/* ------------------------------------------------------------------ the reference service */

static enum rpc_code
get_classifier(struct rpc_call *call, const void *request, void *reply)
{
    static const char *const codes[] = { "disabled-1", "large-family", "pensioner" };
    const Reference__GetClassifierRequest *req = request;
    Reference__Classifier *rep = reply;
    if (!text_equal(req->classifier_code, "benefit-categories"))
        return rpc_fail(call, RPC_NOT_FOUND, "Справочника %s нет", "There is no classifier %s", req->classifier_code);
    rep->classifier_code = req->classifier_code;
    rep->items = ARENA_ARRAY(call->arena, Reference__ClassifierItem *, OKNO_ARRAY_SIZE(codes));
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(codes); i++) {
        Reference__ClassifierItem *item = ARENA_NEW(call->arena, Reference__ClassifierItem);
        reference__classifier_item__init(item);
        item->code = item->name = codes[i];
        rep->items[rep->n_items++] = item;
    }
    return RPC_OK;
}

static const struct rpc_binding reference[] = { { &reference_method_get_classifier, get_classifier } };

static void
serve_reference(void)
{
    pg_peer("reference", reference, OKNO_ARRAY_SIZE(reference));
}

PG_FIXTURE(applicants, .open = serve_reference);
