/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "address.h"
#include "rules.h"

#include <okno/test.h>

#include <arpa/inet.h>
#include <string.h>

#define STATE(name) EXCHANGE__REQUEST__STATE__##name

/* ------------------------------------------------------------------ moves */

TEST(a_closed_request_never_moves)
{
    static const Exchange__Request__State closed[] = { STATE(ANSWERED), STATE(REFUSED), STATE(FAILED),
                                                       STATE(CANCELLED) };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(closed); i++) {
        EXPECT(rules_is_closed(closed[i]));
        for (int action = 0; action < RULES_ACTIONS; action++)
            EXPECT(!rules_may((enum rules_action)action, closed[i]));
    }
}

TEST(every_move_leads_where_the_table_says)
{
    EXPECT(rules_may(RULES_SEND, STATE(NEW)) && !rules_may(RULES_SEND, STATE(SENT)));
    EXPECT(!rules_may(RULES_ANSWER, STATE(NEW)) && !rules_may(RULES_CLAIM, STATE(NEW)));
    EXPECT(rules_may(RULES_ANSWER, STATE(SENT)) && rules_may(RULES_REFUSE, STATE(DELIVERED)));
    EXPECT(rules_may(RULES_CANCEL, STATE(NEW)) && rules_may(RULES_FAIL, STATE(NEW)));
    EXPECT(!rules_may(RULES_DELIVER, STATE(DELIVERED)));
    EXPECT_INT(rules_after(RULES_SEND, STATE(NEW)), STATE(SENT));
    EXPECT_INT(rules_after(RULES_CLAIM, STATE(SENT)), STATE(DELIVERED));
    EXPECT_INT(rules_after(RULES_REMIND_LATE, STATE(SENT)), STATE(SENT));
    EXPECT_INT(rules_after(RULES_ANSWER, STATE(SENT)), STATE(ANSWERED));
    EXPECT(rules_fails_with(EXCHANGE__DISPATCH__KIND__REQUEST, STATE(SENT)));
    EXPECT(!rules_fails_with(EXCHANGE__DISPATCH__KIND__REQUEST, STATE(DELIVERED)));
    EXPECT(!rules_fails_with(EXCHANGE__DISPATCH__KIND__REMINDER_LATE, STATE(SENT)));
    EXPECT_TEXT(rules_state_name(STATE(DELIVERED)), "DELIVERED");
    EXPECT_TEXT(rules_state_name((Exchange__Request__State)77), "");
}

TEST(events_of_processing_are_moves)
{
    enum rules_action action;
    EXPECT(rules_action_of(EXCHANGE__PROCESSING__KIND__STATUS, &action) && action == RULES_STATUS);
    EXPECT(rules_action_of(EXCHANGE__PROCESSING__KIND__REFUSED, &action) && action == RULES_REFUSE);
    EXPECT(rules_action_of(EXCHANGE__PROCESSING__KIND__FAILED, &action) && action == RULES_FAIL);
    EXPECT(!rules_action_of(EXCHANGE__PROCESSING__KIND__KIND_UNSPECIFIED, &action));
    EXPECT(!rules_action_of((Exchange__Processing__Kind)9, &action));
}

/* ------------------------------------------------------------------ terms */

TEST(a_term_and_its_half_are_working_days)
{
    struct calendar *cal = calendar_new(2026, 2026, NULL, 0);
    struct date half, due;
    EXPECT_CODE(rules_term(cal, (struct date){ 2026, 11, 20 }, 5, &half, &due), RPC_OK); /* a Friday */
    EXPECT_INT(date_compare(half, (struct date){ 2026, 11, 25 }), 0);
    EXPECT_INT(date_compare(due, (struct date){ 2026, 11, 27 }), 0);
    EXPECT_CODE(rules_term(cal, (struct date){ 2026, 12, 30 }, 5, &half, &due), RPC_OUT_OF_RANGE);
    calendar_free(cal);
}

/* ------------------------------------------------------------------ delivery */

TEST(what_a_status_says_of_a_delivery)
{
    EXPECT_INT(rules_delivery(200), RULES_DELIVERED);
    EXPECT_INT(rules_delivery(204), RULES_DELIVERED);
    EXPECT_INT(rules_delivery(409), RULES_DELIVERED);
    EXPECT_INT(rules_delivery(410), RULES_NEVER);
    static const long again[] = { 0, 100, 301, 400, 401, 404, 429, 500, 503 };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(again); i++)
        EXPECT_INT(rules_delivery(again[i]), RULES_AGAIN);
}

