/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "slots.h"

#include <string.h>

#define OVERLAPS_MAX 512
#define WINDOWS_MAX 512 /* settings take 300 */

static int64_t
end_of(const struct slots_booked *booked)
{
    return booked->starts_us + booked->minutes * HALL_MINUTE_US;
}

/* ------------------------------------------------------------------ windows for those who come at one moment */

struct match {
    const struct hall *hall;
    const int *groups; /* of the appointments at that moment */
    int *taken_by;     /* by window: index of the appointment, -1 */
    bool *seen;
};

static int
windows_of(const struct hall *hall)
{
    return hall->n_windows < WINDOWS_MAX ? hall->n_windows : WINDOWS_MAX;
}

/* An augmenting path: a window for this one, moving others where needed. */
static bool
find_window(struct match *match, int appointment)
{
    for (int w = 0; w < windows_of(match->hall); w++) {
        const struct hall_window *window = &match->hall->windows[w];
        if (match->seen[w] || !window->enabled || !window->weights[match->groups[appointment]])
            continue;
        match->seen[w] = true;
        if (match->taken_by[w] < 0 || find_window(match, match->taken_by[w])) {
            match->taken_by[w] = appointment;
            return true;
        }
    }
    return false;
}

/* How many of the last group fit beside the others; `groups` has room for them. */
static int
fitting(const struct hall *hall, int *groups, int n, int group)
{
    int taken_by[WINDOWS_MAX], fit = 0, windows = windows_of(hall);
    bool seen[WINDOWS_MAX];
    struct match match = { hall, groups, taken_by, seen };
    memset(taken_by, -1, sizeof taken_by);
    for (int i = 0; i <= n + windows; i++) {
        if (i >= n)
            groups[i] = group;
        memset(seen, 0, sizeof seen);
        if (!find_window(&match, i))
            return i < n ? 0 : fit; /* booked beyond what the windows can do: nothing is free */
        fit += i >= n;
    }
    return fit;
}

/* ------------------------------------------------------------------ capacity */

static int
share_of(const struct hall *hall, int group)
{
    int windows = 0, percent = hall->groups[group].conf->appointment_percent;
    for (int i = 0; i < hall->n_windows; i++)
        windows += hall->windows[i].enabled && hall->windows[i].weights[group] > 0;
    int share = windows * percent / 100;
    return share || !percent || !windows ? share : 1;
}

static int
free_at(const struct hall *hall, const struct slots_booked *booked, size_t n, int group, int64_t at_us)
{
    int groups[OVERLAPS_MAX + WINDOWS_MAX + 1], all = 0, same = 0;
    for (size_t i = 0; i < n && all < OVERLAPS_MAX; i++)
        if (booked[i].starts_us <= at_us && end_of(&booked[i]) > at_us) {
            groups[all++] = booked[i].group;
            same += booked[i].group == group;
        }
    int left = share_of(hall, group) - same, fit = left > 0 ? fitting(hall, groups, all, group) : 0;
    return left <= 0 ? 0 : fit < left ? fit : left;
}

int
slots_free(const struct hall *hall, const struct slots_booked *booked, size_t n, int group, int64_t starts_us)
{
    int64_t ends_us = starts_us + hall->groups[group].conf->norm_minutes * HALL_MINUTE_US;
    int least = free_at(hall, booked, n, group, starts_us);
    /* Others begin while it lasts: then it must still have a window. */
    for (size_t i = 0; i < n && least; i++)
        if (booked[i].starts_us > starts_us && booked[i].starts_us < ends_us) {
            int then = free_at(hall, booked, n, group, booked[i].starts_us);
            least = then < least ? then : least;
        }
    return least;
}

/* ------------------------------------------------------------------ times */

int
slots_count(const struct hall *hall, const struct hours *hours, int group)
{
    return (hours->closes - hours->opens) / hall->groups[group].conf->norm_minutes;
}

int64_t
slots_at(const struct hall *hall, const struct hours *hours, struct date day, int group, int i)
{
    return time_of_date(day, hours->opens + i * hall->groups[group].conf->norm_minutes);
}

bool
slots_is_one(const struct hall *hall, const struct hours *hours, struct date day, int group, int64_t starts_us)
{
    for (int i = 0; i < slots_count(hall, hours, group); i++)
        if (slots_at(hall, hours, day, group, i) == starts_us)
            return true;
    return false;
}
