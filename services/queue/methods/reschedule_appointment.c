/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../appointments.h"
#include "../view.h"

#include <okno/proto.h>
#include <okno/queue.methods.h>

struct moving {
    const Queue__RescheduleAppointmentRequest *req;
    int64_t starts_us;
    struct hours hours;
};

static enum rpc_code
fits(struct desk *desk, const struct moving *moving, const struct hall_appointment *a)
{
    int group = hall_group(desk->hall, a->group_code);
    if (group < 0)
        return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Этой группы в очереди больше нет: запишитесь заново",
                        "The queue has that group no more: book anew");
    return appointment_fits(desk, &moving->hours, group, moving->starts_us, a);
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const struct moving *moving = arg;
    struct hall_appointment *a;
    struct desk desk;
    enum rpc_code code = desk_open(turn, hall, work, &desk);
    if (code == RPC_OK)
        code = appointment_find(&desk, moving->req->appointment_id, &a);
    if (code == RPC_OK)
        code = appointment_must_live(&desk, a);
    if (code == RPC_OK)
        code = fits(&desk, moving, a);
    if (code != RPC_OK)
        return code;
    a->starts_us = moving->starts_us;
    a->reminded = 0;
    appointment_move(&desk, a, a->state, "RESCHEDULED");
    return appointment_reply(&desk, a);
}

enum rpc_code
queue_reschedule_appointment(struct rpc_call *call, const Queue__RescheduleAppointmentRequest *req,
                             Queue__Appointment *rep)
{
    (void)rep; /* filled at its turn */
    const char *centre;
    struct moving moving = { .req = req, .starts_us = proto_time_us(req->starts) };
    enum rpc_code code = appointment_centre(call, req->appointment_id, req->code, &centre);
    if (code == RPC_OK)
        code = facts_hours(call, centre, date_of_time(moving.starts_us), 0, &moving.hours);
    return code == RPC_OK ? db_take_turn(call, &hall_turn, centre, decide, &moving) : code;
}
