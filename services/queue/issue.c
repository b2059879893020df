/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "issue.h"

#include "names.h"
#include "rules.h"
#include "settings.h"

#include <okno/ids.h>
#include <okno/queue.sql.h>

/* ------------------------------------------------------------------ may it be */

bool
issue_is_open(const struct hours *hours, int64_t now_us, int ends_before)
{
    int minute = minute_of_time(now_us);
    return !queue_settings.enforce_hours || (minute >= hours->opens && minute < hours->closes - ends_before);
}

enum rpc_code
issue_open_now(const struct desk *desk, const struct hours *hours, Queue__Purpose purpose)
{
    bool submits = purpose == QUEUE__PURPOSE__APPLY || purpose == QUEUE__PURPOSE__COLLECT;
    int ends_before = submits ? rules_limits(desk->hall->settings).reception_ends_minutes : 0;
    int closes = hours->closes - ends_before;
    if (issue_is_open(hours, desk->hall->now_us, ends_before))
        return RPC_OK;
    rpc_explain(desk->call, "CLOSED", NULL);
    if (hours->why_ru)
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Сегодня приёма нет: %s", "Nobody is received today: %s",
                        rpc_english(desk->call) ? hours->why_en : hours->why_ru);
    return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Талоны выдаются с %02d:%02d до %02d:%02d",
                    "Tickets are issued from %02d:%02d to %02d:%02d", hours->opens / 60, hours->opens % 60, closes / 60,
                    closes % 60);
}

/* One that is named must take the purpose: who only asks is admitted otherwise than who applies. */
static int
named_group(const struct hall *hall, const struct facts_item *item)
{
    int group = hall_group(hall, item->group_code);
    return group >= 0 && rules_group_takes(hall->groups[group].conf, item->purpose) ? group : -1;
}

enum rpc_code
issue_group(const struct desk *desk, const struct facts_item *item, int *ret_group)
{
    const struct hall *hall = desk->hall;
    *ret_group = *item->group_code ? named_group(hall, item)
                                   : rules_group_for(hall, item->service_code, item->themes, item->n_themes,
                                                     item->purpose, item->express);
    return *ret_group >= 0 ? RPC_OK : issue_no_group(desk->call);
}

enum rpc_code
issue_no_group(struct rpc_call *call)
{
    rpc_explain(call, "NO_GROUP", NULL);
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "В очереди центра нет группы для этого обращения",
                    "The queue of the centre has no group for this");
}

struct counted {
    int all;
    const struct facts_item *items;
    size_t n_items;
    bool same_purpose; /* a live ticket for a purpose that is asked for again */
};

static void
count_one(struct counted *counted, Queue__Purpose purpose, hall_state state)
{
    if (state != HALL_STATE(CANCELLED))
        counted->all++;
    for (size_t i = 0; i < counted->n_items; i++)
        counted->same_purpose |= !moves_over(state) && counted->items[i].purpose == purpose;
}

/* Those of today in memory, and those that were over before this turn. */
static enum rpc_code
count_tickets(struct desk *desk, const char *applicant, struct counted *counted)
{
    struct db_rows rows;
    char today[11];
    date_format(date_from_days(desk->hall->today), today);
    enum rpc_code code = db_turn_rows(desk->turn, &queue_sql_list_tickets_of_person,
                                      DB_ARGS(applicant, desk->hall->centre, (const char *)today), &rows);
    for (int i = 0; code == RPC_OK && i < rows.n; i++)
        if (!hall_ticket(desk->hall, db_cell(&rows, i, "ticket_id")))
            count_one(counted, names_value(&queue__purpose__descriptor, db_cell(&rows, i, "purpose")),
                      names_value(&queue__ticket__state__descriptor, db_cell(&rows, i, "state")));
    for (int i = 0; i < desk->hall->n_tickets; i++) {
        const struct hall_ticket *t = desk->hall->tickets[i];
        if (t->day == desk->hall->today && text_equal(t->applicant, applicant))
            count_one(counted, t->purpose, t->state);
    }
    return code;
}

enum rpc_code
issue_limits(struct desk *desk, const char *applicant, const struct facts_item *items, size_t n)
{
    struct rules_limits limits = rules_limits(desk->hall->settings);
    struct counted counted = { .items = items, .n_items = n };
    if (text_empty(applicant) || (!limits.tickets_per_person && !limits.one_per_purpose))
        return RPC_OK;
    enum rpc_code code = count_tickets(desk, applicant, &counted);
    if (code != RPC_OK)
        return code;
    if (limits.one_per_purpose && counted.same_purpose) {
        rpc_explain(desk->call, "ONE_PER_PURPOSE", NULL);
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "У заявителя уже есть талон с этой целью",
                        "The applicant has a ticket for this purpose already");
    }
    if (!limits.tickets_per_person || counted.all + (int)n <= limits.tickets_per_person)
        return RPC_OK;
    rpc_explain(desk->call, "LIMIT", NULL);
    return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Больше %d талонов в день на человека не выдаётся",
                    "No more than %d tickets a person and day", limits.tickets_per_person);
}

/* ------------------------------------------------------------------ the ticket */

static const char *
new_code(struct arena *arena)
{
    uint8_t random[IDS_CODE_LENGTH];
    char code[IDS_CODE_SIZE];
    random_bytes(random, sizeof random);
    ids_code_make(random, code);
    return arena_strdup(arena, code);
}

static const char *
next_number(struct hall *hall, struct hall_group *group)
{
    char number[24];
    group->counted = true;
    rules_number(group->conf->letter, ++group->last, number);
    return arena_strdup(hall->arena, number);
}

/* Its place in the line: by arrival, or by the time of the appointment, less the head start of its rule. */
static void
give_place(struct hall *hall, struct hall_ticket *t, const struct issue *issue)
{
    const Queue__PriorityRule *rule = issue->priority;
    t->level = rule ? rule->level : HALL_ORDINARY_LEVEL;
    t->priority = rule ? rule->priority_code : "";
    t->due_us = issue->due_us;
    t->rank_us = issue->due_us ? issue->due_us : hall->now_us;
    t->rank_us -= (rule ? rule->head_start_minutes : 0) * HALL_MINUTE_US;
}

void
issue_ticket(struct desk *desk, const struct issue *issue)
{
    char id[37];
    struct hall *hall = desk->hall;
    struct hall_ticket *t = hall_add_ticket(hall);
    uuid7(id);
    t->id = arena_strdup(hall->arena, id);
    t->visit_id = *issue->visit_id ? desk_keep(desk, issue->visit_id) : t->id;
    t->day = hall->today;
    t->number = next_number(hall, &hall->groups[issue->group]);
    t->step = issue->step;
    t->group = issue->group;
    t->service = desk_keep(desk, issue->service_code);
    t->purpose = issue->purpose;
    t->source = issue->source;
    t->state = issue->waits ? HALL_STATE(WAITING) : HALL_STATE(ISSUED);
    t->applicant = desk_keep(desk, issue->applicant);
    t->appointment = desk_keep(desk, issue->appointment);
    t->issued_us = hall->now_us;
    t->entered_us = issue->waits ? hall->now_us : 0;
    t->code = new_code(hall->arena);
    give_place(hall, t, issue);
    desk->ticket = t;
    desk_note(desk, "ISSUED");
}
