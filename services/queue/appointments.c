/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "appointments.h"

#include "names.h"
#include "rules.h"
#include "slots.h"
#include "view.h"

#include <okno/audit.h>
#include <okno/events.h>
#include <okno/ids.h>
#include <okno/proto.h>
#include <okno/queue.sql.h>

#include <stdlib.h>
#include <string.h>

#define A(name) APPOINTMENT_STATE(name)

/* ------------------------------------------------------------------ rows */

static const char *
text(const char *cell)
{
    return cell ? cell : "";
}

static int64_t
number(const char *cell)
{
    return cell ? strtoll(cell, NULL, 10) : 0;
}

struct hall_appointment *
appointment_row(struct arena *arena, const struct db_rows *rows, int row)
{
    const char *const *cell = rows->cells + (ptrdiff_t)row * rows->n_columns;
    struct hall_appointment *a = ARENA_NEW(arena, struct hall_appointment);
    a->id = text(cell[0]);
    a->group_code = text(cell[1]);
    a->service = text(cell[2]);
    a->purpose = names_value(&queue__purpose__descriptor, text(cell[3]));
    a->state = names_value(&queue__appointment__state__descriptor, text(cell[4]));
    a->starts_us = number(cell[5]);
    a->minutes = (int)number(cell[6]);
    a->expires_us = number(cell[7]);
    a->code = text(cell[8]);
    a->applicant = text(cell[9]);
    a->ticket = text(cell[10]);
    a->reminded = (int)number(cell[11]);
    a->version = (int)number(cell[12]);
    return a;
}

struct hall_appointment *
appointment_keep(struct hall *hall, struct hall_appointment *appointment)
{
    for (int i = 0; i < hall->n_appointments; i++)
        if (text_equal(hall->appointments[i]->id, appointment->id))
            return hall->appointments[i];
    if (hall->n_appointments == hall->appointments_room) {
        int room = hall->appointments_room ? 2 * hall->appointments_room : 64;
        struct hall_appointment **all = ARENA_ARRAY(hall->arena, struct hall_appointment *, room);
        if (hall->n_appointments)
            memcpy(all, hall->appointments, (size_t)hall->n_appointments * sizeof(struct hall_appointment *));
        hall->appointments = all;
        hall->appointments_room = room;
    }
    return hall->appointments[hall->n_appointments++] = appointment;
}

/* ------------------------------------------------------------------ showing */

void
appointment_view(struct arena *arena, const char *centre, const Queue__HallSettings *settings,
                 const struct hall_appointment *a, Queue__Appointment *ret)
{
    ret->appointment_id = arena_strdup(arena, a->id);
    ret->centre_code = arena_strdup(arena, centre);
    ret->group_code = arena_strdup(arena, a->group_code);
    ret->service_code = arena_strdup(arena, a->service);
    ret->purpose = a->purpose;
    ret->state = a->state;
    ret->starts = proto_time(arena, a->starts_us);
    ret->minutes = a->minutes;
    ret->expires = a->state == A(RESERVED) ? proto_time(arena, a->expires_us) : NULL;
    ret->applicant_id = arena_strdup(arena, a->applicant);
    ret->ticket_id = arena_strdup(arena, a->ticket);
    ret->etag = arena_printf(arena, "%d", a->version);
    if (!settings)
        return;
    struct rules_limits limits = rules_limits(settings);
    ret->check_in_from = proto_time(arena, a->starts_us - limits.early_minutes * HALL_MINUTE_US);
    ret->check_in_until = proto_time(arena, a->starts_us + limits.late_minutes * HALL_MINUTE_US);
}

enum rpc_code
appointment_reply(const struct desk *desk, const struct hall_appointment *a)
{
    Queue__Appointment *rep = (Queue__Appointment *)desk->call->reply;
    appointment_view(desk->call->arena, desk->hall->centre, desk->hall->settings, a, rep);
    rep->code = arena_strdup(desk->call->arena, a->code);
    return RPC_OK;
}

/* ------------------------------------------------------------------ whose it is */

bool
appointment_is_theirs(const struct rpc_caller *caller, const char *centre, const struct hall_appointment *a,
                      const char *code)
{
    char normal[2 * IDS_CODE_LENGTH];
    const char *bound = view_bound_centre(caller);
    if (!text_empty(code)) {
        ids_code_normal(code, normal, sizeof normal);
        if (text_equal(normal, a->code))
            return true;
    }
    if (caller->role == RPC_ROLE_KIOSK || !view_may_see(caller, a->applicant))
        return false;
    return !bound || text_equal(bound, centre);
}

