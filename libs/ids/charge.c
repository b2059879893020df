/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Charges, payments, refunds: УИН, УИП, УИВ, КБК, ОКТМО, control numbers. */
#include "scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uchar.h>

/* ------------------------------------------------------------------ control numbers */

/* Weights run 1..10 again and again, beginning `shift` places later. */
static unsigned
remainder_from(const char *digits, size_t count, size_t shift)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (unsigned)(digits[i] - '0') * (unsigned)((i + shift) % 10 + 1);
    return sum % 11;
}

static unsigned
control_number(const char *digits, size_t count)
{
    unsigned control = remainder_from(digits, count, 0);
    if (control == 10)
        control = remainder_from(digits, count, 2);
    return control % 10;
}

int
ids_control_number(const char *digits)
{
    size_t count = digits ? strspn(digits, IDS_DIGITS) : 0;
    return count && !digits[count] ? (int)control_number(digits, count) : -1;
}

/* ------------------------------------------------------------------ УИН */

/* Letters of the first years by their ordinal numbers, 1 to 42; Latin twins share the place of Cyrillic ones. */
static const char32_t uin_cyrillic[] = U"АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ    Ъ  Ы     Ь";
static const char32_t uin_latin[] = U"A B  E   K MHO PCTY X       DFGIJLNQRSUVWZ";

/* The digit that a character counts as, or NUL. */
static char
uin_digit(uint32_t point)
{
    if (ids_is_digit(point))
        return (char)point;
    for (unsigned i = 0; point != ' ' && uin_cyrillic[i]; i++)
        if (uin_cyrillic[i] == point || uin_latin[i] == point)
            return (char)('0' + (i + 1) % 10);
    return '\0';
}

static bool
all_digits(const struct ids_scan *scan)
{
    for (size_t i = 0; i < scan->count; i++)
        if (!ids_is_digit(scan->point[i]))
            return false;
    return true;
}

/* Reads a УИН as the digits its characters count as. */
static enum ids_fault
uin_scan(const char *text, struct ids_scan *ret_scan, char ret_digits[26])
{
    enum ids_fault fault = ids_scan(text, ret_scan);
    if (fault)
        return fault;
    for (size_t i = 0; i < ret_scan->count; i++) {
        char digit = uin_digit(ret_scan->point[i]);
        if (!digit)
            return IDS_CHARACTERS;
        if (i < 25)
            ret_digits[i] = digit;
    }
    if (ret_scan->count != 20 && ret_scan->count != 25)
        return IDS_LENGTH;
    ret_digits[ret_scan->count] = '\0';
    return IDS_OK;
}

enum ids_fault
ids_uin_check(const char *text, char ret_normal[IDS_UIN_SIZE])
{
    struct ids_scan scan;
    char digits[26];
    enum ids_fault fault = uin_scan(text, &scan, digits);
    if (fault)
        return fault;
    size_t last = scan.count - 1;
    if (!ids_is_digit(scan.point[last]) || (scan.count == 25 && !all_digits(&scan)))
        return IDS_FORM;
    if (all_digits(&scan) && ids_all_equal(digits + last - 16, 16))
        return IDS_DEGENERATE;
    if (control_number(digits, last) != (unsigned)(digits[last] - '0'))
        return IDS_CHECK_DIGIT;
    return ids_keep(text, ret_normal);
}

enum ids_fault
ids_uin_issue_check(const char *uin, const char *kbk)
{
    enum ids_fault fault = ids_uin_check(uin, NULL);
    if (fault)
        return fault;
    if (uin[strspn(uin, IDS_DIGITS)])
        return IDS_CHARACTERS;
    return text_equal(uin, kbk) ? IDS_MISMATCH : IDS_OK;
}

enum ids_fault
ids_uin_build(const char *prefix, uint64_t unique, char ret_uin[IDS_UIN_SIZE])
{
    enum ids_fault fault = ids_digits(prefix, prefix && strlen(prefix) == 3 ? 3 : 8);
    if (fault)
        return fault;
    if (unique > UINT64_C(9999999999999999))
        return IDS_PART;
    char uin[IDS_UIN_SIZE];
    int body = snprintf(uin, sizeof uin, "%s%016" PRIu64, prefix, unique);
    snprintf(uin + body, sizeof uin - (size_t)body, "%u", control_number(uin, (size_t)body));
    return ids_uin_check(uin, ret_uin);
}

