/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * A calendar inside. Private to this library.
 *
 * A place is a day's distance from the first day covered. -1, the day before it, is a place too: a term may
 * start there, as it counts from the day after.
 */
#ifndef OKNO_CALENDAR_TABLE_H
#define OKNO_CALENDAR_TABLE_H

#include <okno/calendar.h>

struct calendar {
    int first_year, last_year;
    int32_t first_day;        /* days since 1970-01-01 */
    int32_t count;            /* days covered */
    unsigned char *exception; /* enum calendar_day_kind of every day, or 0 */
    int32_t *before;          /* [place]: working days before it; [count]: all of them */
    int32_t *working;         /* places of the working days, in order */
};

/** RPC_INVALID_ARGUMENT: no such day; RPC_OUT_OF_RANGE: no such place. */
enum rpc_code calendar_place(const struct calendar *cal, struct date date, int32_t *ret_place) OKNO_MUST_CHECK;
struct date calendar_date(const struct calendar *cal, int32_t place);

/** Working days after `from`, up to and including `to`; negative when `to` is the earlier. */
int32_t calendar_worked(const struct calendar *cal, int32_t from, int32_t to);
/** Place of the nth (from 1) working day after `from`, which may be as low as -1. */
enum rpc_code calendar_worked_after(const struct calendar *cal, int32_t from, int64_t nth,
                                    int32_t *ret_place) OKNO_MUST_CHECK;

#endif
