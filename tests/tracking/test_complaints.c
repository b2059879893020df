/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Complaints: terms, who considers them, what their tasks do. */
#include "complainant.h"

#include "jobs/jobs.h"

/* ------------------------------------------------------------------ from the portal to the answer */

TEST(a_complaint_is_registered_considered_and_answered)
{
    const char *applicant = pg_uuid();
    const Tracking__Complaint *filed = file(applicant);
    const char *id = filed->complaint_id;
    EXPECT_INT(filed->status, STATUS(FILED));
    EXPECT_INT(filed->epgu_status, 44);
    EXPECT(text_starts(filed->number, "Ж-"));
    EXPECT_TEXT(filed->register_by, working_day(today(), 1));
    EXPECT_TEXT(filed->planned_on, "");
    EXPECT_TEXT(filed->decider_role, "SUPERVISOR");
    EXPECT_TEXT(filed->decider_centre, "arbat");
    EXPECT_INT(filed->term_days, 15);
    EXPECT_TEXT(task_of(id, "register")->due_on, working_day(today(), 1));
    do_task(id, "register", "REGISTERED", NULL);
    const Tracking__Complaint *registered = see(id);
    EXPECT_INT(registered->status, STATUS(REGISTERED));
    EXPECT_INT(registered->epgu_status, 45);
    EXPECT_TEXT(registered->registered_on, today());
    EXPECT_TEXT(registered->planned_on, working_day(today(), 15));
    EXPECT_TEXT(task_of(id, "consider")->due_on, registered->planned_on);
    do_task(id, "consider", "SATISFIED", decision("Жалоба обоснована.", "Проведён инструктаж.", false));
    const Tracking__Complaint *decided = see(id);
    EXPECT_INT(decided->status, STATUS(SATISFIED));
    EXPECT_INT(decided->epgu_status, 46);
    EXPECT_TEXT(decided->decided_by, "boss");
    EXPECT_TEXT(decided->answer, "Жалоба обоснована.");
    EXPECT_TEXT(decided->measures, "Проведён инструктаж.");
    EXPECT(strcmp(decided->answer_by, today()) > 0);
    EXPECT_TEXT(task_of(id, "send-answer")->due_on, decided->answer_by);
    EXPECT_INT(decided->n_tasks, 1);
    do_task(id, "send-answer", "SENT", NULL);
    const Tracking__Complaint *answered = see(id);
    EXPECT(answered->answered);
    EXPECT_INT(answered->n_tasks, 0);
    EXPECT_TEXT(happened(id), "FILED REGISTERED SATISFIED ANSWERED");
    as_applicant(applicant);
    const Tracking__Complaint *own = CALL(Tracking__GetComplaint, .complaint_id = id);
    EXPECT_TEXT(own->status_text, "Жалоба удовлетворена, ответ направлен");
    EXPECT_INT(own->n_tasks, 0);
    const Common__Content *answer = CALL(Tracking__GetComplaintAnswer, .complaint_id = id);
    EXPECT(memcmp(answer->data.data, "%PDF-", 5) == 0);
    EXPECT(strstr(events(id), "ComplaintMoved"));
}

TEST(a_decision_has_its_reasons)
{
    const char *id = file(pg_uuid())->complaint_id;
    do_task(id, "register", "REGISTERED", NULL);
    const Tracking__Task *task = task_of(id, "consider");
    as_supervisor();
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    EXPECT_CODE(end(task, "REFUSED", NULL), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("fields.answer") && !pg_violation("fields.measures"));
    EXPECT_CODE(end(task, "SATISFIED", decision("Да.", NULL, false)), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("fields.measures"));
    EXPECT_CODE(end(task, "EXTENDED", decision("Да.", NULL, false)), RPC_INVALID_ARGUMENT);
    as_applicant(see(id)->applicant_id);
    EXPECT_CODE(TRY(Tracking__GetComplaintAnswer, .complaint_id = id), RPC_FAILED_PRECONDITION);
    do_task(id, "consider", "REFUSED", decision("Доводы не подтвердились.", NULL, false));
    EXPECT_INT(see(id)->status, STATUS(REFUSED));
    EXPECT_INT(see(id)->epgu_status, 47);
}

