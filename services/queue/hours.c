/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "hours.h"

#include <stdio.h>

#define SHORTER 60

/* Non-working holidays of ТК 112, which stay holidays on a weekend. */
static bool
is_holiday(struct date day)
{
    static const struct {
        int month, first, last;
    } holidays[] = { { 1, 1, 8 }, { 2, 23, 23 }, { 3, 8, 8 }, { 5, 1, 1 }, { 5, 9, 9 }, { 6, 12, 12 }, { 11, 4, 4 } };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(holidays); i++)
        if (day.month == holidays[i].month && day.day >= holidays[i].first && day.day <= holidays[i].last)
            return true;
    return false;
}

static int
minutes_of(const char *clock)
{
    int hour, minute;
    return clock && sscanf(clock, "%2d:%2d", &hour, &minute) == 2 ? hour * 60 + minute : 0;
}

static const Reference__WorkingHours *
line_of(const Reference__Centre *centre, int weekday)
{
    for (size_t i = 0; i < centre->n_timetable; i++)
        if (centre->timetable[i]->weekday == weekday)
            return centre->timetable[i];
    return NULL;
}

static void
close_all_day(struct hours *hours, const char *ru, const char *en)
{
    *hours = (struct hours){ .why_ru = ru, .why_en = en };
}

/* Whether the calendar changes the day, and how. */
static enum rpc_code
ask_calendar(const struct calendar *cal, struct date day, bool *ret_off, bool *ret_short)
{
    bool working;
    enum rpc_code code = calendar_is_working(cal, day, &working);
    if (code == RPC_OK)
        code = calendar_is_short(cal, day, ret_short);
    *ret_off = is_holiday(day) || (code == RPC_OK && !working && date_weekday(day) <= 5);
    return code;
}

static void
set_hours(const Reference__Centre *centre, struct date day, bool off, bool is_short, int ends_before,
          struct hours *ret_hours)
{
    const Reference__WorkingHours *line = line_of(centre, date_weekday(day));
    if (!line) {
        close_all_day(ret_hours, "в этот день недели центр не работает", "the centre is closed on this weekday");
    } else if (off && !centre->works_on_holidays) {
        close_all_day(ret_hours, "нерабочий праздничный день", "it is a public holiday");
    } else {
        *ret_hours = (struct hours){ .opens = minutes_of(line->opens), .closes = minutes_of(line->closes) };
        ret_hours->closes -= ends_before + (is_short && !centre->works_on_holidays ? SHORTER : 0);
        if (ret_hours->closes <= ret_hours->opens)
            close_all_day(ret_hours, "в этот день нет приёма", "nobody is received on this day");
    }
}

enum rpc_code
hours_of(const Reference__Centre *centre, const struct calendar *cal, struct date day, int ends_before,
         struct hours *ret_hours)
{
    bool off = false, is_short = false;
    enum rpc_code code = ask_calendar(cal, day, &off, &is_short);
    if (code != RPC_OK && !centre->works_on_holidays)
        return code;
    set_hours(centre, day, off, is_short, ends_before, ret_hours);
    return RPC_OK;
}

void
hours_by_timetable(const Reference__Centre *centre, struct date day, int ends_before, struct hours *ret_hours)
{
    set_hours(centre, day, is_holiday(day), false, ends_before, ret_hours);
}
