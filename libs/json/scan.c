/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "read.h"
#include "chars.h"

#include <string.h>

/*
 * cJSON takes more than JSON: raw control characters in strings, any control character as whitespace, a byte
 * order mark, numbers like 01 and 1., \u with anything for digits, \u0000, a thousand levels. This pass
 * looks at characters one by one and leaves the grammar to cJSON.
 */
struct scan {
    const char *at;
    const char *end;
    int depth;
    struct phrase problem;
};

static bool
wrong(struct scan *scan, const char *ru, const char *en)
{
    scan->problem = (struct phrase){ ru, en };
    return false;
}

static bool
is_digit(const struct scan *scan)
{
    return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

static bool
skip_digits(struct scan *scan)
{
    if (!is_digit(scan))
        return false;
    while (is_digit(scan))
        scan->at++;
    return true;
}

static bool
skip_one(struct scan *scan, const char *of)
{
    if (scan->at == scan->end || !strchr(of, *scan->at))
        return false;
    scan->at++;
    return true;
}

static bool
scan_number(struct scan *scan)
{
    skip_one(scan, "-");
    const char *whole = scan->at;
    if (!skip_digits(scan) || (whole[0] == '0' && scan->at > whole + 1))
        return wrong(scan, "число записано неверно", "malformed number");
    if (skip_one(scan, ".") && !skip_digits(scan))
        return wrong(scan, "после точки в числе нужны цифры", "a number needs digits after its point");
    if (skip_one(scan, "eE")) {
        skip_one(scan, "+-");
        if (!skip_digits(scan))
            return wrong(scan, "показателю степени в числе нужны цифры", "a number needs digits in its exponent");
    }
    return true;
}

static bool
scan_unicode_escape(struct scan *scan)
{
    bool zero = true;
    for (int i = 0; i < 4; i++) {
        zero = zero && scan->at < scan->end && *scan->at == '0';
        if (!skip_one(scan, "0123456789abcdefABCDEF"))
            return wrong(scan, "после \\u нужны четыре шестнадцатеричные цифры", "\\u needs four hexadecimal digits");
    }
    return zero ? wrong(scan, "символ U+0000 в строках не допускается", "U+0000 is not allowed in strings") : true;
}

static bool
scan_string(struct scan *scan)
{
    for (scan->at++;;) {
        scan->at += json_clean_run(scan->at, (size_t)(scan->end - scan->at));
        if (scan->at == scan->end)
            return wrong(scan, "строка не закончена", "the string does not end");
        char c = *scan->at;
        if (c != '"' && c != '\\')
            return wrong(scan, "управляющие символы в строке записываются через обратную косую черту",
                         "control characters in a string must be escaped");
        scan->at++;
        if (c == '"')
            return true;
        if (scan->at < scan->end && *scan->at++ == 'u' && !scan_unicode_escape(scan))
            return false;
    }
}

/* One character outside of strings and numbers. */
static bool
scan_mark(struct scan *scan)
{
    switch (*scan->at) {
    case '{':
    case '[':
        if (++scan->depth > JSON_DEPTH_MAX)
            return wrong(scan, "вложенность больше 64 уровней", "more than 64 levels of nesting");
        break;
    case '}':
    case ']':
        scan->depth--;
        break;
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case ',':
    case ':':
        break;
    default: /* letters of true, false and null */
        if (*scan->at < 'a' || *scan->at > 'z')
            return wrong(scan, "здесь неуместный символ", "this character does not belong here");
    }
    scan->at++;
    return true;
}

static bool
scan_all(struct scan *scan)
{
    while (scan->at < scan->end) {
        bool fine = *scan->at == '"'                     ? scan_string(scan)
                    : *scan->at == '-' || is_digit(scan) ? scan_number(scan)
                                                         : scan_mark(scan);
        if (!fine)
            return false;
    }
    return true;
}

static size_t
valid_prefix(const char *json, size_t length)
{
    size_t valid = 0;
    for (size_t step = 1; step && valid < length; valid += step)
        step = utf8_first(json + valid, length - valid);
    return valid;
}

enum rpc_code
json_scan(struct reader *reader, const char *json, size_t length)
{
    _Static_assert(JSON_DEPTH_MAX == 64, "the messages name the limit");
    if (!utf8_valid(json, length))
        return json_refuse_text(reader, json, valid_prefix(json, length),
                                (struct phrase){ "текст не в кодировке UTF-8", "the text is not UTF-8" });
    struct scan scan = { .at = json, .end = json + length };
    if (!scan_all(&scan))
        return json_refuse_text(reader, json, (size_t)(scan.at - json), scan.problem);
    return RPC_OK;
}
