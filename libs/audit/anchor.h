/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * The anchor: a file of one line beside the database that names the newest seal a service knows of, so that a chain
 * that lost its end, or everything, is told from one that never was longer.
 */
#ifndef OKNO_AUDIT_ANCHOR_H
#define OKNO_AUDIT_ANCHOR_H

#include <okno/base.h>

struct anchor {
    int64_t number;  /* of the seal */
    char sha256[65]; /* hexadecimal */
    char sealed[32]; /* when it was noted, RFC 3339 */
};

enum anchor_state {
    ANCHOR_THERE,
    ANCHOR_NONE,
    ANCHOR_UNREADABLE, /* errno says why */
    ANCHOR_MALFORMED,
};

enum anchor_state anchor_read(const char *path, struct anchor *ret_anchor);
/** Replaces the file as a whole, durably. False, with errno, when it cannot be. */
bool anchor_write(const char *path, const struct anchor *anchor);

#endif
