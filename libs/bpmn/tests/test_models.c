/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Models of our own with the constructs of the reference models of the BPMN model interchange working group. */
#include "play.h"

static enum rpc_code
load(struct play *play, const char *name)
{
    play->arena = arena_new(SIZE_MAX);
    play->now_us = INT64_C(1795000000000000);
    char *path = arena_printf(play->arena, "%s/%s.bpmn", MODELS, name), *bytes = arena_alloc(play->arena, 65536);
    FILE *file = fopen(path, "rb");
    EXPECT(file != NULL);
    size_t length = fread(bytes, 1, 65536, file);
    fclose(file);
    return bpmn_parse(bytes, length, NULL, play->arena, &play->model, &play->faults);
}

static void
loads(struct play *play, const char *name)
{
    enum rpc_code code = load(play, name);
    if (code != RPC_OK)
        ck_abort_msg("%s: %s: %s", name, play->faults.items[0].element, play->faults.items[0].message_en);
}

TEST(a_1_0)
{
    PLAY_SCOPED play = { 0 };
    loads(&play, "a-1-0");
    play_start(&play, NULL);
    play_done(&play, "t2", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
    EXPECT_TEXT(play_effects(&play, BPMN_ELEMENT_LEFT), "t2 t3 end P");
}

TEST(a_2)
{
    PLAY_SCOPED play = { 0 }, inclusive = { 0 };
    loads(&play, "a-2-0");
    play_start(&play, object(&play, "area", number(&play, 51)));
    play_done(&play, "t2", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
    loads(&inclusive, "a-2-1");
    play_start(&inclusive, object(&inclusive, "x", number(&inclusive, 1)));
    EXPECT_WAITS(&inclusive, "t2 t3");
    play_done(&inclusive, "t2", NULL);
    play_done(&inclusive, "t3", NULL);
    EXPECT_STATUS(&inclusive, BPMN_COMPLETED);
}

TEST(a_3_0)
{
    PLAY_SCOPED play = { 0 };
    loads(&play, "a-3-0");
    play_start(&play, NULL);
    play_return(&play, "call", NULL);
    play_timer(&play, "b2");
    EXPECT_WAITS(&play, "b1 t2 t3");
    play_message(&play, "stop", NULL);
    EXPECT_WAITS(&play, "t3 t3");
}

TEST(a_4)
{
    PLAY_SCOPED play = { 0 }, other = { 0 };
    loads(&play, "a-4-0");
    EXPECT(play_fault(&play, "process-not-executable", "Q") && play.faults.items[0].warning);
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "t1");
    loads(&other, "a-4-1");
}

TEST(b_1_0)
{
    PLAY_SCOPED play = { 0 };
    loads(&play, "b-1-0");
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_START, .name = "one" }), RPC_OK);
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_TASK_COMPLETED,
                                                      .token = play_token(&play, "t1")->id,
                                                      .outcome = "ok",
                                                      .variables = object(&play, "made", text(&play, "paper")) }),
                RPC_OK);
    EXPECT_TEXT(play_text(&play, "decision"), "paper");
    play_message(&play, "two", NULL);
    EXPECT_WAITS(&play, "receive");
    play_message(&play, "one", NULL);
    EXPECT_STATUS(&play, BPMN_TERMINATED);
}

TEST(b_2_0)
{
    PLAY_SCOPED play = { 0 };
    loads(&play, "b-2-0");
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "es e7");
    play_set(&play, "ready", bpmn_bool(play.arena, true));
    for (int i = 0; i < 2; i++)
        play_done(&play, "t1", NULL);
    for (int i = 0; i < 2; i++)
        play_done(&play, "t2", NULL);
    struct play failing = play;
    play_done(&play, "x1t", "no");
    EXPECT_WAITS(&play, "es tx undo");
    play_done(&play, "undo", NULL);
    EXPECT_WAITS(&play, "es e8");
    play_signal(&play, "bell");
    EXPECT_STATUS(&play, BPMN_COMPLETED);
    play_done(&failing, "x1t", "error");
    EXPECT_WAITS(&failing, "es e8");
}

TEST(c_1_0)
{
    PLAY_SCOPED play = { 0 };
    loads(&play, "c-1-0");
    play_start(&play, NULL);
    play_done(&play, "assign", NULL);
    play_done(&play, "approve", "no");
    play_done(&play, "clarify", NULL);
    play_done(&play, "approve", "yes");
    play_return(&play, "archive", NULL);
    EXPECT_TEXT(play_text(&play, "done"), "true");
    play_return(&play, "rule", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

TEST(what_is_not_executed_is_named)
{
    static const char *const cases[][3] = { { "c-2-0-adhoc", "not-executable", "free" },
                                            { "c-3-0-xpath", "expression-language", "g" },
                                            { "c-4-0-choreography", "not-executable", "talk" } };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(cases); i++) {
        PLAY_SCOPED play = { 0 };
        EXPECT_CODE(load(&play, cases[i][0]), RPC_INVALID_ARGUMENT);
        EXPECT(play_fault(&play, cases[i][1], cases[i][2]));
    }
}
