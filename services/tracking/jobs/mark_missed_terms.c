/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "jobs.h"

#include "../moves.h"

#include <okno/tracking.sql.h>

#define AT_ONCE 200
#define ROUNDS 50 /* the rest waits for the next run of the job */

struct late {
    const char *kind, *action;
    const struct db_statement *mark; /* by task, or by application */
    bool by_task;
};

static Tracking__Application
application_in(const struct db_rows *rows, int row)
{
    Tracking__Application app = TRACKING__APPLICATION__INIT;
    app.application_id = db_cell(rows, row, "application_id");
    app.number = db_cell(rows, row, "number");
    app.centre_code = db_cell(rows, row, "centre_code");
    app.planned_on = db_cell(rows, row, "planned_on");
    const ProtobufCEnumValue *status = protobuf_c_enum_descriptor_get_value_by_name(
        &tracking__application__status__descriptor, db_cell(rows, row, "status"));
    app.status = status ? (Tracking__Application__Status)status->value : 0;
    return app;
}

/* One unit of work for each, so that one that somebody else is changing does not hold up the rest. */
static enum rpc_code
record_one(struct rpc_call *call, const struct late *late, const struct db_rows *rows, int row)
{
    Tracking__Application app = application_in(rows, row);
    struct moves_subject subject = { call, &app, db_cell(rows, row, "applicant_id"), time_now_us() };
    const char *task_id = db_cell(rows, row, "task_id"), *step = db_cell(rows, row, "step");
    struct db_work *work = db_begin(call);
    if (!task_id)
        task_id = app.application_id; /* nobody has a task: the record has the id of what it is about */
    db_put(work, late->mark, DB_ARGS(late->by_task ? task_id : app.application_id));
    db_put(work, &tracking_sql_put_missed_term,
           DB_ARGS(app.application_id, task_id, late->kind, step, db_cell(rows, row, "assignee"),
                   db_cell(rows, row, "place"), db_cell(rows, row, "due_on"), db_time(subject.now_us)));
    moves_put(work, &subject, &(struct moves_note){ .action = late->action, .step = step });
    return db_commit(work);
}

static enum rpc_code
record_all(struct rpc_call *call, const struct late *late, const struct db_rows *rows)
{
    enum rpc_code code = RPC_OK;
    for (int row = 0; row < rows->n && code == RPC_OK; row++)
        code = record_one(call, late, rows, row);
    return code;
}

static enum rpc_code
mark_tasks(struct rpc_call *call, const char *centres, const char *agencies, const char *today)
{
    static const struct late late = { "STEP", "STEP_TERM_MISSED", &tracking_sql_mark_task_missed, true };
    struct db_rows rows = { .n = AT_ONCE };
    enum rpc_code code = RPC_OK;
    for (int round = 0; round < ROUNDS && rows.n == AT_ONCE && code == RPC_OK; round++) {
        code = db_rows(call, &tracking_sql_list_late_tasks, DB_ARGS(centres, agencies, today, AT_ONCE), &rows);
        if (code == RPC_OK)
            code = record_all(call, &late, &rows);
    }
    return code;
}

static enum rpc_code
mark_applications(struct rpc_call *call, const char *centres, const char *today)
{
    static const struct late late = { "SERVICE", "TERM_MISSED", &tracking_sql_mark_application_missed, false };
    struct db_rows rows = { .n = AT_ONCE };
    enum rpc_code code = RPC_OK;
    for (int round = 0; round < ROUNDS && rows.n >= AT_ONCE && code == RPC_OK; round++) {
        code = db_rows(call, &tracking_sql_list_late_applications, DB_ARGS(centres, today, AT_ONCE), &rows);
        if (code == RPC_OK)
            code = record_all(call, &late, &rows);
    }
    return code;
}

enum rpc_code
tracking_job_mark_missed_terms(struct rpc_call *call)
{
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    const char *centres = catalogue_centre_codes(cat, call->arena, NULL), *today = view_today(call);
    code = mark_tasks(call, centres, catalogue_agency_codes(cat, call->arena, NULL), today);
    return code == RPC_OK ? mark_applications(call, centres, today) : code;
}
