/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "timers.h"

#define SECOND INT64_C(1000000)
#define AMOUNT_MAX 100000

struct duration {
    int64_t months, days, us;
};

/* A number with an optional fraction, in millionths; false when there is none. */
static bool
number(const char **at, int64_t *ret_whole, int64_t *ret_millionths)
{
    int64_t whole = 0, fraction = 0, place = 100000;
    const char *p = *at;
    if (*p < '0' || *p > '9')
        return false;
    for (; *p >= '0' && *p <= '9'; p++)
        if ((whole = whole * 10 + (*p - '0')) > INT64_C(10000000000))
            return false;
    if ((*p == '.' || *p == ',') && p[1] >= '0' && p[1] <= '9')
        for (p++; *p >= '0' && *p <= '9'; p++, place /= 10)
            fraction += (*p - '0') * place;
    *at = p;
    *ret_whole = whole;
    *ret_millionths = fraction;
    return true;
}

/* Seconds of a part that a fraction can be taken of; 0: of months and years it cannot. */
static int64_t
seconds_of(char designator, bool time)
{
    switch (designator) {
    case 'W':
        return INT64_C(7) * 24 * 3600;
    case 'D':
        return INT64_C(24) * 3600;
    case 'H':
        return 3600;
    case 'M':
        return time ? 60 : 0;
    default:
        return designator == 'S';
    }
}

static bool
add_part(struct duration *duration, char designator, bool time, int64_t whole, int64_t millionths)
{
    if (millionths && !seconds_of(designator, time))
        return false;
    duration->us += millionths * seconds_of(designator, time);
    switch (designator) {
    case 'Y':
        return duration->months += whole * 12, !time && whole < AMOUNT_MAX;
    case 'M':
        if (time)
            return duration->us += whole * 60 * SECOND, true;
        return duration->months += whole, whole < AMOUNT_MAX;
    case 'W':
        return duration->days += whole * 7, !time && whole < AMOUNT_MAX;
    case 'D':
        return duration->days += whole, !time && whole < AMOUNT_MAX * 10;
    case 'H':
        return duration->us += whole * 3600 * SECOND, time && whole < AMOUNT_MAX * 100;
    case 'S':
        return duration->us += whole * SECOND, time;
    default:
        return false;
    }
}

/* "2026-11-21" is the local midnight with which that day begins, "2026-11-21T10:00" a local time. */
static bool
date_text(const char *text, size_t length, int64_t *ret_us)
{
    char day_text[11] = "", whole[64];
    struct date day;
    int64_t at_us, midnight_us;
    if (length < 10 || length > 40 || memchr(text, '\0', length))
        return false;
    memcpy(day_text, text, 10);
    if (!date_parse(day_text, &day))
        return false;
    *ret_us = time_of_date(day, 0);
    if (length == 10)
        return true;
    size_t minute = 16; /* bytes of 2026-11-21T10:00 */
    bool seconds = length > minute && text[minute] == ':';
    bool zoned = length > minute && strcspn(text + minute, "Zz+-") < length - minute;
    if (length < minute)
        return false;
    snprintf(whole, sizeof whole, "%.16s%s%.*s%s", text, seconds ? "" : ":00", (int)(length - minute), text + minute,
             zoned ? "" : "Z");
    if (!time_parse(whole, &at_us))
        return false;
    snprintf(whole, sizeof whole, "%sT00:00:00Z", day_text);
    if (zoned)
        *ret_us = at_us;
    else if (time_parse(whole, &midnight_us))
        *ret_us = time_of_date(day, (int)((at_us - midnight_us) / (60 * SECOND))) + at_us % (60 * SECOND);
    return true;
}

/* 2026-11-21/2026-11-28: from the one to the other. */
static bool
span_parse(const char *text, struct duration *ret)
{
    const char *slash = strchr(text, '/');
    int64_t from_us, to_us;
    if (!slash || !date_text(text, (size_t)(slash - text), &from_us)
        || !date_text(slash + 1, strlen(slash + 1), &to_us))
        return false;
    *ret = (struct duration){ .us = to_us - from_us };
    return to_us > from_us;
}

