/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The decisions without a database: order of the line, moves, groups, admission, hours, slots, codes. */
#include "hours.h"
#include "moves.h"
#include "rules.h"
#include "slots.h"

#include <okno/test.h>

#include <string.h>

#define MINUTE HALL_MINUTE_US
#define NOW (INT64_C(1795294800) * 1000000)

/* ------------------------------------------------------------------ a hall made by hand */

static struct arena *arena;
static Queue__Group confs[4];
static Queue__HallSettings settings;
static struct hall hall;

static void
make_hall(int n_windows)
{
    static const char *const codes[] = { "a", "b", "express", "rest" };
    arena_free(arena);
    arena = arena_new(SIZE_MAX);
    settings = (Queue__HallSettings)QUEUE__HALL_SETTINGS__INIT;
    hall =
        (struct hall){ .arena = arena, .centre = "c", .settings = &settings, .n_groups = 4, .now_us = NOW, .today = 1 };
    hall.groups = ARENA_ARRAY(arena, struct hall_group, 4);
    for (int i = 0; i < 4; i++) {
        queue__group__init(&confs[i]);
        confs[i].group_code = codes[i];
        confs[i].norm_minutes = 10;
        confs[i].appointment_percent = 50;
        confs[i].letter = "А";
        hall.groups[i].conf = &confs[i];
    }
    confs[2].express = true;
    confs[3].fallback = true;
    hall.n_windows = n_windows;
    hall.windows = ARENA_ARRAY(arena, struct hall_window, n_windows);
    for (int i = 0; i < n_windows; i++) {
        struct hall_session *session = ARENA_NEW(arena, struct hall_session);
        *session = (struct hall_session){ .id = arena_printf(arena, "s%d", i),
                                          .operator_ = arena_printf(arena, "op%d", i),
                                          .substitutes = "",
                                          .state = HALL_SESSION(OPEN) };
        hall.windows[i] =
            (struct hall_window){ .id = arena_printf(arena, "w%d", i), .enabled = true, .session = session };
        hall.windows[i].weights = ARENA_ARRAY(arena, int, 4);
    }
}

static struct hall_ticket *
ticket(int group, int waited_minutes)
{
    struct hall_ticket *t = hall_add_ticket(&hall);
    t->id = arena_printf(arena, "t%d", hall.n_tickets);
    t->group = group;
    t->day = hall.today;
    t->level = HALL_ORDINARY_LEVEL;
    t->state = HALL_STATE(WAITING);
    t->rank_us = t->issued_us = t->entered_us = NOW - waited_minutes * MINUTE;
    return t;
}

/* ------------------------------------------------------------------ the line */

TEST(the_first_comes_first_within_a_group)
{
    make_hall(1);
    hall.windows[0].weights[0] = 1;
    struct hall_ticket *second = ticket(0, 5), *first = ticket(0, 9);
    ticket(1, 60); /* of a group the window does not serve */
    EXPECT(rules_next(&hall, &hall.windows[0]) == first);
    EXPECT_INT(rules_place(&hall, first), 1);
    EXPECT_INT(rules_place(&hall, second), 2);
    first->state = HALL_STATE(CALLED);
    EXPECT(rules_next(&hall, &hall.windows[0]) == second);
    EXPECT_INT(rules_place(&hall, first), 0);
}

TEST(weights_divide_a_window_between_groups)
{
    make_hall(1);
    hall.windows[0].weights[0] = 3;
    hall.windows[0].weights[1] = 1;
    struct hall_ticket *heavy = ticket(0, 5), *light = ticket(1, 14);
    EXPECT(rules_next(&hall, &hall.windows[0]) == heavy); /* 15 against 14 */
    light->rank_us -= 2 * MINUTE;
    EXPECT(rules_next(&hall, &hall.windows[0]) == light);
}

/* Two groups that always have somebody waiting: calls divide so that waiting times stand as 1 to 3. */
TEST(nobody_starves_however_light)
{
    make_hall(1);
    hall.windows[0].weights[0] = 9;
    hall.windows[0].weights[1] = 1;
    struct hall_ticket *lonely = ticket(1, 0);
    int calls = 0;
    for (; calls < 500 && lonely->state == HALL_STATE(WAITING); calls++) {
        hall.now_us += MINUTE;
        ticket(0, 0)->rank_us = hall.now_us - 10 * MINUTE;
        rules_next(&hall, &hall.windows[0])->state = HALL_STATE(FINISHED);
    }
    EXPECT(calls < 120);
}

