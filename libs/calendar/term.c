/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* When terms end (ГК РФ 191, 193), and what suspending does to them. */
#include "table.h"

/* First working day from this place on. */
static enum rpc_code
off_to_working(const struct calendar *cal, int64_t place, int32_t *ret_place)
{
    if (place < 0 || place >= cal->count)
        return RPC_OUT_OF_RANGE;
    return calendar_worked_after(cal, (int32_t)place - 1, 1, ret_place);
}

/* Last day of a term of `days` after the event at `start`. */
static enum rpc_code
term_end(const struct calendar *cal, int32_t start, int32_t days, enum calendar_kind kind, int32_t *ret_end)
{
    if (kind == CALENDAR_WORKING && days > 0)
        return calendar_worked_after(cal, start, days, ret_end);
    return off_to_working(cal, (int64_t)start + days, ret_end);
}

/* Days of a term that pass between two places. */
static int32_t
counted_days(const struct calendar *cal, int32_t from, int32_t to, enum calendar_kind kind)
{
    return kind == CALENDAR_WORKING ? calendar_worked(cal, from, to) : to - from;
}

static int32_t
at_least_none(int32_t days)
{
    return days > 0 ? days : 0;
}

static bool
kind_known(enum calendar_kind kind)
{
    return kind == CALENDAR_WORKING || kind == CALENDAR_CALENDAR;
}

enum rpc_code
calendar_add_days(const struct calendar *cal, struct date start, int32_t days, enum calendar_kind kind,
                  struct date *ret_end)
{
    return calendar_add_days_paused(cal, start, days, kind, NULL, 0, ret_end);
}

/* ------------------------------------------------------------------ suspension */

struct pause {
    int32_t suspended, resumed; /* places */
};

static enum rpc_code
pause_places(const struct calendar *cal, const struct calendar_pause *pause, struct pause *ret_pause)
{
    struct pause places;
    enum rpc_code code = calendar_place(cal, pause->suspended_from, &places.suspended);
    if (code != RPC_OK || (code = calendar_place(cal, pause->resumed_on, &places.resumed)) != RPC_OK)
        return code;
    if (places.resumed < places.suspended)
        return RPC_INVALID_ARGUMENT;
    *ret_pause = places;
    return RPC_OK;
}

enum rpc_code
calendar_add_days_paused(const struct calendar *cal, struct date start, int32_t days, enum calendar_kind kind,
                         const struct calendar_pause *pauses, size_t n, struct date *ret_end)
{
    int32_t from, end;
    if (days < 0 || !kind_known(kind))
        return RPC_INVALID_ARGUMENT;
    enum rpc_code code = calendar_place(cal, start, &from);
    if (code != RPC_OK)
        return code;
    for (size_t i = 0; i < n; i++) {
        struct pause pause;
        if ((code = pause_places(cal, &pauses[i], &pause)) != RPC_OK)
            return code;
        if (pause.suspended < from)
            return RPC_INVALID_ARGUMENT;
        /* An end beyond the calendar is beyond the pause too. */
        bool run_out = term_end(cal, from, days, kind, &end) == RPC_OK && pause.suspended > end;
        if (run_out)
            break;
        days = at_least_none(days - counted_days(cal, from, pause.suspended, kind));
        from = pause.resumed;
    }
    if ((code = term_end(cal, from, days, kind, &end)) != RPC_OK)
        return code;
    *ret_end = calendar_date(cal, end);
    return RPC_OK;
}

enum rpc_code
calendar_shift(const struct calendar *cal, struct date planned, struct date suspended_from, struct date resumed_on,
               enum calendar_kind kind, struct date *ret_planned)
{
    struct pause pause;
    int32_t counted, end;
    if (!kind_known(kind))
        return RPC_INVALID_ARGUMENT;
    enum rpc_code code = pause_places(cal, &(struct calendar_pause){ suspended_from, resumed_on }, &pause);
    if (code != RPC_OK || (code = calendar_place(cal, planned, &counted)) != RPC_OK
        || (code = off_to_working(cal, counted, &end)) != RPC_OK)
        return code;
    if (pause.suspended <= end) {
        int32_t last = kind == CALENDAR_WORKING ? end : counted;
        int32_t left = at_least_none(counted_days(cal, pause.suspended, last, kind));
        if ((code = term_end(cal, pause.resumed, left, kind, &end)) != RPC_OK)
            return code;
    }
    *ret_planned = calendar_date(cal, end);
    return RPC_OK;
}