TEST(delays_double_with_jitter_up_to_the_longest)
{
    Exchange__AgencyRoute route = EXCHANGE__AGENCY_ROUTE__INIT;
    rules_complete_route(&route);
    EXPECT_INT(route.attempts, 12);
    for (int attempts = 1; attempts < 40; attempts++) {
        int64_t full = attempts < 11 ? 5000 << (attempts - 1) : 3600000;
        if (full > 3600000)
            full = 3600000;
        for (uint32_t random = 0; random < 1000; random += 111) {
            int64_t delay = rules_delay_ms(&route, attempts, random, 0);
            EXPECT(delay >= full / 2 && delay <= full);
        }
    }
    EXPECT(rules_delay_ms(&route, 1, 0, 0) != rules_delay_ms(&route, 1, 999, 0));
    EXPECT_INT(rules_delay_ms(&route, 1, 0, 60), 60000);
    EXPECT_INT(rules_delay_ms(&route, 1, 0, INT64_MAX / 2), 3600000);
}

/* ------------------------------------------------------------------ ids */

#define NOW INT64_C(1795478400000000) /* 24 November 2026 */
#define DAY (INT64_C(86400) * 1000000)

static enum rules_id
made(int64_t at)
{
    char id[37];
    static const uint8_t random[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255 };
    rules_message_id(at, random, id);
    return rules_check_id(id, NOW);
}

TEST(ids_of_messages_tell_their_age)
{
    EXPECT_INT(made(NOW), RULES_ID_GOOD);
    EXPECT_INT(made(NOW - 2 * DAY + 1000), RULES_ID_GOOD);
    EXPECT_INT(made(NOW - 2 * DAY - 1000), RULES_ID_STALE);
    EXPECT_INT(made(NOW + 299 * 1000000), RULES_ID_GOOD);
    EXPECT_INT(made(NOW + 301 * 1000000), RULES_ID_STALE);
    EXPECT_INT(made(0), RULES_ID_STALE);
}

/* The examples of RFC 9562, appendix A: both are of 22 February 2022, 19:22:22 UTC. */
TEST(ids_of_messages_are_uuids_of_version_1_or_7)
{
    int64_t then = INT64_C(1645557742000000);
    EXPECT_INT(rules_check_id("c232ab00-9414-11ec-b3c8-9f6bdeced846", then), RULES_ID_GOOD);
    EXPECT_INT(rules_check_id("c232ab00-9414-11ec-b3c8-9f6bdeced846", then + 2 * DAY), RULES_ID_STALE);
    EXPECT_INT(rules_check_id("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", then), RULES_ID_GOOD);
    EXPECT_INT(rules_check_id("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", then - DAY), RULES_ID_STALE);
    static const char *const wrong[] = { "", "C232AB00-9414-11EC-B3C8-9F6BDECED846",
                                         "c232ab00-9414-41ec-b3c8-9f6bdeced846", "c232ab00-9414-11ec-73c8-9f6bdeced846",
                                         "c232ab00941411ecb3c89f6bdeced846" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(wrong); i++)
        EXPECT_INT(rules_check_id(wrong[i], then), RULES_ID_FORMAT);
}

/* ------------------------------------------------------------------ addresses */

static bool
is_public(const char *text)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return address_is_public((const struct sockaddr *)&v4);
    ck_assert_int_eq(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return address_is_public((const struct sockaddr *)&v6);
}

TEST(only_addresses_out_in_the_world_are_public)
{
    static const char *const inside[] = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001:db8::1",
        "ff02::1",
    };
    static const char *const outside[] = { "8.8.8.8",  "172.32.0.1",  "100.128.0.1",    "192.169.0.1",
                                           "11.0.0.1", "2a02:6b8::1", "::ffff:8.8.8.8", "2002:808:808::" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(inside); i++)
        ck_assert_msg(!is_public(inside[i]), "%s", inside[i]);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(outside); i++)
        ck_assert_msg(is_public(outside[i]), "%s", outside[i]);
    struct sockaddr_storage local = { .ss_family = AF_UNIX };
    EXPECT(!address_is_public((const struct sockaddr *)&local));
}
