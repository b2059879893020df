/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Every way through a regulation: all that can happen in every state that can be reached. */
#ifndef TEST_REGULATIONS_WALK_H
#define TEST_REGULATIONS_WALK_H

#include "regulation.h"

/** What was seen over all walks of one regulation. */
struct walk {
    const struct regulation *regulation;
    bool *entered; /* by element */
    size_t states, steps;
};

/**
 * Starts with these variables and tries, in every state: each outcome of each task with each value of its choices,
 * each timer and missed term, each message and signal, a service's answer and its failure, a called process's end.
 *
 * Fails the test when a state has nothing to wait for, when no end can be reached from it, when an instance fails or is
 * cancelled, when something goes on after a withdrawal, or when there are too many states.
 */
void walk_from(struct walk *walk, const struct bpmn_value *variables);

#endif
