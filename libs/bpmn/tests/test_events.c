/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "play.h"

#define MESSAGE(ref) "<messageEventDefinition messageRef='" ref "'/>"
#define DURATION(text) "<timerEventDefinition><timeDuration>" text "</timeDuration></timerEventDefinition>"
#define CYCLE(text) "<timerEventDefinition><timeCycle>" text "</timeCycle></timerEventDefinition>"
#define CATCH(id, definition) "<intermediateCatchEvent id='" id "'>" definition "</intermediateCatchEvent>"
#define THROW(id, definition) "<intermediateThrowEvent id='" id "'>" definition "</intermediateThrowEvent>"
#define BOUNDARY(id, host, definition)                                                                                 \
    "<boundaryEvent id='" id "' attachedToRef='" host "'>" definition "</boundaryEvent>"
#define BESIDE(id, host, definition)                                                                                   \
    "<boundaryEvent id='" id "' attachedToRef='" host "' cancelActivity='false'>" definition "</boundaryEvent>"

TEST(message_is_caught_by_name_and_correlation)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s")
                  FLOW("f0", "s", "m") "<intermediateCatchEvent id='m' okno:correlation='=\"n\" .. number'>" MESSAGE(
                      "m1") "</intermediateCatchEvent>" FLOW("f1", "m", "a") USER("a"));
    play_start(&play, object(&play, "number", number(&play, 7)));
    EXPECT_TEXT(play_effect(&play, BPMN_MESSAGE_OPENED)->correlation, "n7");
    struct bpmn_event wrong = { .kind = BPMN_MESSAGE_DELIVERED, .name = "one", .correlation = "n8" };
    EXPECT_CODE(play_step(&play, wrong), RPC_NOT_FOUND);
    wrong = (struct bpmn_event){ .kind = BPMN_MESSAGE_DELIVERED, .name = "two", .correlation = "n7" };
    EXPECT_CODE(play_step(&play, wrong), RPC_NOT_FOUND);
    play_message(&play, "one", "n7");
    EXPECT_WAITS(&play, "a");
    EXPECT_TEXT(play_effects(&play, BPMN_MESSAGE_CLOSED), "m");
    wrong = (struct bpmn_event){ .kind = BPMN_MESSAGE_DELIVERED, .name = "one", .correlation = "n7" };
    EXPECT_CODE(play_step(&play, wrong), RPC_NOT_FOUND); /* once */
}

TEST(message_payload_is_mapped)
{
    PLAY_SCOPED play;
    play_open(
        &play,
        "<dataObject id='answer'/>" START("s") FLOW(
            "f0", "s",
            "m") "<intermediateCatchEvent id='m'><dataOutput id='o' name='payload'/><dataOutputAssociation id='da'>"
                 "<sourceRef>o</sourceRef><targetRef>answer</targetRef></dataOutputAssociation>" MESSAGE(
                     "m1") "</intermediateCatchEvent>" FLOW("f1", "m", "a") USER("a"));
    play_start(&play, NULL);
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_MESSAGE_DELIVERED,
                                                      .name = "one",
                                                      .variables = object(&play, "payload", text(&play, "yes")) }),
                RPC_OK);
    EXPECT_TEXT(play_text(&play, "answer"), "yes");
    EXPECT(play_variable(&play, "payload") == NULL);
}

TEST(timer_event_fires_once)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "t") CATCH("t", DURATION("P1DT1H")) FLOW("f1", "t", "a") USER("a"));
    play_start(&play, NULL);
    const struct bpmn_token *token = play_token(&play, "t");
    EXPECT_INT(token->due_us, play.now_us + DAY_US + HOUR_US);
    struct bpmn_event fired = { .kind = BPMN_TIMER_FIRED, .token = token->id };
    EXPECT_CODE(play_step(&play, fired), RPC_FAILED_PRECONDITION); /* too early */
    play_timer(&play, "t");
    EXPECT_WAITS(&play, "a");
    EXPECT_CODE(play_step(&play, fired), RPC_NOT_FOUND);
}

