/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Characters of JSON strings, for reading and printing. */
#ifndef OKNO_JSON_CHARS_H
#define OKNO_JSON_CHARS_H

#include <okno/base.h>

/** Bytes of the character that the text starts with, 0 when it is not well-formed. `length` is at least 1. */
static inline size_t
utf8_first(const char *text, size_t length)
{
    for (size_t size = 1; size <= 4 && size <= length; size++)
        if (utf8_valid(text, size))
            return size;
    return 0;
}

/** Number of bytes before the first control character, quote or backslash. */
size_t json_clean_run(const char *text, size_t length);

#endif
