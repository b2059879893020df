/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "identifiers.h"
#include "words.h"

#include <assert.h>
#include <string.h>

/* ------------------------------------------------------------------ identity documents */

/* Codes of ГИС ГМП (facts 1.8); 27, the number of a telephone, is out of use. */
static const struct {
    const char *code;
    enum ids_kind kind;
} documents[] = {
    { "01", IDS_PASSPORT },         { "02", IDS_BIRTH_CERTIFICATE },
    { "03", IDS_KIND_COUNT },       { "04", IDS_KIND_COUNT },
    { "05", IDS_KIND_COUNT },       { "06", IDS_KIND_COUNT },
    { "07", IDS_KIND_COUNT },       { "08", IDS_KIND_COUNT },
    { "09", IDS_KIND_COUNT },       { "10", IDS_KIND_COUNT },
    { "11", IDS_KIND_COUNT },       { "12", IDS_KIND_COUNT },
    { "13", IDS_KIND_COUNT },       { "14", IDS_SNILS },
    { "15", IDS_KIND_COUNT },       { "21", IDS_INN_PERSON },
    { "22", IDS_DRIVING_LICENCE },  { "24", IDS_VEHICLE_CERTIFICATE },
    { "25", IDS_KIND_COUNT },       { "26", IDS_KIND_COUNT },
    { "28", IDS_FOREIGN_PASSPORT }, { "29", IDS_KIND_COUNT },
    { "30", IDS_KIND_COUNT },
};

static bool
find_document(const char *code, enum ids_kind *ret_kind)
{
    *ret_kind = IDS_KIND_COUNT;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(documents); i++)
        if (text_equal(documents[i].code, code)) {
            *ret_kind = documents[i].kind;
            return true;
        }
    return false;
}

bool
document_kind_known(const char *kind)
{
    enum ids_kind unused;
    return find_document(kind, &unused);
}

/* Series and number in one text, as rules have them; longer ones than any rule allows are cut. */
static void
join_document(const Applicants__IdentityDocument *document, char ret_text[IDS_NORMAL_SIZE])
{
    snprintf(ret_text, IDS_NORMAL_SIZE, "%s%s%s", document->series, *document->series ? " " : "", document->number);
}

enum ids_fault
document_fault(const Applicants__IdentityDocument *document, enum ids_kind *ret_kind)
{
    char joined[IDS_NORMAL_SIZE];
    if (!find_document(document->kind, ret_kind) || *ret_kind == IDS_KIND_COUNT)
        return IDS_OK;
    join_document(document, joined);
    return ids_check(*ret_kind, joined, NULL, 0);
}

static void
normalise_known(struct arena *arena, Applicants__IdentityDocument *document, enum ids_kind kind)
{
    char joined[IDS_NORMAL_SIZE], normal[IDS_NORMAL_SIZE];
    join_document(document, joined);
    enum ids_fault fault = ids_check(kind, joined, normal, sizeof normal);
    assert(fault == IDS_OK);
    char *blank = kind == IDS_SNILS ? NULL : strrchr(normal, ' ');
    document->series = blank ? arena_strndup(arena, normal, (size_t)(blank - normal)) : "";
    document->number = arena_strdup(arena, blank ? blank + 1 : normal);
}

static void
normalise_document(struct arena *arena, Applicants__IdentityDocument *document)
{
    enum ids_kind kind;
    bool known = find_document(document->kind, &kind);
    assert(known);
    if (kind != IDS_KIND_COUNT) {
        normalise_known(arena, document, kind);
    } else {
        document->series = words_squeezed(arena, document->series);
        document->number = words_squeezed(arena, document->number);
    }
    char division[IDS_PASSPORT_DIVISION_SIZE];
    if (*document->issuer_code && ids_passport_division_check(document->issuer_code, division) == IDS_OK)
        document->issuer_code = arena_strdup(arena, division);
    document->issuer = words_tidy(arena, document->issuer);
}

/* ------------------------------------------------------------------ normal forms */

static const char *
normal_of(struct arena *arena, enum ids_kind kind, const char *text)
{
    char normal[IDS_NORMAL_SIZE];
    if (text_empty(text))
        return "";
    enum ids_fault fault = ids_check(kind, text, normal, sizeof normal);
    assert(fault == IDS_OK);
    return arena_strdup(arena, normal);
}