TEST(signs_of_an_offence_go_to_the_prosecutor)
{
    const char *id = file(pg_uuid())->complaint_id;
    do_task(id, "register", "REGISTERED", NULL);
    do_task(id, "consider", "SATISFIED", decision("Требовали деньги.", "Передано прокурору.", true));
    EXPECT(see(id)->offence);
    EXPECT_INT(see(id)->n_tasks, 2);
    as_controller();
    const Tracking__ListComplaintsResponse *marked = CALL(Tracking__ListComplaints, .offence = true, .page_size = 200);
    bool found = false;
    for (size_t i = 0; i < marked->n_complaints; i++)
        found |= text_equal(marked->complaints[i]->complaint_id, id);
    EXPECT(found);
    do_task(id, "inform-prosecutor", "SENT", NULL);
    EXPECT(see(id)->prosecutor_informed);
    do_task(id, "send-answer", "SENT", NULL);
    EXPECT_TEXT(happened(id), "FILED REGISTERED SATISFIED PROSECUTOR_INFORMED ANSWERED");
}

/* ------------------------------------------------------------------ terms */

TEST(five_days_for_refused_acceptance_and_corrections)
{
    static const char *const topics[] = { "complaint-acceptance", "complaint-correction" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(topics); i++) {
        const char *applicant = pg_uuid();
        as_applicant(applicant);
        const Tracking__Complaint *complaint =
            CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .topic = topics[i]));
        EXPECT_INT(complaint->term_days, 5);
        do_task(complaint->complaint_id, "register", "REGISTERED", NULL);
        EXPECT_TEXT(task_of(complaint->complaint_id, "consider")->due_on, working_day(today(), 5));
    }
}

static void
fire(void)
{
    run_job(tracking_job_fire_timers);
    run_job(tracking_job_fire_other_timers);
}

TEST(a_missed_term_is_on_record_and_goes_to_the_controlling_organisation)
{
    publish_late_complaints();
    const char *id = file(pg_uuid())->complaint_id;
    publish_complaints_again();
    do_task(id, "register", "REGISTERED", NULL);
    const Tracking__Task *consider = task_of(id, "consider");
    as_supervisor();
    CALL(Tracking__ClaimTask, .task_id = consider->task_id);
    pg_query(pg_text("UPDATE complaint SET planned_on = planned_on - 60 WHERE complaint_id = '%s'", id));
    fire();
    const Tracking__Complaint *late = see(id);
    EXPECT(late->missed);
    EXPECT(late->overdue);
    EXPECT_TEXT(happened(id), "FILED REGISTERED TERM_MISSED");
    EXPECT(strstr(pg_query(pg_text("SELECT comment FROM complaint_movement WHERE complaint_id = '%s'"
                                   " AND action = 'TERM_MISSED'",
                                   id)),
                  "consider, boss, "));
    const Tracking__Task *explain = task_of(id, "explain-lateness");
    EXPECT_TEXT(explain->role, "CONTROLLER");
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = explain->task_id), RPC_PERMISSION_DENIED);
    as_controller();
    const Tracking__ListTasksResponse *own = CALL(Tracking__ListTasks, .step = "explain-lateness", .page_size = 200);
    bool listed = false;
    for (size_t i = 0; i < own->n_tasks; i++)
        listed |= text_equal(own->tasks[i]->task_id, explain->task_id);
    EXPECT(listed);
    EXPECT_CODE(end(explain, "NOTED", NULL), RPC_OK);
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = consider->task_id, .outcome = "REFUSED",
                    .fields = decision("Нет оснований.", NULL, false)),
                RPC_OK);
    EXPECT(see(id)->missed);
}

/* ------------------------------------------------------------------ who considers, and who may not */

