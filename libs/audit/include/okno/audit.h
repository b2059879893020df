/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Who did or saw what, when, why: a record for every change (in its transaction) and for every reading of personal
 * data (before the answer leaves). Records are sealed in batches into a chain of SHA-256 hashes, whose newest seal is
 * noted in a file beside the database, so that a row edited, added or deleted behind the services' back is found by
 * `okno audit verify`.
 *
 * Records hold ids, never the personal data themselves.
 */
#ifndef OKNO_AUDIT_H
#define OKNO_AUDIT_H

#include <okno/db.h>

/** Starts adding a record to every work that is committed for a call. */
void audit_open(void);

/**
 * Names what the call is about; the last one said counts. Methods say it as soon as they know.
 *
 * @kind    "application", "applicant", "task", ...
 * @id      its id
 * @reason  why, when a person gave a reason; NULL without. No personal data.
 */
void audit_object(struct rpc_call *call, const char *kind, const char *id, const char *reason);

/**
 * Record of a call that showed personal data and changed nothing, as its last act: libs/service calls it for methods
 * marked `personal`.
 */
enum rpc_code audit_reading(struct rpc_call *call) OKNO_MUST_CHECK;
/**
 * The same for a call that was answered with the stored outcome of an earlier one. The id of the object is that of the
 * reply, where the reply has a field for it (`application_id` for "application"): the call that did not go through may
 * have named something that it did not make.
 */
enum rpc_code audit_repeat(struct rpc_call *call) OKNO_MUST_CHECK;

/** Where the anchor of a schema's chain stands in a state folder. */
const char *audit_anchor_path(struct arena *arena, const char *folder, const char *schema);

/**
 * Job: seals what is not yet sealed, and moves the anchor to the newest seal. An anchor that contradicts the chain is
 * left as it is, and logged as an error.
 *
 * @anchor  path of the file; NULL: none is kept
 */
enum rpc_code audit_seal(struct rpc_call *call, const char *anchor) OKNO_MUST_CHECK;

/**
 * Walks the chain of the open database from its start, and compares its end with the anchor.
 *
 * @anchor      path of the file; NULL: nothing is compared
 * @ret_report  how far it holds, how much is not sealed yet and what the anchor says, or where it breaks
 * @return RPC_OK when it holds, RPC_DATA_LOSS when not, else why it could not be read
 */
enum rpc_code audit_verify(struct rpc_call *call, const char *anchor, struct text *ret_report) OKNO_MUST_CHECK;

#endif
