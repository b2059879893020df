/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

TEST(others_than_asker_and_asked_find_nothing)
{
    const Exchange__Request *made = ask("mvd");
    const char *id = made->request_id;
    as_operator();
    EXPECT_TEXT(((const Exchange__Request *)CALL(Exchange__GetRequest, .request_id = id))->request_id, id);
    EXPECT_TEXT(((const Exchange__Request *)CALL(Exchange__GetRequest, .request_id = id))->correlation, "");
    as_official("o");
    EXPECT_TEXT(((const Exchange__Request *)CALL(Exchange__GetRequest, .request_id = id))->requester, "");
    const Exchange__ListRequestHistoryResponse *moves = CALL(Exchange__ListRequestHistory, .request_id = id);
    EXPECT_TEXT(moves->moves[0]->actor, "");
    EXPECT_TEXT(moves->moves[0]->actor_role, "SERVICE");
    as_other_operator();
    EXPECT_CODE(TRY(Exchange__GetRequest, .request_id = id), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Exchange__ListRequestHistory, .request_id = id), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Exchange__CancelRequest, .request_id = id), RPC_NOT_FOUND);
    as_archive();
    EXPECT_CODE(TRY(Exchange__GetRequest, .request_id = id), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Exchange__ClaimRequest, .request_id = id), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Exchange__AnswerRequest, .request_id = id), RPC_NOT_FOUND);
    PG_AS(RPC_ROLE_APPLICANT, .subject = "citizen");
    EXPECT_CODE(TRY(Exchange__GetRequest, .request_id = id), RPC_PERMISSION_DENIED);
}

TEST(what_is_not_yet_sent_is_not_yet_there_for_the_agency)
{
    land_is_a_system("");
    const char *id = ask("land")->request_id;
    as_land();
    EXPECT_CODE(TRY(Exchange__GetRequest, .request_id = id), RPC_NOT_FOUND);
    CALL(Exchange__NextMessage);
    EXPECT_INT(((const Exchange__Request *)CALL(Exchange__GetRequest, .request_id = id))->state,
               EXCHANGE__REQUEST__STATE__SENT);
}

TEST(a_pseudonymous_agency_sees_no_person)
{
    const Exchange__Request *made = ask_about("archive", fields("applicantName", "Образцов О. О."));
    as_archive();
    const Exchange__Request *seen = CALL(Exchange__GetRequest, .request_id = made->request_id);
    EXPECT_INT(seen->content->n_fields, 0);
    EXPECT_TEXT(seen->application_id, "");
    made = ask_about("archive", fields("year", "1975"));
    as_archive();
    seen = CALL(Exchange__GetRequest, .request_id = made->request_id);
    EXPECT_TEXT(field(seen->content, "year"), "1975");
    made = ask_about("mvd", fields("applicantName", "Образцов О. О."));
    as_official("o");
    seen = CALL(Exchange__GetRequest, .request_id = made->request_id);
    EXPECT_TEXT(field(seen->content, "applicantName"), "Образцов О. О.");
}
