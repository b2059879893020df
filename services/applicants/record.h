/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The record of an applicant: how it is loaded, by whom it is seen, and which rows it is made of. */
#ifndef OKNO_APPLICANTS_RECORD_H
#define OKNO_APPLICANTS_RECORD_H

#include "identifiers.h"
#include "words.h"

#include <okno/applicants.rpc.h>
#include <okno/db.h>

/** Tries against changes of others that came in between, and against a pseudonym that is taken. */
#define RECORD_TRIES 5

/** Everything that is stored beside the message itself and follows from it. */
struct record {
    const Applicants__Applicant *applicant;
    struct identifiers identifiers;
    struct words words;
    const char *name; /* the words, a blank before each */
};
/** Of an applicant that was normalised. */
struct record record_of(struct arena *arena, const Applicants__Applicant *applicant);

/** An APPLICANT sees only themselves; what they may not see is NOT_FOUND, so that ids cannot be probed. */
enum rpc_code record_visible(struct rpc_call *call, const char *applicant_id) OKNO_MUST_CHECK;
enum rpc_code record_not_found(struct rpc_call *call, const char *applicant_id);
/** For lists that came back empty: RPC_OK when there is such an applicant. */
enum rpc_code record_exists(struct rpc_call *call, const char *applicant_id) OKNO_MUST_CHECK;
enum rpc_code record_load(struct rpc_call *call, const char *applicant_id,
                          Applicants__Applicant *ret_applicant) OKNO_MUST_CHECK;

/** The rows of a new record, `applicant->created` being now. */
void record_put(struct db_work *work, struct rpc_call *call, const struct record *record);
/** A record in the place of the one that was read; fails with RPC_ABORTED when it is not the same any more. */
void record_replace(struct db_work *work, struct rpc_call *call, const struct record *before,
                    const struct record *after, const char *fields);

/**
 * Whether the identifiers are anybody's already: RPC_ALREADY_EXISTS names whose.
 *
 * @own  applicant who may have them; NULL: nobody
 */
enum rpc_code record_unowned(struct rpc_call *call, const struct identifiers *identifiers,
                             const char *own) OKNO_MUST_CHECK;

/**
 * After a commit that violated a constraint: who has the identifier, told as ALREADY_EXISTS with the id.
 *
 * @code  outcome of the commit, returned as it is when it is about anything else
 * @own   applicant who may have them; NULL: nobody
 */
enum rpc_code record_name_owner(struct rpc_call *call, enum rpc_code code, const struct identifiers *identifiers,
                                const char *own);

/** Every category of benefits must be one of classifier "benefit-categories"; asks the reference service. */
enum rpc_code benefits_check(struct rpc_call *call, const Applicants__Applicant *applicant,
                             const char *prefix) OKNO_MUST_CHECK;

/** A new id, in the arena. */
char *new_id(struct arena *arena);

#endif
