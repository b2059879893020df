/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a calendar is made of, and what it says of single days. */
#include "fixture.h"

TEST(working_days_of_every_year_are_those_of_the_official_calendar)
{
    static const int expected[] = { 247, 247, 247, 247, 247, 247, 247, 219, 240, 247, 247, 248, 247, 247 };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(expected); i++) {
        int year = PRODCAL_FIRST_YEAR + (int)i;
        int32_t days;
        EXPECT_CODE(
            calendar_working_between(russia(), (struct date){ year - 1, 12, 31 }, (struct date){ year, 12, 31 }, &days),
            RPC_OK);
        EXPECT_INT(days, expected[i]);
    }
    EXPECT_INT(PRODCAL_FIRST_YEAR + (int)OKNO_ARRAY_SIZE(expected) - 1, PRODCAL_LAST_YEAR);
    EXPECT_INT(calendar_first_year(russia()), 2013);
    EXPECT_INT(calendar_last_year(russia()), 2026);
}

TEST(days_are_worked_or_off_and_some_are_short)
{
    static const struct {
        const char *date;
        bool working, is_short;
    } days[] = {
        { "2026-11-20", true, false },                                  /* Friday */
        { "2026-11-21", false, false },                                 /* Saturday */
        { "2026-11-03", true, true },                                   /* eve of 4 November */
        { "2026-11-04", false, false }, { "2024-04-27", true, false },  /* working Saturday */
        { "2024-11-02", true, true },                                   /* short working Saturday */
        { "2025-12-31", false, false }, { "2020-04-01", false, false }, /* by decree */
        { "2013-01-01", false, false }, { "2026-12-31", false, false },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(days); i++) {
        bool working, is_short;
        EXPECT_CODE(calendar_is_working(russia(), day(days[i].date), &working), RPC_OK);
        EXPECT_CODE(calendar_is_short(russia(), day(days[i].date), &is_short), RPC_OK);
        ck_assert_msg(working == days[i].working && is_short == days[i].is_short, "%s", days[i].date);
    }
}

TEST(next_working_day_is_the_day_itself_or_the_first_after)
{
    struct date next;
    EXPECT_CODE(calendar_next_working(russia(), day("2026-11-20"), &next), RPC_OK);
    EXPECT_DAY(next, "2026-11-20");
    EXPECT_CODE(calendar_next_working(russia(), day("2026-11-21"), &next), RPC_OK);
    EXPECT_DAY(next, "2026-11-23");
    EXPECT_CODE(calendar_next_working(russia(), day("2025-12-31"), &next), RPC_OK);
    EXPECT_DAY(next, "2026-01-12");
    EXPECT_CODE(calendar_next_working(russia(), day("2024-04-27"), &next), RPC_OK);
    EXPECT_DAY(next, "2024-04-27");
}

TEST(nothing_is_said_of_days_outside_the_years)
{
    struct date next = { 1, 1, 1 };
    bool answer = true;
    int32_t days = -5;
    EXPECT_CODE(calendar_is_working(russia(), day("2027-01-01"), &answer), RPC_OUT_OF_RANGE);
    EXPECT_CODE(calendar_is_working(russia(), day("2012-12-31"), &answer), RPC_OUT_OF_RANGE);
    EXPECT_CODE(calendar_is_short(russia(), day("2012-12-31"), &answer), RPC_OUT_OF_RANGE);
    EXPECT_CODE(calendar_next_working(russia(), day("2012-12-31"), &next), RPC_OUT_OF_RANGE);
    EXPECT_CODE(calendar_next_working(russia(), day("2027-01-11"), &next), RPC_OUT_OF_RANGE);
    /* 31 December 2026 is off, and what comes after is not known. */
    EXPECT_CODE(calendar_next_working(russia(), day("2026-12-31"), &next), RPC_OUT_OF_RANGE);
    EXPECT_CODE(calendar_working_between(russia(), day("2012-12-30"), day("2013-02-01"), &days), RPC_OUT_OF_RANGE);
    EXPECT_CODE(calendar_working_between(russia(), day("2026-12-01"), day("2027-01-01"), &days), RPC_OUT_OF_RANGE);
    EXPECT_CODE(calendar_working_between(russia(), day("0001-01-01"), day("9999-12-31"), &days), RPC_OUT_OF_RANGE);
    EXPECT(answer && next.year == 1 && days == -5);
}

