/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "play.h"

TEST(user_task_carries_its_extensions)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW(
                  "f0", "s",
                  "a") "<userTask id='a' name='Проверка' okno:share='25'><extensionElements xmlns:x='urn:other'>"
                       "<x:foreign><x:inner/></x:foreign>"
                       "<okno:performer role='OPERATOR' centre='application' agency='=\"fns\"'/>"
                       "<okno:term value='4 HOURS' missed='supervisor'/>"
                       "<okno:form><okno:field name='purpose' label='Цель' type='choice' required='true'>"
                       "<okno:option value='m' label='ипотека'/></okno:field></okno:form>"
                       "<okno:outcome code='ok' label='Принято'/><okno:outcome code='no' label='Отказ' refusal='true'/>"
                       "<okno:document code='passport' label='Паспорт' required='true'/>"
                       "<okno:document code='decision' direction='out'/>"
                       "<okno:status code='CHECK' epgu='6' moscow='1050'/><okno:status epgu='3' when='leave'/>"
                       "</extensionElements></userTask>");
    play_start(&play, NULL);
    const struct bpmn_effect *task = play_effect(&play, BPMN_TASK_CREATED);
    EXPECT_TEXT(task->performer.role, "OPERATOR");
    EXPECT_TEXT(task->performer.agency, "fns");
    EXPECT_INT(task->due_us, play.now_us + 4 * HOUR_US);
    const struct bpmn_extensions *okno = task->element->okno;
    EXPECT_TEXT(okno->fields[0].options[0].label, "ипотека");
    EXPECT(okno->outcomes[1].refusal && okno->documents[1].out && okno->documents[0].required);
    EXPECT_TEXT(okno->share, "25");
    EXPECT_TEXT(play_effect(&play, BPMN_STATUS_SHOWN)->status->moscow, "1050");
    struct bpmn_event wrong = { .kind = BPMN_TASK_COMPLETED, .token = task->token, .outcome = "maybe" };
    EXPECT_CODE(play_step(&play, wrong), RPC_INVALID_ARGUMENT);
    play_done(&play, "a", "ok");
    EXPECT_TEXT(play_effect(&play, BPMN_STATUS_SHOWN)->status->epgu, "3");
    EXPECT_TEXT(play_effects(&play, BPMN_TIMER_CANCELLED), "a");
    EXPECT_TEXT(play_text(&play, "outcome"), "ok");
    EXPECT_TEXT(bpmn_get(play_variable(&play, "outcomes"), "a")->text, "ok");
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

TEST(names_of_variables_are_checked)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "a") USER("a"));
    struct bpmn_event start = { .kind = BPMN_START, .variables = object(&play, "a.b", number(&play, 1)) };
    EXPECT_CODE(play_step(&play, start), RPC_INVALID_ARGUMENT);
    EXPECT_TEXT(play.fault.rule, "variable-name");
    start.variables = object(&play, "дата", number(&play, 1));
    EXPECT_CODE(play_step(&play, start), RPC_OK);
}

TEST(task_is_done_once)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "a") USER("a") FLOW("f1", "a", "b") USER("b"));
    play_start(&play, NULL);
    struct bpmn_event done = { .kind = BPMN_TASK_COMPLETED, .token = play_token(&play, "a")->id };
    EXPECT_CODE(play_step(&play, done), RPC_OK);
    EXPECT_CODE(play_step(&play, done), RPC_NOT_FOUND);
    EXPECT_WAITS(&play, "b");
}

TEST(script_task_changes_variables)
{
    PLAY_SCOPED play;
    play_open(
        &play,
        START("s") FLOW(
            "f0", "s",
            "c") "<scriptTask id='c' scriptFormat='text/x-lua'><script>total = area * 2; who.name = upper(who.name)"
                 " n = nil\nlocal hidden = 1</script></scriptTask>" FLOW("f1", "c", "a") USER("a"));
    const struct bpmn_value *given = object(&play, "who", object(&play, "name", text(&play, "ёж")));
    given = bpmn_with(play.arena, given, "area", number(&play, 21));
    play_start(&play, bpmn_with(play.arena, given, "n", number(&play, 1)));
    EXPECT_TEXT(play_text(&play, "total"), "42");
    EXPECT_TEXT(bpmn_get(play_variable(&play, "who"), "name")->text, "ЁЖ");
    EXPECT_TEXT(play_text(&play, "n"), NULL);
    EXPECT(play_variable(&play, "hidden") == NULL);
}

