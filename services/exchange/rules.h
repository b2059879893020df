/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Decisions of the exchange: no I/O, no clock. */
#ifndef OKNO_EXCHANGE_DECISIONS_H
#define OKNO_EXCHANGE_DECISIONS_H

#include <okno/calendar.h>
#include <okno/exchange.pb-c.h>
#include <okno/rpc.h>

/* ------------------------------------------------------------------ the life of a request, as one table */

enum rules_action {
    RULES_CREATE,
    RULES_SEND,    /* handed out: into the officials' list, or to a reader or sender */
    RULES_DELIVER, /* the agency's system has acknowledged it */
    RULES_CLAIM,
    RULES_RELEASE,
    RULES_STATUS, /* the agency's system says how it goes */
    RULES_ANSWER,
    RULES_REFUSE,
    RULES_FAIL,
    RULES_CANCEL,
    RULES_UNDELIVERED, /* a message about it became a dead letter */
    RULES_REDRIVE,
    RULES_DISCARD, /* the dead letter is given up, the request goes on without it */
    RULES_REMIND_HALF,
    RULES_REMIND_LATE,
    RULES_ACTIONS,
};

struct rules_move {
    const char *name;            /* in the history */
    unsigned from;               /* RULES_IN of every state it is possible in */
    Exchange__Request__State to; /* 0: the state stays */
    const char *ru, *en;         /* why not, of a request in another state */
};
#define RULES_IN(state) (1u << EXCHANGE__REQUEST__STATE__##state)

const struct rules_move *rules_move(enum rules_action action);
bool rules_may(enum rules_action action, Exchange__Request__State state);
/** State after an action that is possible. */
Exchange__Request__State rules_after(enum rules_action action, Exchange__Request__State state);
bool rules_is_closed(Exchange__Request__State state);
/** "NEW" ...; "" for a number that is no state. */
const char *rules_state_name(Exchange__Request__State state);

/** Whether it is the message that brings a request, or a task, to its agency. */
bool rules_brings(Exchange__Dispatch__Kind kind);
/** Whether giving up a message leaves a request that its agency will never have. */
bool rules_fails_with(Exchange__Dispatch__Kind kind, Exchange__Request__State state);

/** What an event of the agency's system does; false for a kind that there is not. */
bool rules_action_of(Exchange__Processing__Kind kind, enum rules_action *ret_action);

/* ------------------------------------------------------------------ terms */

/** Days of an answer to an interagency request when nothing else is said (210-ФЗ, 7.2, part 3). */
#define RULES_DAYS 5

/**
 * Last day of the term, and the day on which half of it (rounded up) has passed.
 *
 * @return RPC_OUT_OF_RANGE beyond the production calendar
 */
enum rpc_code rules_term(const struct calendar *cal, struct date today, int32_t days, struct date *ret_half,
                         struct date *ret_due) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ delivery */

/** Fills in what a route leaves open. */
void rules_complete_route(Exchange__AgencyRoute *route);

enum rules_delivery {
    RULES_DELIVERED,
    RULES_AGAIN, /* may help later */
    RULES_NEVER, /* will not help */
};
/**
 * What an HTTP status says of a delivery. 409: the system has had it before, so it is there (MessageIsAlreadySent,
 * facts 4.1). 410: nobody is there any more.
 */
enum rules_delivery rules_delivery(long status);

/**
 * Milliseconds until the next attempt: doubling from the first delay to the longest, half of it by chance, so that
 * messages that failed together do not come back together.
 *
 * @attempts  made so far, at least 1
 * @random    any number
 * @asked_s   seconds that the other side asked for (Retry-After), 0 when it did not; bounded by the longest delay
 */
int64_t rules_delay_ms(const Exchange__AgencyRoute *route, int attempts, uint32_t random, int64_t asked_s);

/* ------------------------------------------------------------------ ids of messages, and their time */

/** UUID of version 1, as СМЭВ has them (facts 4.1). @random  16 bytes by chance */
void rules_message_id(int64_t now_us, const uint8_t random[16], char ret_id[37]);

enum rules_id {
    RULES_ID_GOOD,
    RULES_ID_FORMAT, /* not a lower-case UUID of version 1 or 7 (InvalidMessageIdFormat) */
    RULES_ID_STALE,  /* made two days ago or more, or in the future (StaleMessageId) */
};
enum rules_id rules_check_id(const char *id, int64_t now_us);

#endif