TEST(level_goes_before_waiting_and_the_due_before_the_early)
{
    make_hall(1);
    hall.windows[0].weights[0] = 1;
    struct hall_ticket *ordinary = ticket(0, 90), *veteran = ticket(0, 0), *early = ticket(0, 0);
    veteran->level = 10;
    early->level = 5;
    early->due_us = early->rank_us = NOW + 5 * MINUTE;
    EXPECT(rules_next(&hall, &hall.windows[0]) == veteran);
    veteran->state = HALL_STATE(FINISHED);
    EXPECT(rules_next(&hall, &hall.windows[0]) == ordinary);
    hall.now_us = NOW + 6 * MINUTE;
    EXPECT(rules_next(&hall, &hall.windows[0]) == early);
    ordinary->state = HALL_STATE(FINISHED);
    hall.now_us = NOW;
    EXPECT(rules_next(&hall, &hall.windows[0]) == early); /* the window would be idle */
}

TEST(a_directed_ticket_is_its_addressees_while_they_are_at_work)
{
    make_hall(2);
    hall.windows[0].weights[0] = hall.windows[1].weights[0] = 1;
    struct hall_ticket *t = ticket(0, 5);
    t->target_window = "w1";
    EXPECT(!rules_may_call(&hall, &hall.windows[0], t));
    EXPECT(rules_may_call(&hall, &hall.windows[1], t));
    hall.windows[1].session->state = HALL_SESSION(BREAK);
    EXPECT(!rules_may_call(&hall, &hall.windows[0], t));
    hall.windows[1].session->state = HALL_SESSION(CLOSING);
    EXPECT(rules_may_call(&hall, &hall.windows[0], t));
    t->target_window = "";
    t->target_operator = "away";
    EXPECT(rules_may_call(&hall, &hall.windows[0], t));
    hall.windows[1].session->state = HALL_SESSION(OPEN);
    hall.windows[1].session->substitutes = "away";
    EXPECT(!rules_may_call(&hall, &hall.windows[0], t));
    EXPECT(rules_may_call(&hall, &hall.windows[1], t));
}

TEST(only_those_of_today_who_stand_in_the_line_are_called)
{
    make_hall(1);
    hall.windows[0].weights[0] = 1;
    struct hall_ticket *t = ticket(0, 5);
    for (int state = HALL_STATE(ISSUED); state <= (int)HALL_STATE(CANCELLED); state++) {
        t->state = (hall_state)state;
        t->until_us = NOW - MINUTE;
        bool waits = state == HALL_STATE(WAITING) || state == HALL_STATE(TRANSFERRED) || state == HALL_STATE(POSTPONED);
        EXPECT_INT(rules_may_call(&hall, &hall.windows[0], t), waits);
    }
    t->state = HALL_STATE(POSTPONED);
    t->until_us = NOW + MINUTE;
    EXPECT(!rules_may_call(&hall, &hall.windows[0], t));
    t->state = HALL_STATE(WAITING);
    t->day = 0;
    EXPECT(!rules_may_call(&hall, &hall.windows[0], t));
}

TEST(the_order_is_total)
{
    make_hall(1);
    hall.windows[0].weights[0] = 2;
    hall.windows[0].weights[1] = 3;
    unsigned random = 7;
    for (int i = 0; i < 40; i++) {
        random = random * 1103515245u + 12345u;
        struct hall_ticket *t = ticket((int)(random >> 16) % 2, (int)(random >> 20) % 20);
        t->level = (random >> 25) % 3 ? 100 : 10;
        t->due_us = (random >> 22) % 5 ? 0 : NOW + 10 * MINUTE;
    }
    const struct hall_window *w = &hall.windows[0];
    for (int i = 0; i < 40; i++)
        for (int j = 0; j < 40; j++) {
            int ij = rules_compare(&hall, w, hall.tickets[i], hall.tickets[j]);
            EXPECT((ij == 0) == (i == j));
            EXPECT((ij < 0) == (rules_compare(&hall, w, hall.tickets[j], hall.tickets[i]) > 0));
            for (int k = 0; k < 40 && ij < 0; k++)
                if (rules_compare(&hall, w, hall.tickets[j], hall.tickets[k]) < 0)
                    EXPECT(rules_compare(&hall, w, hall.tickets[i], hall.tickets[k]) < 0);
        }
}

/* ------------------------------------------------------------------ moves */