static enum rpc_code
no_appointment(struct rpc_call *call)
{
    return rpc_fail(call, RPC_NOT_FOUND, "Такой записи нет: проверьте код",
                    "There is no such appointment: check the code");
}

enum rpc_code
appointment_centre(struct rpc_call *call, const char *appointment_id, const char *code_text, const char **ret_centre)
{
    struct db_rows rows;
    audit_object(call, "appointment", appointment_id, NULL);
    enum rpc_code code = db_rows(call, &queue_sql_get_appointment, DB_ARGS(appointment_id), &rows);
    if (code != RPC_OK)
        return code;
    if (!rows.n)
        return no_appointment(call);
    *ret_centre = db_cell(&rows, 0, "centre_code");
    bool theirs = appointment_is_theirs(&call->caller, *ret_centre, appointment_row(call->arena, &rows, 0), code_text);
    return theirs ? RPC_OK : no_appointment(call);
}

enum rpc_code
appointment_find(struct desk *desk, const char *appointment_id, struct hall_appointment **ret_appointment)
{
    struct db_rows rows;
    for (int i = 0; i < desk->hall->n_appointments; i++)
        if (text_equal(desk->hall->appointments[i]->id, appointment_id)) {
            *ret_appointment = desk->hall->appointments[i];
            return RPC_OK;
        }
    enum rpc_code code = db_turn_rows(desk->turn, &queue_sql_get_appointment, DB_ARGS(appointment_id), &rows);
    if (code != RPC_OK)
        return code;
    if (!rows.n)
        return no_appointment(desk->call);
    *ret_appointment = appointment_keep(desk->hall, appointment_row(desk->hall->arena, &rows, 0));
    return RPC_OK;
}

static const char *
words(Queue__Appointment__State state, bool english)
{
    static const char *const all[][2] = {
        [A(RESERVED)] = { "ждёт подтверждения", "not confirmed" },
        [A(CONFIRMED)] = { "подтверждена", "confirmed" },
        [A(CHECKED_IN)] = { "использована", "used" },
        [A(CANCELLED)] = { "отменена", "cancelled" },
        [A(EXPIRED)] = { "не подтверждена вовремя", "expired" },
        [A(MISSED)] = { "пропущена", "missed" },
    };
    return state > 0 && (size_t)state < OKNO_ARRAY_SIZE(all) ? all[state][english] : "";
}

static bool
is_expired(const struct hall *hall, const struct hall_appointment *a)
{
    return a->state == A(RESERVED) && a->expires_us <= hall->now_us;
}

enum rpc_code
appointment_must_live(const struct desk *desk, const struct hall_appointment *a)
{
    bool expired = is_expired(desk->hall, a);
    if ((a->state == A(RESERVED) || a->state == A(CONFIRMED)) && !expired)
        return RPC_OK;
    return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Запись %s; выберите время заново",
                    "The appointment is %s; choose a time anew",
                    words(expired ? A(EXPIRED) : a->state, rpc_english(desk->call)));
}

/* ------------------------------------------------------------------ times */

enum rpc_code
appointment_load_day(struct desk *desk, struct date day)
{
    struct db_rows rows;
    struct hall *hall = desk->hall;
    int32_t days = date_to_days(day);
    for (int i = 0; i < hall->n_days; i++)
        if (hall->days[i] == days)
            return RPC_OK;
    enum rpc_code code = db_turn_rows(
        desk->turn, &queue_sql_list_day_appointments,
        DB_ARGS(hall->centre, db_time(time_of_date(day, 0)), db_time(time_of_date(date_from_days(days + 1), 0))),
        &rows);
    for (int row = 0; code == RPC_OK && row < rows.n; row++)
        appointment_keep(hall, appointment_row(hall->arena, &rows, row));
    if (code == RPC_OK && hall->n_days < (int)OKNO_ARRAY_SIZE(hall->days))
        hall->days[hall->n_days++] = days;
    return code;
}

static size_t
collect_booked(const struct hall *hall, const struct hall_appointment *self, struct slots_booked *booked)
{
    size_t n = 0;
    for (int i = 0; i < hall->n_appointments; i++) {
        const struct hall_appointment *a = hall->appointments[i];
        bool holds =
            a->state == A(CONFIRMED) || a->state == A(CHECKED_IN) || (a->state == A(RESERVED) && !is_expired(hall, a));
        int group = hall_group(hall, a->group_code);
        if (holds && a != self && group >= 0)
            booked[n++] = (struct slots_booked){ group, a->starts_us, a->minutes };
    }
    return n;
}

