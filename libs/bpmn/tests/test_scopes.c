/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "play.h"

#define SUB(id, inside) "<subProcess id='" id "'>" inside "</subProcess>"
#define ON_ERROR(id, host, ref)                                                                                        \
    "<boundaryEvent id='" id "' attachedToRef='" host "'><errorEventDefinition " ref "/></boundaryEvent>"
#define EVENT_SUB(id, start, definition, inside)                                                                       \
    "<subProcess id='" id "' triggeredByEvent='true'><startEvent id='" id "s' " start ">" definition                   \
    "</startEvent>" FLOW(id "f", id "s", id "a") USER(id "a") inside "</subProcess>"

TEST(sub_process_ends_when_nothing_goes_on_in_it)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "u")
                         SUB("u", START("us") FLOW("u0", "us", "p") "<parallelGateway id='p'/>" FLOW("u1", "p", "a")
                                      FLOW("u2", "p", "b") USER("a") USER("b")) FLOW("f1", "u", "z") USER("z"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "a b");
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "b");
    play_done(&play, "b", NULL);
    EXPECT_WAITS(&play, "z");
    EXPECT_TEXT(play_effects(&play, BPMN_ELEMENT_LEFT), "b u");
}

TEST(sub_process_without_start_event)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "u") SUB("u", USER("a") USER("b")) SUB("v", "") FLOW("f1", "u", "v")
                         FLOW("f2", "v", "z") USER("z"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "a b");
    play_done(&play, "b", NULL);
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "z"); /* an empty sub-process is over at once */
}

TEST(scope_has_variables_of_its_own)
{
    PLAY_SCOPED play;
    play_open(
        &play,
        START("s") FLOW("f0", "s", "u") SUB(
            "u", "<property id='mine'/>" START("us")
                     FLOW("u0", "us", "c") "<scriptTask id='c'><script>mine = 1; shared = 2</script></scriptTask>" FLOW(
                         "u1", "c", "g") "<exclusiveGateway id='g' default='u3'/>" FLOW_IF("u2", "g", "a", "mine == 1")
                         FLOW("u3", "g", "b") USER("a") USER("b")));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "a");
    EXPECT_TEXT(play_text(&play, "shared"), "2");
    EXPECT(play_variable(&play, "mine") == NULL);
}

TEST(error_goes_outwards_to_who_catches_it)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "u")
                         SUB("u", START("us") FLOW("u0", "us", "v")
                                      SUB("v", START("vs") FLOW("v0", "vs", "p") "<parallelGateway id='p'/>" FLOW(
                                                   "v1", "p", "a") FLOW("v2", "p", "b") USER("a") USER("b")
                                                   FLOW("v3", "a", "e") "<endEvent id='e'><errorEventDefinition "
                                                                        "errorRef='e1'/></endEvent>")
                                          ON_ERROR("other", "v", "errorRef='e2'") FLOW("u9", "other", "o") USER("o"))
                             ON_ERROR("any", "u", "") ON_ERROR("exact", "u", "errorRef='e1'") FLOW("f1", "any", "x")
                                 FLOW("f2", "exact", "y") USER("x") USER("y"));
    play_start(&play, NULL);
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "y"); /* the exact one before the one that takes any */
    EXPECT_TEXT(play_effects(&play, BPMN_TASK_CANCELLED), "b");
    EXPECT_TEXT(play_effects(&play, BPMN_ELEMENT_CANCELLED), "b e v u");
}

TEST(error_nobody_catches_fails_the_instance)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "a") USER("a")
                         FLOW("f1", "a", "e") "<endEvent id='e'><errorEventDefinition errorRef='e1'/></endEvent>");
    play_start(&play, NULL);
    play_done(&play, "a", NULL);
    EXPECT_STATUS(&play, BPMN_FAILED);
    EXPECT_TEXT(play.state->error, "E1");
}

