/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "moves.h"

#include "statuses.h"

#include <okno/events.h>
#include <okno/tracking.sql.h>

struct moves_subject
moves_subject(const struct record *record)
{
    return (struct moves_subject){ record->call, record->app, record->applicant_id, record->now_us };
}

void
moves_put_movement(struct db_work *work, const struct moves_subject *subject, const struct moves_note *note)
{
    char id[37];
    const struct rpc_caller *caller = &subject->call->caller;
    uuid7(id);
    db_put(work, &tracking_sql_put_movement,
           DB_ARGS(subject->app->application_id, (const char *)id, db_time(subject->now_us), caller->subject,
                   rpc_role_name(caller->role), note->action, text_or_empty(note->step),
                   statuses_name(subject->app->status),
                   db_texts(subject->call->arena, note->documents, note->n_documents), text_or_empty(note->from_place),
                   text_or_empty(note->to_place), text_or_empty(note->comment), text_or_empty(note->in_place_of)));
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
    event.actor_role = rpc_role_name(subject->call->caller.role);
    event.step = text_or_empty(note->step);
    event.epgu_status = subject->app->epgu_status;
    event.moscow_status = subject->app->moscow_status;
    event.status_text = text_or_empty(subject->app->status_text);
    events_put(work, subject->app->application_id, &event.base);
}
