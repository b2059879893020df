/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * What everything at a window has in common: finding the ticket and who may move it, moving it, and what a move
 * leaves behind (times, spells, events, the next service of the visit, a window that closes).
 */
#ifndef OKNO_QUEUE_DESK_H
#define OKNO_QUEUE_DESK_H

#include "moves.h"

struct desk {
    struct rpc_call *call;
    struct hall *hall;
    struct db_work *work;
    struct db_turn *turn;
    struct hall_ticket *ticket;
    struct hall_window *window; /* of the caller, or as a method sets it; NULL without one */
};

/** Centre at which a ticket is moved: the caller's own, else the ticket's. RPC_NOT_FOUND, worded. */
enum rpc_code desk_centre(struct rpc_call *call, const char *ticket_id, const char **ret_centre) OKNO_MUST_CHECK;

/** Takes a turn at the hall of a ticket; desk_ticket begins the decision. */
enum rpc_code desk_turn(struct rpc_call *call, const char *ticket_id, db_decide *decide,
                        const void *request) OKNO_MUST_CHECK;
/** The ticket as the call's reply. */
enum rpc_code desk_reply(const struct desk *desk);

/** Begins a decision: RPC_NOT_FOUND, worded, for a hall that is not there. */
enum rpc_code desk_open(struct db_turn *turn, void *hall, struct db_work *work, struct desk *ret_desk) OKNO_MUST_CHECK;
/**
 * Begins a decision about a ticket, also one that is over.
 *
 * @return RPC_NOT_FOUND, worded, also for one that is not the caller's to see; RPC_ABORTED for a stale etag
 */
enum rpc_code desk_ticket(struct db_turn *turn, void *hall, struct db_work *work, const char *ticket_id,
                          const char *etag, struct desk *ret_desk) OKNO_MUST_CHECK;

/** RPC_FAILED_PRECONDITION, naming what is allowed, when the ticket's state does not know the move. */
enum rpc_code desk_may(const struct desk *desk, enum move move) OKNO_MUST_CHECK;
/** The ticket is at the caller's window; a supervisor may move those of others. */
enum rpc_code desk_is_mine(const struct desk *desk) OKNO_MUST_CHECK;
/** The window of the desk is open and has nobody else called or served. */
enum rpc_code desk_window_free(const struct desk *desk) OKNO_MUST_CHECK;

/** Moves the ticket, with everything that follows. The move is allowed: desk_may was asked. */
void desk_move(struct desk *desk, enum move move, const char *reason);
/** Calls the ticket to the window of the desk. */
void desk_call(struct desk *desk, enum move move);
/**
 * Ties the ticket to a person and adds applications; what it has already stays once. The window that serves it may name
 * another person while it has no application.
 *
 * @applicant_id  "" for none
 * @return RPC_FAILED_PRECONDITION, worded, when it is another person's already
 */
enum rpc_code desk_link(struct desk *desk, const char *applicant_id, const char *const *application_ids,
                        size_t n) OKNO_MUST_CHECK;
/** Says that something of the ticket changed without a move: "LINKED". */
void desk_note(struct desk *desk, const char *action);
/** The ticket is no more a certain window's or operator's. */
void desk_undirect(struct hall_ticket *ticket);

/** Changes a session, with its event; CLOSED takes it from its window. */
void desk_session(struct desk *desk, struct hall_window *window, Queue__Session__State state, const char *action,
                  const char *reason);
/** Event about a window: "OPENED", "CHANGED". */
void desk_window_event(struct desk *desk, const struct hall_window *window, const char *action);
/** The session as the caller may move it. RPC_NOT_FOUND, worded. */
enum rpc_code desk_find_session(struct desk *desk, const char *session_id) OKNO_MUST_CHECK;

/** A text that lives as long as the hall. */
const char *desk_keep(const struct desk *desk, const char *text);

#endif