static void
normalise_person(struct arena *arena, Applicants__Person *person)
{
    person->last_name = words_tidy(arena, person->last_name);
    person->first_name = words_tidy(arena, person->first_name);
    person->middle_name = words_tidy(arena, person->middle_name);
    person->snils = normal_of(arena, IDS_SNILS, person->snils);
    person->inn = normal_of(arena, IDS_INN_PERSON, person->inn);
    if (person->identity_document)
        normalise_document(arena, person->identity_document);
}

static void
normalise_entity(struct arena *arena, Applicants__LegalEntity *entity)
{
    entity->name = words_tidy(arena, entity->name);
    entity->short_name = words_tidy(arena, entity->short_name);
    entity->inn = normal_of(arena, IDS_INN_ENTITY, entity->inn);
    entity->ogrn = normal_of(arena, IDS_OGRN, entity->ogrn);
    entity->kpp = normal_of(arena, IDS_KPP, entity->kpp);
    entity->head = words_tidy(arena, entity->head);
}

void
applicant_normalise(struct arena *arena, Applicants__Applicant *applicant)
{
    if (applicant->kind_case == APPLICANTS__APPLICANT__KIND_PERSON) {
        normalise_person(arena, applicant->person);
    } else if (applicant->kind_case == APPLICANTS__APPLICANT__KIND_SOLE_PROPRIETOR) {
        normalise_person(arena, applicant->sole_proprietor->person);
        applicant->sole_proprietor->ogrnip = normal_of(arena, IDS_OGRNIP, applicant->sole_proprietor->ogrnip);
    } else {
        normalise_entity(arena, applicant->legal_entity);
    }
    if (applicant->contacts) {
        applicant->contacts->phone = normal_of(arena, IDS_PHONE, applicant->contacts->phone);
        applicant->contacts->email = normal_of(arena, IDS_EMAIL, applicant->contacts->email);
    }
}

/* ------------------------------------------------------------------ what an applicant has */

static void
add(struct identifiers *list, const char *kind, const char *value)
{
    if (text_empty(value))
        return;
    assert(list->n < IDENTIFIERS_MAX);
    list->kinds[list->n] = kind;
    list->values[list->n++] = value;
}

static void
add_person(struct arena *arena, struct identifiers *list, const Applicants__Person *person)
{
    const Applicants__IdentityDocument *document = person->identity_document;
    add(list, "SNILS", person->snils);
    add(list, "INN", person->inn);
    if (document)
        add(list, "DOCUMENT", arena_printf(arena, "%s:%s %s", document->kind, document->series, document->number));
}

struct identifiers
identifiers_of(struct arena *arena, const Applicants__Applicant *applicant)
{
    struct identifiers list = { 0 };
    if (applicant->kind_case == APPLICANTS__APPLICANT__KIND_PERSON) {
        add_person(arena, &list, applicant->person);
    } else if (applicant->kind_case == APPLICANTS__APPLICANT__KIND_SOLE_PROPRIETOR) {
        add_person(arena, &list, applicant->sole_proprietor->person);
        add(&list, "OGRNIP", applicant->sole_proprietor->ogrnip);
    } else if (applicant->kind_case == APPLICANTS__APPLICANT__KIND_LEGAL_ENTITY) {
        add(&list, "INN", applicant->legal_entity->inn);
        add(&list, "OGRN", applicant->legal_entity->ogrn);
    }
    return list;
}

struct identifiers
identifiers_without(const struct identifiers *all, const struct identifiers *but)
{
    struct identifiers rest = { 0 };
    for (size_t i = 0; i < all->n; i++) {
        bool found = false;
        for (size_t j = 0; j < but->n; j++)
            found |= text_equal(all->kinds[i], but->kinds[j]) && text_equal(all->values[i], but->values[j]);
        if (!found)
            add(&rest, all->kinds[i], all->values[i]);
    }
    return rest;
}

const char *
identifier_name(const char *kind, bool english)
{
    const char *lang = english ? "en" : "ru";
    if (text_equal(kind, "SNILS"))
        return ids_kind_name(IDS_SNILS, lang);
    if (text_equal(kind, "INN"))
        return ids_kind_name(IDS_INN, lang);
    if (text_equal(kind, "OGRN"))
        return ids_kind_name(IDS_OGRN, lang);
    if (text_equal(kind, "OGRNIP"))
        return ids_kind_name(IDS_OGRNIP, lang);
    return english ? "Identity document" : "Документ, удостоверяющий личность,";
}

/* ------------------------------------------------------------------ pseudonyms */

