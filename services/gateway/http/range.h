/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Part of a file: one range that begins somewhere (RFC 9110 14.2). Others are answered with the whole, as they may. */
#ifndef OKNO_GATEWAY_RANGE_H
#define OKNO_GATEWAY_RANGE_H

#include <okno/base.h>

struct range {
    int64_t first, last; /* both included; last INT64_MAX: to the end */
};

/** "bytes=100-199" or "bytes=100-"; false for anything else, also NULL. */
bool range_parse(const char *header, struct range *ret_range);

#endif
