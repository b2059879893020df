/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "jobs.h"

#include "../appointments.h"

#include <okno/queue.sql.h>

#define AHEAD_US (8 * 24 * 60 * HALL_MINUTE_US) /* no reminder is sent earlier */

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    struct db_rows rows;
    struct desk desk;
    (void)arg;
    enum rpc_code code = desk_open(turn, hall, work, &desk);
    if (code == RPC_OK)
        code = db_turn_rows(turn, &queue_sql_list_open_appointments,
                            DB_ARGS(desk.hall->centre, db_time(desk.hall->now_us + AHEAD_US)), &rows);
    for (int row = 0; code == RPC_OK && row < rows.n; row++)
        appointment_tend(&desk, appointment_keep(desk.hall, appointment_row(desk.hall->arena, &rows, row)));
    return code;
}

enum rpc_code
queue_job_tend_appointments(struct rpc_call *call)
{
    struct db_rows centres;
    enum rpc_code code =
        db_rows(call, &queue_sql_list_centres_to_tend, DB_ARGS(db_time(time_now_us() + AHEAD_US)), &centres);
    for (int i = 0; code == RPC_OK && i < centres.n; i++)
        code = db_take_turn(call, &hall_turn, db_cell(&centres, i, "centre_code"), decide, NULL);
    return code;
}
