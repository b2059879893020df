/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A synthetic day: 500 visitors of four groups at twelve windows with breaks, service times that differ from the norms
 * and from hour to hour. Everybody is told an estimate on arrival, by a service that has seen the days before; what
 * they then really waited says how good it was.
 */
#include "estimate.h"
#include "rules.h"

#include <okno/test.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define GROUPS 4
#define WINDOWS 12
#define VISITORS 500
#define DAY_S (11 * 3600)
#define SECOND INT64_C(1000000)
#define START (INT64_C(1795294800) * 1000000)

static const int norms[GROUPS] = { 15, 20, 7, 5 };
/* What services really take: the norm is not to be trusted. */
static const double really[GROUPS] = { 0.8, 1.2, 1.1, 0.7 };

struct visitor {
    struct hall_ticket *ticket;
    double service_s;
    int told_p50_s, told_p90_s, waited_s;
    bool told;
};

static struct arena *arena, *scratch;
static Queue__Group confs[GROUPS];
static struct hall hall;
static struct visitor visitors[VISITORS];
static int64_t busy_until_us[WINDOWS];
static uint64_t state = 12345;

static double
uniform(void)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return ((double)(state >> 11) + 0.5) / 9007199254740992.0;
}

static double
service_time(int group)
{
    double normal = sqrt(-2 * log(uniform())) * cos(6.283185307 * uniform());
    return norms[group] * 60 * really[group] * exp(0.55 * normal - 0.15);
}

