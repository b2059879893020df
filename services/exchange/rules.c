/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules.h"

#include <ctype.h>
#include <inttypes.h>

/* ------------------------------------------------------------------ the life of a request */

#define STATE(name) EXCHANGE__REQUEST__STATE__##name
#define OPEN (RULES_IN(NEW) | RULES_IN(SENT) | RULES_IN(DELIVERED))
#define HANDED_OUT (RULES_IN(SENT) | RULES_IN(DELIVERED))
#define ENDED "Работа по запросу закончена", "The request is closed"

/* The README shows the same table. */
static const struct rules_move moves[RULES_ACTIONS] = {
    [RULES_CREATE] = { "CREATE", 0, STATE(NEW), ENDED },
    [RULES_SEND] = { "SEND", RULES_IN(NEW), STATE(SENT), "Запрос уже отправлен", "The request was sent already" },
    [RULES_DELIVER] = { "DELIVER", RULES_IN(NEW) | RULES_IN(SENT), STATE(DELIVERED), "Запрос уже доставлен",
                        "The request was delivered already" },
    [RULES_CLAIM] = { "CLAIM", HANDED_OUT, STATE(DELIVERED), ENDED },
    [RULES_RELEASE] = { "RELEASE", RULES_IN(DELIVERED), 0, ENDED },
    [RULES_STATUS] = { "STATUS", HANDED_OUT, STATE(DELIVERED), ENDED },
    [RULES_ANSWER] = { "ANSWER", HANDED_OUT, STATE(ANSWERED), ENDED },
    [RULES_REFUSE] = { "REFUSE", HANDED_OUT, STATE(REFUSED), ENDED },
    [RULES_FAIL] = { "FAIL", OPEN, STATE(FAILED), ENDED },
    [RULES_CANCEL] = { "CANCEL", OPEN, STATE(CANCELLED), ENDED },
    [RULES_UNDELIVERED] = { "UNDELIVERED", OPEN, 0, ENDED },
    [RULES_REDRIVE] = { "REDRIVE", OPEN, 0, ENDED },
    [RULES_DISCARD] = { "DISCARD", OPEN, 0, ENDED },
    [RULES_REMIND_HALF] = { "REMIND_HALF", OPEN, 0, ENDED },
    [RULES_REMIND_LATE] = { "REMIND_LATE", OPEN, 0, ENDED },
};

const struct rules_move *
rules_move(enum rules_action action)
{
    return &moves[action];
}

bool
rules_may(enum rules_action action, Exchange__Request__State state)
{
    return moves[action].from & (1u << state);
}

Exchange__Request__State
rules_after(enum rules_action action, Exchange__Request__State state)
{
    return moves[action].to ? moves[action].to : state;
}

bool
rules_is_closed(Exchange__Request__State state)
{
    return !(OPEN & (1u << state));
}

const char *
rules_state_name(Exchange__Request__State state)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(&exchange__request__state__descriptor, (int)state);
    return value ? value->name : "";
}

bool
rules_brings(Exchange__Dispatch__Kind kind)
{
    return kind == EXCHANGE__DISPATCH__KIND__REQUEST || kind == EXCHANGE__DISPATCH__KIND__TASK;
}

bool
rules_fails_with(Exchange__Dispatch__Kind kind, Exchange__Request__State state)
{
    return rules_brings(kind) && rules_may(RULES_DELIVER, state);
}

bool
rules_action_of(Exchange__Processing__Kind kind, enum rules_action *ret_action)
{
    static const enum rules_action actions[] = {
        [EXCHANGE__PROCESSING__KIND__RECEIVED] = RULES_STATUS, [EXCHANGE__PROCESSING__KIND__STATUS] = RULES_STATUS,
        [EXCHANGE__PROCESSING__KIND__ANSWERED] = RULES_ANSWER, [EXCHANGE__PROCESSING__KIND__REFUSED] = RULES_REFUSE,
        [EXCHANGE__PROCESSING__KIND__FAILED] = RULES_FAIL,
    };
    bool known = (size_t)kind < OKNO_ARRAY_SIZE(actions) && actions[kind] != RULES_CREATE;
    if (known)
        *ret_action = actions[kind];
    return known;
}

/* ------------------------------------------------------------------ terms */

