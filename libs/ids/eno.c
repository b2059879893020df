/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Единый номер обращения. */
#include "scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CENTURY 2000

/* Copies the digits at *s when there are so many and the separator follows; moves past it. */
static bool
take(const char **s, size_t least, size_t most, char separator, char *ret_part)
{
    size_t digits = strspn(*s, IDS_DIGITS);
    if (digits < least || digits > most || (*s)[digits] != separator)
        return false;
    memcpy(ret_part, *s, digits);
    ret_part[digits] = '\0';
    *s += digits + (separator != '\0');
    return true;
}

enum ids_fault
ids_eno_parse(const char *text, struct ids_eno *ret_eno)
{
    if (text_empty(text))
        return IDS_EMPTY;
    if (text[strspn(text, IDS_DIGITS "-/")])
        return IDS_CHARACTERS;
    struct ids_eno eno = { 0 };
    char serial[9], year[3];
    if (!take(&text, 4, 4, '-', eno.department) || !take(&text, 7, 7, '-', eno.system)
        || !take(&text, 4, 6, '-', eno.service_type) || strlen(eno.service_type) == 5 || !take(&text, 7, 8, '/', serial)
        || !take(&text, 2, 2, '\0', year))
        return IDS_FORM;
    eno.serial = (uint32_t)strtoul(serial, NULL, 10);
    eno.serial_digits = (int)strlen(serial);
    eno.year = CENTURY + (int)strtol(year, NULL, 10);
    *ret_eno = eno;
    return IDS_OK;
}

/* A field of a struct that somebody filled: digits, so many, terminated in its array. */
static bool
part_good(const char *part, size_t size, size_t length)
{
    return strnlen(part, size) == length && strspn(part, IDS_DIGITS) == length;
}

enum ids_fault
ids_eno_format(const struct ids_eno *eno, char ret_text[IDS_ENO_SIZE])
{
    int width = eno->serial_digits ? eno->serial_digits : 8;
    bool type_good = part_good(eno->service_type, sizeof eno->service_type, 4)
                     || part_good(eno->service_type, sizeof eno->service_type, 6);
    if (!part_good(eno->department, sizeof eno->department, 4) || !part_good(eno->system, sizeof eno->system, 7)
        || !type_good || (width != 7 && width != 8) || eno->serial > (width == 7 ? 9999999U : 99999999U)
        || eno->year < CENTURY || eno->year > CENTURY + 99)
        return IDS_PART;
    snprintf(ret_text, IDS_ENO_SIZE, "%s-%s-%s-%0*" PRIu32 "/%02d", eno->department, eno->system, eno->service_type,
             width, eno->serial, eno->year % 100);
    return IDS_OK;
}

/* Leaves the part empty, hence refused, when the text does not fit. */
static void
fill(char *ret_part, size_t size, const char *text)
{
    if (text && strlen(text) < size)
        memcpy(ret_part, text, strlen(text) + 1);
}

enum ids_fault
ids_eno_build(const char *department, const char *system, const char *service_type, uint32_t serial, int year,
              char ret_text[IDS_ENO_SIZE])
{
    struct ids_eno eno = { .serial = serial, .year = year };
    fill(eno.department, sizeof eno.department, department);
    fill(eno.system, sizeof eno.system, system);
    fill(eno.service_type, sizeof eno.service_type, service_type);
    return ids_eno_format(&eno, ret_text);
}

enum ids_fault
ids_eno_check(const char *text, char ret_normal[IDS_ENO_SIZE])
{
    struct ids_eno ignored;
    enum ids_fault fault = ids_eno_parse(text, &ignored);
    return fault ? fault : ids_keep(text, ret_normal);
}
