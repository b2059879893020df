/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Published regulations, parsed once and kept: a version never changes. */
#ifndef OKNO_TRACKING_REGULATIONS_H
#define OKNO_TRACKING_REGULATIONS_H

#include <okno/bpmn.h>
#include <okno/rpc.h>

struct regulation {
    const char *code; /* id of the process in the file, without "regulation-" where that stands in front */
    int version;
    const struct bpmn_model *model;
    const struct bpmn_element *process; /* of that code */
};

/** Code of the regulation that a process is. */
const char *regulations_code(const struct bpmn_element *process);

/**
 * A version of a regulation; it lives as long as the daemon.
 *
 * @version  0: the newest, as it was at most a second ago
 * @return RPC_NOT_FOUND, worded
 */
enum rpc_code regulations_get(struct rpc_call *call, const char *code, int version,
                              const struct regulation **ret_regulation) OKNO_MUST_CHECK;
/** That there may be a newer version than the one remembered. */
void regulations_forget(const char *code);

void regulations_open(void);
void regulations_close(void);

#endif
