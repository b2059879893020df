/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The days of a calendar, and how many working ones lie between any two. Terms are counted in term.c. */
#include "table.h"

#include <stdlib.h>

#define YEAR_MIN 1
#define YEAR_MAX 9999

#define FRIDAY 5

/* ------------------------------------------------------------------ making one */

static void *
allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory)
        abort();
    return memory;
}

static bool
kind_fits(const struct calendar_day *day)
{
    bool weekend = date_weekday(day->date) > FRIDAY;
    switch (day->kind) {
    case CALENDAR_OFF:
        return true;
    case CALENDAR_SHORT:
        return !weekend;
    case CALENDAR_WORK:
    case CALENDAR_SHORT_WORK:
        return weekend;
    }
    return false;
}

static struct calendar *
calendar_plain(int first_year, int last_year)
{
    struct calendar *cal = allocate(1, sizeof *cal);
    cal->first_year = first_year;
    cal->last_year = last_year;
    cal->first_day = date_to_days((struct date){ first_year, 1, 1 });
    cal->count = date_to_days((struct date){ last_year, 12, 31 }) - cal->first_day + 1;
    cal->exception = allocate((size_t)cal->count, sizeof *cal->exception);
    cal->before = allocate((size_t)cal->count + 1, sizeof *cal->before);
    cal->working = allocate((size_t)cal->count, sizeof *cal->working);
    return cal;
}

/* False when the day cannot be an exception of this calendar, or is one already. */
static bool
add_exception(struct calendar *cal, const struct calendar_day *day)
{
    int32_t place;
    if (calendar_place(cal, day->date, &place) != RPC_OK || place < 0 || !kind_fits(day) || cal->exception[place])
        return false;
    cal->exception[place] = (unsigned char)day->kind;
    return true;
}

static bool
is_worked(const struct calendar *cal, int32_t place)
{
    switch (cal->exception[place]) {
    case CALENDAR_OFF:
        return false;
    case CALENDAR_SHORT:
    case CALENDAR_WORK:
    case CALENDAR_SHORT_WORK:
        return true;
    default:
        return date_weekday(date_from_days(cal->first_day + place)) <= FRIDAY;
    }
}

static void
count_working(struct calendar *cal)
{
    int32_t total = 0;
    for (int32_t place = 0; place < cal->count; place++) {
        cal->before[place] = total;
        if (is_worked(cal, place))
            cal->working[total++] = place;
    }
    cal->before[cal->count] = total;
}

/* NULL when refused, and then the index of what was refused. */
static struct calendar *
build(int first_year, int last_year, const struct calendar_day *days, size_t n, size_t *ret_bad)
{
    if (first_year < YEAR_MIN || last_year > YEAR_MAX || first_year > last_year) {
        *ret_bad = n;
        return NULL;
    }
    struct calendar *cal = calendar_plain(first_year, last_year);
    for (size_t i = 0; i < n; i++)
        if (!add_exception(cal, &days[i])) {
            *ret_bad = i;
            calendar_free(cal);
            return NULL;
        }
    count_working(cal);
    return cal;
}

struct calendar *
calendar_new(int first_year, int last_year, const struct calendar_day *days, size_t n)
{
    size_t ignored;
    return build(first_year, last_year, days, n, &ignored);
}

void
calendar_free(struct calendar *cal)
{
    if (!cal)
        return;
    free(cal->exception);
    free(cal->before);
    free(cal->working);
    free(cal);
}

enum rpc_code
calendar_check(int first_year, int last_year, const struct calendar_day *days, size_t n, size_t *ret_bad)
{
    struct calendar *cal = build(first_year, last_year, days, n, ret_bad);
    calendar_free(cal);
    return cal ? RPC_OK : RPC_INVALID_ARGUMENT;
}

int
calendar_first_year(const struct calendar *cal)
{
    return cal->first_year;
}

int
calendar_last_year(const struct calendar *cal)
{
    return cal->last_year;
}

/* ------------------------------------------------------------------ places */

enum rpc_code
calendar_place(const struct calendar *cal, struct date date, int32_t *ret_place)
{
    if (!date_valid(date))
        return RPC_INVALID_ARGUMENT;
    int32_t place = date_to_days(date) - cal->first_day;
    if (place < -1 || place >= cal->count)
        return RPC_OUT_OF_RANGE;
    *ret_place = place;
    return RPC_OK;
}

struct date
calendar_date(const struct calendar *cal, int32_t place)
{
    return date_from_days(cal->first_day + place);
}

int32_t
calendar_worked(const struct calendar *cal, int32_t from, int32_t to)
{
    return cal->before[to + 1] - cal->before[from + 1];
}

enum rpc_code
calendar_worked_after(const struct calendar *cal, int32_t from, int64_t nth, int32_t *ret_place)
{
    int64_t index = cal->before[from + 1] + nth - 1;
    if (index >= cal->before[cal->count])
        return RPC_OUT_OF_RANGE;
    *ret_place = cal->working[index];
    return RPC_OK;
}

/* ------------------------------------------------------------------ days */

/* The place of a day whose own nature is asked for. */
static enum rpc_code
covered_place(const struct calendar *cal, struct date date, int32_t *ret_place)
{
    int32_t place;
    enum rpc_code code = calendar_place(cal, date, &place);
    if (code == RPC_OK && place < 0)
        return RPC_OUT_OF_RANGE;
    if (code == RPC_OK)
        *ret_place = place;
    return code;
}

enum rpc_code
calendar_is_working(const struct calendar *cal, struct date date, bool *ret_working)
{
    int32_t place;
    enum rpc_code code = covered_place(cal, date, &place);
    if (code == RPC_OK)
        *ret_working = is_worked(cal, place);
    return code;
}

enum rpc_code
calendar_is_short(const struct calendar *cal, struct date date, bool *ret_short)
{
    int32_t place;
    enum rpc_code code = covered_place(cal, date, &place);
    if (code == RPC_OK)
        *ret_short = cal->exception[place] == CALENDAR_SHORT || cal->exception[place] == CALENDAR_SHORT_WORK;
    return code;
}

enum rpc_code
calendar_next_working(const struct calendar *cal, struct date date, struct date *ret_day)
{
    int32_t place;
    enum rpc_code code = covered_place(cal, date, &place);
    if (code != RPC_OK || (code = calendar_worked_after(cal, place - 1, 1, &place)) != RPC_OK)
        return code;
    *ret_day = calendar_date(cal, place);
    return RPC_OK;
}

enum rpc_code
calendar_working_between(const struct calendar *cal, struct date from, struct date to, int32_t *ret_days)
{
    int32_t first, last;
    enum rpc_code code = calendar_place(cal, from, &first);
    if (code != RPC_OK || (code = calendar_place(cal, to, &last)) != RPC_OK)
        return code;
    *ret_days = calendar_worked(cal, first, last);
    return RPC_OK;
}
