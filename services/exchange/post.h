/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** One HTTP POST of a message to an agency's system. */
#ifndef OKNO_EXCHANGE_POST_H
#define OKNO_EXCHANGE_POST_H

#include "letter.h"

struct post_outcome {
    enum rules_delivery delivery;
    int64_t asked_s; /* by Retry-After; 0 without */
    char error[160]; /* English, for the administrator; "" when delivered */
};

/** Whether an endpoint may be posted to at all: its scheme, and that it names a host. */
bool post_endpoint_fits(const char *endpoint);

/** Blocks for at most the route's time. No redirects: the address was chosen by an administrator. */
void post_send(const Exchange__AgencyRoute *route, const struct letter *letter, struct post_outcome *ret_outcome);

#endif
