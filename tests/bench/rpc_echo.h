/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_RPC_ECHO_H
#define OKNO_RPC_ECHO_H

#include <okno/rpc.h>

#include "echo.pb-c.h"

static const struct rpc_method echo_method = {
    "echo.Echo",
    "Echo",
    "echo",
    &echo__echo_request__descriptor,
    &echo__echo_reply__descriptor,
    RPC_ROLE_BIT(RPC_ROLE_ANYONE),
    false,
    false,
    NULL,
};

#endif
