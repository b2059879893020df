/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "moves.h"

#include "statuses.h"

#include <okno/events.h>
#include <okno/tracking.sql.h>

static const char *
or_empty(const char *text)
{
    return text ? text : "";
}

struct moves_subject
moves_subject(const struct record *record)
{
    return (struct moves_subject){ record->call, record->app, record->applicant_id, record->now_us };
}

static const char *
ids_literal(struct arena *arena, const char *const *ids, size_t n)
{
    TEXT_SCOPED out = { 0 };
    text_addc(&out, '{');
    for (size_t i = 0; i < n; i++)
        text_addf(&out, "%s%s", i ? "," : "", ids[i]);
    text_addc(&out, '}');
    return arena_strndup(arena, out.data, out.length);
}

void
moves_put_movement(struct db_work *work, const struct moves_subject *subject, const struct moves_note *note)
{
    char id[37];
    const struct rpc_caller *caller = &subject->call->caller;
    uuid7(id);
    db_put(work, &tracking_sql_put_movement,
           DB_ARGS(subject->app->application_id, (const char *)id, db_time(subject->now_us), caller->subject,
                   rpc_role_name(caller->role), note->action, or_empty(note->step), statuses_name(subject->app->status),
                   ids_literal(subject->call->arena, note->documents, note->n_documents), or_empty(note->from_place),
                   or_empty(note->to_place), or_empty(note->comment)));
}

void
moves_put(struct db_work *work, const struct moves_subject *subject, const struct moves_note *note)
{
    moves_put_movement(work, subject, note);
    Tracking__ApplicationMoved event = TRACKING__APPLICATION_MOVED__INIT;
    event.application_id = subject->app->application_id;
    event.number = subject->app->number;
    event.applicant_id = subject->applicant_id;
    event.centre_code = subject->app->centre_code;
    event.action = note->action;
    event.status = subject->app->status;
    event.planned_on = subject->app->planned_on;
    event.actor = subject->call->caller.subject;
    event.step = or_empty(note->step);
    events_put(work, subject->app->application_id, &event.base);
}

Tracking__Task *
moves_put_task(struct db_work *work, const struct moves_subject *subject, const struct steps_step *step,
               struct date due)
{
    struct arena *arena = subject->call->arena;
    const Tracking__Application *app = subject->app;
    char id[37], day[11];
    Tracking__Task *task = ARENA_NEW(arena, Tracking__Task);
    tracking__task__init(task);
    uuid7(id);
    date_format(due, day);
    task->task_id = arena_strdup(arena, id);
    task->application_id = app->application_id;
    task->application_number = app->number;
    task->service_code = app->service_code;
    task->step = step->code;
    task->state = TRACKING__TASK__STATE__OPEN;
    *(step->performer == STEPS_CENTRE ? &task->centre_code : &task->agency_code) =
        step->performer == STEPS_CENTRE ? app->centre_code : app->agency_code;
    task->due_on = arena_strdup(arena, day);
    task->created = view_time(arena, subject->now_us);
    task->planned_on = app->planned_on;
    task->etag = "1";
    view_finish_task(subject->call, task);
    db_put(work, &tracking_sql_put_task,
           DB_ARGS(task->task_id, task->application_id, task->application_number, task->service_code, task->step,
                   db_nonempty(task->centre_code), db_nonempty(task->agency_code), task->due_on,
                   db_time(subject->now_us)));
    return task;
}

enum rpc_code
moves_begin_step(struct db_work *work, struct record *record, const struct steps_step *step, Tracking__Task **ret_task)
{
    struct date due;
    *ret_task = NULL;
    record->app->n_waiting_in = 0;
    if (!step)
        return RPC_OK;
    enum rpc_code code = rules_due(catalogue_calendar(record->facts.cat), &record->steps, step, record->today,
                                   record_planned(record), &due);
    if (code != RPC_OK)
        return rpc_fail(record->call, code, "Срок шага выходит за пределы производственного календаря",
                        "The term of the step leaves the production calendar");
    record->app->waiting_in = ARENA_ARRAY(record->call->arena, const char *, 1);
    record->app->waiting_in[record->app->n_waiting_in++] = step->code;
    if (step->performer == STEPS_AGENCY && text_empty(record->sent_on))
        record->sent_on = record_date(record, record->today);
    struct moves_subject subject = moves_subject(record);
    *ret_task = moves_put_task(work, &subject, step, due);
    return RPC_OK;
}
