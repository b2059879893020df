/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Telephone numbers and e-mail addresses. */
#include "scan.h"

#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ telephone */

#define E164_DIGITS 15
#define FOREIGN_LEAST 8

struct phone {
    bool plus;
    char digits[E164_DIGITS + 1];
    size_t count;
};

static bool
is_phone_separator(uint32_t point)
{
    return point == ' ' || point == '\t' || point == 0xA0 || point == 0x2009 || point == 0x202F || point == '-'
           || (point >= 0x2010 && point <= 0x2015) || point == '(' || point == ')' || point == '.';
}

static enum ids_fault
phone_scan(const char *text, struct phone *ret_phone)
{
    struct ids_scan scan;
    enum ids_fault fault = ids_scan(text, &scan);
    if (fault)
        return fault;
    struct phone phone = { 0 };
    size_t digits = 0;
    for (size_t i = 0; i < scan.count; i++) {
        uint32_t point = scan.point[i];
        bool first_plus = point == '+' && !phone.plus && !digits;
        if (!ids_is_digit(point) && !is_phone_separator(point) && !first_plus)
            return IDS_CHARACTERS;
        phone.plus |= first_plus;
        if (ids_is_digit(point) && digits++ < E164_DIGITS)
            phone.digits[phone.count++] = (char)point;
    }
    if (!digits)
        return IDS_EMPTY;
    *ret_phone = phone;
    return digits > E164_DIGITS ? IDS_LENGTH : IDS_OK;
}

/* The ten digits after +7 of a number written without a plus. */
static enum ids_fault
national_digits(const struct phone *phone, const char **ret_national)
{
    if (phone->count != 10 && phone->count != 11)
        return IDS_LENGTH;
    /* Ten digits from 8 are most likely 8 and a number with one digit forgotten. */
    if (!strchr(phone->count == 11 ? "78" : "349", phone->digits[0]))
        return phone->count == 11 ? IDS_FORM : IDS_LENGTH;
    *ret_national = phone->digits + phone->count - 10;
    return IDS_OK;
}

/* Codes of the seventh zone (Russia, Kazakhstan) begin with these. */
static enum ids_fault
russian_phone(const char *national, char *ret_normal)
{
    if (!strchr("346789", national[0]))
        return IDS_PART;
    char normal[IDS_PHONE_SIZE];
    snprintf(normal, sizeof normal, "+7%.10s", national);
    return ids_keep(normal, ret_normal);
}

/* No country code begins with 0; +89 is a Russian 8 with a plus put before it. */
static enum ids_fault
foreign_phone(const struct phone *phone, char *ret_normal)
{
    if (phone->digits[0] == '0' || text_starts(phone->digits, "89"))
        return IDS_PART;
    if (phone->count < FOREIGN_LEAST)
        return IDS_LENGTH;
    char normal[IDS_PHONE_SIZE];
    snprintf(normal, sizeof normal, "+%.15s", phone->digits);
    return ids_keep(normal, ret_normal);
}

enum ids_fault
ids_phone_check(const char *text, char ret_normal[IDS_PHONE_SIZE])
{
    struct phone phone;
    enum ids_fault fault = phone_scan(text, &phone);
    if (fault)
        return fault;
    if (phone.plus && phone.digits[0] != '7')
        return foreign_phone(&phone, ret_normal);
    if (phone.plus)
        return phone.count == 11 ? russian_phone(phone.digits + 1, ret_normal) : IDS_LENGTH;
    const char *national;
    fault = national_digits(&phone, &national);
    return fault ? fault : russian_phone(national, ret_normal);
}

/* ------------------------------------------------------------------ e-mail */

#define EMAIL_MAX 254
#define NAME_MAX_BYTES 64
#define LABEL_MAX_BYTES 63

static const char name_characters[] = "abcdefghijklmnopqrstuvwxyz" IDS_CAPITALS IDS_DIGITS "!#$%&'*+-/=?^_`{|}~.";

