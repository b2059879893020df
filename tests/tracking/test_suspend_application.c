/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Suspending, resuming, extending, withdrawing. */
#include "fixture.h"

#define STATUS(name) TRACKING__APPLICATION__STATUS__##name

static const Tracking__Application *
suspend(const char *id)
{
    return CALL(Tracking__SuspendApplication, .application_id = id, .reason_code = "applicant-request");
}

/* As if everything had begun some days earlier than it did. */
static void
shift(const char *id, int days)
{
    pg_query(
        pg_text("UPDATE application SET submitted = submitted - interval '%d days', registered_on = registered_on - %d,"
                " planned_on = planned_on - %d, suspended = suspended - interval '%d days',"
                " stopped_on = stopped_on - %d WHERE application_id = '%s'",
                days, days, days, days, days, id));
    pg_query(pg_text("UPDATE task SET due_on = due_on - %d WHERE application_id = '%s'", days, id));
}

TEST(suspending_stops_the_work)
{
    const char *id = submit()->application_id;
    const Tracking__Application *app = suspend(id);
    EXPECT_INT(app->status, STATUS(SUSPENDED));
    EXPECT(app->suspended);
    EXPECT_TEXT(app->etag, "2");
    EXPECT_INT(app->moscow_status, 1060);
    EXPECT_CODE(TRY(Tracking__SuspendApplication, .application_id = id, .reason_code = "applicant-request"),
                RPC_FAILED_PRECONDITION);
    const Tracking__Task *task = live_task(id);
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "PASSED"), RPC_FAILED_PRECONDITION);
}

TEST(suspending_needs_a_reason_of_the_classifier)
{
    const char *id = submit()->application_id;
    EXPECT_CODE(TRY(Tracking__SuspendApplication, .application_id = id, .reason_code = "holiday"),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("reasonCode"));
}

TEST(resuming_moves_the_planned_date_by_the_working_days_suspended)
{
    const Tracking__Application *app = submit();
    const char *id = app->application_id, *registered = days_from(registration_day(), -14);
    suspend(id);
    /* Registered two weeks ago on a working day, suspended the same day, resumed today: ten working days stood. */
    shift(id, 14);
    pg_query(
        pg_text("UPDATE application SET suspended = registered_on + time '12:00' WHERE application_id = '%s'", id));
    const Tracking__Application *resumed = CALL(Tracking__ResumeApplication, .application_id = id);
    EXPECT_INT(resumed->status, STATUS(REGISTERED));
    EXPECT(!resumed->suspended);
    int worked = 0;
    while (strcmp(working_day(registered, worked + 1), today()) <= 0)
        worked++;
    EXPECT_TEXT(resumed->planned_on, working_day(registered, 5 + worked));
    EXPECT(!resumed->overdue);
    const Tracking__Task *task = live_task(id);
    EXPECT(strcmp(task->due_on, resumed->planned_on) <= 0);
    EXPECT(!task->overdue);
    EXPECT_TEXT(history(id), "REGISTERED SUSPENDED RESUMED");
}

TEST(a_term_in_calendar_days_gets_the_calendar_days_suspended)
{
    const char *id = submit_service("archive-copy", 0)->application_id;
    const char *registered = days_from(registration_day(), -14);
    suspend(id);
    shift(id, 14);
    pg_query(
        pg_text("UPDATE application SET suspended = registered_on + time '12:00' WHERE application_id = '%s'", id));
    const Tracking__Application *resumed = CALL(Tracking__ResumeApplication, .application_id = id);
    int stood = 0;
    while (strcmp(days_from(registered, stood), today()) < 0)
        stood++;
    EXPECT_TEXT(resumed->planned_on, working_day(days_from(registered, 30 + stood - 1), 1));
}

