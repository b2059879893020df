/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Decisions about substitutions of absent specialists (R207). Pure: no I/O, no clock. */
#ifndef OKNO_TRACKING_SUBSTITUTION_RULES_H
#define OKNO_TRACKING_SUBSTITUTION_RULES_H

#include <okno/tracking.pb-c.h>

#define SUBSTITUTION_DAYS_MAX 366

enum substitution_problem {
    SUBSTITUTION_FINE,
    SUBSTITUTION_OF_ONESELF,
    SUBSTITUTION_BACKWARDS, /* its last day is before its first */
    SUBSTITUTION_PAST,      /* its first day is before today */
    SUBSTITUTION_TOO_LONG,
};

/** Whether people and days fit together. Days are ISO dates, checked already. */
enum substitution_problem substitution_check(const Tracking__Substitution *wanted, const char *today);

enum substitution_conflict {
    SUBSTITUTION_NO_CONFLICT,
    SUBSTITUTION_HAS_ANOTHER,   /* the absent one has a substitute on one of the days */
    SUBSTITUTION_ABSENT_STANDS, /* the absent one stands in for somebody on one of the days */
    SUBSTITUTION_ITSELF_ABSENT, /* the substitute is absent on one of the days */
};

/**
 * Whether it gets along with those set before. On any day somebody is either absent or stands in, never both, so
 * that substitutions make no chains and hence no circles; one may stand in for several.
 *
 * @known  those of the place; `to_date` of a cancelled one is the last day on which it held
 * @ret_other  the one that stands in the way
 */
enum substitution_conflict substitution_conflict(const Tracking__Substitution *wanted,
                                                 Tracking__Substitution *const *known, size_t n,
                                                 const Tracking__Substitution **ret_other);

#endif
