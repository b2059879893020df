/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Payer identifiers of ГИС ГМП, 22 characters. */
#include "scan.h"

#include <stdio.h>
#include <string.h>

#define PAYER_LENGTH 22
#define NUMBER_LENGTH 19

static bool
document_known(unsigned code)
{
    return (code >= 1 && code <= 15) || (code >= 21 && code <= 30 && code != 23 && code != 27);
}

/* ------------------------------------------------------------------ check */

/* A shape by characters: `9` a digit, `A` a digit or a Latin capital, others themselves. */
static bool
has_shape(const char *text, const char *shape)
{
    for (; *shape; shape++, text++) {
        bool digit = ids_is_digit((unsigned char)*text);
        bool capital = *text >= 'A' && *text <= 'Z';
        if (*shape == '9' ? !digit : *shape == 'A' ? !digit && !capital : *text != *shape)
            return false;
    }
    return !*text;
}

static enum ids_fault
person_check(const struct ids_scan *scan)
{
    if (!ids_is_digit(scan->point[1]) || !ids_is_digit(scan->point[2]))
        return IDS_FORM;
    unsigned code = (scan->point[1] - '0') * 10 + scan->point[2] - '0';
    return document_known(code) ? IDS_OK : IDS_PART;
}

static enum ids_fault
structure_check(const char *text, const struct ids_scan *scan)
{
    switch (text[0]) {
    case '1':
        return person_check(scan);
    case '2':
        return has_shape(text, "20099999999999999AA999") ? IDS_OK : IDS_FORM;
    case '3':
        return has_shape(text, "30099999999999999AA999") ? IDS_OK : IDS_FORM;
    case '4':
        return has_shape(text, "4000000000999999999999") ? IDS_OK : IDS_FORM;
    default:
        return IDS_PART;
    }
}

enum ids_fault
ids_payer_check(const char *text, char ret_normal[IDS_PAYER_SIZE])
{
    struct ids_scan scan;
    enum ids_fault fault = ids_scan(text, &scan);
    if (fault)
        return fault;
    for (size_t i = 0; i < scan.count; i++)
        if (!ids_is_letter_or_digit(scan.point[i]))
            return IDS_CHARACTERS;
    if (scan.count != PAYER_LENGTH)
        return IDS_LENGTH;
    if ((fault = structure_check(text, &scan)))
        return fault;
    if (strspn(text + 3, "0") == NUMBER_LENGTH)
        return IDS_DEGENERATE;
    return ids_keep(text, ret_normal);
}

/* ------------------------------------------------------------------ build */

/* Documents whose numbers have a rule here. */
static const struct {
    enum ids_payer_document document;
    enum ids_kind kind;
} ruled[] = {
    { IDS_PAYER_PASSPORT, IDS_PASSPORT },
    { IDS_PAYER_BIRTH_CERTIFICATE, IDS_BIRTH_CERTIFICATE },
    { IDS_PAYER_SNILS, IDS_SNILS },
    { IDS_PAYER_INN, IDS_INN_PERSON },
    { IDS_PAYER_DRIVING_LICENCE, IDS_DRIVING_LICENCE },
    { IDS_PAYER_VEHICLE_CERTIFICATE, IDS_VEHICLE_CERTIFICATE },
    { IDS_PAYER_FOREIGN_PASSPORT, IDS_FOREIGN_PASSPORT },
};

/* The number without separators, by the rule of its kind when there is one. */
static enum ids_fault
read_number(enum ids_payer_document document, const char *number, struct ids_scan *ret_scan)
{
    char normal[IDS_NORMAL_SIZE];
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(ruled); i++) {
        if (ruled[i].document != document)
            continue;
        enum ids_fault fault = ids_check(ruled[i].kind, number, normal, sizeof normal);
        if (fault)
            return fault;
        number = normal;
    }
    enum ids_fault fault = ids_scan_tight(number, ret_scan);
    if (fault)
        return fault;
    for (size_t i = 0; i < ret_scan->count; i++)
        if (!ids_is_letter_or_digit(ret_scan->point[i]))
            return IDS_CHARACTERS;
    return ret_scan->count <= NUMBER_LENGTH ? IDS_OK : IDS_LENGTH;
}

enum ids_fault
ids_payer_of_person(enum ids_payer_document document, const char *number, char ret_payer[IDS_PAYER_SIZE])
{
    if (!document_known((unsigned)document))
        return IDS_PART;
    struct ids_scan scan;
    enum ids_fault fault = read_number(document, number, &scan);
    if (fault)
        return fault;
    char payer[IDS_PAYER_SIZE];
    char *end = payer + snprintf(payer, sizeof payer, "1%02u", (unsigned)document);
    for (size_t i = scan.count; i < NUMBER_LENGTH; i++)
        *end++ = '0';
    for (size_t i = 0; i < scan.count; i++)
        end = ids_put_point(end, scan.point[i]);
    *end = '\0';
    return ids_payer_check(payer, ret_payer);
}

/* `sort`, the ten digits and the КПП. */
static enum ids_fault
organisation(const char *sort, const char *number, const char *kpp, char *ret_payer)
{
    enum ids_fault fault = ids_kpp_check(kpp, NULL);
    if (fault)
        return fault;
    char payer[IDS_PAYER_SIZE];
    snprintf(payer, sizeof payer, "%s%s%s", sort, number, kpp);
    return ids_payer_check(payer, ret_payer);
}

enum ids_fault
ids_payer_of_entity(const char *inn, const char *kpp, char ret_payer[IDS_PAYER_SIZE])
{
    enum ids_fault fault = ids_inn_entity_check(inn, NULL);
    return fault ? fault : organisation("200", inn, kpp, ret_payer);
}

enum ids_fault
ids_payer_of_foreign_entity(const char *inn_or_kio, const char *kpp, char ret_payer[IDS_PAYER_SIZE])
{
    if (ids_digits(inn_or_kio, 5) == IDS_OK)
        return organisation("30000000", inn_or_kio, kpp, ret_payer);
    enum ids_fault fault = ids_inn_entity_check(inn_or_kio, NULL);
    return fault ? fault : organisation("300", inn_or_kio, kpp, ret_payer);
}

enum ids_fault
ids_payer_of_proprietor(const char *inn, char ret_payer[IDS_PAYER_SIZE])
{
    enum ids_fault fault = ids_inn_person_check(inn, NULL);
    if (fault)
        return fault;
    char payer[IDS_PAYER_SIZE];
    snprintf(payer, sizeof payer, "4000000000%s", inn);
    return ids_payer_check(payer, ret_payer);
}
