/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "print.h"
#include "chars.h"

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
    json_add(out, digits + at, sizeof digits - at);
}

void
json_add_signed(struct text *out, int64_t value)
{
    if (value < 0)
        json_addc(out, '-');
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

/*
 * Up to six decimals, as coordinates and amounts have: when `millionths` / 10^6 is the value, both being
 * exact, then the decimal reads back as the value too, since either way it is the double nearest to the same
 * fraction.
 */
static bool
add_short(struct text *out, double value)
{
    double millionths = nearbyint(value * 1e6);
    if (fabs(value) >= 1e9 || fabs(value) < 1e-4 || millionths / 1e6 != value)
        return false;
    uint64_t whole = (uint64_t)fabs(millionths);
    char digits[7] = ".";
    size_t length = sizeof digits;
    for (uint64_t i = 6, left = whole % 1000000; i > 0; i--, left /= 10)
        digits[i] = (char)('0' + left % 10);
    while (digits[length - 1] == '0')
        length--;
    json_add(out, "-", value < 0);
    json_add_unsigned(out, whole / 1000000);
    json_add(out, digits, length);
    return true;
}

void
json_add_double(struct text *out, double value)
{
    char number[40];
    if (add_plain(out, value, 0x1p53) || add_short(out, value))
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
        uint32_t bits = (uint32_t)data[0] << 16 | (take > 1 ? (uint32_t)data[1] << 8 : 0) | (take > 2 ? data[2] : 0);
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

static void
add_escape(struct text *out, char c)
{
    static const char short_forms[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (const char *form = short_forms; *form; form += 2)
        if (*form == c) {
            json_addc(out, '\\');
            json_addc(out, form[1]);
            return;
        }
    text_addf(out, "\\u%04x", (unsigned)c);
}

static void
add_valid(struct text *out, const char *text, size_t length)
{
    for (size_t done = 0;;) {
        size_t run = json_clean_run(text + done, length - done);
        json_add(out, text + done, run);
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
    json_addc(out, '"');
    if (utf8_valid(text, length))
        add_valid(out, text, length);
    else
        add_repaired(out, text, length);
    json_addc(out, '"');
}
