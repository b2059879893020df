/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "range.h"

#define UNIT "bytes="
#define DIGITS_MAX 18

static bool
read_number(const char **at, int64_t *ret_number)
{
    size_t length = strspn(*at, "0123456789");
    if (length == 0 || length > DIGITS_MAX)
        return false;
    int64_t number = 0;
    for (size_t i = 0; i < length; i++)
        number = number * 10 + ((*at)[i] - '0');
    *at += length;
    *ret_number = number;
    return true;
}

bool
range_parse(const char *header, struct range *ret_range)
{
    struct range range = { 0, INT64_MAX };
    if (!header || !text_starts(header, UNIT))
        return false;
    header += strlen(UNIT);
    if (!read_number(&header, &range.first) || *header++ != '-')
        return false;
    if (*header && (!read_number(&header, &range.last) || *header || range.last < range.first))
        return false;
    *ret_range = range;
    return true;
}
