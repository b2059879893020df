/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "substitution_rules.h"

#include <okno/base.h>

#include <string.h>

enum substitution_problem
substitution_check(const Tracking__Substitution *wanted, const char *today)
{
    struct date from, to;
    if (text_equal(wanted->absent, wanted->substitute))
        return SUBSTITUTION_OF_ONESELF;
    if (strcmp(wanted->to_date, wanted->from_date) < 0)
        return SUBSTITUTION_BACKWARDS;
    if (strcmp(wanted->from_date, today) < 0)
        return SUBSTITUTION_PAST;
    bool dates = date_parse(wanted->from_date, &from) && date_parse(wanted->to_date, &to);
    return dates && date_to_days(to) - date_to_days(from) < SUBSTITUTION_DAYS_MAX ? SUBSTITUTION_FINE
                                                                                  : SUBSTITUTION_TOO_LONG;
}

static bool
share_a_day(const Tracking__Substitution *a, const Tracking__Substitution *b)
{
    return strcmp(a->from_date, b->to_date) <= 0 && strcmp(b->from_date, a->to_date) <= 0;
}

enum substitution_conflict
substitution_conflict(const Tracking__Substitution *wanted, Tracking__Substitution *const *known, size_t n,
                      const Tracking__Substitution **ret_other)
{
    for (size_t i = 0; i < n; i++) {
        const Tracking__Substitution *other = known[i];
        if (!share_a_day(wanted, other))
            continue;
        enum substitution_conflict found = text_equal(other->absent, wanted->absent)       ? SUBSTITUTION_HAS_ANOTHER
                                           : text_equal(other->substitute, wanted->absent) ? SUBSTITUTION_ABSENT_STANDS
                                           : text_equal(other->absent, wanted->substitute) ? SUBSTITUTION_ITSELF_ABSENT
                                                                                           : SUBSTITUTION_NO_CONFLICT;
        if (found) {
            *ret_other = other;
            return found;
        }
    }
    return SUBSTITUTION_NO_CONFLICT;
}
