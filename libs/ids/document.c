/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Documents of people, vehicles and land. */
#include "scan.h"

#include <string.h>

/* ------------------------------------------------------------------ passports */

enum ids_fault
ids_passport_check(const char *text, char ret_normal[IDS_PASSPORT_SIZE])
{
    char normal[IDS_PASSPORT_SIZE];
    enum ids_fault fault = ids_fill_text(text, "9999 999999", normal);
    if (fault)
        return fault;
    if (text_equal(normal + 5, "000000"))
        return IDS_DEGENERATE;
    if (text_starts(normal, "00"))
        return IDS_PART;
    return ids_keep(normal, ret_normal);
}

enum ids_fault
ids_passport_division_check(const char *text, char ret_normal[IDS_PASSPORT_DIVISION_SIZE])
{
    char normal[IDS_PASSPORT_DIVISION_SIZE];
    enum ids_fault fault = ids_fill_text(text, "999-999", normal);
    if (fault)
        return fault;
    if (text_equal(normal, "000-000"))
        return IDS_DEGENERATE;
    if (normal[2] > '3')
        return IDS_PART;
    return ids_keep(normal, ret_normal);
}

enum ids_fault
ids_foreign_passport_check(const char *text, char ret_normal[IDS_FOREIGN_PASSPORT_SIZE])
{
    char normal[IDS_FOREIGN_PASSPORT_SIZE];
    enum ids_fault fault = ids_fill_text(text, "99 9999999", normal);
    if (fault)
        return fault;
    return text_equal(normal + 3, "0000000") ? IDS_DEGENERATE : ids_keep(normal, ret_normal);
}

int
ids_mrz_check_digit(const char *field)
{
    static const unsigned weights[] = { 7, 3, 1 };
    static const char values[] = IDS_DIGITS IDS_CAPITALS;
    unsigned sum = 0;
    if (text_empty(field))
        return -1;
    for (size_t i = 0; field[i]; i++) {
        const char *place = strchr(values, field[i]);
        if (!place && field[i] != '<')
            return -1;
        unsigned value = place ? (unsigned)(place - values) : 0;
        sum = (sum + value * weights[i % 3]) % 10;
    }
    return (int)sum;
}

/* ------------------------------------------------------------------ birth certificate */

/* One place of a Roman number: 4 and 9 in two letters, else a five or none and up to three ones. */
static const char *
skip_place(const char *s, char one, char five, char ten)
{
    if (s[0] == one && (s[1] == five || s[1] == ten))
        return s + 2;
    if (*s == five)
        s++;
    for (int i = 0; i < 3 && *s == one; i++)
        s++;
    return s;
}

/* A number up to 99 as Romans wrote it, and nothing after it. */
static bool
is_roman(const char *s)
{
    return *s && !*skip_place(skip_place(s, 'X', 'L', 'C'), 'I', 'V', 'X');
}

static bool
is_cyrillic_capital(uint32_t point)
{
    return point >= 0x410 && point <= 0x42F;
}

/* Letters before the 6 digits: those of the Roman number, then two of the series. */
static enum ids_fault
split_certificate(const struct ids_scan *scan, char ret_roman[9], uint32_t ret_series[2])
{
    size_t digits_at = scan->count - 6, letters = digits_at - 2;
    if (letters > 8)
        return IDS_LENGTH;
    for (size_t i = digits_at; i < scan->count; i++)
        if (!ids_is_digit(scan->point[i]))
            return IDS_FORM;
    for (size_t i = 0; i < letters; i++) {
        uint32_t latin = ids_to_latin(scan->point[i]);
        if (!strchr("IVXLC", latin < 0x80 ? (int)latin : '?'))
            return IDS_FORM;
        ret_roman[i] = (char)latin;
    }
    ret_roman[letters] = '\0';
    for (size_t i = 0; i < 2; i++)
        ret_series[i] = ids_to_cyrillic(scan->point[letters + i]);
    return is_cyrillic_capital(ret_series[0]) && is_cyrillic_capital(ret_series[1]) ? IDS_OK : IDS_FORM;
}