TEST(error_event_sub_process_takes_over)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s", "p") "<parallelGateway id='p'/>" FLOW("f1", "p", "a") FLOW(
                  "f2", "p", "b") USER("a") USER("b")
                  FLOW("f3", "a", "e") "<endEvent id='e'><errorEventDefinition errorRef='e1'/></endEvent>" EVENT_SUB(
                      "w", "", "<errorEventDefinition errorRef='e1'/>", ""));
    play_start(&play, NULL);
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "wa");
    EXPECT_TEXT(play_effects(&play, BPMN_TASK_CANCELLED), "b");
    play_done(&play, "wa", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

TEST(escalation_goes_on_beside)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s", "u") SUB(
                  "u",
                  START("us") FLOW("u0", "us",
                                   "t") "<intermediateThrowEvent id='t'><escalationEventDefinition escalationRef='x1'/>"
                                        "</intermediateThrowEvent>" FLOW("u1", "t", "a")
                                            USER("a")) "<boundaryEvent id='b' attachedToRef='u' "
                                                       "cancelActivity='false'><escalationEventDefinition "
                                                       "escalationRef='x1'/></boundaryEvent>" FLOW("f1", "b", "c")
                                                           USER("c"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "c a");
}

TEST(escalation_interrupts)
{
    PLAY_SCOPED play;
    play_open(
        &play,
        START("s") FLOW("f0", "s", "u")
            SUB("u", START("us")
                         FLOW("u0", "us",
                              "t") "<intermediateThrowEvent id='t'><escalationEventDefinition escalationRef='x1'/>"
                                   "</intermediateThrowEvent>" FLOW("u1", "t", "a")
                                       USER("a")) "<boundaryEvent id='b' "
                                                  "attachedToRef='u'><escalationEventDefinition/></boundaryEvent>" FLOW(
                                                      "f1", "b", "c") USER("c"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "c");
}

TEST(escalation_nobody_catches_is_told_and_forgotten)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s")
                  FLOW("f0", "s", "t") "<intermediateThrowEvent id='t'><escalationEventDefinition escalationRef='x1'/>"
                                       "</intermediateThrowEvent>" FLOW("u1", "t", "a") USER("a"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "a");
    EXPECT_TEXT(play_effect(&play, BPMN_ESCALATION_RAISED)->name, "X1");
}

TEST(message_event_sub_process_interrupting_or_beside)
{
    PLAY_SCOPED play, beside;
    play_open(&play, START("s") FLOW("f0", "s", "a") USER("a")
                         EVENT_SUB("w", "", "<messageEventDefinition messageRef='m1'/>", ""));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "ws a");
    play_message(&play, "one", NULL);
    EXPECT_WAITS(&play, "wa");
    play_done(&play, "wa", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
    play_open(&beside, START("s") FLOW("f0", "s", "a") USER("a")
                           EVENT_SUB("w", "isInterrupting='false'", "<messageEventDefinition messageRef='m1'/>", ""));
    play_start(&beside, NULL);
    play_message(&beside, "one", NULL);
    play_message(&beside, "one", NULL);
    EXPECT_WAITS(&beside, "ws a wa wa");
    play_done(&beside, "a", NULL);
    play_done(&beside, "wa", NULL);
    EXPECT_STATUS(&beside, BPMN_ACTIVE);
    play_done(&beside, "wa", NULL);
    EXPECT_STATUS(&beside, BPMN_COMPLETED);
    EXPECT_TEXT(play_effects(&beside, BPMN_MESSAGE_CLOSED), "ws");
}

TEST(timer_event_sub_process_beside)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "a") USER("a")
                         EVENT_SUB("w", "isInterrupting='false'",
                                   "<timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition>", ""));
    play_start(&play, NULL);
    play_timer(&play, "ws");
    play_timer(&play, "ws");
    EXPECT_WAITS(&play, "ws a wa wa");
}

TEST(terminate_in_a_sub_process_ends_only_it)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s", "u")
                  SUB("u", START("us") FLOW("u0", "us", "p") "<parallelGateway id='p'/>" FLOW("u1", "p", "a")
                               FLOW("u2", "p", "b") USER("a") USER("b")
                                   FLOW("u3", "a", "e") "<endEvent id='e'><terminateEventDefinition/></endEvent>")
                      FLOW("f1", "u", "z") USER("z"));
    play_start(&play, NULL);
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "z");
}
