/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A bundle of services: each an application of its own, some waiting for another's result, one visit for all. */
#include "fixture.h"

#include "jobs/jobs.h"

#define STATUS(name) TRACKING__APPLICATION__STATUS__##name

#define FLOW(id, a, b) "<sequenceFlow id='" id "' sourceRef='" a "' targetRef='" b "'/>"
#define WHEN(id, a, b, condition)                                                                                      \
    "<sequenceFlow id='" id "' sourceRef='" a "' targetRef='" b "'><conditionExpression>" condition                    \
    "</conditionExpression></sequenceFlow>"
#define HEAD                                                                                                           \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "                   \
    "targetNamespace='https://okno.example/tests'><message id='m' name='withdrawn'/>"
#define TASK(id, operation, performer, outcomes)                                                                       \
    "<userTask id='" id "' okno:operation='" operation "'><extensionElements><okno:performer " performer "/>" outcomes \
    "</extensionElements></userTask>"
#define OUT(code) "<okno:outcome code='" code "' label='" code "'/>"
#define CENTRE "role='OPERATOR' centre='application'"
#define WITHDRAWAL                                                                                                     \
    "<subProcess id='w' triggeredByEvent='true'><startEvent id='ws'><messageEventDefinition messageRef='m'/>"          \
    "</startEvent>" TASK("drop", "write-off", CENTRE, OUT("WRITTEN_OFF")) "<endEvent id='we'/>" FLOW(                  \
        "w1", "ws", "drop") FLOW("w2", "drop", "we") "</subProcess>"
#define CALLS(id, service)                                                                                             \
    "<callActivity id='" id "' calledElement='part'><ioSpecification><dataInput id='" id "-a' name='application'/>"    \
    "<dataInput id='" id "-b' name='basis'/><dataOutput id='" id "-o' name='outcomes'/><inputSet><dataInputRefs>" id   \
    "-a</dataInputRefs><dataInputRefs>" id "-b</dataInputRefs></inputSet><outputSet><dataOutputRefs>" id               \
    "-o</dataOutputRefs></outputSet></ioSpecification><dataInputAssociation><targetRef>" id                            \
    "-a</targetRef><transformation>{ serviceCode = \"" service "\", scenario = 1 }</transformation>"                   \
    "</dataInputAssociation><dataInputAssociation><targetRef>" id                                                      \
    "-b</targetRef><transformation>first</transformation></dataInputAssociation><dataOutputAssociation><sourceRef>" id \
    "-o</sourceRef><targetRef>" id "-data</targetRef><transformation>outcomes ~= nil and outcomes.decide or "          \
    "\"NONE\"</transformation></dataOutputAssociation></callActivity><dataObject id='" id "-data' name='" id "'/>"

static const char bundle[] = HEAD
    "<process id='bundle' name='Комплексный запрос' isExecutable='true'><startEvent id='s'/>" CALLS("first", "hunting")
        CALLS("second", "archive-copy") TASK("issue", "issue", CENTRE, OUT("ISSUED"))
            TASK("write-off", "write-off", CENTRE, OUT("WRITTEN_OFF")) "<endEvent id='e'/>" FLOW("f1", "s", "first")
                FLOW("f2", "first", "second") FLOW("f3", "second", "issue") FLOW("f4", "issue", "write-off")
                    FLOW("f5", "write-off", "e") WITHDRAWAL "</process></definitions>";
static const char part[] = HEAD "<process id='part' name='Услуга' isExecutable='true'><startEvent id='s'/>" TASK(
    "decide", "decide", "role='AGENCY' agency='application'",
    OUT("GRANTED") OUT("REFUSED")) "<exclusiveGateway id='g' default='f3'/><endEvent id='ready'><extensionElements>"
                                   "<okno:status code='READY' epgu='35' moscow='1075'/></extensionElements></endEvent>"
                                   "<endEvent id='refused'><extensionElements><okno:status code='REFUSED' epgu='4'"
                                   "/></extensionElements></endEvent>" FLOW("f1", "s", "decide")
                                       FLOW("f2", "decide", "g") FLOW("f3", "g", "ready")
                                           WHEN("f4", "g", "refused", "outcome == \"REFUSED\"") WITHDRAWAL
    "</process></definitions>";

static const char *
apply(void)
{
    publish(bundle);
    publish(part);
    as_operator("op");
    const char *id = submit_service("newborn", 0)->application_id;
    run_errands(3);
    return id;
}

/* The agency's decision about a service; then the bundle goes on. */
static void
decide(const Tracking__BundlePart *service, const char *outcome, const char *key, const char *value)
{
    pass_with(service->application_id, "decide", outcome, key, value);
    run_errands(3);
}