/* P1Y2M3DT4H5M6.5S or P2W, whose last part may have a fraction; or the dates between which it lies. */
static bool
duration_parse(const char *text, struct duration *ret)
{
    static const char order[] = "YMWDHMS";
    struct duration duration = { 0 };
    bool time = false, fraction_seen = false;
    const char *at = text, *last = order;
    int parts = 0;
    if (*at++ != 'P')
        return span_parse(text, ret);
    for (; *at; at++) {
        int64_t whole, fraction;
        if (*at == 'T' && !time) {
            time = true;
            last = order + 4;
            parts = 0;
            continue;
        }
        const char *place;
        if (fraction_seen || !number(&at, &whole, &fraction) || !*at || !(place = strchr(last, *at))
            || !add_part(&duration, *at, time, whole, fraction))
            return false;
        fraction_seen = fraction != 0;
        last = place + 1;
        parts++;
    }
    *ret = duration;
    return parts > 0;
}

static int
days_in_month(int year, int month)
{
    for (int day = 31; day > 28; day--)
        if (date_valid((struct date){ year, month, day }))
            return day;
    return 28;
}

/* A month later is the same day of the month, or its last (31 January + P1M is 28 or 29 February). */
static bool
add_months(struct date *date, int64_t months)
{
    int64_t total = (int64_t)date->year * 12 + date->month - 1 + months;
    if (total / 12 > 9999)
        return false;
    date->year = (int)(total / 12);
    date->month = (int)(total % 12) + 1;
    int last = days_in_month(date->year, date->month);
    date->day = date->day < last ? date->day : last;
    return true;
}

bool
duration_add(const char *text, int64_t from_us, int64_t *ret_us)
{
    struct duration duration;
    if (!duration_parse(text, &duration))
        return false;
    int64_t at = from_us;
    if (duration.months || duration.days) {
        struct date date = date_of_time(from_us);
        int minute = minute_of_time(from_us);
        int64_t rest = from_us - time_of_date(date, minute);
        if (!add_months(&date, duration.months) || duration.days > AMOUNT_MAX * 10)
            return false;
        date = date_from_days(date_to_days(date) + (int32_t)duration.days);
        if (!date_valid(date))
            return false;
        at = time_of_date(date, minute) + rest;
    }
    *ret_us = at + duration.us;
    return true;
}

bool
term_parse(const char *text, int32_t *ret_amount, enum bpmn_term_unit *ret_unit)
{
    static const char *const units[] = { [BPMN_MINUTES] = "MINUTES",
                                         [BPMN_HOURS] = "HOURS",
                                         [BPMN_CALENDAR_DAYS] = "CALENDAR",
                                         [BPMN_WORKING_DAYS] = "WORKING" };
    int32_t amount = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9' && amount < AMOUNT_MAX; at++)
        amount = amount * 10 + (*at - '0');
    if (at == text || *at != ' ' || amount > AMOUNT_MAX)
        return false;
    for (int unit = BPMN_MINUTES; unit <= BPMN_WORKING_DAYS; unit++)
        if (strcmp(at + 1, units[unit]) == 0) {
            *ret_amount = amount;
            *ret_unit = (enum bpmn_term_unit)unit;
            return true;
        }
    return false;
}

/* R3/PT1H, R/PT1H, R3/2026-11-21T10:00:00Z/PT1H, R3/2026-11-21/2026-11-28: how often, from when (`*ret_first_us` stays
 * without), interval. */
static bool
cycle_parse(const char *text, uint32_t *ret_times, int64_t *ret_first_us, bool *ret_dated, const char **ret_interval)
{
    int64_t times = CYCLES_ENDLESS, fraction = 0;
    const char *at = text + 1;
    if (*text != 'R' || (*at != '/' && !number(&at, &times, &fraction)) || fraction || *at != '/' || times > UINT32_MAX)
        return false;
    const char *slash = strchr(++at, '/');
    *ret_dated = slash != NULL;
    if (slash && !date_text(at, (size_t)(slash - at), ret_first_us))
        return false;
    struct duration duration;
    *ret_interval = slash && slash[1] == 'P' ? slash + 1 : at;
    *ret_times = (uint32_t)times;
    return times > 0 && duration_parse(*ret_interval, &duration) && (duration.months || duration.days || duration.us);
}

