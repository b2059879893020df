/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_RPC_SERVER_H
#define OKNO_RPC_SERVER_H

#include "connection.h"

/** The access rule of a method: the caller's own role, SERVICE for calls passed on by a daemon, or ANYONE. */
bool rpc_allowed(const struct rpc_method *method, const struct rpc_caller *caller);

#endif
