/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "jobs.h"

#include "../desk.h"

#include <okno/queue.sql.h>

static enum rpc_code
decide(struct db_turn *turn, void *thing, struct db_work *work, void *arg)
{
    struct desk desk;
    int64_t midnight_us = *(const int64_t *)arg;
    enum rpc_code code = desk_open(turn, thing, work, &desk);
    if (code != RPC_OK)
        return code;
    struct hall *hall = desk.hall;
    for (int i = 0; i < hall->n_tickets; i++) {
        desk.ticket = hall->tickets[i];
        if (desk.ticket->day < hall->today && moves_may(desk.ticket->state, MOVE_EXPIRE))
            desk_move(&desk, MOVE_EXPIRE, "");
    }
    for (int i = 0; i < hall->n_windows; i++) {
        struct hall_window *window = &hall->windows[i];
        if (window->session && window->session->opened_us < midnight_us)
            desk_session(&desk, window, HALL_SESSION(CLOSED), "CLOSED", "");
    }
    return RPC_OK;
}

enum rpc_code
queue_job_close_day(struct rpc_call *call)
{
    char day[11];
    struct db_rows centres;
    struct date today = date_of_time(time_now_us());
    int64_t midnight_us = time_of_date(today, 0);
    date_format(today, day);
    enum rpc_code code =
        db_rows(call, &queue_sql_list_centres_to_close, DB_ARGS((const char *)day, db_time(midnight_us)), &centres);
    for (int i = 0; code == RPC_OK && i < centres.n; i++)
        code = db_take_turn(call, &hall_turn, db_cell(&centres, i, "centre_code"), decide, &midnight_us);
    return code;
}
