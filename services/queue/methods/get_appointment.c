/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../appointments.h"

#include <okno/queue.methods.h>
#include <okno/queue.sql.h>

enum rpc_code
queue_get_appointment(struct rpc_call *call, const Queue__GetAppointmentRequest *req, Queue__Appointment *rep)
{
    struct hall *hall;
    struct db_rows rows;
    const char *centre;
    enum rpc_code code = appointment_centre(call, req->appointment_id, req->code, &centre);
    if (code == RPC_OK)
        code = db_rows(call, &queue_sql_get_appointment, DB_ARGS(req->appointment_id), &rows);
    if (code == RPC_OK)
        code = hall_look(call, centre, &hall);
    if (code != RPC_OK)
        return code;
    const struct hall_appointment *a = appointment_row(call->arena, &rows, 0);
    appointment_view(call->arena, centre, hall->settings, a, rep);
    rep->code = a->code;
    return RPC_OK;
}
