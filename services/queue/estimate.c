/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate.h"

#include "moves.h"
#include "rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RUNS 41
#define SECOND_US INT64_C(1000000)
#define WAY_S 25         /* from the call to the window, when nothing else is known */
#define FAR_S (8 * 3600) /* longer than anybody waits */
#define SOON_S 60        /* a window whose visitor takes longer than any before: soon */

/* ------------------------------------------------------------------ by formula */

static int
windows_for(const struct hall *hall, const struct hall_ticket *ticket, int *ret_free)
{
    int n = 0;
    *ret_free = 0;
    for (int i = 0; i < hall->n_windows; i++) {
        const struct hall_window *window = &hall->windows[i];
        if (!rules_serves(window) || (!window->weights[ticket->group] && !*ticket->target_window))
            continue;
        n++;
        *ret_free += hall_current(hall, window->session) == NULL;
    }
    return n;
}

static void
moments(const struct hall_group *group, double *ret_mean, double *ret_deviation)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < HALL_DECILES; i++)
        sum += group->deciles[i];
    *ret_mean = sum / HALL_DECILES;
    for (int i = 0; i < HALL_DECILES; i++)
        squares += (group->deciles[i] - *ret_mean) * (group->deciles[i] - *ret_mean);
    *ret_deviation = sqrt(squares / HALL_DECILES);
    *ret_mean += WAY_S;
}

void
estimate_quickly(const struct hall *hall, const struct hall_ticket *ticket, Queue__Estimate *ret)
{
    int free_windows, windows = windows_for(hall, ticket, &free_windows);
    double mean, deviation;
    ret->place = rules_place(hall, ticket);
    ret->windows = windows;
    ret->served = windows > 0;
    int before = ret->place - free_windows; /* that many must leave before a window is free */
    if (!windows || ret->place <= 0 || before <= 0)
        return;
    moments(&hall->groups[ticket->group], &mean, &deviation);
    double middle = mean * (before - 0.5) / windows;
    ret->p50_seconds = (int)middle;
    ret->p90_seconds = (int)(middle + 1.28 * deviation * sqrt(before) / windows);
}

/* ------------------------------------------------------------------ playing the line through */

struct player {
    struct hall line; /* a copy: its clock and the tickets in it change */
    const struct hall *hall;
    struct arena *arena;
    int64_t *free_us;                 /* by window: when it calls again; INT64_MAX: never */
    int *waits;                       /* by ticket and run: seconds; FAR_S when it was not called */
    const struct hall_ticket *wanted; /* stop when it is called; NULL: play to the end */
    uint64_t random;
};

static uint32_t
draw(struct player *player)
{
    player->random = player->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(player->random >> 33);
}

/* A service time between the deciles, as they were observed. */
static int
draw_seconds(struct player *player, const struct hall_group *group)
{
    double at = draw(player) / 2147483648.0 * (HALL_DECILES + 1) - 1; /* -1 .. 9 */
    int low = (int)floor(at);
    double part = at - low;
    double first = group->deciles[0], last = group->deciles[HALL_DECILES - 1];
    if (low < 0)
        return (int)(first * (0.4 + 0.6 * part));
    if (low >= HALL_DECILES - 1)
        return (int)(last * (1 + 0.6 * part));
    return (int)(group->deciles[low] + part * (group->deciles[low + 1] - group->deciles[low]));
}

/* What is left of a service under way, given how long it has lasted. */
static int
draw_rest(struct player *player, const struct hall_ticket *ticket)
{
    const struct hall_group *group = &player->hall->groups[ticket->group];
    if (ticket->state == HALL_STATE(CALLED))
        return WAY_S + draw_seconds(player, group);
    int lasted = (int)((player->hall->now_us - ticket->served_us) / SECOND_US);
    for (int tries = 0; tries < 12; tries++) {
        int seconds = draw_seconds(player, group);
        if (seconds > lasted)
            return seconds - lasted;
    }
    return SOON_S;
}

static void
set_out(struct player *player)
{
    const struct hall *hall = player->hall;
    player->line.now_us = hall->now_us;
    player->line.n_tickets = hall->n_tickets;
    if (hall->n_tickets)
        memcpy(player->line.tickets, hall->tickets, (size_t)hall->n_tickets * sizeof(struct hall_ticket *));
    for (int i = 0; i < hall->n_windows; i++) {
        const struct hall_window *window = &hall->windows[i];
        const struct hall_ticket *current = window->session ? hall_current(hall, window->session) : NULL;
        if (!rules_serves(window))
            player->free_us[i] = INT64_MAX;
        else
            player->free_us[i] = hall->now_us + (current ? draw_rest(player, current) : 0) * SECOND_US;
    }
}

static int
first_free(const struct player *player)
{
    int first = -1;
    for (int i = 0; i < player->hall->n_windows; i++)
        if (player->free_us[i] != INT64_MAX && (first < 0 || player->free_us[i] < player->free_us[first]))
            first = i;
    return first;
}

