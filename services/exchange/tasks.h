/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * What an application waits for from an agency that works by its own system (R113, R250): handed to it like a request,
 * and ended by its signed event in tracking, under the agency's own identity and by the same rules as for its
 * officials.
 */
#ifndef OKNO_EXCHANGE_TASKS_H
#define OKNO_EXCHANGE_TASKS_H

#include "record.h"

#include <okno/events.h>

/** Follows tracking's log: a task for such an agency becomes a message to it, taken back when nothing waits any more.
 */
enum rpc_code tasks_effect(struct rpc_call *call, const struct event *event, struct db_work *work);

/**
 * Does in tracking what an event says of a task.
 *
 * @action      that its kind stands for
 * @message_id  of the event: the same again does nothing twice
 * @return      what tracking says when it refuses
 */
enum rpc_code tasks_tell(const struct record *record, const Exchange__Processing *processing, enum rules_action action,
                         const char *message_id) OKNO_MUST_CHECK;

#endif
