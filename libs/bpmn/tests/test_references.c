/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Each of the reference models of the BPMN model interchange group is here as a model of our own with the same
 * constructs. It is played, or refused naming the very element that cannot be executed, its line and the rule.
 */
#include "play.h"

#include <string.h>

static enum rpc_code
load(struct play *play, const char *name)
{
    if (!play->arena)
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
open(struct play *play, const char *name)
{
    if (load(play, name) != RPC_OK)
        ck_abort_msg("%s: %s: %s", name, play->faults.items[0].element, play->faults.items[0].message_en);
}

static void
start_by(struct play *play, const char *name)
{
    EXPECT_CODE(play_step(play, (struct bpmn_event){ .kind = BPMN_START, .name = name }), RPC_OK);
}

/* Every fault that is no warning is one of these, "rule element", and all of these are there. */
static void
refused(const char *name, const char *const *expected)
{
    PLAY_SCOPED play = { 0 };
    EXPECT_CODE(load(&play, name), RPC_INVALID_ARGUMENT);
    for (size_t i = 0; i < play.faults.n; i++) {
        const struct bpmn_fault *fault = &play.faults.items[i];
        const char *told = arena_printf(play.arena, "%s %s", fault->rule, fault->element);
        bool known = fault->warning;
        for (size_t j = 0; expected[j] && !known; j++)
            known = text_equal(expected[j], told);
        if (!known)
            ck_abort_msg("%s: %s (line %d): %s", name, told, fault->line, fault->message_en);
        EXPECT(fault->line > 0);
    }
    for (size_t j = 0; expected[j]; j++) {
        const char *rule = arena_strndup(play.arena, expected[j], (size_t)(strchr(expected[j], ' ') - expected[j]));
        if (!play_fault(&play, rule, strchr(expected[j], ' ') + 1))
            ck_abort_msg("%s: %s is not told", name, expected[j]);
    }
}
#define REFUSED(name, ...) refused(name, (const char *const[]){ __VA_ARGS__, NULL })

TEST(c_1_1_invoice)
{
    PLAY_SCOPED play = { 0 };
    open(&play, "c-1-1");
    start_by(&play, "invoice");
    EXPECT_WAITS(&play, "scan");
    play_done_with(&play, "scan", "read", text(&play, "unpaid"));
    play_return(&play, "who", NULL);
    play_done(&play, "approve", NULL);
    EXPECT_WAITS(&play, "scan");
    play_done_with(&play, "scan", "read", text(&play, "paid"));
    play_return(&play, "who", NULL);
    play_done(&play, "approve", NULL);
    EXPECT_TEXT(play_effect(&play, BPMN_SERVICE_CALLED)->name, "archive.put");
    play_return(&play, "archive", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

TEST(c_2_0_four_pools_that_nobody_executes)
{
    PLAY_SCOPED play = { 0 };
    EXPECT_CODE(load(&play, "c-2-0-pools"), RPC_INVALID_ARGUMENT);
    static const char *const pools[] = { "carrier", "bank", "customer", "shop" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(pools); i++)
        EXPECT(play_fault(&play, "process-not-executable", pools[i]));
    EXPECT(play_fault(&play, "condition-missing", "done_browse"));
}

TEST(c_3_0_repair)
{
    PLAY_SCOPED play = { 0 };
    open(&play, "c-3-0");
    start_by(&play, "request");
    play_done(&play, "analyse", NULL);
    EXPECT_WAITS(&play, "standard raised");
    play_message(&play, "premium", NULL);
    EXPECT_WAITS(&play, "premium");
    play_done(&play, "premium", NULL);
    play_timer(&play, "late");
    play_done(&play, "replace", NULL);
    EXPECT_TEXT(play_effect(&play, BPMN_MESSAGE_SENT)->name, "premium");
    EXPECT_STATUS(&play, BPMN_COMPLETED);
    REFUSED("c-3-0-quantity", "quantity analyse");
}

TEST(c_4_0_departments)
{
    PLAY_SCOPED play = { 0 }, other = { 0 };
    open(&play, "c-4-0");
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_START, .process = "P" }), RPC_OK);
    play_done_with(&play, "sign", "person", text(&play, "№ 7"));
    EXPECT_TEXT(play_effect(&play, BPMN_SIGNAL_THROWN)->name, "hired");
    EXPECT_TEXT(bpmn_get(play_effect(&play, BPMN_SIGNAL_THROWN)->input, "person")->text, "№ 7");
    play_done(&play, "inform", NULL);
    play_message(&play, "ready", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
    open(&other, "c-4-0");
    EXPECT_CODE(play_step(&other, (struct bpmn_event){ .kind = BPMN_START, .process = "Q", .name = "hired" }), RPC_OK);
    EXPECT_WAITS(&other, "prepare");
    REFUSED("c-4-0-drawn", "process-not-executable P", "process-not-executable Q", "event-name ready");
}

TEST(c_5_0_papers)
{
    PLAY_SCOPED play = { 0 };
    open(&play, "c-5-0");
    play_start(&play, NULL);
    play_done_with(&play, "show", "made", text(&play, "паспорт"));
    EXPECT_TEXT(play_text(&play, "paper"), "паспорт");
    EXPECT_TEXT(bpmn_get(play_effect(&play, BPMN_TASK_CREATED)->input, "given")->text, "паспорт");
    play_done_with(&play, "check", "made", text(&play, ""));
    play_done(&play, "show", NULL);
    play_done_with(&play, "check", "made", text(&play, "копия"));
    EXPECT_WAITS(&play, "file decide");
    play_done(&play, "decide", NULL);
    play_done_with(&play, "file", "made", text(&play, "дело"));
    EXPECT_TEXT(play_text(&play, "system"), "дело");
    EXPECT_STATUS(&play, BPMN_COMPLETED);
}

TEST(c_6_0_journey)
{
    PLAY_SCOPED play = { 0 };
    open(&play, "c-6-0");
    play_start(&play, NULL);
    play_done(&play, "choose", NULL);
    play_return(&play, "flight", NULL);
    play_return(&play, "hotel", NULL);
    struct play failing = play;
    play_return(&play, "charge", NULL);
    EXPECT_STATUS(&play, BPMN_COMPLETED);
    play_return(&failing, "charge", "card");
    EXPECT_TEXT(play_effects(&failing, BPMN_SERVICE_CALLED), "no-hotel");
    play_return(&failing, "no-hotel", NULL);
    play_return(&failing, "no-flight", NULL);
    EXPECT_WAITS(&failing, "sorry");
}

TEST(c_7_0_and_c_8_1_another_language)
{
    REFUSED("c-7-0-feel", "expression-language good");
    REFUSED("c-8-1-feel", "expression-language which");
}

TEST(c_8_0_leave)
{
    PLAY_SCOPED play = { 0 };
    open(&play, "c-8-0");
    play_start(&play, object(&play, "days", number(&play, 30)));
    EXPECT_TEXT(play_effect(&play, BPMN_SERVICE_CALLED)->name, "leave.get");
    struct play missing = play;
    play_return(&play, "ask", NULL);
    play_return(&play, "rule", NULL);
    EXPECT_TEXT(play_effect(&play, BPMN_MESSAGE_SENT)->name, "mail");
    EXPECT_STATUS(&play, BPMN_COMPLETED);
    play_return(&missing, "ask", "404");
    EXPECT_TEXT(play_effects(&missing, BPMN_ELEMENT_ENTERED), "missing nobody");
    EXPECT_STATUS(&missing, BPMN_COMPLETED);
}

TEST(c_9_0_application)
{
    PLAY_SCOPED play = { 0 };
    open(&play, "c-9-0");
    start_by(&play, "applied");
    play_set(&play, "risk", text(&play, "yellow"));
    play_return(&play, "score", NULL);
    EXPECT_TEXT(play_effect(&play, BPMN_PROCESS_CALLED)->name, "c-9-2");
    struct play deceived = play;
    play_return(&play, "manual", NULL);
    EXPECT_WAITS(&play, "accept");
    play_return(&deceived, "manual", "02");
    EXPECT_WAITS(&deceived, "reject");
}

TEST(c_9_1_a_paper_is_asked_for)
{
    PLAY_SCOPED play = { 0 };
    open(&play, "c-9-1");
    play_start(&play, NULL);
    EXPECT_TEXT(play_effect(&play, BPMN_MESSAGE_SENT)->name, "document");
    play_timer(&play, "remind");
    play_timer(&play, "remind");
    EXPECT_WAITS(&play, "receive remind call call");
    play_message(&play, "document", NULL);
    EXPECT_WAITS(&play, "call call");
}

TEST(c_9_2_a_decision_by_hand)
{
    PLAY_SCOPED play = { 0 };
    static const char *const papers[] = { "a", "b" };
    open(&play, "c-9-2");
    play_start(&play, object(&play, "documents", list(&play, 2, papers)));
    play_message(&play, "documents", NULL);
    EXPECT_TEXT(play_effects(&play, BPMN_PROCESS_CALLED), "ask ask");
    play_timer(&play, "hs");
    EXPECT_TEXT(play_effects(&play, BPMN_TASK_CREATED), "press");
    play_message(&play, "fraud", NULL);
    play_set(&play, "fraud", bpmn_bool(play.arena, true));
    play_done(&play, "look", NULL);
    EXPECT_STATUS(&play, BPMN_FAILED);
    EXPECT_TEXT(play.state->error, "02");
}
