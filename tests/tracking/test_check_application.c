/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

#define NEEDED(name) TRACKING__NEEDED_DOCUMENT__STATE__##name

static Tracking__NeededDocument__State
state_of(const Tracking__CheckApplicationResponse *rep, const char *kind)
{
    for (size_t i = 0; i < rep->n_documents; i++)
        if (text_equal(rep->documents[i]->kind, kind))
            return rep->documents[i]->state;
    return NEEDED(STATE_UNSPECIFIED);
}

TEST(checking_tells_a_stranger_what_to_bring)
{
    as_stranger();
    const Tracking__CheckApplicationResponse *rep =
        CALL(Tracking__CheckApplication, .service_code = "passport", .recipient = "PERSON", .centre_code = "arbat");
    EXPECT(!rep->sufficient);
    EXPECT_INT(state_of(rep, "passport-rf"), NEEDED(MISSING));
    EXPECT_INT(state_of(rep, "birth-certificate"), NEEDED(NOT_NEEDED));
    EXPECT_INT(state_of(rep, "fee-payment"), NEEDED(BY_EXCHANGE));
    EXPECT_INT(rep->n_grounds, 1);
    EXPECT_TEXT(rep->grounds[0]->code, "incomplete");
    EXPECT_TEXT(rep->planned_on, working_day(registration_day(), 5));
    EXPECT_INT(rep->fee_kopecks, 30000);
}

TEST(checking_agrees_with_submitting)
{
    Tracking__Document *documents[] = { document("passport-rf"), document("photo") };
    const char *who = pg_uuid();
    const Tracking__CheckApplicationResponse *rep =
        CALL(Tracking__CheckApplication, .service_code = "passport", .applicant_id = who, .centre_code = "arbat",
             .documents = documents, .n_documents = 2);
    EXPECT(rep->sufficient);
    EXPECT_INT(rep->n_grounds, 0);
    EXPECT_INT(state_of(rep, "photo"), NEEDED(NOT_IN_CARD));
    const Tracking__Application *app =
        CALL(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = who,
             .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat", .documents = documents, .n_documents = 2);
    EXPECT_TEXT(app->planned_on, rep->planned_on);
}

TEST(checking_writes_nothing)
{
    const char *before = pg_query("SELECT count(*) FROM application");
    CALL(Tracking__CheckApplication, .service_code = "passport", .centre_code = "arbat");
    EXPECT_TEXT(pg_query("SELECT count(*) FROM application"), before);
}

TEST(checking_never_tells_strangers_of_applicants)
{
    as_stranger();
    EXPECT_CODE(TRY(Tracking__CheckApplication, .service_code = "passport", .applicant_id = pg_uuid()),
                RPC_PERMISSION_DENIED);
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Tracking__CheckApplication, .service_code = "passport", .applicant_id = pg_uuid()), RPC_NOT_FOUND);
}

TEST(checking_refuses_a_recipient_there_is_not)
{
    EXPECT_CODE(TRY(Tracking__CheckApplication, .service_code = "passport", .recipient = "CAT"), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("recipient"));
}

TEST(checking_names_an_invalid_power_of_attorney_in_english)
{
    Tracking__Document *documents[] = { document("passport-rf") };
    pg_language = "en";
    const Tracking__CheckApplicationResponse *rep =
        CALL(Tracking__CheckApplication, .service_code = "passport", .applicant_id = pg_uuid(),
             .representative_id = NO_POWER, .documents = documents, .n_documents = 1);
    EXPECT_INT(rep->n_grounds, 1);
    EXPECT_TEXT(rep->grounds[0]->code, "no-power-of-attorney");
    EXPECT(text_starts(rep->grounds[0]->text, "The representative's powers"));
    EXPECT(!rep->sufficient);
}

TEST(checking_asks_for_the_answers_that_submitting_demands)
{
    const char *who = pg_uuid();
    const Tracking__CheckApplicationResponse *papers =
        CALL(Tracking__CheckApplication, .service_code = "asking", .applicant_id = who, .centre_code = "arbat");
    EXPECT(papers->sufficient); /* they do: nothing is said of answers that nobody has been asked for */
    EXPECT_INT(papers->n_answers, 1);
    EXPECT_TEXT(papers->answers[0]->name, "purpose");
    EXPECT_TEXT(papers->answers[0]->label, "Для чего справка");
    EXPECT_TEXT(papers->answers[0]->explanation, "нужен ответ");
    const Tracking__CheckApplicationResponse *lacking =
        CALL(Tracking__CheckApplication, .service_code = "asking", .applicant_id = who, .centre_code = "arbat",
             .answers = fields("purpose", ""));
    EXPECT(!lacking->sufficient);
    EXPECT_INT(lacking->n_answers, 1);
    EXPECT_CODE(TRY(Tracking__SubmitApplication, .service_code = "asking", .applicant_id = who,
                    .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat", .answers = fields("purpose", "")),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("answers.purpose"));
    const Tracking__CheckApplicationResponse *enough =
        CALL(Tracking__CheckApplication, .service_code = "asking", .applicant_id = who, .centre_code = "arbat",
             .answers = fields("purpose", "для суда"));
    EXPECT(enough->sufficient);
    EXPECT_INT(enough->n_answers, 0);
    CALL(Tracking__SubmitApplication, .service_code = "asking", .applicant_id = who,
         .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat", .answers = fields("purpose", "для суда"));
}

TEST(checking_asks_whom_the_question_is_for)
{
    as_stranger();
    const Tracking__CheckApplicationResponse *entity =
        CALL(Tracking__CheckApplication, .service_code = "asking", .recipient = "LEGAL_ENTITY",
             .answers = fields("staff", "12"));
    EXPECT_INT(entity->n_answers, 2);
    EXPECT_TEXT(entity->answers[1]->name, "staff");
    EXPECT_TEXT(entity->answers[1]->explanation, "нужно число");
}

TEST(a_representative_checks_what_they_may_submit)
{
    Tracking__Document *documents[] = { document("passport-rf") };
    const char *who = pg_uuid(), *power = pg_uuid();
    as_applicant(PROXY);
    const Tracking__CheckApplicationResponse *rep =
        CALL(Tracking__CheckApplication, .service_code = "passport", .applicant_id = who, .representative_id = power,
             .centre_code = "arbat", .documents = documents, .n_documents = 1);
    EXPECT(rep->sufficient);
    EXPECT_CODE(TRY(Tracking__CheckApplication, .service_code = "passport", .applicant_id = who), RPC_NOT_FOUND);
    as_applicant(pg_uuid());
    EXPECT_CODE(
        TRY(Tracking__CheckApplication, .service_code = "passport", .applicant_id = who, .representative_id = power),
        RPC_NOT_FOUND);
}
