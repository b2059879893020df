/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "print.h"
#include "utf8.h"

#include <okno/json.h>

#include <math.h>
#include <string.h>
#include <stdio.h>
#include <stdlib.h>

/* ------------------------------------------------------------------ numbers */

void
json_add_unsigned(struct text *out, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    text_add(out, digits + at, sizeof digits - at);
}

void
json_add_signed(struct text *out, int64_t value)
{
    if (value < 0)
        text_addc(out, '-');
    json_add_unsigned(out, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

/* Numbers without a proper text, and whole ones below `whole`, which need no search for the shortest. */
static bool
add_plain(struct text *out, double value, double whole)
{
    if (isnan(value))
        text_adds(out, "\"NaN\"");
    else if (isinf(value))
        text_adds(out, value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
    else if (fabs(value) >= whole || value != trunc(value))
        return false;
    else if (value == 0 && signbit(value))
        text_adds(out, "-0.0");
    else
        json_add_signed(out, (int64_t)value);
    return true;
}

/* A locale with a decimal comma must not reach the wire. */
static void
add_number_text(struct text *out, char *number)
{
    char *comma = strchr(number, ',');
    if (comma)
        *comma = '.';
    text_adds(out, number);
}

void
json_add_double(struct text *out, double value)
{
    char number[40];
    if (add_plain(out, value, 0x1p53))
        return;
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(number, sizeof number, "%.*g", precision, value);
        if (strtod(number, NULL) == value)
            break;
    }
    add_number_text(out, number);
}

void
json_add_float(struct text *out, float value)
{
    char number[40];
    if (add_plain(out, (double)value, 0x1p24))
        return;
    for (int precision = 6; precision <= 9; precision++) {
        snprintf(number, sizeof number, "%.*g", precision, (double)value);
        if (strtof(number, NULL) == value)
            break;
    }
    add_number_text(out, number);
}

/* ------------------------------------------------------------------ bytes */

void
json_add_bytes(struct text *out, const ProtobufCBinaryData *bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *data = bytes->data;
    char *place = text_reserve(out, (bytes->len + 2) / 3 * 4 + 2);
    char *start = place;
    *place++ = '"';
    for (size_t left = bytes->len; left > 0;) {
        size_t take = left < 3 ? left : 3;
        uint32_t bits =
            (uint32_t)data[0] << 16 | (take > 1 ? (uint32_t)data[1] << 8 : 0) | (take > 2 ? data[2] : 0);
        *place++ = digits[bits >> 18];
        *place++ = digits[bits >> 12 & 63];
        *place++ = take > 1 ? digits[bits >> 6 & 63] : '=';
        *place++ = take > 2 ? digits[bits & 63] : '=';
        data += take;
        left -= take;
    }
    *place++ = '"';
    *place = '\0';
    out->length += (size_t)(place - start);
}

/* ------------------------------------------------------------------ strings */

/* Whether any of eight bytes is a control character, a quote or a backslash. */
static bool
needs_escape(uint64_t eight)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    uint64_t quote = eight ^ ones * '"', backslash = eight ^ ones * '\\';
    return ((eight - ones * 0x20) | (quote - ones) | (backslash - ones)) & ~eight & tops;
}

static size_t
clean_run(const char *text, size_t length)
{
    size_t i = 0;
    for (uint64_t eight; i + 8 <= length; i += 8) {
        memcpy(&eight, text + i, 8);
        if (needs_escape(eight))
            break;
    }
    while (i < length && (unsigned char)text[i] >= 0x20 && text[i] != '"' && text[i] != '\\')
        i++;
    return i;
}

static void
add_escape(struct text *out, char c)
{
    static const char short_forms[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (const char *form = short_forms; *form; form += 2)
        if (*form == c) {
            text_addc(out, '\\');
            text_addc(out, form[1]);
            return;
        }
    text_addf(out, "\\u%04x", (unsigned)c);
}

static void
add_valid(struct text *out, const char *text, size_t length)
{
    for (size_t done = 0;;) {
        size_t run = clean_run(text + done, length - done);
        text_add(out, text + done, run);
        done += run;
        if (done == length)
            return;
        add_escape(out, text[done++]);
    }
}

/* A text that somebody cut in the middle of a character still makes JSON. */
static void
add_repaired(struct text *out, const char *text, size_t length)
{
    while (length > 0) {
        size_t step = utf8_first(text, length);
        add_valid(out, step ? text : "\xEF\xBF\xBD", step ? step : 3);
        text += step ? step : 1;
        length -= step ? step : 1;
    }
}

void
json_add_string(struct text *out, const char *text)
{
    size_t length = strlen(text);
    text_addc(out, '"');
    if (utf8_valid(text, length))
        add_valid(out, text, length);
    else
        add_repaired(out, text, length);
    text_addc(out, '"');
}
