/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "play.h"

#define LOOPED(id, loop) "<userTask id='" id "'>" loop "</userTask>"
#define AROUND(task) START("s") FLOW("f0", "s", "a") task FLOW("f1", "a", "z") USER("z")

TEST(standard_loop_after)
{
    PLAY_SCOPED play;
    play_open(&play, AROUND(LOOPED("a", "<standardLoopCharacteristics><loopCondition>more</loopCondition>"
                                        "</standardLoopCharacteristics>")));
    play_start(&play, NULL);
    play_done_with(&play, "a", "more", bpmn_bool(play.arena, true));
    EXPECT_WAITS(&play, "a");
    play_done_with(&play, "a", "more", bpmn_bool(play.arena, false));
    EXPECT_WAITS(&play, "z");
}

TEST(standard_loop_before_and_maximum)
{
    PLAY_SCOPED none, three;
    play_open(&none,
              AROUND(LOOPED("a", "<standardLoopCharacteristics testBefore='true'><loopCondition>more</loopCondition>"
                                 "</standardLoopCharacteristics>")));
    play_start(&none, NULL);
    EXPECT_WAITS(&none, "z");
    play_open(&three, AROUND(LOOPED("a", "<standardLoopCharacteristics loopMaximum='3'/>")));
    play_start(&three, NULL);
    for (int i = 0; i < 3; i++)
        play_done(&three, "a", NULL);
    EXPECT_WAITS(&three, "z");
}

TEST(multi_instance_by_number)
{
    PLAY_SCOPED parallel, sequential;
    play_open(&parallel, AROUND(LOOPED("a", "<multiInstanceLoopCharacteristics><loopCardinality>n</loopCardinality>"
                                            "</multiInstanceLoopCharacteristics>")));
    play_start(&parallel, object(&parallel, "n", number(&parallel, 3)));
    EXPECT_WAITS(&parallel, "a a a");
    for (int i = 0; i < 3; i++)
        play_done(&parallel, "a", NULL);
    EXPECT_WAITS(&parallel, "z");
    play_open(&sequential, AROUND(LOOPED("a", "<multiInstanceLoopCharacteristics isSequential='true'><loopCardinality>2"
                                              "</loopCardinality></multiInstanceLoopCharacteristics>")));
    play_start(&sequential, NULL);
    EXPECT_WAITS(&sequential, "a");
    play_done(&sequential, "a", NULL);
    EXPECT_WAITS(&sequential, "a");
    EXPECT_INT(play_effect(&sequential, BPMN_TASK_CREATED)->index, 1);
    play_done(&sequential, "a", NULL);
    EXPECT_WAITS(&sequential, "z");
}

TEST(multi_instance_without_instances_goes_on)
{
    PLAY_SCOPED play;
    play_open(&play, AROUND(LOOPED("a", "<multiInstanceLoopCharacteristics><loopCardinality>0</loopCardinality>"
                                        "</multiInstanceLoopCharacteristics>")));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "z");
}

#define COLLECTION                                                                                                     \
    "<dataObject id='who'/><dataObject id='answers'/>" AROUND(                                                         \
        LOOPED("a", "<multiInstanceLoopCharacteristics><loopDataInputRef>who</loopDataInputRef>"                       \
                    "<loopDataOutputRef>answers</loopDataOutputRef><inputDataItem id='i' name='agency'/>"              \
                    "<outputDataItem id='o' name='answer'/></multiInstanceLoopCharacteristics>"                        \
                    "<extensionElements><okno:performer role='AGENCY' agency='=agency'/></extensionElements>"))

TEST(multi_instance_by_collection)
{
    PLAY_SCOPED play;
    play_open(&play, COLLECTION);
    play_start(&play, object(&play, "who", list(&play, 2, (const char *[]){ "fns", "pfr" })));
    EXPECT_WAITS(&play, "a a");
    EXPECT_TEXT(play.effects.items[play.effects.n - 1].performer.agency, "pfr");
    uint32_t last = play.state->tokens[play.state->n_tokens - 1]->id;
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_TASK_COMPLETED,
                                                      .token = last,
                                                      .variables = object(&play, "answer", text(&play, "second")) }),
                RPC_OK);
    play_done_with(&play, "a", "answer", text(&play, "first"));
    EXPECT_WAITS(&play, "z");
    const struct bpmn_value *answers = play_variable(&play, "answers");
    EXPECT_INT(answers->n, 2);
    EXPECT_TEXT(answers->items[0]->text, "first");
    EXPECT_TEXT(answers->items[1]->text, "second");
    EXPECT(play_variable(&play, "answer") == NULL);
}

TEST(completion_condition_cancels_the_rest)
{
    PLAY_SCOPED play;
    play_open(&play, AROUND(LOOPED("a", "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"
                                        "<completionCondition>numberOfCompletedInstances &gt;= 2</completionCondition>"
                                        "</multiInstanceLoopCharacteristics>")));
    play_start(&play, NULL);
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "a a");
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "z");
    EXPECT_TEXT(play_effects(&play, BPMN_TASK_CANCELLED), "a");
}

