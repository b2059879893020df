/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../appointments.h"

#include <okno/queue.methods.h>

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const Queue__ConfirmAppointmentRequest *req = arg;
    struct hall_appointment *a;
    struct desk desk;
    enum rpc_code code = desk_open(turn, hall, work, &desk);
    if (code == RPC_OK)
        code = appointment_find(&desk, req->appointment_id, &a);
    if (code == RPC_OK)
        code = appointment_must_live(&desk, a);
    if (code != RPC_OK)
        return code;
    if (a->state == APPOINTMENT_STATE(RESERVED))
        appointment_move(&desk, a, APPOINTMENT_STATE(CONFIRMED), "CONFIRMED");
    return appointment_reply(&desk, a);
}

enum rpc_code
queue_confirm_appointment(struct rpc_call *call, const Queue__ConfirmAppointmentRequest *req, Queue__Appointment *rep)
{
    (void)rep; /* filled at its turn */
    const char *centre;
    enum rpc_code code = appointment_centre(call, req->appointment_id, req->code, &centre);
    return code == RPC_OK ? db_take_turn(call, &hall_turn, centre, decide, (void *)(uintptr_t)req) : code;
}
