/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

#include <okno/sign.h>

#include <pthread.h>

/* ------------------------------------------------------------------ events as the agency's system makes them */

struct made {
    const char *id, *data, *signature;
    int64_t timestamp;
};

static struct made
sign_at(const char *id, const char *data, int64_t timestamp)
{
    char signature[SIGN_WEBHOOK_SIZE];
    TEXT_SCOPED content = { 0 };
    sign_content(id, timestamp, data, strlen(data), &content);
    EXPECT(sign_webhook(LAND_SECRET, &content, signature));
    return (struct made){ id, data, pg_text("%s", signature), timestamp };
}

static struct made
sign(const char *data)
{
    return sign_at(message_id(), data, time_now_us() / 1000000);
}

#define EVENT(made)                                                                                                    \
    .specversion = "1.0", .id = (made).id, .source = "land", .type = "okno.exchange.v1.Processing",                    \
    .data_base64 = { strlen((made).data), (uint8_t *)(uintptr_t)(made).data }, .webhooktimestamp = (made).timestamp,   \
    .webhooksignature = (made).signature

static const Exchange__EventReceipt *
send_event(struct made event)
{
    return CALL(Exchange__ReceiveEvent, EVENT(event));
}

static enum rpc_code
try_send(struct made event)
{
    return TRY(Exchange__ReceiveEvent, EVENT(event));
}

/* A request that the agency's system has read. */
static const char *
sent(void)
{
    land_is_a_system("");
    const char *id = ask("land")->request_id;
    as_land();
    CALL(Exchange__NextMessage);
    return id;
}

static const char *
answer(const char *request_id)
{
    return pg_text("{\"kind\":\"ANSWERED\",\"requestId\":\"%s\",\"fields\":{\"owner\":\"да\"},\"comment\":\"готово\"}",
                   request_id);
}

/* ------------------------------------------------------------------ effects */

TEST(an_answer_by_event_closes_the_request)
{
    const char *id = sent();
    const Exchange__EventReceipt *receipt =
        send_event(sign(pg_text("{\"kind\":\"RECEIVED\",\"requestId\":\"%s\"}", id)));
    EXPECT_INT(receipt->state, EXCHANGE__REQUEST__STATE__DELIVERED);
    send_event(sign(pg_text("{\"kind\":\"STATUS\",\"requestId\":\"%s\",\"statusCode\":\"1052\"}", id)));
    EXPECT_TEXT(look(id)->status_code, "1052");
    as_land();
    receipt = send_event(sign(answer(id)));
    EXPECT_INT(receipt->state, EXCHANGE__REQUEST__STATE__ANSWERED);
    EXPECT_TEXT(field(look(id)->fields, "owner"), "да");
    EXPECT_TEXT(history(id), "CREATE SEND STATUS STATUS ANSWER");
    EXPECT_TEXT(events(id), "RequestSent RequestAnswered");
    as_land();
    EXPECT(!((const Exchange__NextMessageResponse *)CALL(Exchange__NextMessage))->message);
    EXPECT_CODE(try_send(sign(answer(id))), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "REQUEST_CLOSED");
}

TEST(refusals_and_failures_come_by_event_too)
{
    const char *id = sent();
    EXPECT_CODE(try_send(sign(pg_text("{\"kind\":\"REFUSED\",\"requestId\":\"%s\"}", id))), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("data.refusal") && pg_violation("data.comment"));
    send_event(
        sign(pg_text("{\"kind\":\"REFUSED\",\"requestId\":\"%s\",\"refusal\":\"NO_DATA\",\"comment\":\"нет\"}", id)));
    EXPECT_INT(look(id)->refusal, EXCHANGE__REFUSAL__NO_DATA);
    id = sent();
    send_event(sign(pg_text("{\"kind\":\"FAILED\",\"requestId\":\"%s\",\"comment\":\"сбой\"}", id)));
    EXPECT_INT(look(id)->state, EXCHANGE__REQUEST__STATE__FAILED);
    EXPECT_TEXT(events(id), "RequestSent RequestAnswered");
}

/* ------------------------------------------------------------------ repeats */

