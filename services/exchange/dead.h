/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What re-driving and discarding a dead letter have in common. */
#ifndef OKNO_EXCHANGE_DEAD_H
#define OKNO_EXCHANGE_DEAD_H

#include "record.h"

/** Loads a dead letter and its request. @return RPC_NOT_FOUND, worded, when there is no such message */
enum rpc_code dead_load(struct rpc_call *call, const char *message_id, Exchange__DeadLetter *ret_letter,
                        struct record *ret_record) OKNO_MUST_CHECK;

/**
 * Whether another message about the request is a dead letter too: then it stays undelivered.
 */
enum rpc_code dead_others(const struct record *record, const char *message_id, bool *ret_others) OKNO_MUST_CHECK;

/** Adds the change of the message; the work fails when it is no dead letter any more. */
void dead_put(struct db_work *work, const struct db_statement *statement, struct db_args args);

#endif