TEST(what_is_over_stays_over_but_for_a_late_visitor)
{
    for (int move = 0; move < MOVE_COUNT; move++) {
        EXPECT(!moves_may(HALL_STATE(FINISHED), (enum move)move));
        EXPECT(!moves_may(HALL_STATE(CANCELLED), (enum move)move));
        EXPECT_INT(moves_may(HALL_STATE(NO_SHOW), (enum move)move), move == MOVE_RECALL);
        EXPECT(moves_table[move].name && moves_table[move].action && moves_table[move].from);
    }
    TEXT_SCOPED allowed = { 0 };
    moves_allowed(HALL_STATE(SERVING), &allowed);
    EXPECT_TEXT(allowed.data, "hold, park, postpone, redirect, return, finish");
}

/* ------------------------------------------------------------------ taking a ticket */

TEST(letters_are_not_taken_for_anything_else)
{
    EXPECT(rules_letter_good("А"));
    EXPECT(rules_letter_good("Э"));
    EXPECT(!rules_letter_good("О")); /* a nought */
    EXPECT(!rules_letter_good("З")); /* a three */
    EXPECT(!rules_letter_good("Б")); /* a six */
    EXPECT(!rules_letter_good("Ч")); /* a four */
    EXPECT(!rules_letter_good("A")); /* Latin */
    EXPECT(!rules_letter_good(""));
    EXPECT(!rules_letter_good("АВ"));
    char number[24];
    rules_number("Л", 55, number);
    EXPECT_TEXT(number, "Л055");
    rules_number("Л", 1000, number);
    EXPECT_TEXT(number, "Л1000");
}

TEST(a_group_is_found_by_service_theme_or_purpose)
{
    static char *themes[] = { "identity" }, *services[] = { "special" };
    static Queue__Purpose ask[] = { QUEUE__PURPOSE__ASK };
    const char *of_card[] = { "other", "identity" };
    make_hall(0);
    confs[0].themes = (const char **)themes;
    confs[0].n_themes = 1;
    confs[1].services = (const char **)services;
    confs[1].n_services = 1;
    EXPECT_INT(rules_group_for(&hall, "passport", of_card, 2, QUEUE__PURPOSE__APPLY, false), 0);
    EXPECT_INT(rules_group_for(&hall, "special", of_card, 2, QUEUE__PURPOSE__APPLY, false), 1);
    EXPECT_INT(rules_group_for(&hall, "special", of_card, 2, QUEUE__PURPOSE__APPLY, true), 2);
    EXPECT_INT(rules_group_for(&hall, "unknown", of_card, 1, QUEUE__PURPOSE__APPLY, false), 3);
    EXPECT_INT(rules_group_for(&hall, "", NULL, 0, QUEUE__PURPOSE__ASK, false), -1);
    confs[1].n_services = 0;
    confs[1].purposes = ask;
    confs[1].n_purposes = 1;
    EXPECT_INT(rules_group_for(&hall, "", NULL, 0, QUEUE__PURPOSE__ASK, false), 1);
}

TEST(the_most_particular_admission_holds)
{
    Queue__AdmissionRule all = QUEUE__ADMISSION_RULE__INIT, apply = all, group = all, service = all;
    Queue__AdmissionRule *rules[] = { &all, &apply, &group, &service };
    make_hall(0);
    all.mode = QUEUE__ADMISSION_RULE__MODE__LIVE;
    apply.mode = QUEUE__ADMISSION_RULE__MODE__APPOINTMENT;
    apply.purpose = QUEUE__PURPOSE__APPLY;
    group.mode = QUEUE__ADMISSION_RULE__MODE__BOTH;
    group.group_code = "a";
    service.mode = QUEUE__ADMISSION_RULE__MODE__LIVE;
    service.service_code = "x";
    settings.admissions = rules;
    settings.n_admissions = 4;
    EXPECT_INT(rules_admission(&settings, "", &confs[1], QUEUE__PURPOSE__COLLECT, false),
               QUEUE__ADMISSION_RULE__MODE__LIVE);
    EXPECT_INT(rules_admission(&settings, "", &confs[1], QUEUE__PURPOSE__APPLY, false), apply.mode);
    EXPECT_INT(rules_admission(&settings, "", &confs[0], QUEUE__PURPOSE__APPLY, false), group.mode);
    EXPECT_INT(rules_admission(&settings, "", &confs[0], QUEUE__PURPOSE__APPLY, true), apply.mode);
    EXPECT_INT(rules_admission(&settings, "x", &confs[0], QUEUE__PURPOSE__APPLY, true), service.mode);
    EXPECT_INT(rules_admission(&settings, "", &confs[0], QUEUE__PURPOSE__COLLECT, true), group.mode);
}

