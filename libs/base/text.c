/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/base.h>

#include <endian.h>
#include <string.h>
#include <stdio.h>
#include <stdlib.h>

char *
text_reserve(struct text *text, size_t more)
{
    size_t need = text->length + more + 1;
    if (need > text->capacity) {
        size_t capacity = text->capacity ? text->capacity : 256;
        while (capacity < need)
            capacity *= 2;
        text->data = realloc(text->data, capacity);
        if (!text->data)
            abort();
        text->capacity = capacity;
    }
    return text->data + text->length;
}

void
text_add(struct text *text, const char *bytes, size_t length)
{
    char *place = text_reserve(text, length);
    if (length)
        memcpy(place, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void
text_adds(struct text *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void
text_addc(struct text *text, char c)
{
    text_add(text, &c, 1);
}

void
text_addf(struct text *text, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (length < 0)
        abort();
    char *place = text_reserve(text, (size_t)length);
    vsnprintf(place, (size_t)length + 1, fmt, again);
    va_end(again);
    text->length += (size_t)length;
}

void
text_clear(struct text *text)
{
    text->length = 0;
    if (text->data)
        text->data[0] = '\0';
}

void
text_release(struct text *text)
{
    free(text->data);
    *text = (struct text){ 0 };
}

bool
text_equal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool
text_empty(const char *s)
{
    return !s || !*s;
}

const char *
text_or_empty(const char *s)
{
    return s ? s : "";
}

bool
text_starts(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* Length of the well-formed sequence at `s` (RFC 3629, table 3-7 of Unicode), 0 when there is none. */
static size_t
utf8_sequence(const unsigned char *s, size_t left)
{
    unsigned char c = s[0];
    if (c == 0)
        return 0;
    if (c < 0x80)
        return 1;
    if (c < 0xC2 || c > 0xF4)
        return 0;
    size_t length = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (left < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (c == 0xE0 && s[1] < 0xA0) || (c == 0xF0 && s[1] < 0x90);
    bool surrogate = c == 0xED && s[1] > 0x9F;
    bool beyond = c == 0xF4 && s[1] > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

/* Whether eight bytes are ASCII without NUL, or four characters of two bytes, as Cyrillic text mostly is. */
static bool
utf8_plain(const unsigned char *s)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7, lanes = UINT64_C(0x0001000100010001);
    uint64_t eight;
    memcpy(&eight, s, 8);
    eight = le64toh(eight);
    if (!(eight & tops))
        return !((eight - ones) & ~eight & tops);
    bool pairs = (eight & lanes * 0xC0E0) == lanes * 0x80C0;
    uint64_t not_overlong = (eight & lanes * 0x001E) + lanes * 0x7FFF;
    return pairs && (not_overlong & lanes * 0x8000) == lanes * 0x8000;
}

bool
utf8_valid(const char *bytes, size_t length)
{
    const unsigned char *s = (const unsigned char *)bytes;
    for (size_t i = 0; i < length;) {
        size_t step = length - i >= 8 && utf8_plain(s + i) ? 8 : utf8_sequence(s + i, length - i);
        if (!step)
            return false;
        i += step;
    }
    return true;
}

size_t
utf8_length(const char *s)
{
    size_t count = 0;
    for (; *s; s++)
        count += ((unsigned char)*s & 0xC0) != 0x80;
    return count;
}

void
hex_encode(const void *data, size_t size, char *ret_hex)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) {
        ret_hex[2 * i] = digits[bytes[i] >> 4];
        ret_hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret_hex[2 * size] = '\0';
}
