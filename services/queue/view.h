/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What is in memory, as messages: everything is copied into the given arena, since a hall goes with its turn. */
#ifndef OKNO_QUEUE_VIEW_H
#define OKNO_QUEUE_VIEW_H

#include "hall.h"

/** Without the code that opens it: `view_code` adds it for who took the ticket. */
void view_ticket(struct arena *arena, const struct hall *hall, const struct hall_ticket *ticket,
                 Queue__Ticket *ret_ticket);
Queue__Ticket *view_new_ticket(struct arena *arena, const struct hall *hall, const struct hall_ticket *ticket);
void view_session(struct arena *arena, const struct hall *hall, const struct hall_session *session,
                  Queue__Session *ret_session);
void view_window(struct arena *arena, const struct hall *hall, const struct hall_window *window,
                 Queue__Window *ret_window);

/** Centre that a caller of staff is bound to; NULL for those who are not. */
const char *view_bound_centre(const struct rpc_caller *caller);
/**
 * Centre meant by a request: the caller's own for staff and kiosks; RPC_NOT_FOUND when they name another;
 * RPC_INVALID_ARGUMENT when nobody says which.
 */
enum rpc_code view_centre(struct rpc_call *call, const char *asked, const char **ret_centre) OKNO_MUST_CHECK;
/** Whether the caller may see and move what is an applicant's: staff, or the applicant in person. */
bool view_may_see(const struct rpc_caller *caller, const char *applicant_id);

#endif
