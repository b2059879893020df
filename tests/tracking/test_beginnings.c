/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Processes that begin with a message or a signal. */
#include "fixture.h"

#include "jobs/jobs.h"

#include <string.h>

#define HEAD                                                                                                           \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "                   \
    "targetNamespace='https://okno.example/tests'><message id='m' name='%s'/><signal id='g' name='%s'/>"
#define BEGINS(what)                                                                                                   \
    "<startEvent id='s'>" what "</startEvent><userTask id='t'/><sequenceFlow id='f' sourceRef='s' targetRef='t'/>"
#define MESSAGE "<messageEventDefinition messageRef='m'/>"
#define SIGNAL "<signalEventDefinition signalRef='g'/>"

static const char *
fresh(const char *prefix)
{
    return pg_text("%s-%.8s", prefix, pg_uuid() + 28);
}

static Common__Chunk *
chunk(const char *bpmn)
{
    static Common__Chunk piece;
    common__chunk__init(&piece);
    piece.data = (ProtobufCBinaryData){ strlen(bpmn), (uint8_t *)(uintptr_t)bpmn };
    piece.last = true;
    return &piece;
}

/* A file of one process with this body; the name is both of its message and of its signal. */
static const char *
file(const char *code, const char *name, const char *body)
{
    return pg_text(HEAD "<process id='%s' name='Проба' isExecutable='true'>%s</process></definitions>", name, name,
                   code, body);
}

static void
publish(const char *bpmn)
{
    as_controller();
    CALL(Tracking__PublishRegulation, .chunk = chunk(bpmn));
}

static const Tracking__Process *
deliver(const char *name, const char *correlation)
{
    return CALL(Tracking__DeliverMessage, .name = name, .correlation = correlation, .variables = fields("said", "да"));
}

static void
run_errands(int rounds)
{
    for (int i = 0; i < rounds; i++) {
        struct rpc_call call;
        rpc_call_init(&call, "tracking", 30000, NULL);
        pg_query("UPDATE errand SET not_before = now()");
        EXPECT_CODE(tracking_job_run_errands(&call), RPC_OK);
        rpc_call_release(&call);
    }
}

static const char *
count(const char *code)
{
    return pg_query(pg_text("SELECT count(*) FROM process WHERE regulation = '%s'", code));
}

TEST(a_message_begins_the_regulation_that_begins_with_it)
{
    const char *code = fresh("begun"), *name = fresh("order");
    publish(file(code, name, BEGINS(MESSAGE)));
    const Tracking__Process *made = deliver(name, "");
    EXPECT_TEXT(made->regulation, code);
    EXPECT_TEXT(made->waiting[0]->element, "t");
    EXPECT_TEXT(made->variables->fields[0]->key, "said");
    EXPECT(!text_equal(deliver(name, "")->process_id, made->process_id)); /* without a correlation each is another */
    EXPECT_CODE(TRY(Tracking__DeliverMessage, .name = fresh("unknown")), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Tracking__CreateProcess, .regulation = code), RPC_NOT_FOUND);
    as_operator("op");
    EXPECT_CODE(TRY(Tracking__DeliverMessage, .name = name), RPC_PERMISSION_DENIED);
}

TEST(a_message_of_one_correlation_begins_one)
{
    const char *code = fresh("once"), *name = fresh("order");
    publish(file(code, name, BEGINS(MESSAGE)));
    const char *first = deliver(name, "A-1")->process_id;
    EXPECT_TEXT(deliver(name, "A-1")->process_id, first);
    EXPECT(!text_equal(deliver(name, "A-2")->process_id, first));
    pg_request_id = pg_uuid();
    const char *keyed = deliver(name, "")->process_id;
    EXPECT_TEXT(deliver(name, "")->process_id, keyed); /* the very same call */
    pg_request_id = "";
    EXPECT_TEXT(count(code), "3");
}

TEST(who_waits_for_a_message_has_it_first)
{
    const char *code = fresh("first"), *name = fresh("order"), *waiter = fresh("waiter");
    publish(file(code, name, BEGINS(MESSAGE)));
    publish(file(waiter, name,
                 "<startEvent id='s'/><intermediateCatchEvent id='w' okno:correlation='B-1'>" MESSAGE
                 "</intermediateCatchEvent><userTask id='t'/><sequenceFlow id='f' sourceRef='s' targetRef='w'/>"
                 "<sequenceFlow id='h' sourceRef='w' targetRef='t'/>"));
    const Tracking__Process *waiting = CALL(Tracking__CreateProcess, .regulation = waiter);
    const char *id = waiting->process_id;
    EXPECT_TEXT(deliver(name, "B-2")->regulation, code);
    EXPECT_TEXT(deliver(name, "B-1")->process_id, id);
    EXPECT_TEXT(deliver(name, "B-1")->regulation, code); /* nobody waits any more */
}

