/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "period.h"

/* Days off in a row, at most: the day of registration follows that of submission by no more. */
#define DAYS_OFF_MAX 20

static const char *
id_of_day(struct arena *arena, const char *day, int shift, const char *without)
{
    struct date date;
    if (text_empty(day) || !date_parse(day, &date))
        return without;
    int64_t ms = time_of_date(date_from_days(date_to_days(date) + shift), 0) / 1000;
    if (ms < 0)
        return PERIOD_FIRST_ID;
    return arena_printf(arena, "%08x-%04x-0000-0000-000000000000", (unsigned)(ms >> 16), (unsigned)(ms & 0xFFFF));
}

const char *
period_first_id(struct arena *arena, const char *day)
{
    return id_of_day(arena, day, -DAYS_OFF_MAX, PERIOD_FIRST_ID);
}

const char *
period_last_id(struct arena *arena, const char *day)
{
    return id_of_day(arena, day, 1, PERIOD_LAST_ID);
}
