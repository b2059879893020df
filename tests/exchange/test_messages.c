/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading by read–acknowledge. */
#include "fixture.h"

#include <okno/sign.h>

#include <pthread.h>
#include <unistd.h>

static const Exchange__AgencyMessage *
next(int seconds)
{
    return ((const Exchange__NextMessageResponse *)CALL(Exchange__NextMessage, .visibility_seconds = seconds))->message;
}

static void
acknowledge(const char *id)
{
    CALL(Exchange__AcknowledgeMessage, .message_id = id, .accepted = true);
}

static void
visible_again(const char *id)
{
    pg_query(pg_text("UPDATE message SET visible_from = now() WHERE message_id = '%s'", id));
}

TEST(an_empty_queue_gives_an_empty_answer)
{
    as_land();
    EXPECT(!next(0));
}

TEST(a_message_is_hidden_until_acknowledged_or_its_time_is_up)
{
    land_is_a_system("");
    const char *id = ask("land")->request_id, *second = ask("land")->request_id;
    as_land();
    const Exchange__AgencyMessage *message = next(60), *other = next(60);
    EXPECT_TEXT(message->dispatch->request_id, id);
    EXPECT_TEXT(other->dispatch->request_id, second);
    EXPECT_INT(message->attempt, 1);
    EXPECT(message->visible_until->seconds >= time_now_us() / 1000000 + 58);
    EXPECT(!next(60));
    visible_again(message->message_id);
    const Exchange__AgencyMessage *again = next(60);
    EXPECT_TEXT(again->message_id, message->message_id);
    EXPECT_INT(again->attempt, 2);
    acknowledge(again->message_id);
    acknowledge(again->message_id);
    visible_again(again->message_id);
    EXPECT(!next(60));
    EXPECT_TEXT(history(id), "CREATE SEND DELIVER");
    EXPECT_TEXT(events(id), "RequestSent");
    EXPECT_TEXT(history(second), "CREATE SEND");
}

TEST(a_visibility_of_a_second_ends_by_itself)
{
    land_is_a_system("");
    ask("land");
    as_land();
    const Exchange__AgencyMessage *message = next(1);
    EXPECT(!next(1));
    usleep(1200000);
    EXPECT_TEXT(next(1)->message_id, message->message_id);
}

TEST(messages_of_others_are_not_there)
{
    land_is_a_system("");
    ask("land");
    as_land();
    const char *id = next(60)->message_id;
    as_archive();
    EXPECT(!next(60));
    EXPECT_CODE(TRY(Exchange__AcknowledgeMessage, .message_id = id, .accepted = true), RPC_NOT_FOUND);
    as_land();
    EXPECT_CODE(TRY(Exchange__AcknowledgeMessage, .message_id = pg_uuid(), .accepted = true), RPC_NOT_FOUND);
    as_operator();
    EXPECT_CODE(TRY(Exchange__NextMessage), RPC_PERMISSION_DENIED);
}

TEST(a_message_that_is_read_is_signed)
{
    land_is_a_system("");
    ask("land");
    as_land();
    const Exchange__AgencyMessage *message = next(60);
    TEXT_SCOPED content = { 0 };
    sign_content(message->message_id, message->webhooktimestamp, message->event.data, message->event.len, &content);
    EXPECT_INT(sign_webhook_verify(LAND_SECRET, &content, message->webhooksignature), SIGN_GOOD);
    EXPECT(strstr(content.data, "77:01:0001001:1024")
           && strstr(content.data, "\"type\":\"okno.exchange.v1.Dispatch\""));
}

TEST(a_message_names_no_person_where_the_register_says_so)
{
    Exchange__AgencyRoute route = { .agency_code = "archive",
                                    .way = EXCHANGE__WAY__SYSTEM,
                                    .signature = EXCHANGE__AGENCY_ROUTE__SIGNATURE__HMAC,
                                    .key_id = "land" };
    as_admin();
    CALL(Exchange__SetAgencyRoute, .route = &route);
    ask_about("archive", fields("applicantName", "Образцов О. О."));
    as_archive();
    const Exchange__AgencyMessage *message = next(60);
    EXPECT_INT(message->dispatch->content->n_fields, 0);
    EXPECT(!memmem(message->event.data, message->event.len, "Образцов", strlen("Образцов")));
}

