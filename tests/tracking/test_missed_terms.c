/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A term that passed: against whoever was responsible, for the supervisor, and nobody can edit it away (R61, R78). */
#include "fixture.h"

#include "jobs/jobs.h"

/* An application whose first task was claimed by "op" and is a day late. */
static const char *
late(void)
{
    const char *id = submit()->application_id;
    as_operator("op");
    CALL(Tracking__ClaimTask, .task_id = live_task(id)->task_id);
    pg_query(pg_text("UPDATE task SET due_on = current_date - 1 WHERE application_id = '%s'", id));
    run_job(tracking_job_mark_missed_terms);
    return id;
}

static const Tracking__ListMissedTermsResponse *
missed(const char *id, bool unanswered)
{
    as_supervisor();
    return CALL(Tracking__ListMissedTerms, .application_id = id, .unanswered = unanswered);
}

/* Fails when the statement changed anything: what it should raise is swallowed, what it should not is not. */
static void
must_not(const char *statement)
{
    pg_query(pg_text("DO $$ DECLARE n bigint; BEGIN %s; GET DIAGNOSTICS n = ROW_COUNT; RAISE 'changed %% rows', n;"
                     " EXCEPTION WHEN restrict_violation THEN NULL; END $$",
                     statement));
}

TEST(a_missed_term_is_the_supervisors_business)
{
    const char *id = late();
    const Tracking__ListMissedTermsResponse *list = missed(id, true);
    EXPECT_INT((int)list->n_terms, 1);
    EXPECT_TEXT(list->terms[0]->responsible, "op");
    EXPECT_TEXT(list->terms[0]->place, "arbat");
    EXPECT_TEXT(list->terms[0]->step, "check");
    EXPECT_INT(list->terms[0]->kind, TRACKING__MISSED_TERM__KIND__STEP);
    EXPECT_TEXT(list->terms[0]->application_number, look(id)->number);
    EXPECT(strstr(history(id), " STEP_TERM_MISSED"));
    pg_as((struct rpc_caller){ .role = RPC_ROLE_SUPERVISOR, .subject = "far-boss", .centre = "tver" });
    list = CALL(Tracking__ListMissedTerms, .application_id = id);
    EXPECT_INT((int)list->n_terms, 0);
    as_agency();
    list = CALL(Tracking__ListMissedTerms, .application_id = id, .place = "arbat");
    EXPECT_INT((int)list->n_terms, 0);
    as_operator("op");
    EXPECT_CODE(TRY(Tracking__ListMissedTerms), RPC_PERMISSION_DENIED);
}

TEST(a_supervisor_answers_it_once)
{
    const char *id = late(), *task = missed(id, true)->terms[0]->task_id;
    as_operator("op");
    EXPECT_CODE(TRY(Tracking__AnswerMissedTerm, .task_id = task, .text = "Мы не виноваты."), RPC_PERMISSION_DENIED);
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__AnswerMissedTerm, .task_id = pg_uuid(), .text = "?"), RPC_NOT_FOUND);
    const Tracking__MissedTerm *answered =
        CALL(Tracking__AnswerMissedTerm, .task_id = task, .text = "Болезнь специалиста, назначен заместитель.");
    EXPECT_TEXT(answered->answered_by, "boss");
    EXPECT_CODE(TRY(Tracking__AnswerMissedTerm, .task_id = task, .text = "Иначе."), RPC_ALREADY_EXISTS);
    EXPECT_INT((int)missed(id, true)->n_terms, 0);
    EXPECT_TEXT(missed(id, false)->terms[0]->answer, "Болезнь специалиста, назначен заместитель.");
}

