/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where terms end, and what suspending does to them. */
#include "fixture.h"

struct term {
    const char *start;
    int days;
    const char *end;
};

static void
expect_terms(const struct term *terms, size_t count, enum calendar_kind kind)
{
    for (size_t i = 0; i < count; i++) {
        struct date end;
        EXPECT_CODE(calendar_add_days(russia(), day(terms[i].start), terms[i].days, kind, &end), RPC_OK);
        EXPECT_DAY(end, terms[i].end);
    }
}

TEST(terms_in_working_days)
{
    static const struct term terms[] = {
        { "2024-04-22", 5, "2024-04-27" }, /* a working Saturday */
        { "2024-04-27", 1, "2024-05-02" },  { "2024-10-28", 5, "2024-11-02" }, { "2024-12-20", 10, "2025-01-14" },
        { "2025-04-28", 5, "2025-05-07" },  { "2025-10-30", 3, "2025-11-05" }, { "2025-12-25", 5, "2026-01-13" },
        { "2025-12-25", 15, "2026-01-27" }, { "2026-02-20", 1, "2026-02-24" }, { "2026-04-30", 5, "2026-05-08" },
        { "2026-06-11", 1, "2026-06-15" },  { "2026-11-03", 1, "2026-11-05" }, { "2021-04-30", 1, "2021-05-11" },
        { "2026-11-21", 1, "2026-11-23" }, /* an event on a day off */
        { "2012-12-31", 1, "2013-01-09" }, /* the term itself lies in the calendar */
    };
    expect_terms(terms, OKNO_ARRAY_SIZE(terms), CALENDAR_WORKING);
}

TEST(terms_in_calendar_days_end_on_a_working_day)
{
    static const struct term terms[] = {
        { "2025-12-02", 30, "2026-01-12" }, { "2024-04-10", 30, "2024-05-13" }, { "2026-04-01", 30, "2026-05-04" },
        { "2026-10-10", 30, "2026-11-09" }, { "2024-04-26", 1, "2024-04-27" },
    };
    expect_terms(terms, OKNO_ARRAY_SIZE(terms), CALENDAR_CALENDAR);
}

TEST(a_term_of_no_days_ends_at_once_or_on_the_next_working_day)
{
    static const struct term terms[] = { { "2026-11-20", 0, "2026-11-20" }, { "2026-11-21", 0, "2026-11-23" } };
    expect_terms(terms, OKNO_ARRAY_SIZE(terms), CALENDAR_WORKING);
    expect_terms(terms, OKNO_ARRAY_SIZE(terms), CALENDAR_CALENDAR);
}

TEST(terms_that_leave_the_calendar_are_not_guessed)
{
    static const struct {
        const char *start;
        int days;
    } terms[] = { { "2026-12-30", 1 }, { "2026-12-31", 1 }, { "2026-12-01", 22 },        { "2027-01-11", 1 },
                  { "2012-12-30", 1 }, { "2012-12-31", 0 }, { "2026-01-01", INT32_MAX }, { "2012-06-01", 365 } };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(terms); i++) {
        struct date end = { 1, 1, 1 };
        EXPECT_CODE(calendar_add_days(russia(), day(terms[i].start), terms[i].days, CALENDAR_WORKING, &end),
                    RPC_OUT_OF_RANGE);
        EXPECT_INT(end.year, 1);
    }
    struct date end;
    EXPECT_CODE(calendar_add_days(russia(), day("2026-12-01"), 21, CALENDAR_WORKING, &end), RPC_OK);
    EXPECT_DAY(end, "2026-12-30");
    EXPECT_CODE(calendar_add_days(russia(), day("2026-12-01"), 29, CALENDAR_CALENDAR, &end), RPC_OK);
    /* Ends on 31 December, which is off; the next working day is unknown. */
    EXPECT_CODE(calendar_add_days(russia(), day("2026-12-01"), 30, CALENDAR_CALENDAR, &end), RPC_OUT_OF_RANGE);
    EXPECT_CODE(calendar_add_days(russia(), day("2026-12-01"), INT32_MAX, CALENDAR_CALENDAR, &end), RPC_OUT_OF_RANGE);
    EXPECT_CODE(calendar_add_days(russia(), day("2012-06-01"), 365, CALENDAR_CALENDAR, &end), RPC_OUT_OF_RANGE);
}