static bool
certificate_characters(const struct ids_scan *scan)
{
    for (size_t i = 0; i < scan->count; i++) {
        uint32_t point = scan->point[i];
        bool latin = point >= 'A' && point <= 'Z';
        if (!ids_is_digit(point) && !latin && !is_cyrillic_capital(point) && point != 0x406)
            return false;
    }
    return true;
}

enum ids_fault
ids_birth_certificate_check(const char *text, char ret_normal[IDS_BIRTH_CERTIFICATE_SIZE])
{
    struct ids_scan scan;
    enum ids_fault fault = ids_scan_tight(text, &scan);
    if (fault)
        return fault;
    if (!certificate_characters(&scan))
        return IDS_CHARACTERS;
    if (scan.count < 9)
        return IDS_LENGTH;
    char normal[IDS_BIRTH_CERTIFICATE_SIZE];
    uint32_t series[2];
    if ((fault = split_certificate(&scan, normal, series)))
        return fault;
    if (!is_roman(normal))
        return IDS_PART;
    char *end = ids_put_point(normal + strlen(normal), '-');
    end = ids_put_point(ids_put_point(ids_put_point(end, series[0]), series[1]), ' ');
    for (size_t i = scan.count - 6; i < scan.count; i++)
        end = ids_put_point(end, scan.point[i]);
    *end = '\0';
    return ids_keep(normal, ret_normal);
}

/* ------------------------------------------------------------------ vehicles */

/* Series of two digits and two more, digits or letters alike, then 6 digits. */
static enum ids_fault
vehicle_document(const char *text, char *ret_normal)
{
    char normal[IDS_DRIVING_LICENCE_SIZE];
    struct ids_scan tight;
    enum ids_fault fault = ids_scan_tight(text, &tight);
    if (fault || (fault = ids_fill(&tight, "99 ZZ 999999", normal)))
        return fault;
    if (ids_is_digit(tight.point[2]) != ids_is_digit(tight.point[3]))
        return IDS_FORM;
    if (text_equal(normal + strlen(normal) - 6, "000000"))
        return IDS_DEGENERATE;
    return ids_keep(normal, ret_normal);
}

enum ids_fault
ids_driving_licence_check(const char *text, char ret_normal[IDS_DRIVING_LICENCE_SIZE])
{
    return vehicle_document(text, ret_normal);
}

enum ids_fault
ids_vehicle_certificate_check(const char *text, char ret_normal[IDS_VEHICLE_CERTIFICATE_SIZE])
{
    return vehicle_document(text, ret_normal);
}

/* ------------------------------------------------------------------ policies, land */

enum ids_fault
ids_enp_check(const char *text, char ret_normal[IDS_ENP_SIZE])
{
    enum ids_fault fault = ids_digits(text, 16);
    if (fault)
        return fault;
    return strspn(text, "0") == 16 ? IDS_DEGENERATE : ids_keep(text, ret_normal);
}

enum ids_fault
ids_cadastral_check(const char *text, char ret_normal[IDS_CADASTRAL_SIZE])
{
    static const struct {
        size_t least, most;
    } parts[] = { { 2, 2 }, { 2, 2 }, { 6, 7 }, { 1, 12 } };
    if (text_empty(text))
        return IDS_EMPTY;
    if (text[strspn(text, IDS_DIGITS ":")])
        return IDS_CHARACTERS;
    const char *s = text;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(parts); i++) {
        size_t digits = strspn(s, IDS_DIGITS);
        bool last = i + 1 == OKNO_ARRAY_SIZE(parts);
        if (digits < parts[i].least || digits > parts[i].most || s[digits] != (last ? '\0' : ':'))
            return IDS_FORM;
        s += digits + 1;
    }
    return ids_keep(text, ret_normal);
}