TEST(whom_it_is_against_does_not_consider_it)
{
    const char *applicant = pg_uuid();
    as_applicant(applicant);
    const Tracking__Complaint *about_boss =
        CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .official = "boss"));
    const Tracking__Task *task = task_of(about_boss->complaint_id, "register");
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = task->task_id), RPC_PERMISSION_DENIED);
    EXPECT_TEXT(pg_last->reason, "COMPLAINT_AGAINST_CALLER");
    EXPECT_CODE(TRY(Tracking__GetComplaint, .complaint_id = about_boss->complaint_id), RPC_NOT_FOUND);
    as_operator("op");
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = task->task_id), RPC_PERMISSION_DENIED);
    as_controller();
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = task->task_id), RPC_PERMISSION_DENIED);
    as_applicant(applicant);
    const Tracking__Complaint *about_head =
        CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .official = "boss", .head = true));
    EXPECT_TEXT(about_head->decider_role, "CONTROLLER");
    const Tracking__Task *above = task_of(about_head->complaint_id, "register");
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = above->task_id), RPC_PERMISSION_DENIED);
    as_controller();
    EXPECT_CODE(end(above, "REGISTERED", NULL), RPC_OK);
}

TEST(who_took_part_in_the_application_does_not_consider_a_complaint_about_it)
{
    const char *applicant = pg_uuid();
    const Tracking__Application *app = submit_for(applicant);
    const Tracking__Task *check = live_task(app->application_id);
    as_supervisor();
    CALL(Tracking__ClaimTask, .task_id = check->task_id);
    CALL(Tracking__CompleteTask, .task_id = check->task_id, .outcome = "PASSED");
    as_applicant(applicant);
    const Tracking__Complaint *complaint =
        CALL(Tracking__FileComplaint,
             BY_PORTAL(.applicant_id = applicant, .official = "", .application_id = app->application_id));
    EXPECT_TEXT(complaint->application_number, app->number);
    EXPECT_TEXT(complaint->service_code, "passport");
    const Tracking__Task *task = task_of(complaint->complaint_id, "register");
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = task->task_id), RPC_PERMISSION_DENIED);
}

TEST(a_complaint_against_a_place_goes_above_it)
{
    const char *applicant = pg_uuid();
    const Tracking__Application *app = submit_for(applicant);
    as_applicant(applicant);
    const Tracking__Complaint *centre =
        CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .against = AGAINST(CENTRE), .official = "",
                                                .against_centre = "", .application_id = app->application_id));
    EXPECT_TEXT(centre->against_centre, "arbat");
    EXPECT_TEXT(centre->decider_role, "CONTROLLER");
    const Tracking__Complaint *agency =
        CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .against = AGAINST(AGENCY), .official = "",
                                                .against_centre = "", .application_id = app->application_id));
    EXPECT_TEXT(agency->against_agency, "mvd");
    EXPECT_TEXT(agency->decider_role, "CONTROLLER");
    const Tracking__Complaint *official = CALL(
        Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .against_centre = "", .against_agency = "mvd"));
    EXPECT_TEXT(official->decider_role, "AGENCY");
    EXPECT_TEXT(official->decider_agency, "mvd");
    const Tracking__Task *task = task_of(official->complaint_id, "register");
    as_agency();
    EXPECT_CODE(end(task, "REGISTERED", NULL), RPC_OK);
}

TEST(what_is_not_theirs_is_forwarded)
{
    const char *id = file(pg_uuid())->complaint_id;
    do_task(id, "register", "FORWARDED", NULL);
    const Tracking__Complaint *complaint = see(id);
    EXPECT_INT(complaint->status, STATUS(FILED));
    EXPECT_TEXT(complaint->decider_role, "CONTROLLER");
    EXPECT_TEXT(complaint->decider_centre, "");
    as_controller();
    EXPECT_CODE(end(task_of(id, "accept-forwarded"), "REGISTERED", NULL), RPC_OK);
    const Tracking__Task *consider = task_of(id, "consider");
    EXPECT_TEXT(consider->role, "CONTROLLER");
    EXPECT_TEXT(consider->centre_code, "");
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = consider->task_id), RPC_PERMISSION_DENIED);
    as_controller();
    EXPECT_CODE(end(consider, "REFUSED", decision("Нет оснований.", NULL, false)), RPC_OK);
    EXPECT_TEXT(happened(id), "FILED FORWARDED REGISTERED REFUSED");
}
