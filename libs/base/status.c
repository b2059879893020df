/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/base.h>

static const char *const names[] = {
    "OK",        "CANCELLED",       "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS",  "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",    "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED",
};

const char *
rpc_code_name(enum rpc_code code)
{
    return (unsigned)code < OKNO_ARRAY_SIZE(names) ? names[code] : "UNKNOWN";
}
