/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "play.h"

#define EXCLUSIVE                                                                                                      \
    START("s")                                                                                                         \
    FLOW("f0", "s", "g")                                                                                               \
    "<exclusiveGateway id='g' default='f3'/>" FLOW_IF("f1", "g", "a", "area &gt; 50")                                  \
        FLOW_IF("f2", "g", "b", "area &gt; 20") FLOW("f3", "g", "c") USER("a") USER("b") USER("c")

TEST(exclusive_takes_first_true)
{
    PLAY_SCOPED play;
    play_open(&play, EXCLUSIVE);
    play_start(&play, object(&play, "area", number(&play, 60)));
    EXPECT_WAITS(&play, "a");
    EXPECT_TEXT(play_effects(&play, BPMN_ELEMENT_ENTERED), "P s g a");
    play_done(&play, "a", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

TEST(exclusive_takes_default)
{
    PLAY_SCOPED play;
    play_open(&play, EXCLUSIVE);
    play_start(&play, object(&play, "area", number(&play, 5)));
    EXPECT_WAITS(&play, "c");
}

TEST(exclusive_without_way_is_a_fault)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "t") USER("t")
                         FLOW("f9", "t", "g") "<exclusiveGateway id='g'/>" FLOW_IF("f1", "g", "a", "x == 1")
                             FLOW_IF("f2", "g", "b", "x == 2") USER("a") USER("b"));
    play_start(&play, NULL);
    const struct bpmn_token *token = play_token(&play, "t");
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_TASK_COMPLETED, .token = token->id }), RPC_ABORTED);
    EXPECT_TEXT(play.fault.rule, "no-flow");
    EXPECT_TEXT(play.fault.element, "g");
    EXPECT_WAITS(&play, "t");
    play_set(&play, "x", number(&play, 2));
    play_done(&play, "t", NULL);
    EXPECT_WAITS(&play, "b");
}

TEST(conditions_are_strict)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "g") "<exclusiveGateway id='g' default='f2'/>" FLOW_IF(
                         "f1", "g", "a", "x") FLOW("f2", "g", "b") USER("a") USER("b"));
    struct bpmn_event start = { .kind = BPMN_START, .variables = object(&play, "x", number(&play, 1)) };
    EXPECT_CODE(play_step(&play, start), RPC_ABORTED);
    EXPECT_TEXT(play.fault.rule, "condition-not-boolean");
    play_start(&play, NULL); /* nobody has set x: false */
    EXPECT_WAITS(&play, "b");
}

TEST(parallel_splits_and_joins)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s", "g") "<parallelGateway id='g'/><parallelGateway id='j'/>" FLOW("f1", "g", "a")
                  FLOW("f2", "g", "b") USER("a") USER("b") FLOW("f3", "a", "j") FLOW("f4", "b", "j")
                      FLOW("f5", "j", "c") USER("c"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "a b");
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "b j");
    play_done(&play, "b", NULL);
    EXPECT_WAITS(&play, "c");
    EXPECT_TEXT(play_effects(&play, BPMN_ELEMENT_ENTERED), "j c");
}

#define INCLUSIVE                                                                                                      \
    START("s")                                                                                                         \
    FLOW("f0", "s", "g")                                                                                               \
    "<inclusiveGateway id='g' default='fd'/><inclusiveGateway id='j'/>" FLOW_IF("f1", "g", "a", "x &gt; 1")            \
        FLOW_IF("f2", "g", "b", "x &gt; 2") FLOW("fd", "g", "c") USER("a") USER("b") USER("c") FLOW("f3", "a", "j")    \
            FLOW("f4", "b", "j") FLOW("f5", "c", "j") FLOW("f6", "j", "d") USER("d")

TEST(inclusive_waits_for_what_was_chosen)
{
    PLAY_SCOPED play;
    play_open(&play, INCLUSIVE);
    play_start(&play, object(&play, "x", number(&play, 3)));
    EXPECT_WAITS(&play, "a b");
    play_done(&play, "b", NULL);
    EXPECT_WAITS(&play, "a j");
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "d");
}