TEST(timer_is_moved)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "t") CATCH("t", DURATION("=\"PT\" .. hours .. \"H\""))
                         FLOW("f1", "t", "a") USER("a"));
    play_start(&play, object(&play, "hours", number(&play, 3)));
    uint32_t id = play_token(&play, "t")->id;
    int64_t due_us = play.now_us + 30 * HOUR_US;
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_TIMER_REDATED, .token = id, .due_us = due_us }),
                RPC_OK);
    EXPECT_INT(play_effect(&play, BPMN_TIMER_MOVED)->due_us, due_us);
    play_timer(&play, "t");
    EXPECT_INT(play.now_us, due_us);
    EXPECT_WAITS(&play, "a");
}

TEST(boundary_timer_interrupts)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "a") USER("a") BOUNDARY("t", "a", DURATION("PT1H")) FLOW("f1", "t", "b")
                         USER("b"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "a t");
    struct play other = play;
    play_timer(&play, "t");
    EXPECT_WAITS(&play, "b");
    EXPECT_TEXT(play_effects(&play, BPMN_TASK_CANCELLED), "a");
    EXPECT_TEXT(play_effects(&play, BPMN_ELEMENT_CANCELLED), "a");
    EXPECT_TEXT(play_effect(&play, BPMN_ELEMENT_CANCELLED)->why, "t");
    play_done(&other, "a", NULL);
    EXPECT_STATUS(&other, BPMN_COMPLETED);
    EXPECT_TEXT(play_effects(&other, BPMN_TIMER_CANCELLED), "t");
}

TEST(boundary_cycle_beside_the_task)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "a") USER("a") BESIDE("t", "a", CYCLE("R2/PT1H")) FLOW("f1", "t", "b")
                         USER("b"));
    play_start(&play, NULL);
    play_timer(&play, "t");
    EXPECT_WAITS(&play, "a t b");
    EXPECT_TEXT(play_effects(&play, BPMN_TIMER_SET), "t");
    play_timer(&play, "t");
    EXPECT_WAITS(&play, "a b b");
    EXPECT_TEXT(play_effects(&play, BPMN_TIMER_SET), "");
}

TEST(signal_reaches_all_who_wait)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "p") "<parallelGateway id='p'/>" FLOW("f1", "p", "x")
                         FLOW("f2", "p", "y") FLOW("f3", "p", "z") CATCH("x", "<signalEventDefinition signalRef='s1'/>")
                             CATCH("y", "<signalEventDefinition signalRef='s1'/>") USER("z") FLOW("f4", "z", "w")
                                 THROW("w", "<signalEventDefinition signalRef='s1'/>") FLOW("f5", "x", "a")
                                     FLOW("f6", "y", "b") USER("a") USER("b"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "x y z");
    struct play other = play;
    play_signal(&play, "bell");
    EXPECT_WAITS(&play, "z a b");
    play_done(&other, "z", NULL); /* thrown by itself */
    EXPECT_WAITS(&other, "a b");
    EXPECT_TEXT(play_effects(&other, BPMN_SIGNAL_THROWN), "w");
    EXPECT_CODE(play_step(&other, (struct bpmn_event){ .kind = BPMN_SIGNAL_DELIVERED, .name = "bell" }), RPC_NOT_FOUND);
}

TEST(condition_is_looked_at_when_variables_change)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "c")
                         CATCH("c", "<conditionalEventDefinition><condition>answers.ready</condition>"
                                    "</conditionalEventDefinition>") FLOW("f1", "c", "a") USER("a"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "c");
    play_set(&play, "answers", object(&play, "other", number(&play, 1)));
    EXPECT_WAITS(&play, "c");
    play_set(&play, "answers", object(&play, "ready", bpmn_bool(play.arena, true)));
    EXPECT_WAITS(&play, "a");
}

