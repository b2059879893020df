/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../moves.h"
#include "../process/course.h"

#include <okno/audit.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#define MOSCOW_RESUMED 1160 /* АС ГУФ: facts of the statuses are in statuses.c */

/* Tasks without a term of their own get as many working days later as the whole, and never end after it. */
static enum rpc_code
move_tasks(struct db_work *work, const struct record *record)
{
    struct db_rows rows;
    struct date due, planned = record_planned(record);
    enum rpc_code code =
        db_rows(record->call, &tracking_sql_list_unbound_tasks, DB_ARGS(record->app->application_id), &rows);
    for (int row = 0; row < rows.n && code == RPC_OK; row++) {
        if (!date_parse(db_cell(&rows, row, "due_on"), &due)
            || calendar_shift(catalogue_calendar(record->facts.cat), due, record->suspended_on, record->today,
                              CALENDAR_WORKING, &due)
                   != RPC_OK
            || date_compare(due, planned) > 0)
            due = planned;
        db_put(work, &tracking_sql_move_task_due, DB_ARGS(db_cell(&rows, row, "task_id"), record_date(record, due)));
    }
    return code;
}

static enum rpc_code
resume(struct record *record)
{
    Tracking__Application *app = record->app;
    if (!rules_add_pause(&record->term, record->suspended_on, record->today))
        return rpc_fail(record->call, RPC_FAILED_PRECONDITION, "Слишком много приостановлений", "Too many suspensions");
    app->status = record->resume_status;
    record->resume_status = TRACKING__APPLICATION__STATUS__STATUS_UNSPECIFIED;
    app->suspended = NULL;
    record->stopped_on = "";
    record->shown.moscow = MOSCOW_RESUMED;
    record->shown.words = "Предоставление услуги возобновлено";
    enum rpc_code code = record_replan(record);
    app->overdue = date_compare(record_planned(record), record->today) < 0;
    return code;
}

static enum rpc_code
write(struct record *record, const char *comment)
{
    struct process process;
    enum rpc_code code = course_load(record, &process);
    if (code == RPC_OK)
        code = process_move(&process, (struct bpmn_event){ .kind = BPMN_RESUME });
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(record->call);
    struct moves_subject subject = moves_subject(record);
    struct process_subject course = course_of_record(record);
    process_put(&process, work, &course);
    record_save(record, work);
    code = move_tasks(work, record);
    if (code != RPC_OK)
        return code;
    moves_put(work, &subject, &(struct moves_note){ .action = "RESUMED", .comment = comment });
    return db_finish(work);
}

enum rpc_code
tracking_resume_application(struct rpc_call *call, const Tracking__ResumeApplicationRequest *req,
                            Tracking__Application *rep)
{
    struct record record;
    enum rpc_code code = record_load(call, req->application_id, req->etag, rep, &record);
    if (code != RPC_OK)
        return code;
    if (rep->status != TRACKING__APPLICATION__STATUS__SUSPENDED)
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Предоставление услуги не приостановлено",
                        "The application is not suspended");
    code = resume(&record);
    return code == RPC_OK ? write(&record, req->comment) : code;
}