TEST(inclusive_goes_on_with_one)
{
    PLAY_SCOPED play;
    play_open(&play, INCLUSIVE);
    play_start(&play, object(&play, "x", number(&play, 0)));
    EXPECT_WAITS(&play, "c");
    play_done(&play, "c", NULL);
    EXPECT_WAITS(&play, "d");
}

/* 13.4.3: a token that can come to an empty flow only round through the gateway itself is not waited for. */
TEST(inclusive_does_not_wait_for_its_own_loop)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "j") "<inclusiveGateway id='j'/>" FLOW("f1", "j", "a") USER("a")
                         FLOW("f2", "a", "g") "<exclusiveGateway id='g' default='f4'/>" FLOW_IF("f3", "g", "j", "again")
                             FLOW("f4", "g", "e") END("e"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "a");
    play_done_with(&play, "a", "again", bpmn_bool(play.arena, true));
    EXPECT_WAITS(&play, "a");
    play_done_with(&play, "a", "again", bpmn_bool(play.arena, false));
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

/* 13.4.3: a token that has a way to a full flow as well may go that way, and is not waited for. */
TEST(inclusive_does_not_wait_for_who_may_go_elsewhere)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "p") "<parallelGateway id='p'/>" FLOW("f1", "p", "a")
                         FLOW("f2", "p", "b") USER("a") USER("b") FLOW("f3", "a", "j")
                             FLOW("f4", "b", "x") "<exclusiveGateway id='x' default='f6'/>" FLOW_IF("f5", "x", "m", "y")
                                 FLOW("f6", "x", "k") USER("k") FLOW("f7", "k", "j") FLOW("f8", "a2", "m") USER("a2")
                                     FLOW("f9", "p", "a2") "<exclusiveGateway id='m'/>" FLOW(
                                         "f10", "m", "j") "<inclusiveGateway id='j'/>" FLOW("f11", "j", "z") USER("z"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "a b a2");
    play_done(&play, "a2", NULL); /* f10 full; b reaches f7 (empty) but also f10 (full); a only f3 */
    EXPECT_WAITS(&play, "a b j");
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "b z");
}

#define ASIDE(id, host)                                                                                                \
    "<boundaryEvent id='" id "' attachedToRef='" host                                                                  \
    "' cancelActivity='false'><messageEventDefinition messageRef='m1'/></boundaryEvent>"

/* 13.4.3 speaks of ways by sequence flows: that of a boundary event is no way out for the activity it stands on. */
TEST(inclusive_waits_for_the_activity_beside_its_boundary_event)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f1", "s", "a") USER("a") FLOW("f2", "a", "j") "<inclusiveGateway id='j'/>" ASIDE(
                         "b", "a") FLOW("f3", "b", "x") USER("x") FLOW("f4", "x", "j") FLOW("f5", "j", "z") USER("z"));
    play_start(&play, NULL);
    play_message(&play, "one", NULL);
    EXPECT_WAITS(&play, "a b x");
    play_done(&play, "x", NULL);
    EXPECT_WAITS(&play, "a b j");
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "z");
    play_done(&play, "z", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

/* What a boundary event may still send would find the gateway gone on. */
TEST(inclusive_waits_for_what_a_boundary_event_may_send)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s", "p") "<parallelGateway id='p'/><inclusiveGateway id='j'/>" FLOW("f1", "p", "a")
                  FLOW("f2", "p", "c") USER("a") FLOW("f3", "a", "e") END("e") USER("c") FLOW("f4", "c", "j")
                      ASIDE("b", "a") FLOW("f5", "b", "j") FLOW("f6", "j", "z") USER("z"));
    play_start(&play, NULL);
    struct play other = play;
    play_done(&play, "c", NULL);
    EXPECT_WAITS(&play, "a b j");
    play_message(&play, "one", NULL);
    EXPECT_WAITS(&play, "a b z");
    play_done(&other, "c", NULL);
    play_done(&other, "a", NULL); /* it did not come */
    EXPECT_WAITS(&other, "z");
}