static int
compare(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

/* What the job of observed service times would have found over the last month. */
static void
observe(struct hall_group *group, int index)
{
    int seen[300];
    for (int i = 0; i < 300; i++)
        seen[i] = (int)service_time(index);
    qsort(seen, 300, sizeof *seen, compare);
    for (int i = 0; i < HALL_DECILES; i++)
        group->deciles[i] = seen[30 * (i + 1)];
    group->observed = 300;
}

static void
make_hall(bool observed)
{
    arena_free(arena);
    arena = arena_new(SIZE_MAX);
    arena_free(scratch);
    scratch = arena_new(SIZE_MAX);
    hall = (struct hall){ .arena = arena, .centre = "c", .n_groups = GROUPS, .n_windows = WINDOWS, .today = 1 };
    hall.groups = ARENA_ARRAY(arena, struct hall_group, GROUPS);
    hall.windows = ARENA_ARRAY(arena, struct hall_window, WINDOWS);
    for (int i = 0; i < GROUPS; i++) {
        queue__group__init(&confs[i]);
        confs[i].norm_minutes = norms[i];
        hall.groups[i].conf = &confs[i];
        hall_norm_deciles(norms[i], hall.groups[i].deciles);
        if (observed)
            observe(&hall.groups[i], i);
    }
    for (int i = 0; i < WINDOWS; i++) {
        struct hall_session *session = ARENA_NEW(arena, struct hall_session);
        *session = (struct hall_session){ .id = arena_printf(arena, "s%d", i), .operator_ = "", .substitutes = "" };
        hall.windows[i] =
            (struct hall_window){ .id = arena_printf(arena, "w%d", i), .enabled = true, .session = session };
        hall.windows[i].weights = ARENA_ARRAY(arena, int, GROUPS);
        hall.windows[i].weights[i % GROUPS] = 1;
        hall.windows[i].weights[(i + 1) % GROUPS] = 1;
    }
}

/* Three windows are on a break for an hour each around noon. */
static bool
on_break(int window, int64_t now_us)
{
    int64_t minute = (now_us - START) / SECOND / 60;
    return minute >= 200 + window * 25 && minute < 260 + window * 25;
}

static struct visitor *
visitor_of(const struct hall_ticket *t)
{
    for (int i = 0; i < VISITORS; i++)
        if (visitors[i].ticket == t)
            return &visitors[i];
    return NULL;
}

static void
forget(struct hall_ticket *t)
{
    for (int i = 0; i < hall.n_tickets; i++)
        if (hall.tickets[i] == t) {
            hall.tickets[i] = hall.tickets[--hall.n_tickets];
            return;
        }
}

static void
work_at(int window)
{
    struct hall_window *w = &hall.windows[window];
    struct hall_ticket *current = hall_current(&hall, w->session);
    if (current && busy_until_us[window] <= hall.now_us)
        forget(current);
    else if (current)
        return;
    w->session->state = on_break(window, hall.now_us) ? HALL_SESSION(BREAK) : HALL_SESSION(OPEN);
    struct hall_ticket *next = rules_serves(w) ? rules_next(&hall, w) : NULL;
    if (!next)
        return;
    struct visitor *visitor = visitor_of(next);
    visitor->waited_s = (int)((hall.now_us - next->entered_us) / SECOND);
    next->state = HALL_STATE(SERVING);
    next->session_id = w->session->id;
    next->called_us = next->served_us = hall.now_us;
    busy_until_us[window] = hall.now_us + (int64_t)(visitor->service_s + 25) * SECOND;
}

static void
arrive(int i)
{
    struct visitor *visitor = &visitors[i];
    struct hall_ticket *t = hall_add_ticket(&hall);
    double draw = uniform();
    t->group = draw < 0.3 ? 0 : draw < 0.5 ? 1 : draw < 0.75 ? 2 : 3;
    t->id = arena_printf(arena, "t%04d", i);
    t->day = hall.today;
    t->level = uniform() < 0.04 ? 10 : HALL_ORDINARY_LEVEL;
    t->state = HALL_STATE(WAITING);
    t->rank_us = t->issued_us = t->entered_us = hall.now_us;
    *visitor = (struct visitor){ .ticket = t, .service_s = service_time(t->group), .waited_s = -1 };
    Queue__Estimate estimate = QUEUE__ESTIMATE__INIT;
    estimate_ticket(&hall, t, scratch, &estimate);
    arena_reset(scratch);
    visitor->told = estimate.served;
    visitor->told_p50_s = estimate.p50_seconds;
    visitor->told_p90_s = estimate.p90_seconds;
}

static void
play_day(void)
{
    int arrived = 0;
    hall.n_tickets = 0;
    for (int second = 0; second < DAY_S + 4 * 3600; second += 5) {
        hall.now_us = START + second * SECOND;
        /* More of them in the middle of the day. */
        double rate = VISITORS * 1.06 / DAY_S * (0.8 + 0.4 * sin(3.14159 * second / DAY_S));
        while (arrived < VISITORS && second < DAY_S && uniform() < rate * 5)
            arrive(arrived++);
        for (int i = 0; i < WINDOWS; i++)
            work_at(i);
    }
    EXPECT_INT(arrived, VISITORS);
}

struct outcome {
    int median_error_s, median_wait_s, below_p90_percent, longest_wait_s;
};

static struct outcome
judge(void)
{
    int errors[VISITORS], waits[VISITORS], n = 0, below = 0;
    for (int i = 0; i < VISITORS; i++) {
        const struct visitor *v = &visitors[i];
        if (!v->told || v->waited_s < 0 || v->ticket->level < HALL_ORDINARY_LEVEL)
            continue;
        errors[n] = abs(v->waited_s - v->told_p50_s);
        waits[n++] = v->waited_s;
        below += v->waited_s <= v->told_p90_s + 60;
    }
    EXPECT(n > VISITORS * 8 / 10);
    qsort(errors, (size_t)n, sizeof *errors, compare);
    qsort(waits, (size_t)n, sizeof *waits, compare);
    return (struct outcome){ errors[n / 2], waits[n / 2], below * 100 / n, waits[n - 1] };
}

TEST(estimates_of_a_replayed_day_are_close)
{
    make_hall(true);
    play_day();
    struct outcome seen = judge();
    fprintf(stderr, "waited: median %d s, longest %d s; error of the median estimate: median %d s; below p90: %d %%\n",
            seen.median_wait_s, seen.longest_wait_s, seen.median_error_s, seen.below_p90_percent);
    ck_assert_int_gt(seen.longest_wait_s, 900); /* the day is busy enough to tell */
    ck_assert_int_lt(seen.median_error_s, 150);
    ck_assert_int_gt(seen.below_p90_percent, 80);
}

TEST(the_norms_alone_are_worse)
{
    make_hall(true);
    play_day();
    int observed = judge().median_error_s;
    state = 12345;
    make_hall(false);
    play_day();
    fprintf(stderr, "by the norms alone: %d s\n", judge().median_error_s);
    EXPECT(judge().median_error_s > observed);
}

TEST(who_waits_for_a_closed_group_is_told_so)
{
    make_hall(true);
    hall.now_us = START;
    for (int i = 0; i < WINDOWS; i++)
        hall.windows[i].session->state = HALL_SESSION(BREAK);
    arrive(0);
    EXPECT(!visitors[0].told);
    Queue__Estimate estimates[GROUPS];
    for (int i = 0; i < GROUPS; i++)
        queue__estimate__init(&estimates[i]);
    estimate_newcomers(&hall, scratch, estimates);
    EXPECT_INT(rules_light(&estimates[0]), QUEUE__LIGHT__CLOSED);
    hall.windows[0].session->state = HALL_SESSION(OPEN);
    estimate_newcomers(&hall, scratch, estimates);
    EXPECT(estimates[0].served);
    EXPECT(!estimates[2].served);
}