static enum rpc_code
term_due(const char *text, int64_t now_us, const struct bpmn_calendar *calendar, struct timing *ret)
{
    int32_t amount;
    if (!term_parse(text, &amount, &ret->unit))
        return RPC_INVALID_ARGUMENT;
    if (ret->unit == BPMN_MINUTES || ret->unit == BPMN_HOURS) {
        ret->due_us = now_us + amount * (ret->unit == BPMN_HOURS ? 3600 : 60) * SECOND;
        return RPC_OK;
    }
    if (calendar && calendar->term_end)
        return calendar->term_end(calendar->arg, now_us, amount, ret->unit, &ret->due_us);
    ret->due_us = now_us + amount * 24 * 3600 * SECOND;
    return ret->unit == BPMN_CALENDAR_DAYS ? RPC_OK : RPC_FAILED_PRECONDITION;
}

enum rpc_code
timer_due(enum timer_kind kind, const char *text, int64_t now_us, const struct bpmn_calendar *calendar,
          struct timing *ret_timing)
{
    struct timing timing = { .due_us = now_us };
    bool fits = true, dated = false;
    uint32_t times = 0;
    if (kind == TIMER_DATE)
        fits = date_text(text, strlen(text), &timing.due_us);
    else if (kind == TIMER_CYCLE && (fits = cycle_parse(text, &times, &timing.due_us, &dated, &timing.interval)))
        timing.cycles = times == CYCLES_ENDLESS ? times : times - 1;
    else if (kind == TIMER_DURATION && *text != 'P') {
        enum rpc_code code = term_due(text, now_us, calendar, &timing);
        if (code != RPC_OK)
            return code;
    }
    if (fits && ((kind == TIMER_DURATION && *text == 'P') || (kind == TIMER_CYCLE && !dated)))
        fits = duration_add(kind == TIMER_CYCLE ? timing.interval : text, now_us, &timing.due_us);
    if (!fits)
        return RPC_INVALID_ARGUMENT;
    *ret_timing = timing;
    return RPC_OK;
}

bool
timer_valid(enum timer_kind kind, const char *text)
{
    struct timing timing;
    return timer_due(kind, text, 0, NULL, &timing) != RPC_INVALID_ARGUMENT;
}

/* ------------------------------------------------------------------ beginnings */

/* To the first moment that is not before `from_us`; false when the cycle ends earlier. */
static bool
skip_past(const char *interval, int64_t from_us, struct bpmn_moments *moments)
{
    struct duration step;
    if (!duration_parse(interval, &step))
        return false;
    if (!step.months && !step.days && moments->due_us < from_us) {
        int64_t n = (from_us - moments->due_us + step.us - 1) / step.us;
        if (moments->left != BPMN_ENDLESS && n > moments->left)
            return false;
        moments->due_us += n * step.us;
        moments->left -= moments->left == BPMN_ENDLESS ? 0 : (uint32_t)n;
    }
    while (moments->due_us < from_us) {
        if (moments->left == 0 || !duration_add(interval, moments->due_us, &moments->due_us))
            return false;
        moments->left -= moments->left != BPMN_ENDLESS;
    }
    return true;
}

bool
bpmn_moments_first(const char *timer, int64_t from_us, struct bpmn_moments *ret_moments)
{
    struct timing timing;
    enum timer_kind kind = *timer == 'R' ? TIMER_CYCLE : TIMER_DATE;
    if (timer_due(kind, timer, from_us, NULL, &timing) != RPC_OK)
        return false;
    struct bpmn_moments moments = { timing.due_us, timing.cycles };
    bool any = kind == TIMER_CYCLE ? skip_past(timing.interval, from_us, &moments) : moments.due_us >= from_us;
    if (any)
        *ret_moments = moments;
    return any;
}

bool
bpmn_moments_next(const char *timer, struct bpmn_moments *moments)
{
    const char *interval;
    uint32_t times;
    int64_t first_us;
    bool dated;
    if (moments->left == 0 || !cycle_parse(timer, &times, &first_us, &dated, &interval)
        || !duration_add(interval, moments->due_us, &moments->due_us))
        return false;
    moments->left -= moments->left != BPMN_ENDLESS;
    return true;
}
