/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** A request loaded to be moved, and what a move leaves behind: row, history, event, messages. */
#ifndef OKNO_EXCHANGE_RECORD_H
#define OKNO_EXCHANGE_RECORD_H

#include "rules.h"
#include "view.h"

#include <okno/db.h>

struct record {
    struct rpc_call *call;
    Exchange__Request *request;
    struct view view;
    int64_t version, now_us;
    const char *correlation; /* also when the caller is not shown it */
};

/** What a move says beyond its action; texts may be NULL. */
struct record_note {
    const char *comment;
    const char *message_id; /* of the message or event that made it */
};

/**
 * The request as the caller may see and move it.
 *
 * @request  of the caller; the reply of a method, as a rule
 * @return   RPC_NOT_FOUND, worded, when it is not theirs
 */
enum rpc_code record_load(struct rpc_call *call, const char *request_id, Exchange__Request *request,
                          struct record *ret_record) OKNO_MUST_CHECK;
/**
 * The request that somebody made for a matter of their own.
 *
 * @requester, @correlation  who, and what they call it
 * @return  RPC_NOT_FOUND, without a text, when there is none
 */
enum rpc_code record_find(struct rpc_call *call, const char *requester, const char *correlation,
                          Exchange__Request *request, struct record *ret_record) OKNO_MUST_CHECK;
/** A record of a request that is being made. */
void record_begin(struct rpc_call *call, Exchange__Request *request, struct record *ret_record);

/** Whether the action is possible now; else RPC_FAILED_PRECONDITION, reason REQUEST_CLOSED or REQUEST_STATE. */
enum rpc_code record_allows(const struct record *record, enum rules_action action) OKNO_MUST_CHECK;
/** The same for what is asked of interagency requests alone: of a task reason REQUEST_IS_TASK. */
enum rpc_code record_may(const struct record *record, enum rules_action action) OKNO_MUST_CHECK;

/**
 * Adds the row of a new request to the work, as `request` and `correlation` say.
 *
 * @half_on  day by which half of its term has passed
 */
void record_put(struct db_work *work, const struct record *record, const char *half_on);

/**
 * Makes a move that is possible, as the request stands now, and adds all that it leaves behind to the work. Somebody
 * else's move at the same moment makes the work fail with RPC_ABORTED. At most one move of a record in a work.
 */
void record_move(struct db_work *work, struct record *record, enum rules_action action, const struct record_note *note);

/** The history and event of a move alone: of one whose row is written otherwise. */
void record_put_move(struct db_work *work, const struct record *record, enum rules_action action,
                     const struct record_note *note);
/** A new message to the agency. */
void record_put_message(struct db_work *work, const struct record *record, Exchange__Dispatch__Kind kind);

const char *record_kind_name(Exchange__Dispatch__Kind kind);
Exchange__Dispatch__Kind record_kind(const char *name);

#endif
