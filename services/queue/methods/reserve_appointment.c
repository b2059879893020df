/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../appointments.h"
#include "../issue.h"
#include "../names.h"
#include "../rules.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/ids.h>
#include <okno/proto.h>
#include <okno/queue.methods.h>
#include <okno/queue.sql.h>

struct booking {
    const char *centre, *applicant;
    struct facts_item item;
    struct hours hours;
    int64_t starts_us;
};

/* ------------------------------------------------------------------ deciding */

static enum rpc_code
is_by_appointment(const struct desk *desk, const struct booking *booking, int group)
{
    const struct facts_item *item = &booking->item;
    if (rules_may_book(desk->hall->settings, item->service_code, desk->hall->groups[group].conf, item->purpose,
                       item->by_appointment))
        return RPC_OK;
    rpc_explain(desk->call, "LIVE_ONLY", NULL);
    return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Записи нет: приём в порядке живой очереди",
                    "There are no appointments for this: take a ticket in the hall");
}

static bool
is_open(const struct hall *hall, const struct hall_appointment *a)
{
    return (a->state == APPOINTMENT_STATE(CONFIRMED) && a->starts_us > hall->now_us)
           || (a->state == APPOINTMENT_STATE(RESERVED) && a->expires_us > hall->now_us);
}

/* Of other halls as they were committed, of this one as they stand now. */
static enum rpc_code
has_few(struct desk *desk, const struct booking *booking)
{
    struct db_rows rows;
    struct hall *hall = desk->hall;
    int n = 0, most = rules_limits(hall->settings).appointments_per_person;
    if (text_empty(booking->applicant))
        return RPC_OK;
    enum rpc_code code = db_turn_rows(desk->turn, &queue_sql_list_appointments_of_person,
                                      DB_ARGS(booking->applicant, db_time(hall->now_us)), &rows);
    for (int row = 0; code == RPC_OK && row < rows.n; row++) {
        struct hall_appointment *a = appointment_row(hall->arena, &rows, row);
        if (text_equal(db_cell(&rows, row, "centre_code"), hall->centre))
            a = appointment_keep(hall, a);
        else
            n += is_open(hall, a);
    }
    for (int i = 0; i < hall->n_appointments; i++)
        n += text_equal(hall->appointments[i]->applicant, booking->applicant) && is_open(hall, hall->appointments[i]);
    if (code != RPC_OK || n < most)
        return code;
    rpc_explain(desk->call, "LIMIT", NULL);
    return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Не больше %d записей на человека",
                    "No more than %d appointments a person", most);
}

static struct hall_appointment *
make(struct desk *desk, const struct booking *booking, int group)
{
    char id[37], code[IDS_CODE_SIZE];
    uint8_t random[IDS_CODE_LENGTH];
    const Queue__Group *conf = desk->hall->groups[group].conf;
    struct hall_appointment *a = ARENA_NEW(desk->hall->arena, struct hall_appointment);
    uuid7(id);
    random_bytes(random, sizeof random);
    ids_code_make(random, code);
    a->id = desk_keep(desk, id);
    a->code = desk_keep(desk, code);
    a->group_code = conf->group_code;
    a->service = desk_keep(desk, booking->item.service_code);
    a->applicant = desk_keep(desk, booking->applicant);
    a->ticket = "";
    a->purpose = booking->item.purpose;
    a->starts_us = booking->starts_us;
    a->minutes = conf->norm_minutes;
    a->expires_us = desk->hall->now_us + rules_limits(desk->hall->settings).reservation_minutes * HALL_MINUTE_US;
    return appointment_keep(desk->hall, a);
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const struct booking *booking = arg;
    struct desk desk;
    int group;
    enum rpc_code code = desk_open(turn, hall, work, &desk);
    if (code == RPC_OK)
        code = issue_group(&desk, &booking->item, &group);
    if (code == RPC_OK)
        code = is_by_appointment(&desk, booking, group);
    if (code == RPC_OK)
        code = appointment_fits(&desk, &booking->hours, group, booking->starts_us, NULL);
    if (code == RPC_OK)
        code = has_few(&desk, booking);
    if (code != RPC_OK)
        return code;
    struct hall_appointment *made = make(&desk, booking, group);
    appointment_move(&desk, made, APPOINTMENT_STATE(RESERVED), "RESERVED");
    return appointment_reply(&desk, made);
}

enum rpc_code
queue_reserve_appointment(struct rpc_call *call, const Queue__ReserveAppointmentRequest *req, Queue__Appointment *rep)
{
    (void)rep; /* filled at its turn */
    struct booking booking = { .starts_us = proto_time_us(req->starts), .applicant = req->applicant_id };
    if (call->caller.role == RPC_ROLE_APPLICANT)
        booking.applicant = uuid_valid(call->caller.applicant) ? call->caller.applicant : "";
    enum rpc_code code = view_centre(call, req->centre_code, &booking.centre);
    if (code == RPC_OK)
        code = facts_item(call, booking.centre, req->service_code, req->group_code, req->purpose, 0, &booking.item);
    if (code == RPC_OK)
        code = facts_hours(call, booking.centre, date_of_time(booking.starts_us), 0, &booking.hours);
    if (code != RPC_OK)
        return code;
    audit_object(call, "centre", booking.centre, NULL);
    return db_take_turn(call, &hall_turn, booking.centre, decide, &booking);
}
