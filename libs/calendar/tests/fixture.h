/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The production calendar of Russia 2013-2026 for both test programs. */
#ifndef OKNO_CALENDAR_FIXTURE_H
#define OKNO_CALENDAR_FIXTURE_H

#include <okno/calendar.h>
#include <okno/test.h>

#include "prodcal.h"

static const struct calendar *
russia(void)
{
    static struct calendar *cal;
    if (!cal)
        cal = calendar_new(PRODCAL_FIRST_YEAR, PRODCAL_LAST_YEAR, prodcal, OKNO_ARRAY_SIZE(prodcal));
    ck_assert_ptr_nonnull(cal);
    return cal;
}

static struct date
day(const char *text)
{
    struct date d;
    ck_assert_msg(date_parse(text, &d), "%s", text);
    return d;
}

#define EXPECT_DAY(actual, expected)                                                                                   \
    do {                                                                                                               \
        char expect_day[11];                                                                                           \
        date_format((actual), expect_day);                                                                             \
        EXPECT_TEXT(expect_day, (expected));                                                                           \
    } while (0)

#endif
