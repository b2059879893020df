/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registration.h"

#include "moves.h"

#include <okno/events.h>

static void
put_event(struct db_work *work, const struct rpc_caller *caller, const Tracking__Application *app)
{
    Tracking__ApplicationSubmitted event = TRACKING__APPLICATION_SUBMITTED__INIT;
    event.application_id = app->application_id;
    event.number = app->number;
    event.service_code = app->service_code;
    event.applicant_id = app->applicant_id;
    event.centre_code = app->centre_code;
    event.channel = app->channel;
    event.planned_on = app->planned_on;
    event.actor = text_empty(app->operator_) ? caller->subject : app->operator_;
    events_put(work, app->application_id, &event.base);
}

static void
put_movement(struct db_work *work, const struct moves_subject *subject, bool accepted)
{
    const Tracking__Application *app = subject->app;
    const char **ids = ARENA_ARRAY(subject->call->arena, const char *, app->n_documents);
    for (size_t i = 0; i < app->n_documents; i++)
        ids[i] = app->documents[i]->document_id;
    moves_put_movement(work, subject,
                       &(struct moves_note){ .action = "REGISTERED",
                                             .step = accepted ? "accept" : "",
                                             .from_place = "applicant",
                                             .to_place = app->centre_code,
                                             .documents = ids,
                                             .n_documents = app->n_documents });
}

void
registration_put(struct db_work *work, const struct intake *intake, const Tracking__Application *app,
                 struct process *process, bool accepted)
{
    struct moves_subject subject = { intake->call, app, app->applicant_id, intake->now_us };
    struct process_subject course = course_of_intake(intake, app);
    Tracking__Task *first = process_put(process, work, &course);
    bool sent = first && text_equal(first->agency_code, app->agency_code), held = course_clock(process) == COURSE_HELD;
    const char *today = view_today(intake->call);
    intake_put(
        work, intake, app,
        &(struct intake_term){ .sent_on = sent ? today : NULL, .stopped_on = held ? today : NULL, .held = held });
    put_movement(work, &subject, accepted);
    put_event(work, &intake->call->caller, app);
}