static enum ids_fault
name_check(const char *name, size_t length)
{
    if (length == 0 || length > NAME_MAX_BYTES)
        return length ? IDS_LENGTH : IDS_FORM;
    if (strspn(name, name_characters) < length)
        return IDS_CHARACTERS;
    if (name[0] == '.' || name[length - 1] == '.')
        return IDS_FORM;
    return memmem(name, length, "..", 2) ? IDS_FORM : IDS_OK;
}

/* Bytes of the letter, digit or hyphen that may stand in a domain at `s`; 0 when none stands there. */
static size_t
domain_character(const char *s)
{
    unsigned char first = (unsigned char)s[0], second = (unsigned char)(first ? s[1] : 0);
    if (strchr("abcdefghijklmnopqrstuvwxyz" IDS_CAPITALS IDS_DIGITS "-", first))
        return first ? 1 : 0;
    bool capital = first == 0xD0 && (second == 0x81 || (second >= 0x90 && second <= 0xBF)); /* Ё А-Яа-п */
    bool small = first == 0xD1 && ((second >= 0x80 && second <= 0x8F) || second == 0x91);   /* р-я ё */
    return capital || small ? 2 : 0;
}

/* Walks over one label and hands out where it ends. */
static enum ids_fault
label_check(const char *label, const char **ret_end)
{
    const char *s = label;
    for (size_t size; (size = domain_character(s)); s += size)
        continue;
    if (*s && *s != '.')
        return IDS_CHARACTERS;
    if (s == label || label[0] == '-' || s[-1] == '-')
        return IDS_FORM;
    *ret_end = s;
    return s - label <= LABEL_MAX_BYTES ? IDS_OK : IDS_LENGTH;
}

static enum ids_fault
domain_check(const char *domain)
{
    const char *label = domain, *end;
    for (;;) {
        enum ids_fault fault = label_check(label, &end);
        if (fault)
            return fault;
        if (!*end)
            break;
        label = end + 1;
    }
    bool only_digits = label[strspn(label, IDS_DIGITS)] == '\0';
    return label == domain || end - label < 2 || only_digits ? IDS_FORM : IDS_OK;
}

/* Latin and Cyrillic small letters; both have the same number of bytes as their capitals. */
static void
lower_domain(char *s)
{
    for (size_t size; *s; s += size) {
        size = *s == '.' ? 1 : domain_character(s);
        if (size == 1 && *s >= 'A' && *s <= 'Z')
            *s = (char)(*s + 32);
        if (size == 2) {
            unsigned point = ((unsigned)(unsigned char)s[0] & 0x1FU) << 6 | ((unsigned)(unsigned char)s[1] & 0x3FU);
            point = point == 0x401 ? 0x451 : point >= 0x410 && point <= 0x42F ? point + 32 : point;
            ids_put_point(s, point);
        }
    }
}

static void
trim(const char **text, size_t *length)
{
    while (*length && strchr(" \t\r\n", **text))
        (*text)++, (*length)--;
    while (*length && strchr(" \t\r\n", (*text)[*length - 1]))
        (*length)--;
}

enum ids_fault
ids_email_check(const char *text, char ret_normal[IDS_EMAIL_SIZE])
{
    if (text_empty(text))
        return IDS_EMPTY;
    size_t length = strlen(text);
    trim(&text, &length);
    if (length == 0 || length > EMAIL_MAX)
        return length ? IDS_LENGTH : IDS_EMPTY;
    char normal[IDS_EMAIL_SIZE];
    memcpy(normal, text, length);
    normal[length] = '\0';
    char *at = strchr(normal, '@');
    if (!at)
        return IDS_FORM;
    enum ids_fault fault = name_check(normal, (size_t)(at - normal));
    if (fault || (fault = domain_check(at + 1)))
        return fault;
    lower_domain(at + 1);
    return ids_keep(normal, ret_normal);
}
