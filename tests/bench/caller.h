/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What load programs have in common: one client for all calls, the failures among them, options of the command line.
 */
#ifndef OKNO_BENCH_CALLER_H
#define OKNO_BENCH_CALLER_H

#include <okno/rpc.h>

/** Opens the client through which every call goes, and takes it as every service's peer. */
void caller_open(const char *service, const char *address);
void caller_close(void);

/**
 * One call with a request id of its own.
 *
 * @call  filled; its reply lives until the caller releases it, which is due after a failure too
 * @return whether it succeeded; the first failure is kept in words
 */
bool caller_invoke(struct rpc_call *call, enum rpc_role role, const char *subject, const char *centre,
                   const struct rpc_method *method, const ProtobufCMessage *request, ProtobufCMessage **ret_reply);
long caller_failures(void);
const char *caller_first_failure(void); /* "" when all succeeded */

/** `--name value` of a command line that has nothing else. */
const char *caller_option(int argc, char **argv, const char *name, const char *fallback);
long caller_number(int argc, char **argv, const char *name, const char *fallback);

#endif
