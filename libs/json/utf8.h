/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_JSON_UTF8_H
#define OKNO_JSON_UTF8_H

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

#endif
