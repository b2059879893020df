/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What tracking needs of a regulation beyond the standard: operations, roles, statuses and references that it knows.
 */
#ifndef OKNO_TRACKING_VOCABULARY_H
#define OKNO_TRACKING_VOCABULARY_H

#include "reading.h"

/** Adds a fault for every word of a model that would mean nothing when it is executed. */
enum rpc_code vocabulary_check(struct reading *reading, struct rpc_call *call) OKNO_MUST_CHECK;

/** Whether an application or a complaint moves a process: it has tasks with operations, or at its place. */
bool vocabulary_is_carried(const struct bpmn_model *model, const char *process);

#endif
