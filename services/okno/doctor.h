/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What the examinations of `okno doctor` share. */
#ifndef OKNO_OKNO_DOCTOR_H
#define OKNO_OKNO_DOCTOR_H

#include "okno.h"

struct doctor {
    struct okno *okno;
    int warned, failed;
};

/** One line each: what was looked at, what was found; for the last two also what to do. */
void doctor_ok(struct doctor *doctor, const char *subject, const char *fmt, ...) OKNO_PRINTF(3, 4);
void doctor_warn(struct doctor *doctor, const char *subject, const char *advice, const char *fmt, ...)
    OKNO_PRINTF(4, 5);
void doctor_fail(struct doctor *doctor, const char *subject, const char *advice, const char *fmt, ...)
    OKNO_PRINTF(4, 5);

/** doctor_daemons.c: each daemon's own configuration, by the daemon itself, and the ports it names. */
void doctor_daemons(struct doctor *doctor);
/** doctor_database.c: the server, its settings, the schemas. */
void doctor_database(struct doctor *doctor);
/** doctor_machine.c: state folder, disk, clock. */
void doctor_machine(struct doctor *doctor);
/** doctor_keys.c: the key of own tokens, certificates. */
void doctor_keys(struct doctor *doctor);
/** doctor_calls.c: whether the daemons answer, and the reach of the production calendar. */
void doctor_calls(struct doctor *doctor);

#endif