enum ids_fault
ids_uin_prefix_of_urn(const char *urn, char ret_prefix[9])
{
    enum ids_fault fault = ids_plain(urn, IDS_DIGITS "abcdefABCDEF", 6);
    if (fault)
        return fault;
    snprintf(ret_prefix, 9, "%08u", (unsigned)strtoul(urn, NULL, 16) & 0xFFFFFFU);
    return IDS_OK;
}

/* ------------------------------------------------------------------ УИП, УИВ */

/* A day as ДДММГГГГ. */
static bool
read_day(const char *s, struct date *ret_date)
{
    struct date d = { .day = (s[0] - '0') * 10 + s[1] - '0', .month = (s[2] - '0') * 10 + s[3] - '0' };
    for (int i = 4; i < 8; i++)
        d.year = d.year * 10 + s[i] - '0';
    *ret_date = d;
    return date_valid(d);
}

/* Where the day begins in a УИП of this first character; 0 when there is no such sort. */
static size_t
uip_day_at(char sort)
{
    return sort == '1' || sort == '2' ? 16 : sort == '3' ? 7 : 0;
}

enum ids_fault
ids_uip_date(const char *uip, struct date *ret_date)
{
    enum ids_fault fault = ids_plain(uip, IDS_DIGITS "abcdefABCDEF", 32);
    if (fault)
        return fault;
    size_t day_at = uip_day_at(uip[0]);
    if (!day_at)
        return IDS_PART;
    size_t hex_end = uip[0] == '3' ? 7 : 1;
    if (strspn(uip + hex_end, IDS_DIGITS) != 32 - hex_end)
        return IDS_FORM;
    if (uip[0] == '2' && strncmp(uip + 5, "00000000000", 11) != 0)
        return IDS_FORM;
    struct date date;
    if (!read_day(uip + day_at, &date))
        return IDS_PART;
    *ret_date = date;
    return IDS_OK;
}

enum ids_fault
ids_uip_check(const char *text, char ret_normal[IDS_UIP_SIZE])
{
    struct date ignored;
    enum ids_fault fault = ids_uip_date(text, &ignored);
    return fault ? fault : ids_keep(text, ret_normal);
}

enum ids_fault
ids_uiv_date(const char *uiv, struct date *ret_date)
{
    enum ids_fault fault = ids_digits(uiv, 25);
    if (fault)
        return fault;
    struct date date;
    if (!read_day(uiv + 8, &date))
        return IDS_PART;
    *ret_date = date;
    return IDS_OK;
}

enum ids_fault
ids_uiv_check(const char *text, char ret_normal[IDS_UIV_SIZE])
{
    struct date ignored;
    enum ids_fault fault = ids_uiv_date(text, &ignored);
    return fault ? fault : ids_keep(text, ret_normal);
}

/* ------------------------------------------------------------------ КБК, ОКТМО */

enum ids_fault
ids_kbk_check(const char *text, char ret_normal[IDS_KBK_SIZE])
{
    struct ids_scan scan;
    enum ids_fault fault = ids_scan(text, &scan);
    if (fault)
        return fault;
    if (text_equal(text, "0"))
        return ids_keep(text, ret_normal);
    for (size_t i = 0; i < scan.count; i++)
        if (!ids_is_letter_or_digit(scan.point[i]))
            return IDS_CHARACTERS;
    if (scan.count != 20)
        return IDS_LENGTH;
    return strspn(text, "0") == 20 ? IDS_DEGENERATE : ids_keep(text, ret_normal);
}

enum ids_fault
ids_oktmo_charge_check(const char *text, char ret_normal[IDS_OKTMO_SIZE])
{
    enum ids_fault fault = ids_digits(text, 8);
    if (fault)
        return fault;
    return strncmp(text, "000", 3) == 0 ? IDS_PART : ids_keep(text, ret_normal);
}

enum ids_fault
ids_oktmo_check(const char *text, char ret_normal[IDS_OKTMO_SIZE])
{
    enum ids_fault fault = ids_digits(text, text && strlen(text) == 11 ? 11 : 8);
    if (fault)
        return fault;
    return strncmp(text, "000", 3) == 0 ? IDS_PART : ids_keep(text, ret_normal);
}

enum ids_fault
ids_oktmo_payment_check(const char *text, char ret_normal[IDS_OKTMO_SIZE])
{
    if (text_equal(text, "0"))
        return ids_keep(text, ret_normal);
    return ids_oktmo_check(text, ret_normal);
}