TEST(nothing_edits_it_away)
{
    const char *id = late();
    as_supervisor();
    const char *task = live_task(id)->task_id;
    CALL(Tracking__AnswerMissedTerm, .task_id = task, .text = "Принято.");
    must_not(pg_text("UPDATE missed_term SET responsible = 'other' WHERE application_id = '%s'", id));
    must_not(pg_text("UPDATE missed_term SET due_on = 'infinity' WHERE application_id = '%s'", id));
    must_not(pg_text("DELETE FROM missed_term WHERE application_id = '%s'", id));
    must_not(pg_text("UPDATE missed_term_answer SET text = '' WHERE task_id = '%s'", task));
    must_not(pg_text("DELETE FROM missed_term_answer WHERE task_id = '%s'", task));
    must_not(pg_text("UPDATE movement SET action = 'NOTED' WHERE application_id = '%s'", id));
    must_not(pg_text("DELETE FROM movement WHERE application_id = '%s'", id));
    must_not(pg_text("UPDATE process_step SET trail = '{}' WHERE process_id = '%s'", id));
    must_not(pg_text("DELETE FROM process_step WHERE process_id = '%s'", id));
    const Tracking__ListMissedTermsResponse *list = missed(id, false);
    EXPECT_INT((int)list->n_terms, 1);
    EXPECT_TEXT(list->terms[0]->responsible, "op");
    EXPECT_TEXT(list->terms[0]->answer, "Принято.");
}

TEST(no_later_move_takes_it_back)
{
    const char *id = late();
    as_supervisor();
    CALL(Tracking__ReleaseTask, .task_id = live_task(id)->task_id);
    CALL(Tracking__ExtendApplication, .application_id = id, .days = 30, .reason_code = "inspection");
    CALL(Tracking__SuspendApplication, .application_id = id, .reason_code = "applicant-request");
    CALL(Tracking__ResumeApplication, .application_id = id);
    pass(id, "check", "PASSED");
    as_operator("op");
    CALL(Tracking__WithdrawApplication, .application_id = id);
    run_job(tracking_job_mark_missed_terms);
    const Tracking__ListMissedTermsResponse *list = missed(id, true);
    EXPECT_INT((int)list->n_terms, 1);
    EXPECT_TEXT(list->terms[0]->responsible, "op"); /* who had it then, whoever has it now */
}

TEST(pages_of_missed_terms_follow_one_another)
{
    const char *ids[3];
    for (int i = 0; i < 3; i++)
        ids[i] = late();
    as_supervisor();
    const Tracking__ListMissedTermsResponse *first = CALL(Tracking__ListMissedTerms, .page_size = 2);
    EXPECT_INT((int)first->n_terms, 2);
    EXPECT_TEXT(first->terms[0]->application_id, ids[2]);
    EXPECT_TEXT(first->terms[1]->application_id, ids[1]);
    const Tracking__ListMissedTermsResponse *second =
        CALL(Tracking__ListMissedTerms, .page_size = 2, .page_token = first->next_page_token);
    EXPECT_TEXT(second->terms[0]->application_id, ids[0]);
    EXPECT_CODE(
        TRY(Tracking__ListMissedTerms, .page_size = 2, .unanswered = true, .page_token = first->next_page_token),
        RPC_INVALID_ARGUMENT);
}

static const char plain[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "
    "targetNamespace='https://okno.example/tests'><process id='errand' name='Поручение' isExecutable='true'>"
    "<startEvent id='s'/><userTask id='do' name='Сделать'><extensionElements><okno:performer role='SUPERVISOR' "
    "centre='arbat'/><okno:term value='1 WORKING' missed='supervisor'/></extensionElements></userTask>"
    "<endEvent id='e'/><sequenceFlow id='f' sourceRef='s' targetRef='do'/>"
    "<sequenceFlow id='g' sourceRef='do' targetRef='e'/></process></definitions>";

TEST(work_that_belongs_to_no_application_is_on_record_too)
{
    publish(plain);
    const Tracking__Process *process = CALL(Tracking__CreateProcess, .regulation = "errand");
    const char *task = pg_query(pg_text("SELECT task_id FROM task WHERE process_id = '%s'", process->process_id));
    pg_query(pg_text("UPDATE task SET due_on = current_date - 1 WHERE task_id = '%s'", task));
    as_supervisor();
    CALL(Tracking__ClaimTask, .task_id = task);
    CALL(Tracking__CompleteTask, .task_id = task, .outcome = "DONE");
    const Tracking__ListMissedTermsResponse *list = CALL(Tracking__ListMissedTerms, .responsible = "boss");
    EXPECT_TEXT(list->terms[0]->task_id, task);
    EXPECT_TEXT(list->terms[0]->name, "Сделать");
    EXPECT_TEXT(list->terms[0]->application_id, "");
}
