/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of steps, walked in every way. */
#include "rules.h"

#include <okno/test.h>

#define STATUS(name) TRACKING__APPLICATION__STATUS__##name

/* Codes joined by blanks. */
static void
expect_plan(const char *const *steps, size_t n, int scenario, const char *expected)
{
    struct steps_list list;
    TEXT_SCOPED all = { 0 };
    steps_plan(steps, n, scenario, &list);
    for (int i = 0; i < list.n; i++)
        text_addf(&all, "%s%s", i ? " " : "", list.steps[i]->code);
    EXPECT_TEXT(all.data ? all.data : "", expected);
}

TEST(each_scenario_has_its_usual_order)
{
    expect_plan(NULL, 0, 0, "accept check send decide receive inform issue write-off");
    expect_plan(NULL, 0, 1, "send decide write-off");
    expect_plan(NULL, 0, 2, "check send decide receive inform issue write-off");
    expect_plan(NULL, 0, 3, "check accept send decide receive inform issue write-off");
}

TEST(a_card_may_name_its_own_steps)
{
    static const char *const own[] = { "accept", "decide", "dance", "issue" };
    expect_plan(own, 4, 0, "accept decide issue");
    expect_plan(own, 4, 1, "decide");
}

TEST(the_counter_begins_after_the_acceptance)
{
    struct steps_list list;
    steps_plan(NULL, 0, 0, &list);
    EXPECT_TEXT(steps_first(&list, true)->code, "check");
    EXPECT_TEXT(steps_first(&list, false)->code, "accept");
    static const char *const only[] = { "accept" };
    steps_plan(only, 1, 0, &list);
    EXPECT(!steps_first(&list, true));
}

/* Every outcome leads to a step of the table or to the end, and says what it is called. */
TEST(the_table_is_whole)
{
    static const char *const codes[] = { "accept", "check", "send",    "decide",   "receive",
                                         "inform", "issue", "refusal", "write-off" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(codes); i++) {
        const struct steps_step *step = steps_find(codes[i]);
        EXPECT(step && *step->name_ru && *step->name_en && *step->role);
        EXPECT(step->outcomes[0].code);
        EXPECT((step->share > 0) != (step->fixed_days > 0));
        for (const struct steps_outcome *outcome = step->outcomes; outcome->code; outcome++) {
            EXPECT(*outcome->action);
            EXPECT(!outcome->next || !*outcome->next || steps_find(outcome->next));
            EXPECT(steps_outcome(step, outcome->code) == outcome);
        }
        EXPECT(!steps_outcome(step, "NO_SUCH"));
    }
    EXPECT(!steps_find("dance"));
}

static struct rules_move
move(int scenario, const char *step, const char *outcome, Tracking__Application__Status status, bool refused)
{
    struct steps_list list;
    steps_plan(NULL, 0, scenario, &list);
    const struct steps_step *at = steps_find(step);
    return rules_move(&list, at, steps_outcome(at, outcome), status, refused);
}

TEST(the_usual_way_ends_with_the_case_file)
{
    static const char *const way[][3] = { { "accept", "ACCEPTED", "check" },   { "check", "PASSED", "send" },
                                          { "send", "SENT", "decide" },        { "decide", "GRANTED", "receive" },
                                          { "receive", "RECEIVED", "inform" }, { "inform", "INFORMED", "issue" },
                                          { "issue", "ISSUED", "write-off" },  { "write-off", "WRITTEN_OFF", NULL } };
    Tracking__Application__Status status = STATUS(REGISTERED);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(way); i++) {
        struct rules_move moved = move(0, way[i][0], way[i][1], status, false);
        EXPECT_TEXT(moved.next ? moved.next->code : NULL, way[i][2]);
        status = moved.status;
    }
    EXPECT_INT(status, STATUS(ISSUED));
}

TEST(a_refused_service_is_handed_over_as_a_refusal)
{
    EXPECT_INT(move(0, "decide", "REFUSED", STATUS(SENT), false).status, STATUS(REFUSED));
    EXPECT_INT(move(0, "receive", "RECEIVED", STATUS(REFUSED), true).status, STATUS(REFUSED));
    struct rules_move informed = move(0, "inform", "INFORMED", STATUS(REFUSED), true);
    EXPECT_INT(informed.status, STATUS(REFUSED));
    EXPECT_TEXT(informed.next->code, "refusal");
    EXPECT(informed.effects & STEPS_STOPS_CLOCK);
    struct rules_move handed = move(0, "refusal", "HANDED", STATUS(REFUSED), true);
    EXPECT(handed.effects & STEPS_CLOSES);
    EXPECT_TEXT(handed.next->code, "write-off");
    struct rules_move written = move(0, "write-off", "WRITTEN_OFF", STATUS(REFUSED), true);
    EXPECT_INT(written.status, STATUS(REFUSED));
    EXPECT(!(written.effects & STEPS_CLOSES));
}

TEST(the_electronic_result_is_there_with_the_decision)
{
    struct rules_move granted = move(1, "decide", "GRANTED", STATUS(SENT), false);
    EXPECT_INT(granted.status, STATUS(ISSUED));
    EXPECT(granted.effects & STEPS_CLOSES);
    EXPECT(granted.effects & STEPS_STOPS_CLOCK);
    EXPECT_TEXT(granted.next->code, "write-off");
    struct rules_move refused = move(1, "decide", "REFUSED", STATUS(SENT), false);
    EXPECT_INT(refused.status, STATUS(REFUSED));
    EXPECT(refused.effects & STEPS_CLOSES);
    EXPECT_TEXT(refused.next->code, "write-off");
}

TEST(a_result_that_does_not_match_goes_back)
{
    struct rules_move back = move(2, "issue", "MISMATCH", STATUS(READY), false);
    EXPECT_INT(back.status, STATUS(SENT));
    EXPECT_TEXT(back.next->code, "decide");
}

TEST(an_application_can_be_taken_back_until_it_is_decided)
{
    EXPECT(rules_may_withdraw(STATUS(REGISTERED)) && rules_may_withdraw(STATUS(SENT)));
    EXPECT(rules_may_withdraw(STATUS(SUSPENDED)));
    EXPECT(!rules_may_withdraw(STATUS(DECIDED)) && !rules_may_withdraw(STATUS(READY)));
    EXPECT(!rules_may_withdraw(STATUS(REFUSED)));
    EXPECT(rules_may_suspend(STATUS(SENT)) && !rules_may_suspend(STATUS(READY)));
    EXPECT(!rules_may_suspend(STATUS(SUSPENDED)));
}
