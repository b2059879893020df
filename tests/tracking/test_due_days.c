/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The day by which a task is due: its own term, its share, the timers that would end it, the planned date. */
#include "fixture.h"

#include "process/course.h"
#include "process/showing.h"

#define DAY_US (INT64_C(86400) * 1000000)

static const char bounded[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "
    "targetNamespace='https://okno.example/tests'><process id='bounded' name='Сроки' isExecutable='true'>"
    "<startEvent id='s'/><parallelGateway id='all'/>"
    "<userTask id='wait'/><boundaryEvent id='wait-expired' attachedToRef='wait'><timerEventDefinition><timeDuration>"
    "3 WORKING</timeDuration></timerEventDefinition></boundaryEvent>"
    "<boundaryEvent id='wait-reminder' attachedToRef='wait' cancelActivity='false'><timerEventDefinition><timeDuration>"
    "1 WORKING</timeDuration></timerEventDefinition></boundaryEvent>"
    "<userTask id='sooner'><extensionElements><okno:term value='2 WORKING'/></extensionElements></userTask>"
    "<boundaryEvent id='sooner-expired' attachedToRef='sooner'><timerEventDefinition><timeDuration>"
    "5 WORKING</timeDuration></timerEventDefinition></boundaryEvent>"
    "<userTask id='later'><extensionElements><okno:term value='6 WORKING'/></extensionElements></userTask>"
    "<boundaryEvent id='later-expired' attachedToRef='later'><timerEventDefinition><timeDuration>"
    "4 WORKING</timeDuration></timerEventDefinition></boundaryEvent>"
    "<userTask id='part' okno:share='50'/><userTask id='plain'/><endEvent id='e'/>"
    "<sequenceFlow id='f0' sourceRef='s' targetRef='all'/><sequenceFlow id='f1' sourceRef='all' targetRef='wait'/>"
    "<sequenceFlow id='f2' sourceRef='all' targetRef='sooner'/><sequenceFlow id='f3' sourceRef='all' "
    "targetRef='later'/>"
    "<sequenceFlow id='f4' sourceRef='all' targetRef='part'/><sequenceFlow id='f5' sourceRef='all' targetRef='plain'/>"
    "<sequenceFlow id='g1' sourceRef='wait-expired' targetRef='e'/><sequenceFlow id='g2' sourceRef='wait-reminder' "
    "targetRef='e'/><sequenceFlow id='g3' sourceRef='sooner-expired' targetRef='e'/>"
    "<sequenceFlow id='g4' sourceRef='later-expired' targetRef='e'/></process></definitions>";

/* An application for ten working days. */
static const char *
apply(void)
{
    publish(bounded);
    as_supervisor();
    return submit_service("bounded-service", 0)->application_id;
}

static const char *
due(const char *id, const char *step)
{
    return pg_query(pg_text("SELECT due_on FROM task WHERE application_id = '%s' AND step = '%s'", id, step));
}

static const char *
timers(const char *id)
{
    return pg_query(
        pg_text("SELECT string_agg(due::text, ' ' ORDER BY token) FROM process_timer WHERE process_id = '%s'", id));
}

TEST(a_task_is_due_when_the_first_of_its_terms_ends)
{
    const char *id = apply();
    EXPECT_TEXT(due(id, "wait"), working_day(today(), 3));
    EXPECT_TEXT(due(id, "sooner"), working_day(today(), 2));
    EXPECT_TEXT(due(id, "later"), working_day(today(), 4));
    EXPECT_TEXT(due(id, "part"), working_day(today(), 5));
    EXPECT_TEXT(due(id, "plain"), look(id)->planned_on);
}

TEST(an_extension_of_the_whole_moves_what_depends_on_it)
{
    const char *id = apply();
    CALL(Tracking__ExtendApplication, .application_id = id, .days = 5, .reason_code = "inspection");
    EXPECT_TEXT(look(id)->planned_on, working_day(registration_day(), 15));
    EXPECT_TEXT(due(id, "plain"), look(id)->planned_on);
    EXPECT(strcmp(due(id, "part"), working_day(today(), 5)) > 0);
    EXPECT_TEXT(due(id, "wait"), working_day(today(), 3));
    EXPECT_TEXT(due(id, "sooner"), working_day(today(), 2));
    EXPECT_TEXT(due(id, "later"), working_day(today(), 4));
}

TEST(an_extension_of_a_step_moves_its_timers_and_its_day)
{
    const char *id = apply(), *planned = look(id)->planned_on, *before = timers(id);
    CALL(Tracking__ExtendApplication, .application_id = id, .days = 2, .reason_code = "inspection", .element = "wait");
    EXPECT_TEXT(due(id, "wait"), working_day(today(), 5));
    EXPECT(strcmp(timers(id), before) != 0);
    CALL(Tracking__ExtendApplication, .application_id = id, .days = 1, .reason_code = "inspection",
         .element = "later-expired");
    EXPECT_TEXT(due(id, "later"), working_day(today(), 5));
    CALL(Tracking__ExtendApplication, .application_id = id, .days = 9, .reason_code = "inspection",
         .element = "later-expired");
    EXPECT_TEXT(due(id, "later"), working_day(today(), 6)); /* its own term is the first again */
    CALL(Tracking__ExtendApplication, .application_id = id, .days = 1, .reason_code = "inspection",
         .element = "sooner");
    EXPECT_TEXT(due(id, "sooner"), working_day(today(), 3));
    EXPECT_TEXT(look(id)->planned_on, planned);
    EXPECT_CODE(TRY(Tracking__ExtendApplication, .application_id = id, .days = 1, .reason_code = "inspection",
                    .element = "plain"),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(history(id), "REGISTERED EXTENDED EXTENDED EXTENDED EXTENDED");
}

/* As the methods do it, some days later. */
static void
move_later(const char *id, enum bpmn_event_kind kind, int days)
{
    struct rpc_call call;
    struct process process;
    rpc_call_init(&call, "test", 10000, NULL);
    EXPECT_CODE(process_load(&call, showing_calendar(&call), id, &process), RPC_OK);
    process.now_us += days * DAY_US;
    EXPECT_CODE(process_move(&process, (struct bpmn_event){ .kind = kind }), RPC_OK);
    struct db_work *work = db_begin(&call);
    process_put(&process, work, &(struct process_subject){ 0 });
    EXPECT_CODE(db_commit(work), RPC_OK);
    rpc_call_release(&call);
}

TEST(a_suspension_moves_all_days)
{
    const char *id = apply();
    CALL(Tracking__SuspendApplication, .application_id = id, .reason_code = "applicant-request");
    EXPECT_TEXT(due(id, "wait"), working_day(today(), 3));
    EXPECT_TEXT(due(id, "sooner"), working_day(today(), 2));
    move_later(id, BPMN_RESUME, 14); /* two weeks: ten working days */
    EXPECT_TEXT(due(id, "wait"), working_day(today(), 13));
    EXPECT_TEXT(due(id, "sooner"), working_day(today(), 12));
    EXPECT_TEXT(due(id, "later"), working_day(today(), 14));
}

TEST(days_that_follow_from_the_whole_move_with_it)
{
    const char *id = apply();
    CALL(Tracking__SuspendApplication, .application_id = id, .reason_code = "applicant-request");
    CALL(Tracking__ExtendApplication, .application_id = id, .days = 5, .reason_code = "inspection");
    CALL(Tracking__ResumeApplication, .application_id = id);
    EXPECT_TEXT(due(id, "plain"), working_day(registration_day(), 15));
    EXPECT_TEXT(due(id, "wait"), working_day(today(), 3));
    EXPECT_TEXT(due(id, "sooner"), working_day(today(), 2));
    EXPECT_TEXT(due(id, "later"), working_day(today(), 4));
}
