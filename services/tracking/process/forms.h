/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Forms of tasks, as the regulation has them. */
#ifndef OKNO_TRACKING_FORMS_H
#define OKNO_TRACKING_FORMS_H

#include "regulations.h"

#include <okno/tracking.pb-c.h>

/** What an element needs and makes, as many as its extensions have. */
Tracking__TaskDocument **forms_documents(struct arena *arena, const struct bpmn_element *element);

/** Shows the form of a task, its documents, and its outcomes in words: what :complete takes in `fields` and as
 * `outcome`. */
void forms_show(struct arena *arena, const struct regulation *regulation, Tracking__Task *task);

/**
 * Adds a violation for every required field that is missing, every choice that is none of its options, and every
 * number, boolean or date that is none.
 */
void forms_check(struct rpc_call *call, const struct regulation *regulation, const char *element,
                 const Google__Protobuf__Struct *fields);

#endif