/* When somebody who stands aside for a time comes back into the line; 0: nobody does. */
static int64_t
next_return(const struct player *player)
{
    int64_t next = 0;
    for (int i = 0; i < player->line.n_tickets; i++) {
        const struct hall_ticket *t = player->line.tickets[i];
        if (t->state == HALL_STATE(POSTPONED) && t->until_us > player->line.now_us && (!next || t->until_us < next))
            next = t->until_us;
    }
    return next;
}

static int
index_of(const struct player *player, const struct hall_ticket *ticket)
{
    for (int i = 0; i < player->hall->n_tickets; i++)
        if (player->hall->tickets[i] == ticket)
            return i;
    return -1;
}

static void
take_out(struct player *player, const struct hall_ticket *ticket)
{
    struct hall *line = &player->line;
    for (int i = 0; i < line->n_tickets; i++)
        if (line->tickets[i] == ticket) {
            line->tickets[i] = line->tickets[--line->n_tickets];
            return;
        }
}

/* One window calls; false when the play is over. */
static bool
play_step(struct player *player, int run)
{
    int window = first_free(player);
    if (window < 0)
        return false;
    player->line.now_us = player->free_us[window];
    const struct hall_ticket *ticket = rules_next(&player->line, &player->line.windows[window]);
    if (!ticket) {
        int64_t later = next_return(player);
        player->free_us[window] = later ? later : INT64_MAX;
        return true;
    }
    player->waits[index_of(player, ticket) * RUNS + run] =
        (int)((player->line.now_us - player->hall->now_us) / SECOND_US);
    take_out(player, ticket);
    if (ticket == player->wanted)
        return false;
    bool phantom = !*ticket->id; /* stands for a newcomer and keeps nobody busy */
    if (!phantom)
        player->free_us[window] += (WAY_S + draw_seconds(player, &player->hall->groups[ticket->group])) * SECOND_US;
    return true;
}

static void
play(struct player *player)
{
    const struct hall *hall = player->hall;
    player->line = *hall;
    player->line.tickets = ARENA_ARRAY(player->arena, struct hall_ticket *, hall->n_tickets + 1);
    player->free_us = ARENA_ARRAY(player->arena, int64_t, hall->n_windows + 1);
    player->waits = ARENA_ARRAY(player->arena, int, (hall->n_tickets + 1) * RUNS);
    player->random = UINT64_C(88172645463325252);
    for (int i = 0; i < hall->n_tickets * RUNS; i++)
        player->waits[i] = FAR_S;
    for (int run = 0; run < RUNS; run++) {
        set_out(player);
        while (play_step(player, run))
            ;
    }
}

/* ------------------------------------------------------------------ quantiles */

static int
compare_ints(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

static void
read_off(struct player *player, int ticket, Queue__Estimate *ret)
{
    int *waits = player->waits + ticket * RUNS, free_windows;
    qsort(waits, RUNS, sizeof *waits, compare_ints);
    ret->place = rules_place(player->hall, player->hall->tickets[ticket]);
    ret->windows = windows_for(player->hall, player->hall->tickets[ticket], &free_windows);
    ret->served = ret->place > 0 && waits[RUNS / 2] < FAR_S;
    ret->p50_seconds = ret->served ? waits[RUNS / 2] : 0;
    ret->p90_seconds = ret->served ? waits[RUNS * 9 / 10] : 0;
}

void
estimate_ticket(const struct hall *hall, const struct hall_ticket *ticket, struct arena *arena, Queue__Estimate *ret)
{
    struct player player = { .hall = hall, .arena = arena, .wanted = ticket };
    int index = index_of(&player, ticket);
    if (index < 0 || !rules_place(hall, ticket))
        return;
    play(&player);
    read_off(&player, index, ret);
}

void
estimate_all(const struct hall *hall, struct arena *arena, Queue__Estimate *ret)
{
    struct player player = { .hall = hall, .arena = arena };
    play(&player);
    for (int i = 0; i < hall->n_tickets; i++)
        if (rules_place(hall, hall->tickets[i]))
            read_off(&player, i, &ret[i]);
}

void
estimate_newcomers(const struct hall *hall, struct arena *arena, Queue__Estimate *ret)
{
    struct hall with = *hall;
    with.arena = arena;
    with.room = 0; /* a list of its own */
    with.n_tickets = 0;
    for (int i = 0; i < hall->n_tickets; i++) {
        hall_add_ticket(&with);
        with.tickets[i] = hall->tickets[i];
    }
    for (int i = 0; i < hall->n_groups; i++) {
        struct hall_ticket *phantom = hall_add_ticket(&with);
        phantom->group = i;
        phantom->day = hall->today;
        phantom->level = HALL_ORDINARY_LEVEL;
        phantom->state = HALL_STATE(WAITING);
        phantom->rank_us = phantom->issued_us = phantom->entered_us = hall->now_us;
    }
    struct player player = { .hall = &with, .arena = arena };
    play(&player);
    for (int i = 0; i < hall->n_groups; i++) {
        read_off(&player, hall->n_tickets + i, &ret[i]);
        ret[i].place = ret[i].place > 0 ? ret[i].place : 1;
    }
}