TEST(service_returns_or_fails)
{
    PLAY_SCOPED play;
    play_open(
        &play,
        START("s") FLOW(
            "f0", "s",
            "v") "<serviceTask id='v' okno:operation='exchange.request'/>"
                 "<boundaryEvent id='b' attachedToRef='v'><errorEventDefinition errorRef='e1'/></boundaryEvent>" FLOW(
                     "f1", "v", "a") FLOW("f2", "b", "c") USER("a") USER("c"));
    play_start(&play, object(&play, "x", number(&play, 1)));
    EXPECT_TEXT(play_effect(&play, BPMN_SERVICE_CALLED)->name, "exchange.request");
    EXPECT(bpmn_get(play_effect(&play, BPMN_SERVICE_CALLED)->input, "x")->number == 1);
    struct play failing = play, lost = play;
    play_return(&play, "v", NULL);
    EXPECT_WAITS(&play, "a");
    play_return(&failing, "v", "E1");
    EXPECT_WAITS(&failing, "c");
    EXPECT_TEXT(play_text(&failing, "error_code"), "E1");
    EXPECT_TEXT(play_effects(&failing, BPMN_SERVICE_CANCELLED), "");
    play_return(&lost, "v", "E9"); /* nobody catches it */
    EXPECT_STATUS(&lost, BPMN_FAILED);
    EXPECT_TEXT(play_effect(&lost, BPMN_INSTANCE_FAILED)->name, "E9");
}

TEST(mapping_in_and_out)
{
    PLAY_SCOPED play;
    play_open(
        &play,
        "<dataObject id='r'/>" START("s") FLOW(
            "f0", "s",
            "v") "<businessRuleTask id='v' okno:operation='rule'><ioSpecification id='io'><dataInput id='di' "
                 "name='arg'/>"
                 "<dataOutput id='do' name='res'/><inputSet id='is'/><outputSet id='os'/></ioSpecification>"
                 "<dataInputAssociation id='d1'><targetRef>di</targetRef><transformation>x + 1</transformation>"
                 "</dataInputAssociation><dataOutputAssociation "
                 "id='d2'><sourceRef>do</sourceRef><targetRef>r</targetRef>"
                 "</dataOutputAssociation><dataOutputAssociation id='d3'><targetRef>r</targetRef><assignment>"
                 "<from>res * 10</from><to>deep.er</to></assignment></dataOutputAssociation></businessRuleTask>" FLOW(
                     "f1", "v", "a") USER("a"));
    play_start(&play, object(&play, "x", number(&play, 1)));
    EXPECT(bpmn_get(play_effect(&play, BPMN_SERVICE_CALLED)->input, "arg")->number == 2);
    EXPECT(bpmn_get(play_effect(&play, BPMN_SERVICE_CALLED)->input, "x") == NULL);
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_SERVICE_RETURNED,
                                                      .token = play_token(&play, "v")->id,
                                                      .variables = object(&play, "res", number(&play, 5)) }),
                RPC_OK);
    EXPECT_TEXT(play_text(&play, "r"), "5");
    EXPECT_TEXT(play_text(&play, "res"), NULL);
    EXPECT(bpmn_get(play_variable(&play, "deep"), "er")->number == 50);
}

TEST(manual_and_abstract_tasks_pass)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s", "a") "<manualTask id='a'/><task id='b'/><manualTask id='c'><extensionElements>"
                                              "<okno:performer role='COURIER'/></extensionElements></manualTask>" FLOW(
                                                  "f1", "a", "b") FLOW("f2", "b", "c"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "c");
    EXPECT_TEXT(play_effects(&play, BPMN_TASK_CREATED), "c");
}