TEST(a_repeat_is_harmless_and_answered_equally)
{
    const char *id = sent();
    struct made event = sign(answer(id));
    const Exchange__EventReceipt *first = send_event(event);
    for (int i = 0; i < 3; i++) {
        const Exchange__EventReceipt *again = send_event(event);
        EXPECT_TEXT(again->message_id, first->message_id);
        EXPECT_TEXT(again->request_id, first->request_id);
        EXPECT_INT(again->state, first->state);
        EXPECT_INT(again->received->seconds, first->received->seconds);
        EXPECT_INT(again->received->nanos, first->received->nanos);
    }
    EXPECT_TEXT(events(id), "RequestSent RequestAnswered");
    EXPECT_TEXT(history(id), "CREATE SEND ANSWER");
    as_land();
    struct made other = sign_at(event.id, pg_text("{\"kind\":\"FAILED\",\"requestId\":\"%s\"}", id), event.timestamp);
    EXPECT_CODE(try_send(other), RPC_ALREADY_EXISTS);
    EXPECT_TEXT(pg_last->reason, "MESSAGE_ALREADY_SENT");
}

TEST(an_old_message_again_is_stale_but_a_repeat_of_it_is_not)
{
    const char *id = sent();
    struct made event = sign(pg_text("{\"kind\":\"RECEIVED\",\"requestId\":\"%s\"}", id));
    send_event(event);
    event = sign_at(event.id, event.data, event.timestamp - 86400);
    send_event(event);
    int64_t now = time_now_us() / 1000000;
    EXPECT_CODE(try_send(sign_at(message_id(), answer(id), now - 301)), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "STALE_MESSAGE");
    EXPECT_CODE(try_send(sign_at(message_id(), answer(id), now + 310)), RPC_FAILED_PRECONDITION);
    int64_t two_days_ago = time_now_us() - INT64_C(2) * 86400 * 1000000;
    EXPECT_CODE(try_send(sign_at(message_id_at(two_days_ago), answer(id), now)), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(try_send(sign_at("c232ab00-9414-41ec-b3c8-9f6bdeced846", answer(id), now)), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("id"));
    EXPECT_INT(look(id)->state, EXCHANGE__REQUEST__STATE__DELIVERED);
}

/* ------------------------------------------------------------------ forgeries and nonsense */

TEST(what_is_not_signed_by_the_agency_has_no_effect)
{
    const char *id = sent();
    struct made event = sign(answer(id)), forged = event;
    forged.data = pg_text("{\"kind\":\"FAILED\",\"requestId\":\"%s\"}", id);
    EXPECT_CODE(try_send(forged), RPC_PERMISSION_DENIED);
    EXPECT_TEXT(pg_last->reason, "SIGNATURE_FORGED");
    forged = event;
    forged.id = message_id();
    EXPECT_CODE(try_send(forged), RPC_PERMISSION_DENIED);
    forged = event;
    forged.timestamp++;
    EXPECT_CODE(try_send(forged), RPC_PERMISSION_DENIED);
    forged = event;
    forged.signature = "";
    EXPECT_CODE(try_send(forged), RPC_PERMISSION_DENIED);
    EXPECT_TEXT(pg_last->reason, "SIGNATURE_MALFORMED");
    EXPECT_INT(look(id)->state, EXCHANGE__REQUEST__STATE__SENT);
    as_archive();
    EXPECT_CODE(try_send(event), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "NO_KEY");
}

TEST(a_right_signature_opens_no_foreign_request)
{
    const char *foreign = ask("mvd")->request_id;
    sent();
    EXPECT_CODE(try_send(sign(answer(foreign))), RPC_NOT_FOUND);
    EXPECT_INT(look(foreign)->state, EXCHANGE__REQUEST__STATE__SENT);
}

TEST(nonsense_is_told_by_its_field)
{
    const char *id = sent();
    EXPECT_CODE(try_send(sign("{\"kind\":\"ANSWERED\"")), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(try_send(sign("{}")), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("data.kind") && pg_violation("data.requestId"));
    EXPECT_CODE(try_send(sign(pg_text("{\"kind\":\"EATEN\",\"requestId\":\"%s\"}", id))), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("data.kind"));
    EXPECT_CODE(try_send(sign(pg_text("{\"kind\":\"ANSWERED\",\"requestId\":\"%s\",\"sum\":1}", id))),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(
        try_send(sign(pg_text("{\"kind\":\"ANSWERED\",\"requestId\":\"%s\",\"fileIds\":[\"%s\"]}", id, pg_uuid()))),
        RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("data.fileIds[0]"));
    EXPECT_INT(look(id)->state, EXCHANGE__REQUEST__STATE__SENT);
}

/* ------------------------------------------------------------------ CMS */

static ProtobufCBinaryData
cms_of(const struct made *event, const char *signer)
{
    struct sign_key *key;
    TEXT_SCOPED error = { 0 }, content = { 0 }, der = { 0 };
    EXPECT_CODE(sign_key_open(pg_text("%s/%s.key", keys_folder, signer), pg_text("%s/%s.pem", keys_folder, signer), "",
                              &key, &error),
                RPC_OK);
    sign_content(event->id, event->timestamp, event->data, strlen(event->data), &content);
    EXPECT(sign_detached(key, content.data, content.length, &der));
    sign_key_close(key);
    static uint8_t bytes[2][8192];
    static unsigned n;
    uint8_t *at = bytes[n++ % 2];
    memcpy(at, der.data, der.length);
    return (ProtobufCBinaryData){ der.length, at };
}

TEST(both_signatures_are_needed_where_the_route_says_so)
{
    make_certificates();
    const char *id = sent();
    land_is_a_system_signed("", EXCHANGE__AGENCY_ROUTE__SIGNATURE__HMAC_AND_CMS);
    as_land();
    struct made event = sign(answer(id));
    EXPECT_CODE(try_send(event), RPC_PERMISSION_DENIED);
    EXPECT_CODE(TRY(Exchange__ReceiveEvent, EVENT(event), .cms = cms_of(&event, "own")), RPC_PERMISSION_DENIED);
    EXPECT_TEXT(pg_last->reason, "SIGNATURE_FORGED");
    struct made other = sign(answer(pg_uuid()));
    EXPECT_CODE(TRY(Exchange__ReceiveEvent, EVENT(event), .cms = cms_of(&other, "land")), RPC_PERMISSION_DENIED);
    EXPECT_INT(
        ((const Exchange__EventReceipt *)CALL(Exchange__ReceiveEvent, EVENT(event), .cms = cms_of(&event, "land")))
            ->state,
        EXCHANGE__REQUEST__STATE__ANSWERED);
}

/* ------------------------------------------------------------------ the same event at one moment */

enum { SENDERS = 8 };

struct sender {
    const struct made *event;
    enum rpc_code code;
    Exchange__Request__State state;
};

static void *
send_same(void *arg)
{
    struct sender *sender = arg;
    struct rpc_call call;
    Exchange__ReceiveEventRequest req = EXCHANGE__RECEIVE_EVENT_REQUEST__INIT;
    Exchange__EventReceipt rep = EXCHANGE__EVENT_RECEIPT__INIT;
    rpc_call_init(&call, "land-system", 20000, NULL);
    call.caller.role = RPC_ROLE_AGENCY;
    call.caller.agency = "land";
    req.specversion = "1.0";
    req.id = sender->event->id;
    req.source = "land";
    req.type = "okno.exchange.v1.Processing";
    req.data_base64 = (ProtobufCBinaryData){ strlen(sender->event->data), (uint8_t *)(uintptr_t)sender->event->data };
    req.webhooktimestamp = sender->event->timestamp;
    req.webhooksignature = sender->event->signature;
    sender->code = exchange_receive_event(&call, &req, &rep);
    sender->state = rep.state;
    rpc_call_release(&call);
    return NULL;
}

TEST(the_same_event_at_one_moment_takes_effect_once)
{
    for (int round = 0; round < 5; round++) {
        pthread_t threads[SENDERS];
        struct sender senders[SENDERS];
        const char *id = sent();
        struct made event = sign(answer(id));
        for (int i = 0; i < SENDERS; i++) {
            senders[i] = (struct sender){ &event, RPC_UNKNOWN, 0 };
            ck_assert_int_eq(pthread_create(&threads[i], NULL, send_same, &senders[i]), 0);
        }
        for (int i = 0; i < SENDERS; i++)
            pthread_join(threads[i], NULL);
        for (int i = 0; i < SENDERS; i++) {
            EXPECT_CODE(senders[i].code, RPC_OK);
            EXPECT_INT(senders[i].state, EXCHANGE__REQUEST__STATE__ANSWERED);
        }
        EXPECT_TEXT(events(id), "RequestSent RequestAnswered");
    }
}