TEST(a_message_begins_one_regulation)
{
    const char *one = fresh("one"), *two = fresh("two"), *name = fresh("order");
    publish(file(one, name, BEGINS(MESSAGE)));
    const char *second = file(two, name, BEGINS(MESSAGE));
    EXPECT_CODE(TRY(Tracking__PublishRegulation, .chunk = chunk(second)), RPC_INVALID_ARGUMENT);
    const Tracking__CheckRegulationResponse *checked = CALL(Tracking__CheckRegulation, .chunk = chunk(second));
    EXPECT_TEXT(checked->faults[0]->rule, "message-start-taken");
    EXPECT_TEXT(checked->faults[0]->element, "s");
    EXPECT(strstr(checked->faults[0]->message, one));
    publish(file(one, name, BEGINS("")));
    EXPECT_CODE(TRY(Tracking__DeliverMessage, .name = name), RPC_NOT_FOUND); /* only its newest version counts */
    publish(second);
    EXPECT_TEXT(deliver(name, "")->regulation, two);
    const char *twice = file(fresh("three"), fresh("other"),
                             "<startEvent id='s'>" MESSAGE "</startEvent><startEvent id='u'>" MESSAGE
                             "</startEvent><userTask id='t'/><sequenceFlow id='f' sourceRef='s' targetRef='t'/>"
                             "<sequenceFlow id='h' sourceRef='u' targetRef='t'/>");
    EXPECT_CODE(TRY(Tracking__PublishRegulation, .chunk = chunk(twice)), RPC_INVALID_ARGUMENT);
}

#define SENDS(what)                                                                                                    \
    "<startEvent id='s'/><intermediateThrowEvent id='w' okno:correlation='=number'>" what                              \
    "</intermediateThrowEvent><endEvent id='e'/><sequenceFlow id='f' sourceRef='s' targetRef='w'/>"                    \
    "<sequenceFlow id='h' sourceRef='w' targetRef='e'/>"

TEST(a_message_that_a_process_sends_begins_another)
{
    const char *sender = fresh("sender"), *code = fresh("begun"), *name = fresh("order"), *number = fresh("N");
    publish(file(sender, name, SENDS(MESSAGE)));
    CALL(Tracking__CreateProcess, .regulation = sender, .variables = fields("number", number));
    run_errands(1);
    EXPECT_TEXT(count(code), "0");
    publish(file(code, name, BEGINS(MESSAGE)));
    run_errands(2);
    EXPECT_TEXT(count(code), "1"); /* it waited for somebody who begins with it */
    CALL(Tracking__CreateProcess, .regulation = sender, .variables = fields("number", number));
    run_errands(2);
    EXPECT_TEXT(count(code), "1"); /* the same once more */
    CALL(Tracking__CreateProcess, .regulation = sender, .variables = fields("number", fresh("N")));
    run_errands(2);
    EXPECT_TEXT(count(code), "2");
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM errand WHERE name = '%s'", name)), "0");
}

TEST(a_signal_begins_all_that_begin_with_it)
{
    const char *one = fresh("one"), *two = fresh("two"), *speaker = fresh("speaker"), *name = fresh("alarm");
    publish(file(one, name, BEGINS(SIGNAL)));
    publish(file(two, name, BEGINS(SIGNAL)));
    publish(file(speaker, name, SENDS(SIGNAL)));
    CALL(Tracking__CreateProcess, .regulation = speaker, .variables = fields("number", "1"));
    run_errands(3);
    EXPECT_TEXT(count(one), "1");
    EXPECT_TEXT(count(two), "1");
}

TEST(processes_of_one_file_begin_one_another)
{
    const char *code = fresh("pool"), *name = fresh("order");
    publish(pg_text(HEAD "<process id='%s' name='Заказчик' isExecutable='true'>" SENDS(
                        MESSAGE) "</process><process id='%s-other' name='Исполнитель' isExecutable='true'>"
                                 "<startEvent id='s2'>" MESSAGE "</startEvent><userTask id='t2'/>"
                                 "<sequenceFlow id='f2' sourceRef='s2' targetRef='t2'/></process></definitions>",
                    name, name, code, code));
    CALL(Tracking__CreateProcess, .regulation = code, .variables = fields("number", "7"));
    run_errands(2);
    EXPECT_TEXT(count(code), "2");
    EXPECT_TEXT(
        pg_query(pg_text("SELECT step FROM task JOIN process USING (process_id) WHERE regulation = '%s'", code)), "t2");
}

TEST(what_begins_itself_does_not_go_on_for_ever)
{
    const char *code = fresh("round"), *name = fresh("again");
    publish(file(code, name,
                 "<startEvent id='s'>" MESSAGE "</startEvent><intermediateThrowEvent id='w'>" MESSAGE
                 "</intermediateThrowEvent><endEvent id='e'/><sequenceFlow id='f' sourceRef='s' targetRef='w'/>"
                 "<sequenceFlow id='h' sourceRef='w' targetRef='e'/>"));
    deliver(name, "");
    run_errands(30);
    EXPECT_TEXT(count(code), "16");
    pg_query(pg_text("DELETE FROM errand WHERE name = '%s'", name));
}
