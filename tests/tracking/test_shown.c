/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the regulation shows reaches whoever looks: codes of the portals, words, and a term that stands meanwhile. */
#include "fixture.h"

#define STATUS(name) TRACKING__APPLICATION__STATUS__##name

static const char *who;

static const Tracking__Application *
apply_for(const char *service_code, int scenario)
{
    as_applicant(who = pg_uuid());
    const Tracking__Application *app =
        CALL(Tracking__SubmitApplication, .service_code = service_code, .applicant_id = who,
             .channel = TRACKING__CHANNEL__PORTAL, .centre_code = "arbat", .scenario = scenario);
    as_operator("op");
    return app;
}

static const Tracking__Application *
apply_online(void)
{
    publish_deployed("vmp");
    return apply_for("high-tech", 2);
}

static void
find_faults(const char *id)
{
    pass(id, "check", "REMARKS");
    pass_with(id, "remarks", "SENT", "remarks", "Нет подписи");
}

static void
correct(const char *id)
{
    const Tracking__Task *task = live_task(id);
    EXPECT_TEXT(task->step, "correct");
    as_applicant(who);
    CALL(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "CORRECTED");
    as_operator("op");
}

static const Tracking__Application *
seen_by_applicant(const char *id)
{
    as_applicant(who);
    const Tracking__Application *app = CALL(Tracking__GetApplication, .application_id = id);
    as_operator("op");
    return app;
}

/* As if everything had begun some days earlier than it did. */
static void
shift(const char *id, int days)
{
    pg_query(pg_text("UPDATE application SET submitted = submitted - interval '%d days', registered_on = registered_on"
                     " - %d, planned_on = planned_on - %d, stopped_on = stopped_on - %d WHERE application_id = '%s'",
                     days, days, days, days, id));
}

/* Planned for a term of which all days were left when it stood still, on its first day, two weeks ago. */
static const char *
planned_after_two_weeks(int term)
{
    const char *registered = days_from(registration_day(), -14);
    int worked = 0;
    while (strcmp(working_day(registered, worked + 1), today()) <= 0)
        worked++;
    return working_day(registered, term + worked);
}

TEST(codes_and_words_are_those_of_the_regulation)
{
    const Tracking__Application *made = apply_online();
    const char *id = made->application_id;
    EXPECT_INT(made->epgu_status, 1);
    EXPECT_INT(made->moscow_status, 1050);
    EXPECT_TEXT(made->status_text, "Заявление зарегистрировано");
    find_faults(id);
    const Tracking__Application *app = seen_by_applicant(id);
    EXPECT_INT(app->status, STATUS(REGISTERED));
    EXPECT_INT(app->epgu_status, 15);
    EXPECT_INT(app->moscow_status, 1068);
    EXPECT_TEXT(app->status_text, "Заявление требует исправления");
    correct(id);
    app = seen_by_applicant(id);
    EXPECT_INT(app->epgu_status, 1);
    EXPECT_INT(app->moscow_status, 1050);
    EXPECT_TEXT(app->status_text, "Заявление зарегистрировано");
    pass(id, "check", "PASSED");
    pass(id, "send", "SENT");
    pass(id, "commission", "INDICATED");
    EXPECT_TEXT(seen_by_applicant(id)->status_text, "Вы в очереди на квоту: место видно в заявлении");
    EXPECT_INT(seen_by_applicant(id)->epgu_status, 7);
}

TEST(lists_tracking_and_events_show_the_same)
{
    const Tracking__Application *made = apply_online();
    find_faults(made->application_id);
    as_applicant(who);
    const Tracking__ListApplicationsResponse *list = CALL(Tracking__ListApplications);
    EXPECT_INT(list->n_applications, 1);
    EXPECT_INT(list->applications[0]->moscow_status, 1068);
    EXPECT_TEXT(list->applications[0]->status_text, "Заявление требует исправления");
    as_stranger();
    const char *code = seen_by_applicant(made->application_id)->tracking_code;
    as_stranger();
    EXPECT_TEXT(((const Tracking__TrackApplicationResponse *)CALL(Tracking__TrackApplication, .number = made->number,
                                                                  .code = code))
                    ->status_text,
                "Заявление требует исправления");
    as_operator("op");
    const Tracking__ListApplicationsResponse *of_centre =
        CALL(Tracking__ListApplications, .service_code = "high-tech", .page_size = 200);
    for (size_t i = 0; i < of_centre->n_applications; i++)
        if (text_equal(of_centre->applications[i]->application_id, made->application_id))
            EXPECT_INT(of_centre->applications[i]->epgu_status, 15);
    pg_language = "en";
    EXPECT_TEXT(look(made->application_id)->status_text, "Registered");
    pg_language = "";
}

TEST(a_suspension_shows_itself_and_that_it_is_over)
{
    const char *id = apply_online()->application_id;
    CALL(Tracking__SuspendApplication, .application_id = id, .reason_code = "applicant-request");
    EXPECT_INT(look(id)->epgu_status, 14);
    EXPECT_INT(look(id)->moscow_status, 1060);
    EXPECT_TEXT(look(id)->status_text, "Предоставление услуги приостановлено");
    CALL(Tracking__ResumeApplication, .application_id = id);
    EXPECT_INT(look(id)->moscow_status, 1160);
    EXPECT_TEXT(look(id)->status_text, "Предоставление услуги возобновлено");
    pass(id, "check", "PASSED");
    EXPECT_INT(look(id)->moscow_status, 1050);
}

