/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** When a centre receives people on a day: timetable, holidays, short days, end of reception (R195, R196). Pure. */
#ifndef OKNO_QUEUE_HOURS_H
#define OKNO_QUEUE_HOURS_H

#include <okno/calendar.h>
#include <okno/reference.pb-c.h>

struct hours {
    int opens, closes;           /* minutes since midnight; the same: not at all */
    const char *why_ru, *why_en; /* why not at all; NULL when it is open */
};

/**
 * Weekends go by the timetable; holidays (ТК 112, and days off that the calendar adds) are off unless the centre works
 * on holidays; on the eve of a holiday it closes an hour earlier (ТК 95).
 *
 * @ends_before  minutes before closing at which reception ends
 * @return RPC_OK; RPC_OUT_OF_RANGE when the production calendar does not know the day
 */
enum rpc_code hours_of(const Reference__Centre *centre, const struct calendar *cal, struct date day, int ends_before,
                       struct hours *ret_hours) OKNO_MUST_CHECK;

/**
 * The same without a calendar, for a day it does not know yet: by the timetable and the holidays that the law names by
 * date (ТК 112). Moved days off and short days are then not known.
 */
void hours_by_timetable(const Reference__Centre *centre, struct date day, int ends_before, struct hours *ret_hours);

#endif
