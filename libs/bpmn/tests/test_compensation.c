/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "play.h"

/* A user task with its handler: U and undoU. */
#define UNDOABLE(id)                                                                                                   \
    USER(id)                                                                                                           \
    "<boundaryEvent id='" id "b' attachedToRef='" id "'><compensateEventDefinition/></boundaryEvent>"                  \
    "<userTask id='undo" id "' isForCompensation='true'/>"                                                             \
    "<association id='" id "x' sourceRef='" id "b' targetRef='undo" id "'/>"
#define COMPENSATE(id, attributes)                                                                                     \
    "<intermediateThrowEvent id='" id "'><compensateEventDefinition " attributes "/></intermediateThrowEvent>"

TEST(compensates_in_reverse_what_was_completed)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s", "a") UNDOABLE("a") FLOW("f1", "a", "b") UNDOABLE("b") FLOW("f2", "b", "t")
                  COMPENSATE("t", "") FLOW("f3", "t", "z") USER("z") UNDOABLE("never") FLOW("f4", "z", "never"));
    play_start(&play, NULL);
    play_done(&play, "a", NULL);
    play_done(&play, "b", NULL);
    EXPECT_WAITS(&play, "t undob");
    play_done(&play, "undob", NULL);
    EXPECT_WAITS(&play, "t undoa");
    play_done(&play, "undoa", NULL);
    EXPECT_WAITS(&play, "z");
}

TEST(compensates_one_activity)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "a") UNDOABLE("a") FLOW("f1", "a", "b") UNDOABLE("b")
                         FLOW("f2", "b", "t") COMPENSATE("t", "activityRef='a'") FLOW("f3", "t", "z") USER("z"));
    play_start(&play, NULL);
    play_done(&play, "a", NULL);
    play_done(&play, "b", NULL);
    EXPECT_WAITS(&play, "t undoa");
    play_done(&play, "undoa", NULL);
    EXPECT_WAITS(&play, "z");
}

TEST(nothing_to_compensate_goes_on)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "t") COMPENSATE("t", "") FLOW("f3", "t", "a") UNDOABLE("a"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "a");
}

TEST(compensation_nobody_waits_for)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "a") UNDOABLE("a") FLOW("f2", "a", "t")
                         COMPENSATE("t", "waitForCompletion='false'") FLOW("f3", "t", "z") USER("z"));
    play_start(&play, NULL);
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "t undoa z");
    play_done(&play, "z", NULL);
    EXPECT_STATUS(&play, BPMN_ACTIVE);
    play_done(&play, "undoa", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

TEST(sub_process_is_compensated_by_what_lies_in_it)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "u") "<subProcess id='u'>" START("us") FLOW("u0", "us", "a")
                         UNDOABLE("a") FLOW("u1", "a", "b") UNDOABLE("b") "</subProcess>" FLOW("f1", "u", "c")
                             UNDOABLE("c") FLOW("f2", "c", "t") COMPENSATE("t", "") FLOW("f3", "t", "z") USER("z"));
    play_start(&play, NULL);
    play_done(&play, "a", NULL);
    play_done(&play, "b", NULL);
    play_done(&play, "c", NULL);
    EXPECT_WAITS(&play, "t undoc");
    play_done(&play, "undoc", NULL);
    EXPECT_WAITS(&play, "t undob");
    play_done(&play, "undob", NULL);
    EXPECT_WAITS(&play, "t undoa");
    play_done(&play, "undoa", NULL);
    EXPECT_WAITS(&play, "z");
}

TEST(compensation_event_sub_process)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s", "u") "<subProcess id='u'><property id='sum'/>" START("us")
                  FLOW("u0", "us", "a")
                      UNDOABLE("a") "<subProcess id='w' triggeredByEvent='true'><startEvent id='ws'>"
                                    "<compensateEventDefinition/></startEvent>" FLOW(
                                        "w0", "ws",
                                        "wa") "<userTask id='wa'><extensionElements><okno:performer role='=sum'/>"
                                              "</extensionElements></userTask>" FLOW("w1", "wa", "wt")
                                                  COMPENSATE("wt", "") "</subProcess></subProcess>" FLOW("f2", "u", "t")
                                                      COMPENSATE("t", "") FLOW("f3", "t", "z") USER("z"));
    play_start(&play, NULL);
    play_done_with(&play, "a", "sum", text(&play, "OPERATOR"));
    EXPECT_WAITS(&play, "t wa");
    EXPECT_TEXT(play_effect(&play, BPMN_TASK_CREATED)->performer.role, "OPERATOR"); /* as the variables were then */
    play_done(&play, "wa", NULL);
    EXPECT_WAITS(&play, "t wt undoa");
    play_done(&play, "undoa", NULL);
    EXPECT_WAITS(&play, "z");
}