TEST(days_on_which_all_wait_for_the_applicant_are_nobodys)
{
    const char *id = apply_online()->application_id;
    find_faults(id);
    shift(id, 14);
    EXPECT(!look(id)->overdue);
    EXPECT_CODE(TRY(Tracking__SuspendApplication, .application_id = id, .reason_code = "applicant-request"),
                RPC_FAILED_PRECONDITION);
    correct(id);
    EXPECT_TEXT(look(id)->planned_on, planned_after_two_weeks(10));
    EXPECT(!look(id)->overdue);
    EXPECT(!live_task(id)->overdue);
}

TEST(days_on_which_a_visit_is_expected_are_nobodys)
{
    publish_deployed("scenario-3");
    const char *id = apply_for("hastened", 3)->application_id;
    pass(id, "check", "PASSED");
    EXPECT_TEXT(live_task(id)->step, "accept");
    shift(id, 14);
    EXPECT(!look(id)->overdue);
    EXPECT_CODE(TRY(Tracking__SuspendApplication, .application_id = id, .reason_code = "applicant-request"),
                RPC_FAILED_PRECONDITION);
    pass(id, "accept", "ACCEPTED");
    EXPECT_TEXT(look(id)->planned_on, planned_after_two_weeks(10));
    EXPECT(!look(id)->overdue);
    EXPECT(!live_task(id)->overdue);
}

#define VISIT(more)                                                                                                    \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "                   \
    "targetNamespace='https://okno.example/tests'><process id='bounded' name='Приём' isExecutable='true'>"        \
    "<startEvent id='s'/><userTask id='accept' okno:operation='accept'><extensionElements><okno:performer "            \
    "role='OPERATOR' centre='application'/>" more "<okno:outcome code='ACCEPTED' label='1'/></extensionElements>"      \
    "</userTask><boundaryEvent id='b' attachedToRef='accept'><timerEventDefinition><timeDuration>30 CALENDAR"          \
    "</timeDuration></timerEventDefinition></boundaryEvent><userTask id='work'><extensionElements><okno:performer "    \
    "role='OPERATOR' centre='application'/></extensionElements></userTask><endEvent id='e'/><sequenceFlow id='f1' "    \
    "sourceRef='s' targetRef='accept'/><sequenceFlow id='f2' sourceRef='accept' targetRef='work'/><sequenceFlow "      \
    "id='f3' sourceRef='work' targetRef='e'/><sequenceFlow id='f4' sourceRef='b' targetRef='e'/></process>"            \
    "</definitions>"

static const char *
publish_visit(const char *bpmn)
{
    publish(bpmn);
    return apply_for("bounded-service", 0)->application_id;
}

TEST(the_term_begins_with_the_visit_that_an_application_waits_for)
{
    const char *id = publish_visit(VISIT(""));
    shift(id, 14);
    EXPECT(!look(id)->overdue);
    pass(id, "accept", "ACCEPTED");
    EXPECT_TEXT(look(id)->planned_on, planned_after_two_weeks(10));
}

TEST(a_visit_that_officials_have_a_term_for_stops_nothing)
{
    const char *id = publish_visit(VISIT("<okno:term value='2 WORKING'/>")), *planned = look(id)->planned_on;
    shift(id, 14);
    pass(id, "accept", "ACCEPTED");
    EXPECT_TEXT(look(id)->planned_on, days_from(planned, -14));
}

TEST(after_a_mismatch_the_term_goes_on_from_where_it_stood)
{
    const char *id = submit()->application_id;
    advance(id, "issue");
    shift(id, 14);
    const Tracking__Task *task = live_task(id);
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "MISMATCH"), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("comment"));
    CALL(Tracking__ReleaseTask, .task_id = task->task_id);
    pass(id, "issue", "MISMATCH");
    EXPECT_TEXT(look(id)->planned_on, planned_after_two_weeks(5));
    EXPECT(!look(id)->overdue);
    EXPECT(!live_task(id)->overdue);
}

static const char returning[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "
    "targetNamespace='https://okno.example/tests'><process id='bounded' name='Возврат' isExecutable='true'>"
    "<startEvent id='s'/>"
    "<userTask id='inform' okno:operation='inform'><extensionElements><okno:performer role='OPERATOR' "
    "centre='application'/><okno:outcome code='INFORMED' label='1'/></extensionElements></userTask>"
    "<userTask id='return' okno:operation='return'><extensionElements><okno:performer role='OPERATOR' "
    "centre='application'/><okno:outcome code='RETURNED' label='2'/></extensionElements></userTask>"
    "<userTask id='write-off' okno:operation='write-off'><extensionElements><okno:performer role='OPERATOR' "
    "centre='application'/><okno:outcome code='WRITTEN_OFF' label='3'/></extensionElements></userTask><endEvent "
    "id='e'/>"
    "<sequenceFlow id='f1' sourceRef='s' targetRef='inform'/><sequenceFlow id='f2' sourceRef='inform' "
    "targetRef='return'/><sequenceFlow id='f3' sourceRef='return' targetRef='write-off'/>"
    "<sequenceFlow id='f4' sourceRef='write-off' targetRef='e'/></process></definitions>";

TEST(what_nobody_fetched_is_in_time_also_after_it_went_back)
{
    publish(returning);
    as_operator("op");
    const char *id = submit_service("bounded-service", 0)->application_id;
    pass(id, "inform", "INFORMED");
    shift(id, 30);
    EXPECT(!look(id)->overdue);
    pass(id, "return", "RETURNED");
    EXPECT(!look(id)->overdue);
}
