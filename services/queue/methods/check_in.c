/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../appointments.h"
#include "../estimate.h"
#include "../issue.h"
#include "../rules.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/ids.h>
#include <okno/queue.methods.h>
#include <okno/queue.sql.h>

struct arrival {
    const Queue__CheckInRequest *req;
    const char *appointment_id;
    struct hours hours;
};

enum when { TOO_EARLY, IN_TIME, LATE };

static enum when
when_is_it(const struct hall *hall, const struct hall_appointment *a)
{
    struct rules_limits limits = rules_limits(hall->settings);
    if (hall->now_us < a->starts_us - limits.early_minutes * HALL_MINUTE_US)
        return TOO_EARLY;
    return hall->now_us > a->starts_us + limits.late_minutes * HALL_MINUTE_US ? LATE : IN_TIME;
}

/* With the day when it is not today. */
static const char *
time_words(const struct desk *desk, int64_t starts_us)
{
    struct date day = date_of_time(starts_us);
    int minute = minute_of_time(starts_us);
    bool english = rpc_english(desk->call);
    if (date_to_days(day) == desk->hall->today)
        return arena_printf(desk->call->arena, english ? "at %02d:%02d" : "%02d:%02d", minute / 60, minute % 60);
    return arena_printf(desk->call->arena, english ? "on %02d.%02d.%d at %02d:%02d" : "%02d.%02d.%d в %02d:%02d",
                        day.day, day.month, day.year, minute / 60, minute % 60);
}

static enum rpc_code
may_enter(const struct desk *desk, const struct hall_appointment *a, enum when when, int group)
{
    struct rules_limits limits = rules_limits(desk->hall->settings);
    if (group < 0)
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Этой группы в очереди больше нет",
                        "The queue has that group no more");
    if (when == TOO_EARLY) {
        rpc_explain(desk->call, "TOO_EARLY", NULL);
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Ваша запись на %s: отметьтесь не раньше чем за %d минут",
                        "Your appointment is %s: check in at most %d minutes before", time_words(desk, a->starts_us),
                        limits.early_minutes);
    }
    bool another_day = date_to_days(date_of_time(a->starts_us)) != desk->hall->today;
    if (when == IN_TIME || (!limits.late_is_lost && !another_day))
        return RPC_OK;
    rpc_explain(desk->call, "LATE", NULL);
    return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Время записи прошло: запишитесь снова или возьмите талон",
                    "The time of the appointment has passed: book again or take a ticket");
}

/* In time: by the rule of appointments or a benefit, whichever is better. Late: the live queue. */
static const Queue__PriorityRule *
rule_for(const struct desk *desk, const struct arrival *arrival, enum when when)
{
    const Queue__HallSettings *settings = desk->hall->settings;
    const Queue__PriorityRule *shown = rules_priority(settings, arrival->req->priority_code);
    shown = shown && shown->appointment ? NULL : shown;
    return when == LATE ? shown : rules_better(rules_of_appointments(settings), shown);
}

/* The ticket, with what opens it: whoever knows the appointment's code is its visitor. */
static void
show_ticket(const struct desk *desk)
{
    Queue__Ticket *rep = (Queue__Ticket *)desk->call->reply;
    view_ticket(desk->call->arena, desk->hall, desk->ticket, rep);
    rep->code = arena_strdup(desk->call->arena, desk->ticket->code);
    if (!moves_waits(desk->ticket->state))
        return;
    rep->estimate = ARENA_NEW(desk->call->arena, Queue__Estimate);
    queue__estimate__init(rep->estimate);
    estimate_quickly(desk->hall, desk->ticket, rep->estimate);
}

/* Who lost the paper, or whose first answer was lost: the ticket there is. */
static enum rpc_code
show_again(struct desk *desk, const struct hall_appointment *a)
{
    desk->ticket = hall_ticket(desk->hall, a->ticket);
    if (desk->ticket && !moves_over(desk->ticket->state)) {
        show_ticket(desk);
        return RPC_OK;
    }
    rpc_explain(desk->call, "CHECKED_IN", NULL);
    return rpc_fail(desk->call, RPC_FAILED_PRECONDITION,
                    "По этой записи уже был талон, и он закрыт: обратитесь к консультанту",
                    "This appointment had its ticket, which is closed: ask the consultant");
}

static void
enter(struct desk *desk, const struct arrival *arrival, struct hall_appointment *a, enum when when, int group)
{
    issue_ticket(desk, &(struct issue){ .group = group,
                                        .service_code = a->service,
                                        .visit_id = "",
                                        .applicant = a->applicant,
                                        .appointment = a->id,
                                        .purpose = a->purpose,
                                        .source = QUEUE__SOURCE__APPOINTMENT,
                                        .priority = rule_for(desk, arrival, when),
                                        .step = 1,
                                        .due_us = when == LATE ? 0 : a->starts_us,
                                        .waits = true });
    a->ticket = desk->ticket->id;
    appointment_move(desk, a, APPOINTMENT_STATE(CHECKED_IN), "CHECKED_IN");
    show_ticket(desk);
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const struct arrival *arrival = arg;
    struct hall_appointment *a;
    struct desk desk;
    enum rpc_code code = desk_open(turn, hall, work, &desk);
    if (code == RPC_OK)
        code = appointment_find(&desk, arrival->appointment_id, &a);
    if (code == RPC_OK && a->state == APPOINTMENT_STATE(CHECKED_IN))
        return show_again(&desk, a);
    if (code == RPC_OK)
        code = appointment_must_live(&desk, a);
    if (code != RPC_OK)
        return code;
    enum when when = when_is_it(desk.hall, a);
    int group = hall_group(desk.hall, a->group_code);
    code = may_enter(&desk, a, when, group);
    if (code == RPC_OK)
        code = issue_open_now(&desk, &arrival->hours, QUEUE__PURPOSE__ASK);
    if (code == RPC_OK)
        enter(&desk, arrival, a, when, group);
    return code;
}

enum rpc_code
queue_check_in(struct rpc_call *call, const Queue__CheckInRequest *req, Queue__Ticket *rep)
{
    (void)rep; /* filled at its turn */
    struct db_rows rows;
    char typed[2 * IDS_CODE_LENGTH];
    struct arrival arrival = { .req = req };
    ids_code_normal(req->code, typed, sizeof typed);
    const char *bound = view_bound_centre(&call->caller), *centre;
    centre = bound ? bound : req->centre_code;
    enum rpc_code code = db_rows(call, &queue_sql_get_appointment_by_code, DB_ARGS((const char *)typed), &rows);
    if (code != RPC_OK)
        return code;
    if (!rows.n || (*centre && !text_equal(db_cell(&rows, 0, "centre_code"), centre)))
        return rpc_fail(call, RPC_NOT_FOUND, "Записи с таким кодом в этом центре нет",
                        "This centre has no appointment with that code");
    arrival.appointment_id = db_cell(&rows, 0, "appointment_id");
    centre = db_cell(&rows, 0, "centre_code");
    audit_object(call, "appointment", arrival.appointment_id, NULL);
    code = facts_hours_today(call, centre, time_now_us(), &arrival.hours);
    return code == RPC_OK ? db_take_turn(call, &hall_turn, centre, decide, &arrival) : code;
}