TEST(the_express_group_is_admitted_unless_a_rule_names_it)
{
    Queue__AdmissionRule apply = QUEUE__ADMISSION_RULE__INIT, service = apply, express = apply;
    Queue__AdmissionRule *rules[] = { &apply, &service, &express };
    make_hall(0);
    apply.mode = service.mode = express.mode = QUEUE__ADMISSION_RULE__MODE__APPOINTMENT;
    apply.purpose = QUEUE__PURPOSE__APPLY;
    service.service_code = "x";
    express.group_code = "express";
    settings.admissions = rules;
    settings.n_admissions = 2;
    EXPECT_INT(rules_admission(&settings, "x", &confs[2], QUEUE__PURPOSE__APPLY, true),
               QUEUE__ADMISSION_RULE__MODE__BOTH);
    EXPECT_INT(rules_admission(&settings, "x", &confs[0], QUEUE__PURPOSE__APPLY, true), apply.mode);
    settings.n_admissions = 3;
    EXPECT_INT(rules_admission(&settings, "x", &confs[2], QUEUE__PURPOSE__APPLY, false), express.mode);
}

TEST(times_are_booked_where_the_group_lets_some_and_the_rule_any)
{
    Queue__AdmissionRule live = QUEUE__ADMISSION_RULE__INIT;
    Queue__AdmissionRule *rules[] = { &live };
    make_hall(0);
    live.mode = QUEUE__ADMISSION_RULE__MODE__LIVE;
    live.group_code = "a";
    settings.admissions = rules;
    settings.n_admissions = 1;
    EXPECT(!rules_may_book(&settings, "", &confs[0], QUEUE__PURPOSE__APPLY, false));
    EXPECT(rules_may_book(&settings, "", &confs[0], QUEUE__PURPOSE__APPLY, true));
    EXPECT(rules_may_book(&settings, "", &confs[1], QUEUE__PURPOSE__APPLY, false));
    confs[1].appointment_percent = 0;
    EXPECT(!rules_may_book(&settings, "", &confs[1], QUEUE__PURPOSE__APPLY, true));
}

TEST(the_light_is_that_of_facts_6)
{
    Queue__Estimate e = QUEUE__ESTIMATE__INIT;
    EXPECT_INT(rules_light(&e), QUEUE__LIGHT__CLOSED);
    e.served = true;
    static const struct {
        int minutes;
        Queue__Light light;
    } cases[] = {
        { 0, QUEUE__LIGHT__GREEN },   { 10, QUEUE__LIGHT__GREEN },  { 11, QUEUE__LIGHT__YELLOW },
        { 20, QUEUE__LIGHT__YELLOW }, { 21, QUEUE__LIGHT__ORANGE }, { 30, QUEUE__LIGHT__ORANGE },
        { 31, QUEUE__LIGHT__RED },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(cases); i++) {
        e.p50_seconds = cases[i].minutes * 60;
        EXPECT_INT(rules_light(&e), cases[i].light);
    }
}

/* ------------------------------------------------------------------ hours */

static Reference__Centre *
centre(bool on_holidays)
{
    static Reference__WorkingHours lines[7], *list[7];
    static Reference__Centre made;
    reference__centre__init(&made);
    for (int i = 0; i < 7; i++) {
        reference__working_hours__init(&lines[i]);
        lines[i].weekday = i + 1;
        lines[i].opens = "08:00";
        lines[i].closes = "20:00";
        list[i] = &lines[i];
    }
    made.timetable = list;
    made.n_timetable = 6; /* no Sundays */
    made.works_on_holidays = on_holidays;
    return &made;
}

