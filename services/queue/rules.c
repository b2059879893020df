/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Taking a ticket: group, number, admission, priority, limits, codes. The order of the line is in line.c. */
#include "rules.h"

#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ numbers */

bool
rules_letter_good(const char *letter)
{
    return strlen(letter) == 2 && strstr(RULES_LETTERS, letter) && (unsigned char)letter[0] >= 0xC0;
}

void
rules_number(const char *letter, int serial, char ret_number[24])
{
    snprintf(ret_number, 24, "%s%03d", letter, serial);
}

/* ------------------------------------------------------------------ groups */

bool
rules_group_takes(const Queue__Group *group, Queue__Purpose purpose)
{
    if (!group->n_purposes)
        return purpose == QUEUE__PURPOSE__APPLY;
    for (size_t i = 0; i < group->n_purposes; i++)
        if (group->purposes[i] == purpose)
            return true;
    return false;
}

static bool
one_of(char *const *codes, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (text_equal(codes[i], code))
            return true;
    return false;
}

static bool
shares_theme(const Queue__Group *group, const char *const *themes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (one_of((char *const *)group->themes, group->n_themes, themes[i]))
            return true;
    return false;
}

/* How well a group fits: 4 names the service, 3 its theme, 2 is about the purpose alone, 1 takes what is left. */
static int
fit(const Queue__Group *group, const char *service_code, const char *const *themes, size_t n_themes,
    Queue__Purpose purpose)
{
    if (group->express || !rules_group_takes(group, purpose))
        return 0;
    if (*service_code && one_of((char *const *)group->services, group->n_services, service_code))
        return 4;
    if (*service_code && shares_theme(group, themes, n_themes))
        return 3;
    if (!group->n_services && !group->n_themes && !group->fallback)
        return 2;
    return group->fallback ? 1 : 0;
}

int
rules_group_for(const struct hall *hall, const char *service_code, const char *const *themes, size_t n_themes,
                Queue__Purpose purpose, bool express)
{
    int best = -1, best_fit = 0;
    for (int i = 0; i < hall->n_groups; i++) {
        const Queue__Group *group = hall->groups[i].conf;
        if (express && group->express)
            return i;
        int fits = fit(group, service_code, themes, n_themes, purpose);
        if (fits > best_fit) {
            best = i;
            best_fit = fits;
        }
    }
    return best;
}

/* ------------------------------------------------------------------ admission, priority */

/* How particular a rule is about this operation; -1: it is about another. */
static int
particular(const Queue__AdmissionRule *rule, const char *service_code, const char *group_code, Queue__Purpose purpose)
{
    if ((*rule->service_code && !text_equal(rule->service_code, service_code))
        || (*rule->group_code && !text_equal(rule->group_code, group_code))
        || (rule->purpose && rule->purpose != purpose))
        return -1;
    return (*rule->service_code ? 4 : 0) + (*rule->group_code ? 2 : 0) + (rule->purpose ? 1 : 0);
}

Queue__AdmissionRule__Mode
rules_admission(const Queue__HallSettings *settings, const char *service_code, const Queue__Group *group,
                Queue__Purpose purpose, bool card_by_appointment)
{
    Queue__AdmissionRule__Mode mode = QUEUE__ADMISSION_RULE__MODE__BOTH;
    int best = -1;
    for (size_t i = 0; i < settings->n_admissions; i++) {
        const Queue__AdmissionRule *rule = settings->admissions[i];
        int how = particular(rule, service_code, group->group_code, purpose);
        if (group->express && !*rule->group_code)
            continue; /* R192: it has a window of its own, whatever the others' rule is */
        if (how > best) {
            best = how;
            mode = rule->mode;
        }
    }
    /* R193: the card says it of the service itself; only a rule about this very service says otherwise. */
    if (card_by_appointment && !group->express && purpose == QUEUE__PURPOSE__APPLY && best < 4)
        return QUEUE__ADMISSION_RULE__MODE__APPOINTMENT;
    return mode;
}

bool
rules_may_book(const Queue__HallSettings *settings, const char *service_code, const Queue__Group *group,
               Queue__Purpose purpose, bool card_by_appointment)
{
    return group->appointment_percent
           && rules_admission(settings, service_code, group, purpose, card_by_appointment)
                  != QUEUE__ADMISSION_RULE__MODE__LIVE;
}

const Queue__PriorityRule *
rules_priority(const Queue__HallSettings *settings, const char *priority_code)
{
    for (size_t i = 0; i < settings->n_priorities; i++)
        if (text_equal(settings->priorities[i]->priority_code, priority_code))
            return settings->priorities[i];
    return NULL;
}

const Queue__PriorityRule *
rules_of_appointments(const Queue__HallSettings *settings)
{
    for (size_t i = 0; i < settings->n_priorities; i++)
        if (settings->priorities[i]->appointment)
            return settings->priorities[i];
    return NULL;
}

const Queue__PriorityRule *
rules_better(const Queue__PriorityRule *a, const Queue__PriorityRule *b)
{
    if (!a || !b)
        return a ? a : b;
    if (a->level != b->level)
        return a->level < b->level ? a : b;
    return a->head_start_minutes >= b->head_start_minutes ? a : b;
}

/* ------------------------------------------------------------------ limits */

static int
or_default(int said, int usual)
{
    return said ? said : usual;
}

struct rules_limits
rules_limits(const Queue__HallSettings *settings)
{
    static const Queue__HallLimits none = QUEUE__HALL_LIMITS__INIT;
    const Queue__HallLimits *said = settings->limits ? settings->limits : &none;
    return (struct rules_limits){
        .max_recalls = or_default(said->max_recalls, 3),
        .tickets_per_person = said->tickets_per_person,
        .services_per_visit = or_default(said->services_per_visit, 4),
        .reservation_minutes = or_default(said->reservation_minutes, 10),
        .early_minutes = or_default(said->check_in_early_minutes, 15),
        .late_minutes = or_default(said->check_in_late_minutes, 10),
        .horizon_days = or_default(said->horizon_days, 14),
        .reception_ends_minutes = said->reception_ends_minutes,
        .appointments_per_person = or_default(said->appointments_per_person, 3),
        .one_per_purpose = said->one_per_purpose,
        .late_is_lost = said->late_is_lost,
    };
}

Queue__Light
rules_light(const Queue__Estimate *estimate)
{
    int minutes = (estimate->p50_seconds + 59) / 60;
    if (!estimate->served)
        return QUEUE__LIGHT__CLOSED;
    return minutes <= 10   ? QUEUE__LIGHT__GREEN
           : minutes <= 20 ? QUEUE__LIGHT__YELLOW
           : minutes <= 30 ? QUEUE__LIGHT__ORANGE
                           : QUEUE__LIGHT__RED;
}