/* Beside a task a condition fires each time it becomes true, not as long as it is. */
TEST(condition_fires_on_the_edge)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "a") USER("a")
                         BESIDE("c", "a",
                                "<conditionalEventDefinition><condition>n ~= nil and n &gt; 2</condition>"
                                "</conditionalEventDefinition>") FLOW("f1", "c", "b") USER("b"));
    play_start(&play, NULL);
    play_set(&play, "n", number(&play, 3));
    EXPECT_WAITS(&play, "a c b");
    play_set(&play, "n", number(&play, 4));
    EXPECT_WAITS(&play, "a c b");
    play_set(&play, "n", number(&play, 1));
    play_set(&play, "n", number(&play, 5));
    EXPECT_WAITS(&play, "a c b b");
}

TEST(link_leads_on)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "l") THROW("l", "<linkEventDefinition name='L'/>")
                         CATCH("k", "<linkEventDefinition name='L'/>") FLOW("f1", "k", "a") USER("a"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "a");
}

TEST(messages_and_signals_are_thrown_with_what_is_mapped)
{
    PLAY_SCOPED play;
    play_open(
        &play,
        START("s") FLOW(
            "f0", "s",
            "w") "<intermediateThrowEvent id='w' okno:target='=agency' "
                 "okno:correlation='=number'><dataInput id='i' name='query'/><dataInputAssociation id='da'>"
                 "<targetRef>i</targetRef><assignment><from>{inn = applicant.inn}</from><to>query</to></assignment>"
                 "</dataInputAssociation>" MESSAGE("m1") "</intermediateThrowEvent>" FLOW(
                     "f1", "w", "e") "<endEvent id='e'>" MESSAGE("m2") "</endEvent>");
    const struct bpmn_value *given = object(&play, "applicant", object(&play, "inn", text(&play, "7707083893")));
    given = bpmn_with(play.arena, given, "agency", text(&play, "fns"));
    play_start(&play, bpmn_with(play.arena, given, "number", text(&play, "A-1")));
    const struct bpmn_effect *sent = play_effect(&play, BPMN_MESSAGE_SENT);
    EXPECT_TEXT(sent->name, "one");
    EXPECT_TEXT(sent->target, "fns");
    EXPECT_TEXT(sent->correlation, "A-1");
    EXPECT_TEXT(bpmn_get(bpmn_get(sent->input, "query"), "inn")->text, "7707083893");
    EXPECT_TEXT(play_effects(&play, BPMN_MESSAGE_SENT), "w e");
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

TEST(terminate_ends_everything)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s", "p") "<parallelGateway id='p'/>" FLOW("f1", "p", "a") FLOW("f2", "p", "b")
                  USER("a") USER("b") FLOW("f3", "b", "e") "<endEvent id='e'><terminateEventDefinition/></endEvent>");
    play_start(&play, NULL);
    play_done(&play, "b", NULL);
    EXPECT_STATUS(&play, BPMN_TERMINATED);
    EXPECT_TEXT(play_effects(&play, BPMN_TASK_CANCELLED), "a");
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_SUSPEND }), RPC_FAILED_PRECONDITION);
}

TEST(several_definitions_any_or_all)
{
    PLAY_SCOPED play, all;
    play_open(&play, START("s") FLOW("f0", "s", "c") CATCH("c", MESSAGE("m1") "<signalEventDefinition signalRef='s1'/>")
                         FLOW("f1", "c", "a") USER("a"));
    play_start(&play, NULL);
    play_signal(&play, "bell");
    EXPECT_WAITS(&play, "a");
    EXPECT_TEXT(play_effects(&play, BPMN_MESSAGE_CLOSED), "c");
    play_open(&all, START("s") FLOW("f0", "s", "c") "<intermediateCatchEvent id='c' parallelMultiple='true'>" MESSAGE(
                        "m1") "<signalEventDefinition signalRef='s1'/></intermediateCatchEvent>" FLOW("f1", "c", "a")
                        USER("a"));
    play_start(&all, NULL);
    play_signal(&all, "bell");
    EXPECT_WAITS(&all, "c c");
    play_message(&all, "one", NULL);
    EXPECT_WAITS(&all, "a");
}