static enum rpc_code
is_bookable(const struct desk *desk, const struct hours *hours, struct date day, int group, int64_t starts_us)
{
    struct rules_limits limits = rules_limits(desk->hall->settings);
    if (hours->why_ru)
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "В этот день приёма нет: %s",
                        "Nobody is received on that day: %s", rpc_english(desk->call) ? hours->why_en : hours->why_ru);
    if (starts_us <= desk->hall->now_us)
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Это время уже прошло", "That time has passed");
    if (date_to_days(day) > desk->hall->today + limits.horizon_days)
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Запись открыта на %d дней вперёд",
                        "Appointments are given %d days ahead", limits.horizon_days);
    if (!slots_is_one(desk->hall, hours, day, group, starts_us))
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Такого времени приёма нет: выберите из /v1/slots",
                        "There is no such time: choose one of /v1/slots");
    return RPC_OK;
}

enum rpc_code
appointment_fits(struct desk *desk, const struct hours *hours, int group, int64_t starts_us,
                 const struct hall_appointment *self)
{
    struct date day = date_of_time(starts_us);
    struct hours until = *hours;
    until.closes -= rules_limits(desk->hall->settings).reception_ends_minutes;
    enum rpc_code code = is_bookable(desk, &until, day, group, starts_us);
    if (code == RPC_OK)
        code = appointment_load_day(desk, day);
    if (code != RPC_OK)
        return code;
    struct slots_booked *booked = ARENA_ARRAY(desk->hall->arena, struct slots_booked, desk->hall->n_appointments + 1);
    size_t n = collect_booked(desk->hall, self, booked);
    if (slots_free(desk->hall, booked, n, group, starts_us) > 0)
        return RPC_OK;
    rpc_explain(desk->call, "SLOT_TAKEN", NULL);
    return rpc_fail(desk->call, RPC_ABORTED, "Это время только что заняли, выберите другое",
                    "That time has just been taken, choose another");
}

/* ------------------------------------------------------------------ changing */

void
appointment_move(struct desk *desk, struct hall_appointment *a, Queue__Appointment__State state, const char *action)
{
    Queue__AppointmentChanged event = QUEUE__APPOINTMENT_CHANGED__INIT;
    Queue__Appointment shown = QUEUE__APPOINTMENT__INIT;
    a->state = state;
    a->version++;
    a->dirty = true;
    desk->hall->changed = true;
    appointment_view(desk->call->arena, desk->hall->centre, desk->hall->settings, a, &shown);
    event.centre_code = desk->hall->centre;
    event.action = action;
    event.appointment = &shown;
    events_put(desk->work, desk->hall->centre, &event.base);
}

static void
remind(struct desk *desk, struct hall_appointment *a, int minutes)
{
    Queue__AppointmentReminder event = QUEUE__APPOINTMENT_REMINDER__INIT;
    Queue__Appointment shown = QUEUE__APPOINTMENT__INIT;
    appointment_view(desk->call->arena, desk->hall->centre, desk->hall->settings, a, &shown);
    event.centre_code = desk->hall->centre;
    event.appointment = &shown;
    event.minutes_before = minutes;
    events_put(desk->work, desk->hall->centre, &event.base);
    a->reminded++;
    a->dirty = true;
    desk->hall->changed = true;
}

/* Each of the hall's reminders once; of several that are due together, as after a late booking, the nearest. */
static void
remind_if_due(struct desk *desk, struct hall_appointment *a)
{
    const Queue__HallLimits *limits = desk->hall->settings->limits;
    int due = 0, minutes = 0, n = limits ? (int)limits->n_reminder_minutes : 0;
    for (int i = 0; i < n; i++)
        if (a->starts_us - limits->reminder_minutes[i] * HALL_MINUTE_US <= desk->hall->now_us) {
            due++;
            minutes = !minutes || limits->reminder_minutes[i] < minutes ? limits->reminder_minutes[i] : minutes;
        }
    if (due <= a->reminded)
        return;
    a->reminded = due - 1;
    remind(desk, a, minutes);
}

void
appointment_tend(struct desk *desk, struct hall_appointment *a)
{
    struct rules_limits limits = rules_limits(desk->hall->settings);
    bool late = a->starts_us + limits.late_minutes * HALL_MINUTE_US < desk->hall->now_us;
    bool over = date_to_days(date_of_time(a->starts_us)) < desk->hall->today;
    if (is_expired(desk->hall, a))
        appointment_move(desk, a, A(EXPIRED), "EXPIRED");
    else if (a->state == A(CONFIRMED) && (over || (late && limits.late_is_lost)))
        appointment_move(desk, a, A(MISSED), "MISSED");
    else if (a->state == A(CONFIRMED) && a->starts_us > desk->hall->now_us)
        remind_if_due(desk, a);
}
