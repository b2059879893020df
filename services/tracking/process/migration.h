/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Running processes moved to another version of their regulation. */
#ifndef OKNO_TRACKING_MIGRATION_H
#define OKNO_TRACKING_MIGRATION_H

#include "process.h"

/** To which version, and which elements take the place of which. */
struct migration {
    const struct regulation *to;
    const struct bpmn_mapping *map;
    size_t n_map;
};

/**
 * Reads what a request says.
 *
 * @from  version that the elements to be moved are of; NULL: not known beforehand
 * @return RPC_INVALID_ARGUMENT naming the moves whose elements do not exist, or that are said twice
 */
enum rpc_code migration_read(struct rpc_call *call, const struct regulation *from, const struct regulation *to,
                             Tracking__ElementMove *const *moves, size_t n_moves,
                             struct migration *ret_migration) OKNO_MUST_CHECK;

/**
 * Moves a loaded process in memory. RPC_FAILED_PRECONDITION, worded, where it cannot be safe; what it failed about
 * (`call->subject_id`) is the element.
 */
enum rpc_code migration_try(struct process *process, const struct migration *migration) OKNO_MUST_CHECK;

/**
 * Adds a process moved so: with its tasks, which keep who has them and when they are due, and its application. What
 * nobody has claimed goes to whom the new version names, unless an expression does.
 */
enum rpc_code migration_put(struct process *process, struct db_work *work) OKNO_MUST_CHECK;

/** What came of one process; texts in the arena of the whole call. */
struct migration_verdict {
    enum rpc_code code;           /* RPC_NOT_FOUND: it has ended meanwhile, or was moved by somebody else */
    const char *element, *reason; /* of a refusal */
};
/**
 * Moves one of many in a unit of work of its own, so that one that cannot be moved does not keep the others; again
 * when somebody else moves it at the same moment.
 *
 * @dry_run  only says what would come of it
 */
struct migration_verdict migration_run(struct rpc_call *call, const struct migration *migration,
                                       const Tracking__ProcessRow *row, bool dry_run);

#endif