TEST(suspended_and_resumed_today_changes_no_date)
{
    const Tracking__Application *app = submit();
    suspend(app->application_id);
    const Tracking__Application *resumed = CALL(Tracking__ResumeApplication, .application_id = app->application_id);
    EXPECT_TEXT(resumed->planned_on, app->planned_on);
    EXPECT_CODE(TRY(Tracking__ResumeApplication, .application_id = app->application_id), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(events(app->application_id), "ApplicationSubmitted ApplicationMoved ApplicationMoved");
}

TEST(what_was_suspended_in_time_is_not_overdue)
{
    const char *id = submit()->application_id;
    suspend(id);
    shift(id, 60);
    EXPECT(!look(id)->overdue);
    pg_query(pg_text("UPDATE application SET stopped_on = planned_on + 1 WHERE application_id = '%s'", id));
    EXPECT(look(id)->overdue);
}

TEST(a_result_that_nobody_fetches_is_not_overdue)
{
    const char *id = submit()->application_id;
    advance(id, "issue");
    shift(id, 60);
    EXPECT(!look(id)->overdue);
}

TEST(a_stale_etag_is_refused)
{
    const char *id = submit()->application_id;
    suspend(id);
    EXPECT_CODE(TRY(Tracking__ResumeApplication, .application_id = id, .etag = "1"), RPC_ABORTED);
    EXPECT_TEXT(pg_last->reason, "STALE_ETAG");
    CALL(Tracking__ResumeApplication, .application_id = id, .etag = "2");
}

TEST(an_extension_moves_the_date_and_the_decision)
{
    const Tracking__Application *app = submit();
    const char *id = app->application_id;
    EXPECT_CODE(TRY(Tracking__ExtendApplication, .application_id = id, .days = 3, .reason_code = "inspection"),
                RPC_PERMISSION_DENIED);
    as_supervisor();
    const Tracking__Application *longer =
        CALL(Tracking__ExtendApplication, .application_id = id, .days = 3, .reason_code = "inspection");
    EXPECT_TEXT(longer->planned_on, working_day(registration_day(), 8));
    advance(id, "decide");
    const Tracking__Task *before = live_task(id);
    as_agency();
    CALL(Tracking__ExtendApplication, .application_id = id, .days = 20, .reason_code = "inspection");
    EXPECT(strcmp(live_task(id)->due_on, before->due_on) > 0);
    EXPECT_CODE(TRY(Tracking__ExtendApplication, .application_id = id, .days = 3, .reason_code = "mood"),
                RPC_INVALID_ARGUMENT);
    EXPECT_TEXT(look(id)->planned_on, working_day(registration_day(), 28));
}

TEST(an_extension_beyond_the_calendar_is_out_of_range)
{
    const char *id = submit()->application_id;
    pg_query(pg_text("UPDATE application SET registered_on = '2100-12-20' WHERE application_id = '%s'", id));
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__ExtendApplication, .application_id = id, .days = 60, .reason_code = "inspection"),
                RPC_OUT_OF_RANGE);
}

TEST(an_applicant_withdraws_their_own)
{
    const char *who = pg_uuid(), *id = submit_for(who)->application_id;
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Tracking__WithdrawApplication, .application_id = id), RPC_NOT_FOUND);
    as_applicant(who);
    const Tracking__Application *app = CALL(Tracking__WithdrawApplication, .application_id = id, .reason = "передумал");
    EXPECT_INT(app->status, STATUS(WITHDRAWN));
    EXPECT(app->closed);
    EXPECT_TEXT(live_task(id)->step, "write-off-withdrawn");
    EXPECT_TEXT(pg_query(pg_text("SELECT state FROM task WHERE application_id = '%s' AND step = 'check'", id)),
                "CANCELLED");
    EXPECT_CODE(TRY(Tracking__WithdrawApplication, .application_id = id), RPC_FAILED_PRECONDITION);
    pass(id, "write-off-withdrawn", "WRITTEN_OFF");
    EXPECT_INT(look(id)->status, STATUS(WITHDRAWN));
}

TEST(a_suspended_application_can_be_withdrawn)
{
    const char *id = submit()->application_id;
    suspend(id);
    const Tracking__Application *app = CALL(Tracking__WithdrawApplication, .application_id = id);
    EXPECT_INT(app->status, STATUS(WITHDRAWN));
    EXPECT(!app->suspended);
    CALL(Tracking__ClaimTask, .task_id = live_task(id)->task_id);
}

TEST(what_is_decided_cannot_be_withdrawn)
{
    const char *id = submit()->application_id;
    advance(id, "receive");
    EXPECT_CODE(TRY(Tracking__WithdrawApplication, .application_id = id), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(TRY(Tracking__GetApplication, .application_id = pg_uuid()), RPC_NOT_FOUND);
}

TEST(an_agency_may_suspend_what_was_sent_to_it)
{
    const char *id = submit()->application_id;
    as_agency();
    EXPECT_CODE(TRY(Tracking__SuspendApplication, .application_id = id, .reason_code = "applicant-request"),
                RPC_NOT_FOUND);
    advance(id, "decide");
    as_agency();
    suspend(id);
    const Tracking__Application *resumed = CALL(Tracking__ResumeApplication, .application_id = id);
    EXPECT_INT(resumed->status, STATUS(SENT));
}
