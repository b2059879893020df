/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What officials and agencies' systems have in common when they end a request. */
#ifndef OKNO_EXCHANGE_ANSWERING_H
#define OKNO_EXCHANGE_ANSWERING_H

#include "record.h"

struct answer {
    Google__Protobuf__Struct *fields;
    const char *const *file_ids;
    size_t n_files;
    const char *comment;
    Exchange__Refusal refusal;
};

/**
 * Whether the request may be answered so: files that were uploaded for it, a reason for a refusal.
 *
 * @where  of the fields in the caller's words: "" or "data."
 */
enum rpc_code answering_check(const struct record *record, enum rules_action action, const struct answer *answer,
                              const char *where) OKNO_MUST_CHECK;

/** Puts the answer into the request and its files into the work; the move is still to be made. */
void answering_apply(struct db_work *work, struct record *record, const struct answer *answer);

/** RPC_ABORTED, with the name of who has it, when another official has claimed the request. */
enum rpc_code answering_is_free(const struct record *record) OKNO_MUST_CHECK;

#endif