TEST(days_that_do_not_exist_are_refused)
{
    struct date february = { 2026, 2, 30 }, nothing = { 0 }, end;
    bool answer;
    int32_t days;
    EXPECT_CODE(calendar_is_working(russia(), february, &answer), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(calendar_is_short(russia(), nothing, &answer), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(calendar_next_working(russia(), february, &end), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(calendar_working_between(russia(), day("2026-01-01"), february, &days), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(calendar_add_days(russia(), february, 1, CALENDAR_WORKING, &end), RPC_INVALID_ARGUMENT);
}

TEST(working_days_between_count_the_last_but_not_the_first)
{
    int32_t days;
    EXPECT_CODE(calendar_working_between(russia(), day("2026-11-20"), day("2026-11-20"), &days), RPC_OK);
    EXPECT_INT(days, 0);
    EXPECT_CODE(calendar_working_between(russia(), day("2026-11-20"), day("2026-11-23"), &days), RPC_OK);
    EXPECT_INT(days, 1);
    EXPECT_CODE(calendar_working_between(russia(), day("2025-12-25"), day("2026-01-13"), &days), RPC_OK);
    EXPECT_INT(days, 5);
    EXPECT_CODE(calendar_working_between(russia(), day("2026-01-13"), day("2025-12-25"), &days), RPC_OK);
    EXPECT_INT(days, -5);
}

/* Day by day against the table itself, with nothing counted ahead. */
TEST(every_day_agrees_with_a_plain_count)
{
    int32_t first = date_to_days((struct date){ PRODCAL_FIRST_YEAR, 1, 1 });
    int32_t last = date_to_days((struct date){ PRODCAL_LAST_YEAR, 12, 31 });
    int32_t total = 0;
    for (int32_t i = first; i <= last; i++) {
        struct date d = date_from_days(i);
        int kind = 0;
        for (size_t k = 0; k < OKNO_ARRAY_SIZE(prodcal); k++)
            if (date_compare(prodcal[k].date, d) == 0)
                kind = (int)prodcal[k].kind;
        bool expected = date_weekday(d) <= 5 ? kind != CALENDAR_OFF : kind >= CALENDAR_WORK;
        bool working;
        int32_t so_far;
        EXPECT_CODE(calendar_is_working(russia(), d, &working), RPC_OK);
        EXPECT_INT(working, expected);
        total += expected;
        EXPECT_CODE(calendar_working_between(russia(), date_from_days(first - 1), d, &so_far), RPC_OK);
        EXPECT_INT(so_far, total);
    }
}

/* ------------------------------------------------------------------ making one */

TEST(a_calendar_without_exceptions_is_monday_to_friday)
{
    struct calendar *cal = calendar_new(2023, 2023, NULL, 0);
    int32_t days;
    EXPECT_CODE(calendar_working_between(cal, day("2022-12-31"), day("2023-12-31"), &days), RPC_OK);
    EXPECT_INT(days, 260);
    calendar_free(cal);
    calendar_free(NULL);
}

TEST(what_does_not_fit_a_calendar_is_refused_by_its_index)
{
    static const struct {
        struct calendar_day bad;
        const char *why;
    } cases[] = {
        { { { 2026, 2, 30 }, CALENDAR_OFF }, "no such day" },
        { { { 2025, 12, 31 }, CALENDAR_OFF }, "the day before the years" },
        { { { 2027, 1, 1 }, CALENDAR_OFF }, "after the years" },
        { { { 2026, 11, 21 }, CALENDAR_SHORT }, "a weekend day is short only if it works" },
        { { { 2026, 11, 20 }, CALENDAR_WORK }, "a Friday works anyway" },
        { { { 2026, 11, 20 }, CALENDAR_SHORT_WORK }, "the same" },
        { { { 2026, 3, 9 }, CALENDAR_OFF }, "twice" },
        { { { 2026, 11, 20 }, (enum calendar_day_kind)0 }, "no kind" },
        { { { 2026, 11, 20 }, (enum calendar_day_kind)9 }, "no such kind" },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(cases); i++) {
        const struct calendar_day days[] = { { { 2026, 3, 9 }, CALENDAR_OFF }, cases[i].bad };
        size_t bad = 77;
        ck_assert_msg(calendar_check(2026, 2026, days, 2, &bad) == RPC_INVALID_ARGUMENT, "%s", cases[i].why);
        EXPECT_INT(bad, 1);
        EXPECT(calendar_new(2026, 2026, days, 2) == NULL);
        EXPECT_CODE(calendar_check(2026, 2026, days, 1, &bad), RPC_OK);
    }
}

TEST(years_must_be_in_order_and_exist)
{
    size_t bad;
    EXPECT_CODE(calendar_check(2026, 2025, NULL, 0, &bad), RPC_INVALID_ARGUMENT);
    EXPECT_INT(bad, 0);
    EXPECT_CODE(calendar_check(0, 2025, NULL, 0, &bad), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(calendar_check(2026, 10000, prodcal, 3, &bad), RPC_INVALID_ARGUMENT);
    EXPECT_INT(bad, 3);
    EXPECT_CODE(calendar_check(1, 9999, NULL, 0, &bad), RPC_OK);
}

TEST(a_day_off_on_a_weekend_changes_nothing)
{
    const struct calendar_day days[] = { { { 2026, 11, 21 }, CALENDAR_OFF } };
    struct calendar *cal = calendar_new(2026, 2026, days, 1);
    bool working;
    EXPECT_CODE(calendar_is_working(cal, day("2026-11-21"), &working), RPC_OK);
    EXPECT(!working);
    calendar_free(cal);
}