TEST(hours_know_holidays_short_days_and_the_end_of_reception)
{
    static const struct calendar_day days[] = { { { 2026, 11, 3 }, CALENDAR_SHORT },
                                                { { 2026, 11, 4 }, CALENDAR_OFF } };
    struct calendar *cal = calendar_new(2026, 2026, days, 2);
    struct hours hours;
    EXPECT_CODE(hours_of(centre(false), cal, (struct date){ 2026, 11, 5 }, 60, &hours), RPC_OK);
    EXPECT_INT(hours.opens, 480);
    EXPECT_INT(hours.closes, 1140);
    EXPECT_CODE(hours_of(centre(false), cal, (struct date){ 2026, 11, 3 }, 0, &hours), RPC_OK);
    EXPECT_INT(hours.closes, 1140);
    EXPECT_CODE(hours_of(centre(false), cal, (struct date){ 2026, 11, 4 }, 0, &hours), RPC_OK);
    EXPECT(hours.why_ru && hours.opens == hours.closes);
    EXPECT_CODE(hours_of(centre(true), cal, (struct date){ 2026, 11, 4 }, 0, &hours), RPC_OK);
    EXPECT_INT(hours.closes, 1200);
    EXPECT_CODE(hours_of(centre(false), cal, (struct date){ 2026, 11, 8 }, 0, &hours), RPC_OK);
    EXPECT(hours.why_ru); /* a Sunday without a line in the timetable */
    EXPECT_CODE(hours_of(centre(false), cal, (struct date){ 2026, 1, 3 }, 0, &hours), RPC_OK);
    EXPECT(hours.why_ru); /* a Saturday of the New Year holidays */
    EXPECT_CODE(hours_of(centre(false), cal, (struct date){ 2026, 11, 7 }, 0, &hours), RPC_OK);
    EXPECT(!hours.why_ru); /* an ordinary Saturday */
    EXPECT_CODE(hours_of(centre(false), cal, (struct date){ 2027, 3, 3 }, 0, &hours), RPC_OUT_OF_RANGE);
    calendar_free(cal);
}

TEST(hours_without_a_calendar_are_those_of_the_timetable_and_the_law)
{
    struct hours hours;
    hours_by_timetable(centre(false), (struct date){ 2027, 3, 3 }, 60, &hours);
    EXPECT_INT(hours.opens, 480);
    EXPECT_INT(hours.closes, 1140);
    hours_by_timetable(centre(false), (struct date){ 2027, 1, 8 }, 0, &hours);
    EXPECT(hours.why_ru && hours.opens == hours.closes);
    hours_by_timetable(centre(true), (struct date){ 2027, 1, 8 }, 0, &hours);
    EXPECT_INT(hours.closes, 1200);
    hours_by_timetable(centre(false), (struct date){ 2027, 1, 10 }, 0, &hours);
    EXPECT(hours.why_ru); /* a Sunday */
}

TEST(what_follows_in_a_visit_is_the_next_that_is_not_over)
{
    make_hall(0);
    struct hall_ticket *first = ticket(0, 9), *third = ticket(1, 9), *second = ticket(1, 9);
    ticket(0, 9)->step = 2; /* another's */
    first->visit_id = second->visit_id = third->visit_id = "v";
    first->step = 1;
    second->step = 2;
    third->step = 3;
    EXPECT(hall_next_of_visit(&hall, first) == second);
    EXPECT(hall_next_of_visit(&hall, second) == third);
    EXPECT(!hall_next_of_visit(&hall, third));
    second->state = HALL_STATE(CANCELLED);
    EXPECT(hall_next_of_visit(&hall, first) == third);
}

/* ------------------------------------------------------------------ slots */

TEST(slots_are_shared_by_what_the_windows_can_do)
{
    make_hall(4);
    for (int i = 0; i < 4; i++)
        hall.windows[i].weights[0] = 1;
    hall.windows[3].weights[1] = 1;
    confs[1].appointment_percent = 100;
    struct slots_booked booked[8];
    EXPECT_INT(slots_free(&hall, booked, 0, 0, NOW), 2); /* half of four */
    booked[0] = (struct slots_booked){ 0, NOW, 10 };
    EXPECT_INT(slots_free(&hall, booked, 1, 0, NOW), 1);
    EXPECT_INT(slots_free(&hall, booked, 1, 1, NOW), 1);
    booked[1] = (struct slots_booked){ 1, NOW, 10 };
    EXPECT_INT(slots_free(&hall, booked, 2, 1, NOW), 0);
    booked[2] = (struct slots_booked){ 0, NOW + 5 * MINUTE, 10 };
    EXPECT_INT(slots_free(&hall, booked, 3, 0, NOW), 0); /* another begins while it lasts */
    EXPECT_INT(slots_free(&hall, booked, 3, 0, NOW + 10 * MINUTE), 1);
    hall.windows[0].enabled = hall.windows[1].enabled = hall.windows[2].enabled = false;
    EXPECT_INT(slots_free(&hall, booked, 2, 0, NOW), 0);
}
