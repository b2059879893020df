/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* People and organisations: СНИЛС, ИНН, ОГРН, ОГРНИП, КПП, ОКПО. */
#include "scan.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ СНИЛС */

static const char snils_last_unchecked[] = "001-001-998";

static unsigned
snils_control(const char *normal)
{
    static const unsigned char weights[] = { 9, 8, 7, 0, 6, 5, 4, 0, 3, 2, 1 };
    unsigned sum = 0;
    for (size_t i = 0; i < sizeof weights; i++)
        if (weights[i])
            sum += (unsigned)(normal[i] - '0') * weights[i];
    return sum % 101 % 100;
}

enum ids_fault
ids_snils_check(const char *text, char ret_normal[IDS_SNILS_SIZE])
{
    char normal[IDS_SNILS_SIZE];
    enum ids_fault fault = ids_fill_text(text, "999-999-999 99", normal);
    if (fault)
        return fault;
    if (strncmp(normal, "000-000-000", 11) == 0)
        return IDS_DEGENERATE;
    unsigned control = (unsigned)(normal[12] - '0') * 10 + (unsigned)(normal[13] - '0');
    bool checked = strncmp(normal, snils_last_unchecked, 11) > 0;
    if (checked && control != snils_control(normal))
        return IDS_CHECK_DIGIT;
    return ids_keep(normal, ret_normal);
}

/* ------------------------------------------------------------------ ИНН */

/* One row serves all three check digits: each starts a place later. */
static const unsigned char inn_weights[] = { 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8 };

/* Whether the digit after the first `count` is their check digit. */
static bool
inn_digit_right(const char *inn, size_t count)
{
    const unsigned char *weights = inn_weights + sizeof inn_weights - count;
    return ids_weigh(inn, weights, count) % 11 % 10 == (unsigned)(inn[count] - '0');
}

static enum ids_fault
inn_check(const char *text, size_t length, char *ret_normal)
{
    enum ids_fault fault = ids_digits(text, length);
    if (fault)
        return fault;
    if (strspn(text, "0") == length)
        return IDS_DEGENERATE;
    if (strncmp(text, "00", 2) == 0)
        return IDS_PART;
    for (size_t i = length == 10 ? 9 : 10; i < length; i++)
        if (!inn_digit_right(text, i))
            return IDS_CHECK_DIGIT;
    return ids_keep(text, ret_normal);
}

enum ids_fault
ids_inn_entity_check(const char *text, char ret_normal[IDS_INN_SIZE])
{
    return inn_check(text, 10, ret_normal);
}

enum ids_fault
ids_inn_person_check(const char *text, char ret_normal[IDS_INN_SIZE])
{
    return inn_check(text, 12, ret_normal);
}

enum ids_fault
ids_inn_check(const char *text, char ret_normal[IDS_INN_SIZE])
{
    return inn_check(text, text && strlen(text) == 10 ? 10 : 12, ret_normal);
}

/* ------------------------------------------------------------------ ОГРН, ОГРНИП */

/* The last digit is the last digit of the remainder of all the others, taken as one number. */
static enum ids_fault
ogrn_check(const char *text, size_t length, uint64_t modulus, const char *first, char *ret_normal)
{
    enum ids_fault fault = ids_digits(text, length);
    if (fault)
        return fault;
    if (!strchr(first, text[0]))
        return IDS_PART;
    uint64_t number = strtoull(text, NULL, 10);
    if (number / 10 % modulus % 10 != number % 10)
        return IDS_CHECK_DIGIT;
    return ids_keep(text, ret_normal);
}

enum ids_fault
ids_ogrn_check(const char *text, char ret_normal[IDS_OGRN_SIZE])
{
    return ogrn_check(text, 13, 11, "15", ret_normal);
}

enum ids_fault
ids_ogrnip_check(const char *text, char ret_normal[IDS_OGRNIP_SIZE])
{
    return ogrn_check(text, 15, 13, "3", ret_normal);
}

/* ------------------------------------------------------------------ КПП, ОКПО */

enum ids_fault
ids_kpp_check(const char *text, char ret_normal[IDS_KPP_SIZE])
{
    enum ids_fault fault = ids_plain(text, IDS_DIGITS IDS_CAPITALS, 9);
    if (fault)
        return fault;
    for (size_t i = 0; i < 9; i++)
        if (i != 4 && i != 5 && !ids_is_digit((unsigned char)text[i]))
            return IDS_FORM;
    if (strncmp(text, "00", 2) == 0)
        return IDS_PART;
    return ids_keep(text, ret_normal);
}

enum ids_fault
ids_okpo_check(const char *text, char ret_normal[IDS_OKPO_SIZE])
{
    size_t length = text && strlen(text) == 10 ? 10 : 8;
    enum ids_fault fault = ids_digits(text, length);
    if (fault)
        return fault;
    if (ids_all_equal(text, length) && text[0] == '0')
        return IDS_DEGENERATE;
    char body[IDS_OKPO_SIZE];
    memcpy(body, text, length - 1);
    body[length - 1] = '\0';
    if (ids_control_number(body) != text[length - 1] - '0')
        return IDS_CHECK_DIGIT;
    return ids_keep(text, ret_normal);
}