TEST(transaction_is_cancelled)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s", "x") "<transaction id='x'>" START("xs") FLOW("x0", "xs", "a") UNDOABLE("a")
                  FLOW("x9", "a", "p") "<parallelGateway id='p'/>" FLOW("x2", "p", "b") FLOW("x3", "p", "c") USER("b")
                      USER("c") FLOW("x4", "b", "e") "<endEvent id='e'><cancelEventDefinition/></endEvent>"
                                                     "</transaction><boundaryEvent id='n' "
                                                     "attachedToRef='x'><cancelEventDefinition/></boundaryEvent>" FLOW(
                                                         "f1", "n", "y") FLOW("f2", "x", "z") USER("y") USER("z"));
    play_start(&play, NULL);
    play_done(&play, "a", NULL);
    struct play good = play;
    play_done(&play, "b", NULL);
    EXPECT_TEXT(play_effects(&play, BPMN_TASK_CANCELLED), "c");
    EXPECT_WAITS(&play, "x undoa");
    play_done(&play, "undoa", NULL);
    EXPECT_WAITS(&play, "y");
    play_done(&good, "c", NULL);
    EXPECT_WAITS(&good, "b");
}

TEST(compensation_in_an_error_handler)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "a") UNDOABLE("a")
                         FLOW("f1", "a", "e") "<endEvent id='e'><errorEventDefinition errorRef='e1'/></endEvent>"
                                              "<subProcess id='w' triggeredByEvent='true'><startEvent "
                                              "id='ws'><errorEventDefinition/></startEvent>" FLOW("w0", "ws", "wt")
                                                  COMPENSATE("wt", "") "</subProcess>");
    play_start(&play, NULL);
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "wt undoa");
    play_done(&play, "undoa", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

TEST(each_instance_is_compensated)
{
    PLAY_SCOPED play;
    play_open(
        &play,
        START("s") FLOW(
            "f0", "s",
            "a") "<userTask id='a'><multiInstanceLoopCharacteristics><loopCardinality>2"
                 "</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
                 "<boundaryEvent id='b' attachedToRef='a'><compensateEventDefinition/></boundaryEvent>"
                 "<scriptTask id='h' isForCompensation='true'><script>undone = (undone or '') .. loopCounter</script>"
                 "</scriptTask><association id='as' sourceRef='b' targetRef='h'/>" FLOW("f1", "a", "t")
                     COMPENSATE("t", "") FLOW("f2", "t", "z") USER("z"));
    play_start(&play, NULL);
    play_done(&play, "a", NULL);
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "z");
    EXPECT_TEXT(play_text(&play, "undone"), "21");
}

/* ------------------------------------------------------------------ transactions that loop */

#define BOOKING(loop)                                                                                                  \
    START("s")                                                                                                         \
    FLOW("f0", "s", "t")                                                                                               \
    "<transaction id='t'>" loop START("ts") FLOW("t0", "ts", "a") UNDOABLE("a") FLOW("t1", "a", "u") USER("u")         \
        FLOW("t2", "u", "c") "<endEvent id='c'><cancelEventDefinition/></endEvent>"                                    \
                             "</transaction>" FLOW("f1", "t", "z") USER("z")
#define CANCELLED                                                                                                      \
    "<boundaryEvent id='b' attachedToRef='t'><cancelEventDefinition/></boundaryEvent>" FLOW("f2", "b", "k")
#define TWICE                                                                                                          \
    "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"

/* The cancel event stands on the activity as a whole: the other instance ends with it. */
TEST(cancelled_transaction_of_several_instances_goes_on_by_its_event)
{
    PLAY_SCOPED play;
    play_open(&play, BOOKING(TWICE) CANCELLED USER("k"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "a a");
    play_done(&play, "a", NULL);
    play_done(&play, "u", NULL);
    EXPECT_WAITS(&play, "t a undoa");
    play_done(&play, "undoa", NULL);
    EXPECT_WAITS(&play, "k");
    play_done(&play, "k", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

TEST(cancelled_transaction_of_a_loop_takes_its_next_turn)
{
    PLAY_SCOPED play;
    play_open(&play, BOOKING("<standardLoopCharacteristics loopMaximum='2'/>"));
    play_start(&play, NULL);
    for (int turn = 0; turn < 2; turn++) {
        play_done(&play, "a", NULL);
        play_done(&play, "u", NULL);
        EXPECT_WAITS(&play, "t undoa");
        play_done(&play, "undoa", NULL);
    }
    EXPECT_WAITS(&play, "z");
    play_done(&play, "z", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

TEST(cancelled_instances_are_done_one_by_one)
{
    PLAY_SCOPED play;
    play_open(&play, BOOKING(TWICE));
    play_start(&play, NULL);
    for (int i = 0; i < 2; i++) {
        play_done(&play, "a", NULL);
        play_done(&play, "u", NULL);
        play_done(&play, "undoa", NULL);
    }
    EXPECT_WAITS(&play, "z");
}
