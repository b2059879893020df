/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may stand in for whom, and when: without any I/O. */
#include "substitution_rules.h"

#include <okno/test.h>

static Tracking__Substitution
of(const char *absent, const char *substitute, const char *from, const char *to)
{
    Tracking__Substitution made = TRACKING__SUBSTITUTION__INIT;
    made.absent = absent;
    made.substitute = substitute;
    made.from_date = from;
    made.to_date = to;
    return made;
}

static enum substitution_problem
problem(const char *absent, const char *substitute, const char *from, const char *to)
{
    const Tracking__Substitution wanted = of(absent, substitute, from, to);
    return substitution_check(&wanted, "2026-06-10");
}

TEST(people_and_days_of_a_substitution_fit_together)
{
    EXPECT_INT(problem("a", "b", "2026-06-10", "2026-06-10"), SUBSTITUTION_FINE);
    EXPECT_INT(problem("a", "b", "2026-07-01", "2026-07-14"), SUBSTITUTION_FINE);
    EXPECT_INT(problem("a", "a", "2026-06-10", "2026-06-12"), SUBSTITUTION_OF_ONESELF);
    EXPECT_INT(problem("a", "b", "2026-06-12", "2026-06-11"), SUBSTITUTION_BACKWARDS);
    EXPECT_INT(problem("a", "b", "2026-06-09", "2026-06-11"), SUBSTITUTION_PAST);
    EXPECT_INT(problem("a", "b", "2026-06-10", "2027-06-10"), SUBSTITUTION_FINE);
    EXPECT_INT(problem("a", "b", "2026-06-10", "2027-06-11"), SUBSTITUTION_TOO_LONG);
}

static enum substitution_conflict
conflict(const char *absent, const char *substitute, const char *from, const char *to)
{
    static Tracking__Substitution one, two;
    Tracking__Substitution *const known[] = { &one, &two };
    const Tracking__Substitution wanted = of(absent, substitute, from, to), *other = NULL;
    one = of("a", "b", "2026-06-10", "2026-06-20");
    two = of("c", "d", "2026-06-15", "2026-06-15");
    enum substitution_conflict found = substitution_conflict(&wanted, known, 2, &other);
    EXPECT(!other == !found);
    return found;
}

TEST(nobody_has_two_substitutes_on_a_day)
{
    EXPECT_INT(conflict("a", "x", "2026-06-20", "2026-06-25"), SUBSTITUTION_HAS_ANOTHER);
    EXPECT_INT(conflict("a", "x", "2026-06-01", "2026-06-10"), SUBSTITUTION_HAS_ANOTHER);
    EXPECT_INT(conflict("a", "b", "2026-06-12", "2026-06-13"), SUBSTITUTION_HAS_ANOTHER);
    EXPECT_INT(conflict("a", "x", "2026-06-21", "2026-06-25"), SUBSTITUTION_NO_CONFLICT);
    EXPECT_INT(conflict("a", "x", "2026-06-01", "2026-06-09"), SUBSTITUTION_NO_CONFLICT);
    EXPECT_INT(conflict("x", "b", "2026-06-10", "2026-06-20"), SUBSTITUTION_NO_CONFLICT); /* one for several */
}

TEST(nobody_stands_in_on_a_day_of_their_own_absence)
{
    EXPECT_INT(conflict("b", "a", "2026-06-15", "2026-06-15"), SUBSTITUTION_ABSENT_STANDS); /* a circle of two */
    EXPECT_INT(conflict("b", "c", "2026-06-14", "2026-06-14"), SUBSTITUTION_ABSENT_STANDS); /* a chain */
    EXPECT_INT(conflict("x", "a", "2026-06-20", "2026-06-20"), SUBSTITUTION_ITSELF_ABSENT);
    EXPECT_INT(conflict("x", "c", "2026-06-15", "2026-06-30"), SUBSTITUTION_ITSELF_ABSENT);
    EXPECT_INT(conflict("x", "a", "2026-06-21", "2026-06-30"), SUBSTITUTION_NO_CONFLICT);
    EXPECT_INT(conflict("b", "a", "2026-06-21", "2026-06-30"), SUBSTITUTION_NO_CONFLICT);
}
