/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/base.h>

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define SECOND_US INT64_C(1000000)
#define DAY_US (INT64_C(86400) * SECOND_US)

static int64_t
clock_us(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}

int64_t
time_now_us(void)
{
    return clock_us(CLOCK_REALTIME);
}

int64_t
time_mono_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

static int
month_length(int year, int month)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return lengths[month - 1] + (month == 2 && leap);
}

bool
date_valid(struct date d)
{
    return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 && d.day >= 1
           && d.day <= month_length(d.year, d.month);
}

/* Days and civil dates convert over 400-year eras counted from 1 March of year 0. */
int32_t
date_to_days(struct date d)
{
    int year = d.month <= 2 ? d.year - 1 : d.year;
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int month_from_march = (d.month + 9) % 12;
    int day_of_year = (153 * month_from_march + 2) / 5 + d.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct date
date_from_days(int32_t days)
{
    int shifted = days + 719468;
    int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int day_of_era = shifted - era * 146097;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (5 * day_of_year + 2) / 153;
    struct date d;
    d.day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    d.month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    d.year = year_of_era + era * 400 + (d.month <= 2);
    return d;
}

int
date_weekday(struct date d)
{
    int from_monday = (date_to_days(d) + 3) % 7; /* 1970-01-01 was a Thursday */
    return (from_monday < 0 ? from_monday + 7 : from_monday) + 1;
}

int
date_compare(struct date a, struct date b)
{
    return a.year != b.year ? a.year - b.year : a.month != b.month ? a.month - b.month : a.day - b.day;
}

void
date_format(struct date d, char ret_text[11])
{
    snprintf(ret_text, 11, "%04u-%02u-%02u", (unsigned)d.year % 10000, (unsigned)d.month % 100, (unsigned)d.day % 100);
}

/* Reads exactly `count` digits and moves on. */
static bool
digits(const char **s, int count, int *ret_value)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (!isdigit((unsigned char)(*s)[i]))
            return false;
        value = value * 10 + ((*s)[i] - '0');
    }
    *s += count;
    *ret_value = value;
    return true;
}

static bool
literal(const char **s, char c)
{
    if (**s != c)
        return false;
    (*s)++;
    return true;
}

static bool
read_date(const char **s, struct date *ret_date)
{
    struct date d;
    if (!digits(s, 4, &d.year) || !literal(s, '-') || !digits(s, 2, &d.month) || !literal(s, '-')
        || !digits(s, 2, &d.day) || !date_valid(d))
        return false;
    *ret_date = d;
    return true;
}

bool
date_parse(const char *s, struct date *ret_date)
{
    return s && read_date(&s, ret_date) && !*s;
}

static struct tm
local_tm(int64_t time_us)
{
    time_t seconds = (time_t)(time_us / SECOND_US - (time_us % SECOND_US < 0));
    struct tm tm;
    localtime_r(&seconds, &tm);
    return tm;
}

struct date
date_of_time(int64_t time_us)
{
    struct tm tm = local_tm(time_us);
    return (struct date){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday };
}

int
minute_of_time(int64_t time_us)
{
    struct tm tm = local_tm(time_us);
    return tm.tm_hour * 60 + tm.tm_min;
}

int64_t
time_of_date(struct date d, int minute)
{
    struct tm tm = {
        .tm_year = d.year - 1900, .tm_mon = d.month - 1, .tm_mday = d.day, .tm_min = minute, .tm_isdst = -1
    };
    return (int64_t)mktime(&tm) * SECOND_US;
}

/* snprintf would be most of the cost of a reply with times in it. */
static char *
put_digits(char *place, int count, int value, char then)
{
    for (int i = count; i-- > 0; value /= 10)
        place[i] = (char)('0' + value % 10);
    place[count] = then;
    return place + count + 1;
}

void
time_format(int64_t time_us, char ret_text[32])
{
    int64_t days = time_us / DAY_US - (time_us % DAY_US < 0);
    int64_t rest = time_us - days * DAY_US;
    struct date d = date_from_days((int32_t)days);
    int seconds = (int)(rest / SECOND_US);
    int micros = (int)(rest % SECOND_US);
    char *place = put_digits(ret_text, 4, d.year, '-');
    place = put_digits(place, 2, d.month, '-');
    place = put_digits(place, 2, d.day, 'T');
    place = put_digits(place, 2, seconds / 3600, ':');
    place = put_digits(place, 2, seconds / 60 % 60, ':');
    place = put_digits(place, 2, seconds % 60, micros ? '.' : 'Z');
    if (micros % 1000)
        place = put_digits(place, 6, micros, 'Z');
    else if (micros)
        place = put_digits(place, 3, micros / 1000, 'Z');
    *place = '\0';
}

static bool
read_fraction(const char **s, int *ret_micros)
{
    int micros = 0, scale = 100000;
    if (!isdigit((unsigned char)**s))
        return false;
    for (; isdigit((unsigned char)**s); (*s)++, scale /= 10)
        micros += (**s - '0') * scale;
    *ret_micros = micros;
    return true;
}

static bool
read_offset(const char **s, int *ret_minutes)
{
    if (literal(s, 'Z') || literal(s, 'z')) {
        *ret_minutes = 0;
        return true;
    }
    int sign = literal(s, '+') ? 1 : literal(s, '-') ? -1 : 0;
    int hours, minutes;
    if (!sign || !digits(s, 2, &hours) || !literal(s, ':') || !digits(s, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *ret_minutes = sign * (hours * 60 + minutes);
    return true;
}

bool
time_parse(const char *s, int64_t *ret_time_us)
{
    struct date d;
    int hour, minute, second, micros = 0, offset;
    if (!s || !read_date(&s, &d) || !(literal(&s, 'T') || literal(&s, 't') || literal(&s, ' ')))
        return false;
    if (!digits(&s, 2, &hour) || !literal(&s, ':') || !digits(&s, 2, &minute) || !literal(&s, ':')
        || !digits(&s, 2, &second) || hour > 23 || minute > 59 || second > 60)
        return false;
    if (literal(&s, '.') && !read_fraction(&s, &micros))
        return false;
    if (!read_offset(&s, &offset) || *s)
        return false;
    int64_t seconds = (int64_t)date_to_days(d) * 86400 + hour * 3600 + minute * 60 + second - offset * 60;
    *ret_time_us = seconds * SECOND_US + micros;
    return true;
}