enum rpc_code
rules_term(const struct calendar *cal, struct date today, int32_t days, struct date *ret_half, struct date *ret_due)
{
    struct date half, due;
    enum rpc_code code = calendar_add_days(cal, today, (days + 1) / 2, CALENDAR_WORKING, &half);
    if (code == RPC_OK)
        code = calendar_add_days(cal, today, days, CALENDAR_WORKING, &due);
    if (code != RPC_OK)
        return code;
    *ret_half = half;
    *ret_due = due;
    return RPC_OK;
}

/* ------------------------------------------------------------------ delivery */

void
rules_complete_route(Exchange__AgencyRoute *route)
{
    if (!route->attempts)
        route->attempts = 12;
    if (!route->first_delay_seconds)
        route->first_delay_seconds = 5;
    if (!route->longest_delay_seconds)
        route->longest_delay_seconds = 3600;
    if (!route->timeout_seconds)
        route->timeout_seconds = 10;
}

enum rules_delivery
rules_delivery(long status)
{
    if ((status >= 200 && status < 300) || status == 409)
        return RULES_DELIVERED;
    return status == 410 ? RULES_NEVER : RULES_AGAIN;
}

int64_t
rules_delay_ms(const Exchange__AgencyRoute *route, int attempts, uint32_t random, int64_t asked_s)
{
    int64_t longest = (int64_t)route->longest_delay_seconds * 1000, delay = (int64_t)route->first_delay_seconds * 1000;
    for (int i = 1; i < attempts && delay < longest; i++)
        delay *= 2;
    if (delay > longest)
        delay = longest;
    delay = delay / 2 + (delay / 2 + 1) * (int64_t)(random % 1000) / 1000;
    int64_t asked = asked_s > longest / 1000 ? longest : asked_s * 1000;
    return delay > asked ? delay : asked;
}

/* ------------------------------------------------------------------ ids of messages */

#define GREGORIAN_100NS INT64_C(122192928000000000) /* from 15 October 1582 to 1970 */
#define STALE_US (INT64_C(2) * 24 * 3600 * 1000000)
#define AHEAD_US (INT64_C(300) * 1000000)

void
rules_message_id(int64_t now_us, const uint8_t random[16], char ret_id[37])
{
    uint64_t time = (uint64_t)(now_us * 10 + GREGORIAN_100NS + random[15] % 10);
    uint8_t id[16];
    char hex[33];
    memcpy(id, random, sizeof id);
    for (int i = 0; i < 4; i++)
        id[i] = (uint8_t)(time >> (24 - 8 * i));
    id[4] = (uint8_t)(time >> 40);
    id[5] = (uint8_t)(time >> 32);
    id[6] = (uint8_t)(0x10 | ((time >> 56) & 0x0f));
    id[7] = (uint8_t)(time >> 48);
    id[8] = (uint8_t)(0x80 | (id[8] & 0x3f));
    id[10] |= 1; /* a node by chance says so by this bit (RFC 9562, 6.10) */
    hex_encode(id, sizeof id, hex);
    snprintf(ret_id, 37, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

/* The time in it, and whether the version has one. */
static bool
time_of_id(const char *id, int64_t *ret_us)
{
    char bare[33];
    size_t n = 0;
    for (const char *c = id; *c && n < 32; c++)
        if (*c != '-')
            bare[n++] = *c;
    bare[n] = '\0';
    uint64_t high = 0, low = 0;
    if (n != 32 || sscanf(bare, "%8" SCNx64 "%8" SCNx64, &high, &low) != 2)
        return false;
    if (bare[12] == '7')
        *ret_us = (int64_t)(high << 16 | low >> 16) * 1000;
    else
        *ret_us = ((int64_t)((low & 0x0fff) << 48 | (low >> 16) << 32 | high) - GREGORIAN_100NS) / 10;
    return bare[12] == '7' || bare[12] == '1';
}

enum rules_id
rules_check_id(const char *id, int64_t now_us)
{
    int64_t made_us;
    if (!uuid_valid(id) || !strchr("89ab", id[19]) || !time_of_id(id, &made_us))
        return RULES_ID_FORMAT;
    for (const char *c = id; *c; c++)
        if (isupper((unsigned char)*c))
            return RULES_ID_FORMAT;
    return now_us - made_us >= STALE_US || made_us - now_us > AHEAD_US ? RULES_ID_STALE : RULES_ID_GOOD;
}