TEST(process_begins_by_message_or_signal)
{
    PLAY_SCOPED play;
    play_open(&play, "<startEvent id='s'>" MESSAGE("m1") "</startEvent><startEvent id='t'><signalEventDefinition "
                                                         "signalRef='s1'/></startEvent>" FLOW("f0", "s", "a")
                                                             FLOW("f1", "t", "b") USER("a") USER("b"));
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_START }), RPC_NOT_FOUND);
    struct play other = play;
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_START, .name = "one" }), RPC_OK);
    EXPECT_WAITS(&play, "a");
    EXPECT_CODE(play_step(&other, (struct bpmn_event){ .kind = BPMN_START, .element = "t" }), RPC_OK);
    EXPECT_WAITS(&other, "b");
}

#define INSTANTIATING(type)                                                                                            \
    "<eventBasedGateway id='g' instantiate='true' eventGatewayType='" type "'/>" FLOW("f1", "g", "m")                  \
        FLOW("f2", "g", "n") CATCH("m", MESSAGE("m1")) CATCH("n", MESSAGE("m2")) FLOW("f3", "m", "j")                  \
            FLOW("f4", "n", "j") "<exclusiveGateway id='j'/>" FLOW("f5", "j", "a") USER("a")

TEST(process_begins_by_event_gateway)
{
    PLAY_SCOPED one, both;
    play_open(&one, INSTANTIATING("Exclusive"));
    EXPECT_CODE(play_step(&one, (struct bpmn_event){ .kind = BPMN_START, .name = "two" }), RPC_OK);
    EXPECT_WAITS(&one, "a");
    play_open(&both, INSTANTIATING("Parallel"));
    EXPECT_CODE(play_step(&both, (struct bpmn_event){ .kind = BPMN_START, .name = "two" }), RPC_OK);
    EXPECT_WAITS(&both, "m a");
    play_message(&both, "one", NULL);
    EXPECT_WAITS(&both, "a a");
}

TEST(process_begins_by_receive_task)
{
    PLAY_SCOPED play;
    play_open(&play, "<receiveTask id='r' messageRef='m1' instantiate='true'/>" FLOW("f1", "r", "a") USER("a"));
    EXPECT(bpmn_model_find(play.model, "r")->starts);
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_START, .name = "one" }), RPC_OK);
    EXPECT_WAITS(&play, "a");
}

/* A condition over what nobody has set yet has not happened; it stops nothing. */
TEST(condition_that_cannot_be_computed_has_not_happened)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s", "a") USER("a") FLOW("f1", "a", "b") USER(
                  "b") "<subProcess id='w' triggeredByEvent='true'><startEvent id='ws'><conditionalEventDefinition>"
                       "<condition>area &gt; 50</condition></conditionalEventDefinition></startEvent>" FLOW(
                           "w0", "ws", "wu") USER("wu") "</subProcess>");
    play_start(&play, NULL);
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "ws b");
    play_set(&play, "area", text(&play, "large"));
    EXPECT_WAITS(&play, "ws b");
    play_set(&play, "area", number(&play, 60));
    EXPECT_WAITS(&play, "wu");
}

TEST(condition_that_never_ends_is_a_fault)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "c") CATCH("c", "<conditionalEventDefinition><condition>"
                                                                "(function() while true do end end)()</condition>"
                                                                "</conditionalEventDefinition>") FLOW("f1", "c", "a")
                         USER("a"));
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_START }), RPC_ABORTED);
    EXPECT_TEXT(play.fault.rule, "script-failed");
    EXPECT_TEXT(play.fault.element, "c");
}