TEST(a_message_not_accepted_waits_for_the_administrator)
{
    land_is_a_system("");
    const char *id = ask("land")->request_id;
    as_land();
    const char *message = next(60)->message_id;
    CALL(Exchange__AcknowledgeMessage, .message_id = message, .accepted = false, .comment = "не читается");
    visible_again(message);
    EXPECT(!next(60));
    EXPECT(look(id)->undelivered);
    as_admin();
    const Exchange__ListDeadLettersResponse *dead = CALL(Exchange__ListDeadLetters, .agency_code = "land");
    EXPECT_INT(dead->n_dead_letters, 1);
    EXPECT_TEXT(dead->dead_letters[0]->error, "не читается");
    as_land();
    EXPECT(!((const Exchange__AcknowledgeMessageResponse *)CALL(Exchange__AcknowledgeMessage, .message_id = message))
                ->accepted);
    CALL(Exchange__AcknowledgeMessage, .message_id = message, .accepted = true);
    EXPECT(!look(id)->undelivered);
    EXPECT_TEXT(history(id), "CREATE SEND UNDELIVERED DELIVER");
    as_admin();
    EXPECT_CODE(TRY(Exchange__RedriveMessage, .message_id = message), RPC_FAILED_PRECONDITION);
}

/* ------------------------------------------------------------------ many readers */

enum { READERS = 20, MESSAGES = 200 };

static _Atomic int reads, acknowledged;

static enum rpc_code
read_one(bool *ret_found, bool forget)
{
    struct rpc_call call;
    Exchange__NextMessageRequest question = EXCHANGE__NEXT_MESSAGE_REQUEST__INIT;
    Exchange__NextMessageResponse answer = EXCHANGE__NEXT_MESSAGE_RESPONSE__INIT;
    rpc_call_init(&call, "reader", 20000, NULL);
    call.caller.role = RPC_ROLE_AGENCY;
    call.caller.agency = "land";
    question.visibility_seconds = 1;
    enum rpc_code code = exchange_next_message(&call, &question, &answer);
    *ret_found = code == RPC_OK && answer.message;
    if (*ret_found) {
        reads++;
        Exchange__AcknowledgeMessageRequest end = EXCHANGE__ACKNOWLEDGE_MESSAGE_REQUEST__INIT;
        Exchange__AcknowledgeMessageResponse ended = EXCHANGE__ACKNOWLEDGE_MESSAGE_RESPONSE__INIT;
        end.message_id = answer.message->message_id;
        end.accepted = true;
        if (!forget) {
            code = exchange_acknowledge_message(&call, &end, &ended);
            acknowledged++;
        }
    }
    rpc_call_release(&call);
    return code;
}

/* Every tenth message is read and forgotten: it must come again. */
static void *
reader(void *arg)
{
    _Atomic enum rpc_code *result = arg;
    int64_t until = time_mono_us() + 30 * 1000000;
    for (int i = 0; acknowledged < MESSAGES && time_mono_us() < until; i++) {
        bool found;
        enum rpc_code code = read_one(&found, i % 10 == 3);
        if (code != RPC_OK)
            *result = code;
        if (!found)
            usleep(20000);
    }
    return NULL;
}

TEST(twenty_readers_lose_and_double_nothing)
{
    pthread_t threads[READERS];
    _Atomic enum rpc_code result = RPC_OK;
    land_is_a_system("");
    for (int i = 0; i < MESSAGES; i++)
        ask("land");
    for (int i = 0; i < READERS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, reader, (void *)&result), 0);
    for (int i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    EXPECT_CODE(result, RPC_OK);
    EXPECT_INT(acknowledged, MESSAGES);
    EXPECT_TEXT(pg_query("SELECT count(*) || ' ' || sum(attempts) FROM message WHERE state = 'DONE'"),
                pg_text("%d %d", MESSAGES, reads));
    EXPECT_TEXT(
        pg_query("SELECT count(*) FROM message m JOIN request_move USING (request_id) WHERE action = 'DELIVER'"),
        pg_text("%d", MESSAGES));
    EXPECT_TEXT(pg_query("SELECT count(*) FROM message m JOIN event ON key = m.request_id::text WHERE type "
                         "LIKE '%RequestSent'"),
                pg_text("%d", MESSAGES));
}