#define BEHAVING(behaviour, more)                                                                                      \
    AROUND(LOOPED("a", "<multiInstanceLoopCharacteristics " behaviour "><loopCardinality>3</loopCardinality>" more     \
                       "</multiInstanceLoopCharacteristics>"))                                                         \
    "<boundaryEvent id='b' attachedToRef='a' cancelActivity='false'><signalEventDefinition signalRef='s1'/>"           \
    "</boundaryEvent>" FLOW("f2", "b", "c") USER("c")

static void
open_behaving(struct play *play, const char *process)
{
    *play = (struct play){ .arena = arena_new(SIZE_MAX), .now_us = INT64_C(1795000000000000) };
    EXPECT_CODE(
        play_parse(play, arena_printf(play->arena,
                                      "<signal id='s1' name='bell'/><signalEventDefinition id='sd' signalRef='s1'/>"
                                      "<process id='P' isExecutable='true'>%s</process>",
                                      process)),
        RPC_OK);
    play_start(play, NULL);
}

TEST(behaviour_none_throws_each_time)
{
    PLAY_SCOPED play;
    open_behaving(&play, BEHAVING("behavior='None' noneBehaviorEventRef='sd'", ""));
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "b a a c");
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "b a c c");
}

TEST(behaviour_one_throws_the_first_time)
{
    PLAY_SCOPED play;
    open_behaving(&play, BEHAVING("behavior='One' oneBehaviorEventRef='sd'", ""));
    play_done(&play, "a", NULL);
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "b a c");
}

TEST(behaviour_complex_throws_when_its_condition_holds)
{
    PLAY_SCOPED play;
    open_behaving(&play, BEHAVING("behavior='Complex'", "<complexBehaviorDefinition id='cb'><condition>"
                                                        "numberOfCompletedInstances == 2</condition><event id='ev'>"
                                                        "<signalEventDefinition signalRef='s1'/></event>"
                                                        "</complexBehaviorDefinition>"));
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "b a a");
    play_done(&play, "a", NULL);
    EXPECT_WAITS(&play, "b a c");
}

TEST(boundary_event_stands_on_all_instances)
{
    PLAY_SCOPED play;
    play_open(&play,
              AROUND(LOOPED("a", "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
                                 "</multiInstanceLoopCharacteristics>")) "<boundaryEvent id='b' "
                                                                         "attachedToRef='a'><timerEventDefinition><"
                                                                         "timeDuration>PT1H</timeDuration>"
                                                                         "</timerEventDefinition></boundaryEvent>" FLOW(
                                                                             "f2", "b", "c") USER("c"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "b a a");
    play_timer(&play, "b");
    EXPECT_WAITS(&play, "c");
}

TEST(sub_process_many_times)
{
    PLAY_SCOPED play;
    play_open(&play, AROUND("<subProcess id='a'><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
                            "</multiInstanceLoopCharacteristics>" START("us") FLOW("u0", "us", "b") USER("b")
                                FLOW("u1", "b", "c") "<scriptTask id='c'><script>n = (n or 0) + loopCounter</script>"
                                                     "</scriptTask></subProcess>"));
    play_start(&play, NULL);
    play_done(&play, "b", NULL);
    play_done(&play, "b", NULL);
    EXPECT_WAITS(&play, "z");
    EXPECT_TEXT(play_text(&play, "n"), "3");
}

TEST(too_many_instances_is_a_fault)
{
    PLAY_SCOPED play;
    play_open(&play, AROUND(LOOPED("a", "<multiInstanceLoopCharacteristics><loopCardinality>1e6</loopCardinality>"
                                        "</multiInstanceLoopCharacteristics>")));
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_START }), RPC_ABORTED);
    EXPECT_TEXT(play.fault.rule, "multi-instance-size");
}

/* 13.3.7: the counters are there before the first instance is done. */
#define COUNTING(sequential, active)                                                                                   \
    AROUND("<subProcess id='a'><multiInstanceLoopCharacteristics isSequential='" sequential                            \
           "'><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>" START("q")                      \
               FLOW("w0", "q", "g") "<exclusiveGateway id='g' default='w2'/>" FLOW_IF(                                 \
                   "w1", "g", "u",                                                                                     \
                   "numberOfInstances == 3 and numberOfActiveInstances == " active                                     \
                   " and numberOfCompletedInstances &lt; 3") FLOW("w2", "g", "e") USER("u") END("e")                   \
                   FLOW("w3", "u", "e") "</subProcess>")

TEST(counters_from_the_beginning)
{
    PLAY_SCOPED parallel, sequential;
    play_open(&parallel, COUNTING("false", "3"));
    play_start(&parallel, NULL);
    EXPECT_WAITS(&parallel, "u u u");
    play_open(&sequential, COUNTING("true", "1"));
    play_start(&sequential, NULL);
    EXPECT_WAITS(&sequential, "u");
    play_done(&sequential, "u", NULL);
    EXPECT_WAITS(&sequential, "u");
}
