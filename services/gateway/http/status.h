/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_GATEWAY_STATUS_H
#define OKNO_GATEWAY_STATUS_H

#include <okno/base.h>

/** HTTP status of an outcome. @reason  of the failure, may be NULL */
unsigned http_status_of(enum rpc_code code, const char *reason);

/** What the status is called, for people; never NULL. */
const char *http_status_title(unsigned status, bool english);

#endif
