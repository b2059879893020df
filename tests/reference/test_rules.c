/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules.h"

#include <okno/test.h>

#include <math.h>

static bool
about(double actual, double expected, double tolerance)
{
    return fabs(actual - expected) <= tolerance;
}

TEST(distances_are_those_of_a_globe)
{
    EXPECT(rules_distance_metres(55.75, 37.6, 55.75, 37.6) == 0);
    EXPECT(about(rules_distance_metres(0, 0, 0, 1), 111195, 1));       /* a degree of the equator */
    EXPECT(about(rules_distance_metres(0, 0, 1, 0), 111195, 1));       /* ... and of a meridian */
    EXPECT(about(rules_distance_metres(60, 0, 60, 1), 55597, 1));      /* half of it at 60 degrees, nearly */
    EXPECT(about(rules_distance_metres(0, 0, 0, 180), 20015115, 2));   /* half way round */
    EXPECT(about(rules_distance_metres(90, 0, -90, 77), 20015115, 2)); /* from pole to pole */
    EXPECT(about(rules_distance_metres(10, 179.5, 10, -179.5), rules_distance_metres(10, 0, 10, 1), 0.01));
    EXPECT(
        about(rules_distance_metres(55.7558, 37.6173, 59.9343, 30.3351), 633000, 2000)); /* Moscow to St Petersburg */
}

/* ------------------------------------------------------------------ what a load changes */

static Reference__Agency a = { .name = "А" }, b = { .name = "Б" }, b_renamed = { .name = "В" };

static struct record
agency(const char *code, Reference__Agency *message, int version, bool withdrawn)
{
    reference__agency__init(message);
    message->agency_code = code;
    message->name = message == &a ? "А" : message == &b ? "Б" : "В";
    return (struct record){
        .kind = RECORD_AGENCY, .code = code, .message = &message->base, .version = version, .withdrawn = withdrawn
    };
}

static struct rules_plan
plan(struct arena *arena, struct record *stored, size_t n_stored, struct record *given, size_t n_given, bool whole)
{
    const bool complete[RECORD_KINDS] = { [RECORD_AGENCY] = whole };
    return rules_plan(arena, &(struct records){ stored, n_stored, 1 }, &(struct records){ given, n_given, 0 },
                      complete);
}

TEST(new_changed_and_equal_records_are_told_apart)
{
    struct arena *arena = arena_new(SIZE_MAX);
    static Reference__Agency same_a;
    struct record stored[] = { agency("a", &a, 4, false), agency("b", &b, 7, false) };
    struct record given[] = { agency("a", &same_a, 0, false), agency("b", &b_renamed, 0, false),
                              agency("c", &b_renamed, 0, false) };
    same_a.name = "А";
    given[2].message = given[1].message;
    struct rules_plan p = plan(arena, stored, 2, given, 3, false);
    EXPECT_INT(p.unchanged, 1);
    EXPECT_INT(p.changed, 1);
    EXPECT_INT(p.added, 1);
    EXPECT_INT(p.n_puts, 2);
    EXPECT_INT(p.puts[0].version, 8);
    EXPECT_INT(p.puts[1].version, 1);
    arena_free(arena);
}

TEST(only_of_a_complete_kind_is_anything_withdrawn)
{
    struct arena *arena = arena_new(SIZE_MAX);
    struct record stored[] = { agency("a", &a, 4, false), agency("b", &b, 7, false) };
    EXPECT_INT(plan(arena, stored, 2, stored, 1, false).withdrawn, 0);
    struct rules_plan p = plan(arena, stored, 2, stored, 1, true);
    EXPECT_INT(p.withdrawn, 1);
    EXPECT_TEXT(p.puts[0].code, "b");
    EXPECT_INT(p.puts[0].version, 8);
    EXPECT(p.puts[0].withdrawn);
    stored[1].withdrawn = true;
    EXPECT_INT(plan(arena, stored, 2, stored, 1, true).withdrawn, 0);
    arena_free(arena);
}

TEST(what_was_withdrawn_comes_back_as_a_change)
{
    struct arena *arena = arena_new(SIZE_MAX);
    struct record stored[] = { agency("a", &a, 4, true) };
    struct record given[] = { agency("a", &a, 0, false) };
    struct rules_plan p = plan(arena, stored, 1, given, 1, true);
    EXPECT_INT(p.changed, 1);
    EXPECT_INT(p.puts[0].version, 5);
    EXPECT(!p.puts[0].withdrawn);
    arena_free(arena);
}
