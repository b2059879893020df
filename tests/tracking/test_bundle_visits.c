/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one visit of a bundle (R81): originals compared for each service, what follows for one of them alone. */
#include "fixture.h"

#include "jobs/jobs.h"

#define STATUS(name) TRACKING__APPLICATION__STATUS__##name

#define CALLS(id)                                                                                                      \
    "<callActivity id='" id "' calledElement='bundle-service'><ioSpecification><dataInput id='" id                     \
    "-a' name='application'/><dataInput id='" id "-v' name='visit'/><inputSet><dataInputRefs>" id                      \
    "-a</dataInputRefs><dataInputRefs>" id                                                                             \
    "-v</dataInputRefs></inputSet><outputSet/></ioSpecification><dataInputAssociation><targetRef>" id                  \
    "-v</targetRef><transformation>application.number .. \"/" id "\"</transformation></dataInputAssociation>"          \
    "<dataInputAssociation><targetRef>" id "-a</targetRef><transformation>{ serviceCode = \"registry\", scenario = 2 " \
    "}</transformation></dataInputAssociation></callActivity><boundaryEvent id='" id "-ready' attachedToRef='" id      \
    "'><escalationEventDefinition escalationRef='r'/></boundaryEvent>"
#define FLOW(id, from, to) "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'/>"
#define TASK(id, operation, outcome)                                                                                   \
    "<userTask id='" id "' okno:operation='" operation "'><extensionElements><okno:performer role='OPERATOR' "         \
    "centre='application'/><okno:outcome code='" outcome "' label='1'/></extensionElements></userTask>"
#define TELLS(id, part, came)                                                                                          \
    "<sendTask id='" id "' messageRef='v' okno:correlation='=application.number .. \"/" part                           \
    "\"'><ioSpecification><dataInput id='" id "-c' name='came'/><inputSet><dataInputRefs>" id                          \
    "-c</dataInputRefs></inputSet><outputSet/></ioSpecification><dataInputAssociation><targetRef>" id                  \
    "-c</targetRef><transformation>" came "</transformation></dataInputAssociation></sendTask>"

/* Two services, one after the other; whoever comes, comes for both. */
static const char bundle[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "
    "targetNamespace='https://okno.example/tests'><message id='v' name='visit'/><escalation id='r' "
    "escalationCode='ready'/><process id='visited' name='Одно посещение' isExecutable='true'><startEvent "
    "id='s'/>" CALLS("one") CALLS("two") TASK("inform", "inform", "INFORMED") TASK("issue", "issue", "ISSUED")
        TELLS("tell-one", "one", "outcomes.issue == \"ISSUED\"")
            TELLS("tell-two", "two", "outcomes.issue == \"ISSUED\"")
                TASK("write-off", "write-off", "WRITTEN_OFF") "<endEvent id='e'/>" FLOW("f1", "s", "one")
                    FLOW("f2", "one", "two") FLOW("f3", "one-ready", "two") FLOW("f4", "two", "inform")
                        FLOW("f5", "two-ready", "inform") FLOW("f6", "inform", "issue") FLOW("f7", "issue", "tell-one")
                            FLOW("f8", "tell-one", "tell-two") FLOW("f9", "tell-two", "write-off")
                                FLOW("f10", "write-off", "e") "</process></definitions>";

static const char *
part_of(const char *id, size_t index)
{
    const Tracking__Application *whole = look(id);
    ck_assert_int_gt((int)whole->n_parts, (int)index);
    return whole->parts[index]->application_id;
}

/* Both services are decided and wait for the visit. */
static const char *
make_ready(const char *second)
{
    publish_deployed("bundle-service");
    publish(bundle);
    as_operator("op");
    const char *id = submit_service("firstborn", 0)->application_id;
    for (size_t i = 0; i < 2; i++) {
        run_errands(3);
        const char *part = part_of(id, i);
        pass(part, "send", "SENT");
        if (i == 0 || text_equal(second, "GRANTED")) {
            pass(part, "decide", "GRANTED");
            pass(part, "receive", "RECEIVED");
        } else {
            pass_with(part, "decide", "REFUSED", "reasonCode", "not-indicated");
        }
    }
    run_errands(3);
    return id;
}

static void
visit(const char *id)
{
    pass(id, "inform", "INFORMED");
    pass(id, "issue", "ISSUED");
    run_errands(3);
}

static const char *
document_state(const char *id)
{
    return pg_query(pg_text("SELECT string_agg(state, ' ' ORDER BY registered, issued_document_id) FROM issued_document"
                            " WHERE application_id = '%s'",
                            id));
}

TEST(services_that_are_ready_wait_for_the_one_visit)
{
    const char *id = make_ready("REFUSED"), *granted = part_of(id, 0), *refused = part_of(id, 1);
    EXPECT_TEXT(live_task(id)->step, "inform");
    EXPECT_INT(look(granted)->status, STATUS(READY));
    EXPECT_INT(look(refused)->status, STATUS(REFUSED));
    EXPECT(!look(granted)->closed && !live_task(granted));
    EXPECT_TEXT(look(granted)->waiting_in[0], "visit");
    EXPECT_TEXT(pg_query(pg_text("SELECT stopped_on FROM application WHERE application_id = '%s'", granted)), today());
    EXPECT_TEXT(pg_query(pg_text("SELECT stopped_on FROM application WHERE application_id = '%s'", refused)), today());
    EXPECT(!strstr(history(granted), "WITHDRAWN"));
}

TEST(at_the_visit_originals_are_compared_for_each_service)
{
    const char *id = make_ready("GRANTED"), *good = part_of(id, 0), *bad = part_of(id, 1);
    visit(id);
    EXPECT_TEXT(live_task(good)->step, "issue");
    EXPECT_TEXT(live_task(bad)->step, "issue");
    pass(good, "issue", "ISSUED");
    const Tracking__Task *task = live_task(bad);
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "MISMATCH"), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("comment"));
    CALL(Tracking__ReleaseTask, .task_id = task->task_id);
    pass(bad, "issue", "MISMATCH");
    EXPECT_INT(look(good)->status, STATUS(ISSUED));
    EXPECT(look(good)->closed);
    EXPECT_INT(look(bad)->status, STATUS(SENT));
    EXPECT_TEXT(document_state(bad), "RETURNED");
    EXPECT_TEXT(pg_query(pg_text("SELECT stopped_on IS NULL FROM application WHERE application_id = '%s'", bad)), "t");
    pass(bad, "annul", "ANNULLED");
    EXPECT_TEXT(document_state(bad), "ANNULLED");
    EXPECT_TEXT(document_state(good), "ISSUED");
    pass(bad, "decide", "GRANTED");
    pass(bad, "receive", "RECEIVED");
    pass(bad, "inform", "INFORMED"); /* nobody waits for the others now */
    pass(bad, "issue", "ISSUED");
    EXPECT_INT(look(bad)->status, STATUS(ISSUED));
}

