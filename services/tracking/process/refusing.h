/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** A refusal has a ground: it is shown only where an operation that asks for one leads. */
#ifndef OKNO_TRACKING_REFUSING_H
#define OKNO_TRACKING_REFUSING_H

#include "reading.h"

/**
 * Adds a fault for every element that shows REFUSED or ACCEPTANCE_REFUSED and can be reached without a task whose
 * operation refuses so. Conditions of flows are not judged.
 */
void refusing_check(struct reading *reading, struct rpc_call *call);

#endif