/* Without 0 О, 1, З 3, Б 6, Ч 4, В 8, Ш Щ; without vowels, which make words. 22 signs: 113 million pseudonyms. */
static const char *const signs[] = { "2", "3", "4", "5", "6", "7", "8", "9", "Г", "Д", "Ж",
                                     "К", "Л", "М", "Н", "П", "Р", "С", "Т", "Ф", "Х", "Ц" };

static char *
pseudonym_text(struct arena *arena, const char *const sign[PSEUDONYM_BYTES])
{
    return arena_printf(arena, "Заявитель %s%s%s-%s%s%s", sign[0], sign[1], sign[2], sign[3], sign[4], sign[5]);
}

char *
pseudonym_of(struct arena *arena, const uint8_t random[PSEUDONYM_BYTES])
{
    const char *sign[PSEUDONYM_BYTES];
    uint64_t number = 0;
    for (int i = 0; i < PSEUDONYM_BYTES; i++)
        number = number << 8 | random[i];
    for (int i = 0; i < PSEUDONYM_BYTES; i++) {
        sign[i] = signs[number % OKNO_ARRAY_SIZE(signs)];
        number /= OKNO_ARRAY_SIZE(signs);
    }
    return pseudonym_text(arena, sign);
}

/* The sign that the text begins with, NULL when it is none. */
static const char *
sign_at(const char *text, size_t *ret_length)
{
    static const char *const latin[][2] = { { "K", "К" }, { "M", "М" }, { "H", "Н" }, { "P", "Р" },
                                            { "C", "С" }, { "T", "Т" }, { "X", "Х" } };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(latin); i++)
        if (*text == *latin[i][0]) {
            *ret_length = 1;
            return latin[i][1];
        }
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(signs); i++)
        if (text_starts(text, signs[i])) {
            *ret_length = strlen(signs[i]);
            return signs[i];
        }
    return NULL;
}

/* ------------------------------------------------------------------ what a search text may be */

static void
try_identifier(struct arena *arena, const char *text, enum ids_kind kind, const char *stored_as, const char *prefix,
               struct identifiers *list)
{
    char normal[IDS_NORMAL_SIZE];
    if (ids_check(kind, text, normal, sizeof normal) == IDS_OK)
        add(list, stored_as, arena_printf(arena, "%s%s", prefix, normal));
}

static const char *
try_contact(struct arena *arena, const char *text, enum ids_kind kind)
{
    char normal[IDS_NORMAL_SIZE];
    return ids_check(kind, text, normal, sizeof normal) == IDS_OK ? words_lower(arena, normal) : NULL;
}

/* «заявитель 7к42м9», «7К4-2М9», also with Latin letters that look the same. */
static const char *
try_pseudonym(struct arena *arena, const char *text)
{
    const char *at = words_squeezed(arena, text), *sign[PSEUDONYM_BYTES] = { 0 };
    size_t n = 0;
    if (text_starts(at, "ЗАЯВИТЕЛЬ"))
        at += strlen("ЗАЯВИТЕЛЬ");
    for (; *at; n++) {
        at += *at == '-';
        size_t length;
        const char *found = sign_at(at, &length);
        if (!found || n == PSEUDONYM_BYTES)
            return NULL;
        sign[n] = found;
        at += length;
    }
    return n == PSEUDONYM_BYTES ? pseudonym_text(arena, sign) : NULL;
}

bool
key_query_of(struct arena *arena, const char *text, struct key_query *ret_query)
{
    struct key_query query = { 0 };
    if (strpbrk(text, "0123456789")) {
        try_identifier(arena, text, IDS_SNILS, "SNILS", "", &query.identifiers);
        try_identifier(arena, text, IDS_INN, "INN", "", &query.identifiers);
        try_identifier(arena, text, IDS_OGRN, "OGRN", "", &query.identifiers);
        try_identifier(arena, text, IDS_OGRNIP, "OGRNIP", "", &query.identifiers);
        try_identifier(arena, text, IDS_PASSPORT, "DOCUMENT", "01:", &query.identifiers);
        try_identifier(arena, text, IDS_BIRTH_CERTIFICATE, "DOCUMENT", "02:", &query.identifiers);
        try_identifier(arena, text, IDS_FOREIGN_PASSPORT, "DOCUMENT", "28:", &query.identifiers);
        query.phone = try_contact(arena, text, IDS_PHONE);
    }
    query.pseudonym = try_pseudonym(arena, text);
    query.email = try_contact(arena, text, IDS_EMAIL);
    *ret_query = query;
    return query.identifiers.n || query.phone || query.email || query.pseudonym;
}
