/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "chars.h"

#include <string.h>

/* Whether any of eight bytes is a control character, a quote or a backslash. */
static bool
needs_escape(uint64_t eight)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    uint64_t quote = eight ^ ones * '"', backslash = eight ^ ones * '\\';
    return ((eight - ones * 0x20) | (quote - ones) | (backslash - ones)) & ~eight & tops;
}

size_t
json_clean_run(const char *text, size_t length)
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