TEST(send_and_receive_tasks)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s",
                              "a") "<sendTask id='a' messageRef='m1' okno:target='agency'/>"
                                   "<receiveTask id='r' messageRef='m2'><extensionElements><okno:term value='1 HOURS'/>"
                                   "</extensionElements></receiveTask>" FLOW("f1", "a", "r"));
    play_start(&play, NULL);
    EXPECT_TEXT(play_effect(&play, BPMN_MESSAGE_SENT)->target, "agency");
    EXPECT(play_effect(&play, BPMN_TIMER_SET)->is_term);
    play_message(&play, "two", NULL);
    EXPECT_TEXT(play_effects(&play, BPMN_TIMER_CANCELLED), "r");
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

TEST(call_activity_calls_a_process)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW(
                  "f0", "s",
                  "c") "<callActivity id='c' calledElement='payment' okno:binding='3'/>"
                       "<boundaryEvent id='b' attachedToRef='c' cancelActivity='false'><escalationEventDefinition/>"
                       "</boundaryEvent>" FLOW("f1", "c", "a") FLOW("f2", "b", "x") USER("a") USER("x"));
    play_start(&play, NULL);
    const struct bpmn_effect *called = play_effect(&play, BPMN_PROCESS_CALLED);
    EXPECT_TEXT(called->name, "payment");
    EXPECT_TEXT(called->binding, "3");
    EXPECT(!called->internal);
    struct bpmn_event escalated = { .kind = BPMN_CALLED_ESCALATED, .token = called->token, .code = "X9" };
    EXPECT_CODE(play_step(&play, escalated), RPC_OK);
    EXPECT_WAITS(&play, "c x");
    EXPECT_TEXT(play_text(&play, "escalation_code"), "X9");
    struct play cancelled = play;
    play_return(&play, "c", NULL);
    EXPECT_WAITS(&play, "x a");
    EXPECT_CODE(play_step(&cancelled, (struct bpmn_event){ .kind = BPMN_CANCEL_INSTANCE, .code = "withdrawn" }),
                RPC_OK);
    EXPECT_TEXT(play_effects(&cancelled, BPMN_PROCESS_CANCELLED), "c");
    EXPECT_TEXT(play_effect(&cancelled, BPMN_INSTANCE_CANCELLED)->why, "withdrawn");
}