TEST(each_service_of_a_bundle_is_an_application)
{
    const char *id = apply();
    const Tracking__Application *whole = look(id);
    EXPECT_INT((int)whole->n_parts, 1);
    EXPECT_TEXT(whole->waiting_in[0], "first");
    const Tracking__Application *service = look(whole->parts[0]->application_id);
    EXPECT_TEXT(service->parent_id, id);
    EXPECT_TEXT(service->service_code, "hunting");
    EXPECT(strcmp(service->number, whole->number) != 0);
    EXPECT_TEXT(service->planned_on, working_day(registration_day(), 10));
    EXPECT_TEXT(service->applicant_id, whole->applicant_id);
    EXPECT_INT((int)service->n_documents, (int)whole->n_documents);
    EXPECT(strcmp(service->documents[0]->document_id, whole->documents[0]->document_id) != 0);
    EXPECT_TEXT(service->regulation, "part");
    EXPECT_TEXT(live_task(service->application_id)->step, "decide");
    EXPECT_TEXT(live_task(service->application_id)->application_number, service->number);
    EXPECT_TEXT(history(id), "REGISTERED PART_REGISTERED");
    EXPECT_TEXT(events(service->application_id), "ApplicationSubmitted");
    run_errands(3);
    EXPECT_INT((int)look(id)->n_parts, 1);
}

TEST(one_service_waits_for_another_and_all_for_one_visit)
{
    const char *id = apply();
    decide(look(id)->parts[0], "GRANTED", "result", "Билет");
    const Tracking__Application *whole = look(id);
    EXPECT_INT((int)whole->n_parts, 2);
    EXPECT_INT(whole->parts[0]->status, STATUS(READY));
    EXPECT_TEXT(whole->parts[0]->result, "Билет");
    EXPECT(!look(whole->parts[0]->application_id)->closed);
    EXPECT_TEXT(whole->parts[1]->service_code, "archive-copy");
    EXPECT_TEXT(live_task(whole->parts[1]->application_id)->agency_code, "archive");
    decide(whole->parts[1], "REFUSED", "reasonCode", "not-found");
    EXPECT_TEXT(live_task(id)->step, "issue");
    EXPECT(!look(whole->parts[1]->application_id)->closed);
    pass(id, "issue", "ISSUED");
    whole = look(id);
    EXPECT_INT(whole->parts[0]->status, STATUS(ISSUED));
    EXPECT_INT(whole->parts[1]->status, STATUS(REFUSED));
    for (size_t i = 0; i < 2; i++)
        EXPECT(look(whole->parts[i]->application_id)->closed);
    EXPECT(strstr(history(whole->parts[0]->application_id), " ISSUED"));
    EXPECT_TEXT(pg_query(pg_text("SELECT state FROM issued_document WHERE application_id = '%s'",
                                 whole->parts[0]->application_id)),
                "ISSUED");
    EXPECT(strstr(history(whole->parts[1]->application_id), " REFUSAL_HANDED"));
}

TEST(services_are_written_off_with_their_bundle)
{
    const char *id = apply();
    decide(look(id)->parts[0], "GRANTED", "result", "Билет");
    decide(look(id)->parts[1], "GRANTED", "result", "Копия");
    pass(id, "issue", "ISSUED");
    const char *hunting = look(id)->parts[0]->application_id, *copy = look(id)->parts[1]->application_id;
    const Tracking__Task *task = live_task(id);
    as_operator("op");
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    /* Nobody said where hunting goes. */
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "WRITTEN_OFF"),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(look(copy)->case_file, "");
    pg_query(pg_text("UPDATE application SET service_code = 'passport' WHERE application_id = '%s'", hunting));
    CALL(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "WRITTEN_OFF");
    EXPECT_TEXT(look(id)->case_file, "03-01");
    EXPECT_TEXT(look(hunting)->case_file, "03-01");
    EXPECT_TEXT(look(copy)->case_file, "03-09");
    EXPECT(strstr(history(copy), " WRITTEN_OFF"));
}

TEST(a_bundle_is_withdrawn_with_all_its_services)
{
    const char *id = apply(), *service = look(id)->parts[0]->application_id;
    as_operator("op");
    CALL(Tracking__WithdrawApplication, .application_id = id, .reason = "передумали");
    run_errands(3);
    EXPECT_INT(look(service)->status, STATUS(WITHDRAWN));
    EXPECT(look(service)->closed);
    EXPECT_TEXT(live_task(service)->step, "drop");
    EXPECT_TEXT(live_task(id)->step, "drop");
}

TEST(what_is_decided_in_a_service_keeps_the_bundle)
{
    const char *id = apply();
    decide(look(id)->parts[0], "GRANTED", "result", "Билет");
    as_operator("op");
    EXPECT_CODE(TRY(Tracking__WithdrawApplication, .application_id = id), RPC_FAILED_PRECONDITION);
    const char *second = look(id)->parts[1]->application_id;
    CALL(Tracking__WithdrawApplication, .application_id = second);
    pass(second, "drop", "WRITTEN_OFF");
    run_errands(3);
    EXPECT_TEXT(live_task(id)->step, "issue");
    pass(id, "issue", "ISSUED");
    EXPECT_INT(look(second)->status, STATUS(WITHDRAWN));
    EXPECT_INT(look(id)->parts[0]->status, STATUS(ISSUED));
}
