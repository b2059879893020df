/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What outcomes bring about. */
#include "issued/issued_rules.h"
#include "rules.h"

#include <okno/test.h>

#define STATUS(name) TRACKING__APPLICATION__STATUS__##name

TEST(the_table_is_whole)
{
    static const char *const codes[] = { "accept",
                                         "check",
                                         "remarks",
                                         "correct",
                                         "send",
                                         "decide",
                                         "receive",
                                         "inform",
                                         "issue",
                                         "refusal",
                                         "hand-over",
                                         "withdraw-originals",
                                         "annul",
                                         "return",
                                         "write-off",
                                         "queue",
                                         "complaint-register",
                                         "complaint-decide",
                                         "complaint-answer",
                                         "complaint-prosecutor",
                                         "complaint-late" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(codes); i++) {
        const struct operation *operation = operations_find(codes[i]);
        EXPECT(operation && operation->outcomes[0].code);
        for (const struct operation_outcome *outcome = operation->outcomes; outcome->code; outcome++) {
            EXPECT(*outcome->action);
            EXPECT(operations_outcome(operation, outcome->code) == outcome);
        }
        EXPECT(!operations_outcome(operation, "NO_SUCH"));
    }
    EXPECT(!operations_find("dance") && !operations_find(NULL));
}

static struct rules_move
move(const char *operation, const char *outcome, Tracking__Application__Status status, bool refused,
     Tracking__Application__Status shown, bool handing)
{
    return rules_move(operations_outcome(operations_find(operation), outcome), status, refused, shown, handing, false);
}

TEST(the_usual_way_ends_issued)
{
    static const char *const way[][2] = { { "accept", "ACCEPTED" },  { "check", "PASSED" },
                                          { "send", "SENT" },        { "decide", "GRANTED" },
                                          { "receive", "RECEIVED" }, { "inform", "INFORMED" },
                                          { "issue", "ISSUED" },     { "write-off", "WRITTEN_OFF" } };
    Tracking__Application__Status status = STATUS(REGISTERED);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(way); i++)
        status = move(way[i][0], way[i][1], status, false, 0, true).status;
    EXPECT_INT(status, STATUS(ISSUED));
}

TEST(a_refused_service_is_handed_over_as_a_refusal)
{
    EXPECT_INT(move("decide", "REFUSED", STATUS(SENT), false, 0, true).status, STATUS(REFUSED));
    EXPECT(!(move("decide", "REFUSED", STATUS(SENT), false, 0, true).effects & OPERATION_CLOSES));
    EXPECT_INT(move("receive", "RECEIVED", STATUS(REFUSED), true, 0, true).status, STATUS(REFUSED));
    struct rules_move informed = move("inform", "INFORMED", STATUS(REFUSED), true, 0, true);
    EXPECT_INT(informed.status, STATUS(REFUSED));
    EXPECT(informed.effects & OPERATION_STOPS_CLOCK);
    EXPECT(move("refusal", "HANDED", STATUS(REFUSED), true, 0, false).effects & OPERATION_CLOSES);
}

TEST(the_electronic_result_is_there_with_the_decision)
{
    struct rules_move granted = move("decide", "GRANTED", STATUS(SENT), false, STATUS(ISSUED), false);
    EXPECT_INT(granted.status, STATUS(ISSUED));
    EXPECT(granted.effects & OPERATION_CLOSES);
    EXPECT(granted.effects & OPERATION_STOPS_CLOCK);
    EXPECT(granted.effects & OPERATION_TO_APPLICANT);
    struct rules_move refused = move("decide", "REFUSED", STATUS(SENT), false, STATUS(REFUSED), false);
    EXPECT_INT(refused.status, STATUS(REFUSED));
    EXPECT(refused.effects & OPERATION_CLOSES);
}

TEST(what_is_over_is_not_handed_over_again)
{
    const struct operation_outcome *written = operations_outcome(operations_find("write-off"), "WRITTEN_OFF");
    EXPECT_INT(rules_move(written, STATUS(ISSUED), false, 0, false, true).effects, OPERATION_TO_CASE);
}