TEST(call_activity_calls_a_global_task)
{
    PLAY_SCOPED play = { 0 };
    EXPECT_CODE(play_parse(&play,
                           "<globalUserTask id='G' name='Общая'><extensionElements><okno:performer role='AGENCY'/>"
                           "<okno:outcome code='ok' label='Да'/></extensionElements></globalUserTask>"
                           "<process id='P' isExecutable='true'>" START("s")
                               FLOW("f0", "s", "c") "<callActivity id='c' calledElement='G'/></process>"),
                RPC_OK);
    play_start(&play, NULL);
    EXPECT_TEXT(play_effect(&play, BPMN_TASK_CREATED)->performer.role, "AGENCY");
    play_done(&play, "c", "ok");
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

TEST(process_of_the_same_file_is_internal)
{
    PLAY_SCOPED play = { 0 };
    EXPECT_CODE(play_parse(&play, "<process id='P' isExecutable='true'>" START("s")
                                      FLOW("f0", "s", "c") "<callActivity id='c' calledElement='Q'/></process>"
                                                           "<process id='Q' isExecutable='true'>" START("qs")
                                                               FLOW("q0", "qs", "qa") USER("qa") "</process>"),
                RPC_OK);
    play_start(&play, NULL);
    EXPECT(play_effect(&play, BPMN_PROCESS_CALLED)->internal);
    struct play called = play;
    called.state = NULL;
    EXPECT_CODE(play_step(&called, (struct bpmn_event){ .kind = BPMN_START, .process = "Q" }), RPC_OK);
    EXPECT_WAITS(&called, "qa");
}

static enum rpc_code
working_days(void *arg, int64_t from_us, int32_t amount, enum bpmn_term_unit unit, int64_t *ret_end_us)
{
    EXPECT(unit == BPMN_WORKING_DAYS);
    *ret_end_us = from_us + amount * *(int64_t *)arg;
    return RPC_OK;
}

static enum rpc_code
later(void *arg, int64_t end_us, int64_t suspended_us, int64_t resumed_us, enum bpmn_term_unit unit,
      int64_t *ret_end_us)
{
    (void)arg, (void)unit;
    *ret_end_us = end_us + 2 * (resumed_us - suspended_us);
    return RPC_OK;
}

#define TERM(missed)                                                                                                   \
    START("s")                                                                                                         \
    FLOW("f0", "s", "a")                                                                                               \
    "<userTask id='a'><extensionElements><okno:term value='5 WORKING' " missed                                         \
    "/></extensionElements></userTask><boundaryEvent id='b' attachedToRef='a' "                                        \
    "cancelActivity='false'><escalationEventDefinition escalationRef='x1'/>"                                           \
    "</boundaryEvent>" FLOW("f1", "b", "c") USER("c")

TEST(term_is_missed)
{
    int64_t day_us = 2 * DAY_US;
    struct bpmn_calendar calendar = { &day_us, working_days, later };
    PLAY_SCOPED play, escalating;
    play_open(&play, TERM(""));
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_START }), RPC_FAILED_PRECONDITION); /* no calendar */
    play.calendar = &calendar;
    play_start(&play, NULL);
    EXPECT_INT(play_token(&play, "a")->due_us, play.now_us + 10 * DAY_US);
    play_timer(&play, "a");
    EXPECT_TEXT(play_effect(&play, BPMN_TERM_MISSED)->why, "RECORD");
    EXPECT_WAITS(&play, "a");
    EXPECT(play_token(&play, "a")->overdue);
    play_done(&play, "a", NULL);
    EXPECT_TEXT(play_effects(&play, BPMN_TIMER_CANCELLED), "");
    play_open(&escalating, TERM("missed='escalate' escalation='X1'"));
    escalating.calendar = &calendar;
    play_start(&escalating, NULL);
    play_timer(&escalating, "a");
    EXPECT_WAITS(&escalating, "a c");
}

TEST(suspension_stops_terms_only)
{
    int64_t day_us = DAY_US;
    struct bpmn_calendar calendar = { &day_us, working_days, later };
    PLAY_SCOPED play;
    play_open(
        &play,
        START("s") FLOW("f0", "s", "p") "<parallelGateway id='p'/>" FLOW("f1", "p", "a") FLOW(
            "f2", "p",
            "t") "<userTask id='a'><extensionElements><okno:term value='5 WORKING'/></extensionElements></userTask>"
                 "<intermediateCatchEvent id='t'><timerEventDefinition><timeDuration>PT1H</timeDuration>"
                 "</timerEventDefinition></intermediateCatchEvent>" FLOW(
                     "f3", "t", "b") "<userTask id='b'><extensionElements><okno:term value='2 "
                                     "HOURS'/></extensionElements></userTask>");
    play.calendar = &calendar;
    play_start(&play, NULL);
    int64_t due_us = play_token(&play, "a")->due_us;
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_SUSPEND }), RPC_OK);
    EXPECT_TEXT(play_effects(&play, BPMN_TIMER_CANCELLED), "a");
    struct bpmn_event fired = { .kind = BPMN_TIMER_FIRED, .token = play_token(&play, "a")->id };
    EXPECT_CODE(play_step(&play, fired), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_SUSPEND }), RPC_FAILED_PRECONDITION);
    play_timer(&play, "t");
    EXPECT_TEXT(play_effects(&play, BPMN_TIMER_SET), ""); /* b's clock does not run yet */
    play.now_us += 9 * HOUR_US;
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_RESUME }), RPC_OK);
    EXPECT_TEXT(play_effects(&play, BPMN_TIMER_SET), "a b");
    EXPECT_INT(play_token(&play, "a")->due_us, due_us + 2 * 10 * HOUR_US); /* as the calendar says */
    EXPECT_INT(play_token(&play, "b")->due_us, play.now_us + 2 * HOUR_US);
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_RESUME }), RPC_FAILED_PRECONDITION);
}
