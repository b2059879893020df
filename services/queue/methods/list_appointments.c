/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../appointments.h"
#include "../view.h"

#include <okno/ids.h>
#include <okno/queue.methods.h>
#include <okno/queue.sql.h>

static enum rpc_code
of_person(struct rpc_call *call, struct db_rows *rows)
{
    if (!uuid_valid(call->caller.applicant)) {
        *rows = (struct db_rows){ 0 };
        return RPC_OK;
    }
    return db_rows(call, &queue_sql_list_appointments_of_person,
                   DB_ARGS(call->caller.applicant, db_time(time_of_date(date_of_time(time_now_us()), 0))), rows);
}

static enum rpc_code
of_day(struct rpc_call *call, const Queue__ListAppointmentsRequest *req, struct db_rows *rows)
{
    const char *centre;
    struct date day = date_of_time(time_now_us());
    enum rpc_code code = view_centre(call, req->centre_code, &centre);
    if (code != RPC_OK)
        return code;
    if (*req->date && !date_parse(req->date, &day))
        return RPC_INVALID_ARGUMENT;
    struct date next = date_from_days(date_to_days(day) + 1);
    return db_rows(call, &queue_sql_list_day_appointments,
                   DB_ARGS(centre, db_time(time_of_date(day, 0)), db_time(time_of_date(next, 0))), rows);
}

/* Whoever calls or comes names the code; one of another centre is none. */
static enum rpc_code
of_code(struct rpc_call *call, const Queue__ListAppointmentsRequest *req, struct db_rows *rows)
{
    char normal[2 * IDS_CODE_LENGTH];
    const char *centre;
    enum rpc_code code = view_centre(call, req->centre_code, &centre);
    ids_code_normal(req->code, normal, sizeof normal);
    if (code == RPC_OK)
        code = db_rows(call, &queue_sql_get_appointment_by_code, DB_ARGS((const char *)normal), rows);
    if (code == RPC_OK && rows->n && !text_equal(db_cell(rows, 0, "centre_code"), centre))
        *rows = (struct db_rows){ 0 };
    return code;
}

static enum rpc_code
find(struct rpc_call *call, const Queue__ListAppointmentsRequest *req, struct db_rows *rows)
{
    if (call->caller.role == RPC_ROLE_APPLICANT)
        return of_person(call, rows);
    return *req->code ? of_code(call, req, rows) : of_day(call, req, rows);
}

enum rpc_code
queue_list_appointments(struct rpc_call *call, const Queue__ListAppointmentsRequest *req,
                        Queue__ListAppointmentsResponse *rep)
{
    struct db_rows rows;
    enum rpc_code code = find(call, req, &rows);
    if (code != RPC_OK)
        return code;
    rep->appointments = ARENA_ARRAY(call->arena, Queue__Appointment *, rows.n + 1);
    for (int row = 0; row < rows.n; row++) {
        Queue__Appointment *shown = ARENA_NEW(call->arena, Queue__Appointment);
        queue__appointment__init(shown);
        appointment_view(call->arena, db_cell(&rows, row, "centre_code"), NULL,
                         appointment_row(call->arena, &rows, row), shown);
        rep->appointments[rep->n_appointments++] = shown;
    }
    return RPC_OK;
}