TEST(event_gateway_takes_the_first)
{
    PLAY_SCOPED play;
    play_open(
        &play,
        START("s") FLOW("f0", "s", "g") "<eventBasedGateway id='g'/>" FLOW("f1", "g", "m") FLOW("f2", "g", "t")
            FLOW("f5", "g", "r") "<intermediateCatchEvent id='m'><messageEventDefinition messageRef='m1'/>"
                                 "</intermediateCatchEvent><intermediateCatchEvent id='t'><timerEventDefinition>"
                                 "<timeDuration>PT2H</timeDuration></timerEventDefinition></intermediateCatchEvent>"
                                 "<intermediateCatchEvent id='r'><messageEventDefinition messageRef='m2'/>"
                                 "</intermediateCatchEvent>" FLOW("f3", "m", "a") FLOW("f4", "t", "b")
                                     FLOW("f6", "r", "c") USER("a") USER("b") USER("c"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "g m t r");
    EXPECT_INT(play_effect(&play, BPMN_TIMER_SET)->due_us, play.now_us + 2 * HOUR_US);
    struct play other = play;
    play_message(&play, "one", NULL);
    EXPECT_WAITS(&play, "a");
    EXPECT_TEXT(play_effects(&play, BPMN_TIMER_CANCELLED), "t");
    EXPECT_TEXT(play_effects(&play, BPMN_MESSAGE_CLOSED), "m r");
    play_timer(&other, "t");
    EXPECT_WAITS(&other, "b");
    EXPECT_TEXT(play_effects(&other, BPMN_TIMER_CANCELLED), "");
}

TEST(event_gateway_with_receive_task)
{
    PLAY_SCOPED play;
    play_open(
        &play,
        START("s") FLOW("f0", "s", "g") "<eventBasedGateway id='g'/>" FLOW("f1", "g", "r")
            FLOW("f2", "g", "q") "<receiveTask id='r' messageRef='m1'/><receiveTask id='q' messageRef='m2'/>" FLOW(
                "f3", "r", "a") FLOW("f4", "q", "b") USER("a") USER("b"));
    play_start(&play, NULL);
    play_message(&play, "two", NULL);
    EXPECT_WAITS(&play, "b");
    EXPECT_TEXT(play_effects(&play, BPMN_ELEMENT_ENTERED), "q b");
}

/* Two of three suffice; the third is waited for, so that the gateway can start anew, and goes nowhere. */
TEST(complex_two_of_three)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s", "p") "<parallelGateway id='p'/>" FLOW("f1", "p", "a") FLOW("f2", "p", "b")
                  FLOW("f3", "p", "c") USER("a") USER("b") USER("c") FLOW("f4", "a", "j") FLOW("f5", "b", "j") FLOW(
                      "f6", "c",
                      "j") "<complexGateway id='j'><activationCondition>activationCount &gt;= 2</activationCondition>"
                           "</complexGateway>" FLOW("f7", "j", "z") FLOW_IF("f8", "j", "late", "not waitingForStart")
                               USER("z") USER("late"));
    play_start(&play, NULL);
    play_done(&play, "c", NULL);
    EXPECT_WAITS(&play, "a b j");
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "b j z");
    play_done(&play, "z", NULL);
    EXPECT_STATUS(&play, BPMN_ACTIVE);
    play_done(&play, "b", NULL);
    EXPECT_WAITS(&play, "late");
    play_done(&play, "late", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

TEST(activity_with_conditional_and_default_flows)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "t") "<userTask id='t' default='fd'/>" FLOW_IF(
                         "f1", "t", "a", "outcome == 'yes'") FLOW("fd", "t", "b") USER("a") USER("b"));
    play_start(&play, NULL);
    struct play other = play;
    play_done(&play, "t", "yes");
    EXPECT_WAITS(&play, "a");
    play_done(&other, "t", "no");
    EXPECT_WAITS(&other, "b");
}

TEST(going_round_for_ever_is_stopped)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s", "a") "<task id='a'/><task id='b'/>" FLOW("f1", "a", "b") FLOW("f2", "b", "a"));
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_START }), RPC_ABORTED);
    EXPECT_TEXT(play.fault.rule, "endless");
    EXPECT(*play.fault.element);
}
