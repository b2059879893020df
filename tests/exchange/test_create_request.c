/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

TEST(a_request_to_officials_is_sent_at_once)
{
    const Exchange__Request *made = ask("mvd");
    EXPECT_INT(made->state, EXCHANGE__REQUEST__STATE__SENT);
    EXPECT_INT(made->way, EXCHANGE__WAY__OFFICIALS);
    EXPECT_INT(made->days, 5);
    EXPECT_TEXT(made->kind_name, "Выписка из ЕГРН");
    const Exchange__Request *seen = look(made->request_id);
    EXPECT_INT(seen->state, EXCHANGE__REQUEST__STATE__SENT);
    EXPECT_TEXT(seen->due_on, made->due_on);
    EXPECT_TEXT(seen->requester, "tracking");
    EXPECT_TEXT(seen->correlation, made->correlation);
    EXPECT_TEXT(field(seen->content, "cadastralNumber"), "77:01:0001001:1024");
    EXPECT_TEXT(history(made->request_id), "CREATE SEND");
    EXPECT_TEXT(events(made->request_id), "RequestSent");
}

TEST(a_request_to_a_system_waits_as_a_message)
{
    land_is_a_system("");
    const Exchange__Request *made = ask("land");
    EXPECT_INT(made->state, EXCHANGE__REQUEST__STATE__NEW);
    EXPECT_INT(made->way, EXCHANGE__WAY__SYSTEM);
    EXPECT_TEXT(events(made->request_id), "");
    EXPECT_TEXT(pg_query(pg_text("SELECT kind || ' ' || state FROM message WHERE request_id = '%s'", made->request_id)),
                "REQUEST WAITING");
}

TEST(what_is_wrong_is_told_together)
{
    as_tracking();
    EXPECT_CODE(TRY(Exchange__CreateRequest, .agency_code = "nobody", .kind = "spell", .service_code = "magic",
                    .centre_code = "nowhere"),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("agencyCode") && pg_violation("kind") && pg_violation("serviceCode")
           && pg_violation("centreCode"));
    EXPECT_CODE(TRY(Exchange__CreateRequest, .agency_code = "former", .kind = "registration", .centre_code = "arbat"),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(
        TRY(Exchange__CreateRequest, .agency_code = "mvd", .kind = "registration", .centre_code = "arbat", .days = 61),
        RPC_INVALID_ARGUMENT);
}

TEST(an_operator_asks_for_their_own_centre)
{
    as_operator();
    const Exchange__Request *made = CALL(Exchange__CreateRequest, .agency_code = "mvd", .kind = "registration");
    EXPECT_TEXT(made->centre_code, "arbat");
    EXPECT_TEXT(made->requester, "op");
    EXPECT_CODE(TRY(Exchange__CreateRequest, .agency_code = "mvd", .kind = "registration", .centre_code = "tver"),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Exchange__CreateRequest, .agency_code = "mvd", .kind = "registration", .correlation = "step-1"),
                RPC_INVALID_ARGUMENT);
    as_official("o");
    EXPECT_CODE(TRY(Exchange__CreateRequest, .agency_code = "mvd", .kind = "registration"), RPC_PERMISSION_DENIED);
}

TEST(a_step_that_asks_twice_has_asked_once)
{
    const char *step = pg_uuid();
    as_tracking();
    const Exchange__Request *first = CALL(Exchange__CreateRequest, .agency_code = "mvd", .kind = "registration",
                                          .centre_code = "arbat", .correlation = step);
    const Exchange__Request *again = CALL(Exchange__CreateRequest, .agency_code = "mvd", .kind = "registration",
                                          .centre_code = "arbat", .correlation = step);
    EXPECT_TEXT(again->request_id, first->request_id);
    EXPECT_TEXT(history(first->request_id), "CREATE SEND");
    EXPECT_TEXT(events(first->request_id), "RequestSent");
    EXPECT_CODE(TRY(Exchange__CreateRequest, .agency_code = "archive", .kind = "registration", .centre_code = "arbat",
                    .correlation = step),
                RPC_ALREADY_EXISTS);
    EXPECT_TEXT(pg_last->reason, "CORRELATION_USED");
}

TEST(a_request_repeated_under_its_id_is_made_once)
{
    as_operator();
    pg_request_id = pg_uuid();
    const Exchange__Request *first = CALL(Exchange__CreateRequest, .agency_code = "mvd", .kind = "registration");
    const Exchange__Request *again = CALL(Exchange__CreateRequest, .agency_code = "mvd", .kind = "registration");
    EXPECT_TEXT(again->request_id, first->request_id);
}