TEST(originals_that_the_agency_keeps_are_sent_to_it)
{
    const char *id = make_ready("GRANTED"), *part = part_of(id, 0), *number = pg_text("Р-%s", pg_uuid());
    visit(id);
    pass(part, "issue", "ISSUED");
    pass(part, "withdraw-originals", "WITHDRAWN_ORIGINALS");
    pass_with(part, "hand-over-centre", "SIGNED", "register", number);
    as_operator("driver");
    CALL(Tracking__CompleteTask, .task_id = live_task(part)->task_id, .outcome = "SIGNED");
    as_operator("op");
    pass(part, "hand-over-agency", "SIGNED");
    const Tracking__CourierRegister *seen = CALL(Tracking__GetCourierRegister, .number = number);
    EXPECT(seen->complete);
    EXPECT_TEXT(seen->cases[0]->application_id, part);
    EXPECT_TEXT(live_task(part)->step, "write-off");
    EXPECT(strstr(history(part), "ORIGINALS_WITHDRAWN CLAIMED HANDED_OVER HANDED_OVER CLAIMED HANDED_OVER"));
}

TEST(a_service_on_its_way_is_not_written_off_with_its_bundle)
{
    const char *id = make_ready("REFUSED"), *granted = part_of(id, 0), *refused = part_of(id, 1);
    visit(id);
    pass(refused, "refusal", "HANDED");
    pass(refused, "write-off", "WRITTEN_OFF");
    pass(granted, "issue", "MISMATCH");
    pass(id, "write-off", "WRITTEN_OFF");
    EXPECT_TEXT(look(id)->case_file, "03-01");
    EXPECT_TEXT(look(refused)->case_file, "03-01");
    EXPECT_TEXT(look(granted)->case_file, "");
    EXPECT_TEXT(live_task(granted)->step, "annul");
}

/* The bundle says so when its storage ends. */
static void
tell_nobody_came(const char *id, const char *part)
{
    pg_query(pg_text("INSERT INTO errand (kind, process_id, token, name, detail, payload, made, not_before) VALUES"
                     " ('MESSAGE', '%s', 0, 'visit', '%s/%s', '{\"came\": false}', now(), now())",
                     id, look(id)->number, part));
}

TEST(nobody_comes_and_results_go_back)
{
    const char *id = make_ready("REFUSED"), *granted = part_of(id, 0), *refused = part_of(id, 1);
    tell_nobody_came(id, "one");
    tell_nobody_came(id, "two");
    run_errands(3);
    EXPECT_TEXT(live_task(granted)->step, "return-unclaimed");
    pass(granted, "return-unclaimed", "RETURNED");
    EXPECT_TEXT(document_state(granted), "RETURNED");
    pass(granted, "write-off", "WRITTEN_OFF");
    EXPECT_TEXT(live_task(refused)->step, "write-off");
}
