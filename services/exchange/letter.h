/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** A message to an agency as it is read or posted. */
#ifndef OKNO_EXCHANGE_LETTER_H
#define OKNO_EXCHANGE_LETTER_H

#include "keys.h"
#include "record.h"

struct letter {
    const char *message_id;
    Exchange__Dispatch *dispatch;
    struct text event; /* JSON of the CloudEvent, the same at every attempt */
    struct keys_signature signature;
};

/**
 * Writes the message about a request, without a person where the agency works with pseudonyms. Everything lives in the
 * call's arena.
 */
enum rpc_code letter_write(struct rpc_call *call, const Exchange__Request *request, const char *message_id,
                           Exchange__Dispatch__Kind kind, struct letter *ret_letter) OKNO_MUST_CHECK;

/** Signs it by what the agency's route asks for. */
enum rpc_code letter_sign(struct rpc_call *call, const Exchange__AgencyRoute *route,
                          struct letter *letter) OKNO_MUST_CHECK;

/** The way to an agency: by its officials, when nothing else was set. */
enum rpc_code letter_route(struct rpc_call *call, const char *agency_code,
                           Exchange__AgencyRoute *ret_route) OKNO_MUST_CHECK;

/**
 * What follows when somebody has taken the message that brings a request: the request counts as sent. Harmless when
 * it already does, or when somebody else is faster.
 */
enum rpc_code letter_handed_out(struct record *record, const char *message_id) OKNO_MUST_CHECK;

/**
 * Ends a message: DONE when it was accepted, a dead letter otherwise; the request moves along.
 *
 * @error  "" when it was accepted
 * @return RPC_ABORTED when somebody else moved the request at the same moment: load and try again
 */
enum rpc_code letter_end(struct record *record, const char *message_id, Exchange__Dispatch__Kind kind,
                         const char *error) OKNO_MUST_CHECK;

#endif
