/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** An event of an agency's system as it comes in: is it theirs, is it new, can it be read? */
#ifndef OKNO_EXCHANGE_RECEPTION_H
#define OKNO_EXCHANGE_RECEPTION_H

#include "rules.h"

struct reception {
    struct rpc_call *call;
    const Exchange__ReceiveEventRequest *req;
    Exchange__EventReceipt *rep;
    const char *sha256; /* of the bytes that were signed */
    const Exchange__Processing *processing;
    enum rules_action action;
};

/** By the keys of the caller's agency. @return RPC_PERMISSION_DENIED, worded, when it is not theirs */
enum rpc_code reception_check_signature(struct reception *r) OKNO_MUST_CHECK;

/**
 * The receipt of the same message, when it came before.
 *
 * @return RPC_NOT_FOUND, without a text, when it is new; RPC_ALREADY_EXISTS, worded, for another content under its id
 */
enum rpc_code reception_find_earlier(struct reception *r) OKNO_MUST_CHECK;

/** Whether a new message is recent (StaleMessageId, facts 4.1), and an envelope that we know. */
enum rpc_code reception_check_envelope(struct reception *r) OKNO_MUST_CHECK;

/** What the event says; faults are named below `data`. */
enum rpc_code reception_parse(struct reception *r) OKNO_MUST_CHECK;

#endif
