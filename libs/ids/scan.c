/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "scan.h"

#include <string.h>

/* Latin and Cyrillic capitals of one look, in the order of the number plate standard. */
static const char latin_twins[] = "ABEKMHOPCTYX";
static const uint32_t cyrillic_twins[] = { 0x410, 0x412, 0x415, 0x41A, 0x41C, 0x41D,
                                           0x41E, 0x420, 0x421, 0x422, 0x423, 0x425 };

/* Next code point of well-formed UTF-8. */
static uint32_t
next_point(const unsigned char **s)
{
    uint32_t first = *(*s)++;
    if (first < 0x80)
        return first;
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    uint32_t point = first & (0x3FU >> more);
    while (more--)
        point = point << 6 | (*(*s)++ & 0x3F);
    return point;
}

enum ids_fault
ids_scan(const char *text, struct ids_scan *ret_scan)
{
    if (text_empty(text))
        return IDS_EMPTY;
    if (!utf8_valid(text, strlen(text)))
        return IDS_CHARACTERS;
    ret_scan->count = 0;
    for (const unsigned char *s = (const unsigned char *)text; *s; ret_scan->count++) {
        if (ret_scan->count == IDS_SCAN_MAX)
            return IDS_LENGTH;
        ret_scan->point[ret_scan->count] = next_point(&s);
    }
    return IDS_OK;
}

static bool
is_blank(uint32_t point)
{
    return point == ' ' || point == '\t' || point == 0xA0 || point == 0x2009 || point == 0x202F || point == 0x2116;
}

static bool
is_dash(uint32_t point)
{
    return point == '-' || (point >= 0x2010 && point <= 0x2015) || point == 0x2212;
}

static uint32_t
to_capital(uint32_t point)
{
    if ((point >= 'a' && point <= 'z') || (point >= 0x430 && point <= 0x44F))
        return point - 32;
    return point == 0x451 ? 0x401 : point;
}

enum ids_fault
ids_scan_tight(const char *text, struct ids_scan *ret_scan)
{
    struct ids_scan wide;
    enum ids_fault fault = ids_scan(text, &wide);
    if (fault)
        return fault;
    bool dash = true; /* a dash may not open the text, nor follow a dash */
    ret_scan->count = 0;
    for (size_t i = 0; i < wide.count; i++) {
        if (is_blank(wide.point[i]))
            continue;
        if (is_dash(wide.point[i]) && dash)
            return IDS_CHARACTERS;
        dash = is_dash(wide.point[i]);
        if (!dash)
            ret_scan->point[ret_scan->count++] = to_capital(wide.point[i]);
    }
    if (!ret_scan->count)
        return IDS_EMPTY;
    return dash ? IDS_CHARACTERS : IDS_OK;
}

enum ids_fault
ids_plain(const char *text, const char *allowed, size_t length)
{
    if (text_empty(text))
        return IDS_EMPTY;
    size_t good = strspn(text, allowed);
    if (text[good])
        return IDS_CHARACTERS;
    return good == length ? IDS_OK : IDS_LENGTH;
}

enum ids_fault
ids_digits(const char *text, size_t length)
{
    return ids_plain(text, IDS_DIGITS, length);
}

bool
ids_is_digit(uint32_t point)
{
    return point >= '0' && point <= '9';
}

bool
ids_is_letter_or_digit(uint32_t point)
{
    return ids_is_digit(point) || (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z')
           || (point >= 0x410 && point <= 0x44F);
}

uint32_t
ids_to_cyrillic(uint32_t point)
{
    const char *twin = point && point < 0x80 ? strchr(latin_twins, (int)point) : NULL;
    return twin ? cyrillic_twins[twin - latin_twins] : point;
}

uint32_t
ids_to_latin(uint32_t point)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(cyrillic_twins); i++)
        if (cyrillic_twins[i] == point)
            return (uint32_t)latin_twins[i];
    return point == 0x406 ? 'I' : point; /* Ukrainian and old Russian І */
}

bool
ids_is_plate_letter(uint32_t point)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(cyrillic_twins); i++)
        if (cyrillic_twins[i] == ids_to_cyrillic(point))
            return true;
    return false;
}

char *
ids_put_point(char *out, uint32_t point)
{
    if (point < 0x80) {
        *out++ = (char)point;
    } else if (point < 0x800) {
        *out++ = (char)(0xC0 | point >> 6);
        *out++ = (char)(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        *out++ = (char)(0xE0 | point >> 12);
        *out++ = (char)(0x80 | (point >> 6 & 0x3F));
        *out++ = (char)(0x80 | (point & 0x3F));
    } else {
        *out++ = (char)(0xF0 | point >> 18);
        *out++ = (char)(0x80 | (point >> 12 & 0x3F));
        *out++ = (char)(0x80 | (point >> 6 & 0x3F));
        *out++ = (char)(0x80 | (point & 0x3F));
    }
    return out;
}

static bool
is_place(char c)
{
    return c == '9' || c == 'Z';
}

/* Whether the point could stand anywhere in the template. */
static bool
belongs(uint32_t point, const char *template)
{
    if (ids_is_digit(point))
        return true;
    return strchr(template, 'Z') && ids_is_plate_letter(point);
}

enum ids_fault
ids_fill(const struct ids_scan *tight, const char *template, char *ret_text)
{
    size_t places = 0;
    for (const char *t = template; *t; t++)
        places += is_place(*t);
    for (size_t i = 0; i < tight->count; i++)
        if (!belongs(tight->point[i], template))
            return IDS_CHARACTERS;
    if (tight->count != places)
        return IDS_LENGTH;
    const uint32_t *point = tight->point;
    for (const char *t = template; *t; t++) {
        if (*t == '9' && !ids_is_digit(*point))
            return IDS_FORM;
        ret_text = ids_put_point(ret_text, is_place(*t) ? ids_to_cyrillic(*point++) : (unsigned char)*t);
    }
    *ret_text = '\0';
    return IDS_OK;
}

enum ids_fault
ids_fill_text(const char *text, const char *template, char *ret_text)
{
    struct ids_scan tight;
    enum ids_fault fault = ids_scan_tight(text, &tight);
    return fault ? fault : ids_fill(&tight, template, ret_text);
}

unsigned
ids_weigh(const char *digits, const unsigned char *weights, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (unsigned)(digits[i] - '0') * weights[i];
    return sum;
}

bool
ids_all_equal(const char *s, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (s[i] != s[0])
            return false;
    return true;
}

enum ids_fault
ids_keep(const char *normal, char *ret_normal)
{
    if (ret_normal)
        memcpy(ret_normal, normal, strlen(normal) + 1);
    return IDS_OK;
}