TEST(a_result_that_does_not_match_goes_back)
{
    EXPECT_INT(move("issue", "MISMATCH", STATUS(READY), false, 0, false).status, STATUS(SENT));
}

TEST(a_task_that_is_no_operation_changes_only_what_is_shown)
{
    EXPECT_INT(rules_move(NULL, STATUS(SENT), false, 0, false, false).status, STATUS(SENT));
    EXPECT_INT(rules_move(NULL, STATUS(SENT), false, STATUS(READY), false, false).status, STATUS(READY));
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

/* ------------------------------------------------------------------ the register of issued documents */

static unsigned
acts(const char *operation, const char *outcome, unsigned more)
{
    const struct operation_outcome *found = operations_outcome(operations_find(operation), outcome);
    return issued_acts(operation, found, found->effects | more);
}

TEST(decisions_enter_the_register_and_issues_hand_over)
{
    EXPECT_INT(acts("decide", "GRANTED", 0), ISSUED_RESULT);
    EXPECT_INT(acts("decide", "GRANTED", OPERATION_TO_APPLICANT), ISSUED_RESULT | ISSUED_HANDED);
    EXPECT_INT(acts("decide", "REFUSED", 0), ISSUED_REFUSAL);
    EXPECT_INT(acts("check", "REFUSED", 0), ISSUED_ACCEPTANCE_REFUSAL);
    EXPECT_INT(acts("accept", "REFUSED", 0), ISSUED_ACCEPTANCE_REFUSAL);
    EXPECT_INT(acts("issue", "ISSUED", 0), ISSUED_HANDED);
    EXPECT_INT(acts("refusal", "POSTED", 0), ISSUED_HANDED);
    EXPECT_INT(acts("issue", "MISMATCH", 0), ISSUED_BACK);
    EXPECT_INT(acts("return", "RETURNED", 0), ISSUED_BACK);
    EXPECT_INT(acts("annul", "ANNULLED", 0), ISSUED_ANNULLED);
    EXPECT_INT(acts("write-off", "WRITTEN_OFF", 0), 0);
    EXPECT_INT(acts("check", "PASSED", 0), 0);
    EXPECT_INT(issued_acts(NULL, NULL, OPERATION_TO_APPLICANT), ISSUED_HANDED);
    EXPECT_INT(issued_acts("", NULL, 0), 0);
}

TEST(the_public_is_told_of_documents_in_force_only_that_they_are)
{
    EXPECT_INT(issued_verdict(TRACKING__ISSUED_DOCUMENT__STATE__ISSUED),
               TRACKING__ISSUED_DOCUMENT_VERDICT__VERDICT__VALID);
    EXPECT_INT(issued_verdict(TRACKING__ISSUED_DOCUMENT__STATE__ANNULLED),
               TRACKING__ISSUED_DOCUMENT_VERDICT__VERDICT__ANNULLED);
    EXPECT_INT(issued_verdict(TRACKING__ISSUED_DOCUMENT__STATE__REGISTERED),
               TRACKING__ISSUED_DOCUMENT_VERDICT__VERDICT__NOT_ISSUED);
    EXPECT_INT(issued_verdict(TRACKING__ISSUED_DOCUMENT__STATE__RETURNED),
               TRACKING__ISSUED_DOCUMENT_VERDICT__VERDICT__NOT_ISSUED);
}

TEST(who_must_come_for_what)
{
    EXPECT_INT(operations_visit("accept"), OPERATION_BROUGHT);
    EXPECT_INT(operations_visit("withdraw-originals"), OPERATION_BROUGHT);
    EXPECT_INT(operations_visit("issue"), OPERATION_FETCHED);
    EXPECT_INT(operations_visit("refusal"), OPERATION_FETCHED);
    EXPECT_INT(operations_visit("check"), OPERATION_NO_VISIT);
    EXPECT_INT(operations_visit("hand-over"), OPERATION_NO_VISIT);
    EXPECT_INT(operations_visit(NULL), OPERATION_NO_VISIT);
}