TEST(terms_need_a_length_and_a_kind)
{
    struct date end;
    EXPECT_CODE(calendar_add_days(russia(), day("2026-11-20"), -1, CALENDAR_WORKING, &end), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(calendar_add_days(russia(), day("2026-11-20"), 1, (enum calendar_kind)0, &end), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(
        calendar_shift(russia(), day("2026-11-20"), day("2026-11-18"), day("2026-11-19"), (enum calendar_kind)3, &end),
        RPC_INVALID_ARGUMENT);
}

/* ------------------------------------------------------------------ suspension */

struct suspension {
    const char *planned, *from, *on, *moved;
    const char *why;
};

static void
expect_shifts(const struct suspension *cases, size_t count, enum calendar_kind kind)
{
    for (size_t i = 0; i < count; i++) {
        struct date moved;
        char text[11] = "";
        EXPECT_CODE(calendar_shift(russia(), day(cases[i].planned), day(cases[i].from), day(cases[i].on), kind, &moved),
                    RPC_OK);
        date_format(moved, text);
        ck_assert_msg(text_equal(text, cases[i].moved), "%s: %s instead of %s", cases[i].why, text, cases[i].moved);
    }
}

TEST(a_suspension_moves_a_working_term_by_its_working_days)
{
    static const struct suspension cases[] = {
        { "2026-11-20", "2026-11-09", "2026-11-11", "2026-11-24", "two working days stood still" },
        { "2026-11-20", "2026-11-09", "2026-11-09", "2026-11-20", "resumed on the same day" },
        { "2026-11-20", "2026-11-13", "2026-11-16", "2026-11-23", "over a weekend only Monday stood still" },
        { "2026-11-20", "2026-11-13", "2026-11-15", "2026-11-20", "nothing but days off" },
        { "2026-11-20", "2026-11-02", "2026-11-05", "2026-11-24", "4 November is no working day" },
        { "2025-12-30", "2025-12-25", "2026-01-13", "2026-01-16", "over the holidays of New Year" },
        { "2026-11-20", "2026-11-20", "2026-11-25", "2026-11-25", "on the last day: ends on resumption" },
        { "2026-11-20", "2026-11-20", "2026-11-28", "2026-11-30", "resumed on a day off" },
        { "2026-11-20", "2026-11-23", "2026-11-30", "2026-11-20", "run out before: stays run out" },
        { "2026-11-21", "2026-11-18", "2026-11-19", "2026-11-24", "a planned day off means the next working day" },
    };
    expect_shifts(cases, OKNO_ARRAY_SIZE(cases), CALENDAR_WORKING);
}

TEST(a_suspension_moves_a_calendar_term_by_its_days)
{
    static const struct suspension cases[] = {
        { "2026-11-20", "2026-11-09", "2026-11-12", "2026-11-23", "three days, ends on a working day" },
        { "2026-11-20", "2026-11-09", "2026-11-10", "2026-11-23", "one day: a Saturday, so Monday" },
        { "2026-11-20", "2026-11-07", "2026-11-08", "2026-11-23", "a day off stands still as well" },
        { "2026-11-20", "2026-11-09", "2026-11-09", "2026-11-20", "resumed on the same day" },
        { "2026-11-21", "2026-11-09", "2026-11-12", "2026-11-24", "counted to a Saturday" },
        { "2026-11-21", "2026-11-22", "2026-11-26", "2026-11-26", "suspended on the day off it was moved from" },
        { "2026-11-20", "2026-11-20", "2026-11-28", "2026-11-30", "on the last day" },
        { "2026-11-20", "2026-11-21", "2026-11-28", "2026-11-20", "run out before" },
    };
    expect_shifts(cases, OKNO_ARRAY_SIZE(cases), CALENDAR_CALENDAR);
}

TEST(a_suspension_ends_after_it_began_and_within_the_calendar)
{
    struct date moved;
    EXPECT_CODE(
        calendar_shift(russia(), day("2026-11-20"), day("2026-11-10"), day("2026-11-09"), CALENDAR_WORKING, &moved),
        RPC_INVALID_ARGUMENT);
    EXPECT_CODE(
        calendar_shift(russia(), day("2026-12-30"), day("2026-12-01"), day("2026-12-02"), CALENDAR_WORKING, &moved),
        RPC_OUT_OF_RANGE);
    EXPECT_CODE(
        calendar_shift(russia(), day("2026-12-25"), day("2026-12-01"), day("2027-01-15"), CALENDAR_WORKING, &moved),
        RPC_OUT_OF_RANGE);
    EXPECT_CODE(
        calendar_shift(russia(), day("2027-01-15"), day("2026-12-01"), day("2026-12-02"), CALENDAR_WORKING, &moved),
        RPC_OUT_OF_RANGE);
    EXPECT_CODE(
        calendar_shift(russia(), day("2026-12-25"), day("2026-12-01"), day("2026-12-04"), CALENDAR_WORKING, &moved),
        RPC_OK);
    EXPECT_DAY(moved, "2026-12-30");
}

TEST(a_term_with_several_suspensions)
{
    const struct calendar_pause pauses[] = {
        { day("2026-11-03"), day("2026-11-06") }, /* 5 and 6 November */
        { day("2026-11-06"), day("2026-11-09") }, /* suspended again at once: the 9th */
        { day("2026-11-11"), day("2026-11-13") }, /* the 12th and 13th */
        { day("2027-01-15"), day("2027-01-16") },
    };
    struct date end;
    EXPECT_CODE(calendar_add_days(russia(), day("2026-10-30"), 6, CALENDAR_WORKING, &end), RPC_OK);
    EXPECT_DAY(end, "2026-11-10");
    EXPECT_CODE(calendar_add_days_paused(russia(), day("2026-10-30"), 6, CALENDAR_WORKING, pauses, 3, &end), RPC_OK);
    EXPECT_DAY(end, "2026-11-17");
    EXPECT_CODE(calendar_add_days_paused(russia(), day("2026-10-30"), 18, CALENDAR_CALENDAR, pauses, 3, &end), RPC_OK);
    EXPECT_DAY(end, "2026-11-25");
    EXPECT_CODE(calendar_add_days_paused(russia(), day("2026-10-30"), 6, CALENDAR_WORKING, pauses, 4, &end),
                RPC_OUT_OF_RANGE);
    /* Out of order, and before the term. */
    EXPECT_CODE(calendar_add_days_paused(russia(), day("2026-10-30"), 60, CALENDAR_WORKING,
                                         (struct calendar_pause[]){ pauses[2], pauses[0] }, 2, &end),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(calendar_add_days_paused(russia(), day("2026-11-05"), 6, CALENDAR_WORKING, pauses, 1, &end),
                RPC_INVALID_ARGUMENT);
}

/* The New Year's move: the end as counted gives the exact answer, the moved one a later answer, never an
 * earlier. */
TEST(a_calendar_term_is_exact_from_its_own_length)
{
    const struct calendar_pause pause = { day("2025-12-20"), day("2026-02-01") };
    struct date exact, counted, moved;
    EXPECT_CODE(calendar_add_days_paused(russia(), day("2025-12-02"), 30, CALENDAR_CALENDAR, &pause, 1, &exact),
                RPC_OK);
    EXPECT_CODE(calendar_shift(russia(), day("2026-01-01"), pause.suspended_from, pause.resumed_on, CALENDAR_CALENDAR,
                               &counted),
                RPC_OK);
    EXPECT_CODE(
        calendar_shift(russia(), day("2026-01-12"), pause.suspended_from, pause.resumed_on, CALENDAR_CALENDAR, &moved),
        RPC_OK);
    EXPECT_DAY(exact, "2026-02-13");
    EXPECT_DAY(counted, "2026-02-13");
    EXPECT_DAY(moved, "2026-02-24");
}

/* ------------------------------------------------------------------ properties */

static uint64_t state;

static int
draw(int below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int)((state >> 33) % (uint64_t)below);
}

static struct date
draw_day(void)
{
    return date_from_days(date_to_days((struct date){ 2013, 1, 1 }) + draw(365 * 12));
}

static struct date
after(struct date d, int days)
{
    return date_from_days(date_to_days(d) + days);
}

/* One step a day, as a person counts with a finger. */
static struct date
count_by_finger(struct date d, int days)
{
    bool working = true;
    while (days > 0) {
        d = after(d, 1);
        EXPECT_CODE(calendar_is_working(russia(), d, &working), RPC_OK);
        days -= working;
    }
    return d;
}

TEST(terms_agree_with_counting_by_finger)
{
    state = 11;
    for (int round = 0; round < 2000; round++) {
        struct date start = draw_day(), end;
        int days = 1 + draw(60);
        int32_t between;
        EXPECT_CODE(calendar_add_days(russia(), start, days, CALENDAR_WORKING, &end), RPC_OK);
        EXPECT_INT(date_compare(end, count_by_finger(start, days)), 0);
        EXPECT_CODE(calendar_working_between(russia(), start, end, &between), RPC_OK);
        EXPECT_INT(between, days);
        EXPECT_CODE(calendar_working_between(russia(), end, start, &between), RPC_OK);
        EXPECT_INT(between, -days);
    }
}

/* What was left when the clock stopped is left when it runs again. */
TEST(a_suspension_keeps_what_was_left)
{
    state = 12;
    for (int round = 0; round < 2000; round++) {
        struct date start = draw_day(), planned, moved, again;
        int days = 2 + draw(40), pause_length = draw(60);
        EXPECT_CODE(calendar_add_days(russia(), start, days, CALENDAR_WORKING, &planned), RPC_OK);
        struct date from = after(start, draw(date_to_days(planned) - date_to_days(start)));
        struct calendar_pause pause = { from, after(from, pause_length) };
        EXPECT_CODE(calendar_shift(russia(), planned, from, pause.resumed_on, CALENDAR_WORKING, &moved), RPC_OK);
        int32_t left_before, left_after, stood;
        EXPECT_CODE(calendar_working_between(russia(), from, planned, &left_before), RPC_OK);
        EXPECT_CODE(calendar_working_between(russia(), pause.resumed_on, moved, &left_after), RPC_OK);
        EXPECT_INT(left_after, left_before);
        EXPECT_CODE(calendar_working_between(russia(), from, pause.resumed_on, &stood), RPC_OK);
        EXPECT_CODE(calendar_working_between(russia(), planned, moved, &left_after), RPC_OK);
        EXPECT_INT(left_after, stood);
        EXPECT_CODE(calendar_add_days_paused(russia(), start, days, CALENDAR_WORKING, &pause, 1, &again), RPC_OK);
        EXPECT_INT(date_compare(again, moved), 0);
    }
}

TEST(a_calendar_term_moves_by_the_days_it_stood)
{
    state = 13;
    for (int round = 0; round < 2000; round++) {
        struct date start = draw_day(), moved, expected, again;
        int days = 2 + draw(60), pause_length = draw(60);
        struct date counted = after(start, days);
        struct date from = after(start, draw(days));
        struct calendar_pause pause = { from, after(from, pause_length) };
        EXPECT_CODE(calendar_next_working(russia(), after(counted, pause_length), &expected), RPC_OK);
        EXPECT_CODE(calendar_shift(russia(), counted, from, pause.resumed_on, CALENDAR_CALENDAR, &moved), RPC_OK);
        EXPECT_INT(date_compare(moved, expected), 0);
        EXPECT_CODE(calendar_add_days_paused(russia(), start, days, CALENDAR_CALENDAR, &pause, 1, &again), RPC_OK);
        EXPECT_INT(date_compare(again, expected), 0);
    }
}
