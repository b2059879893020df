/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every regulation goes to an end whatever happens, and nothing in it is out of reach. */
#include "walk.h"

static void
walk_all_starts(struct walk *walk)
{
    for (int i = 0; i < 16; i++) {
        struct start start = { (i & 1) != 0, (i & 2) != 0, (i & 4) != 0, (i & 8) ? 1 : 0 };
        if (start.requests && (start.keeps_originals || start.paper_copy))
            continue; /* requests are over before these are asked about */
        walk_from(walk, start_variables(walk->regulation->arena, start));
    }
    walk_from(walk, start_variables(walk->regulation->arena, (struct start){ .requests = 0 }));
}

static void
expect_all_entered(const struct walk *walk)
{
    const struct bpmn_model *model = walk->regulation->model;
    for (size_t i = 0; i < bpmn_model_elements(model); i++)
        if (!walk->entered[i])
            ck_abort_msg("%s: nothing ever reaches %s", walk->regulation->code, bpmn_model_element(model, i)->id);
}

TEST(every_way_through_every_regulation_ends)
{
    const char *codes[REGULATIONS_MAX];
    size_t n = regulation_codes(codes);
    for (size_t i = 0; i < n; i++) {
        REGULATION_SCOPED regulation;
        regulation_open(&regulation, codes[i]);
        struct walk walk = { .regulation = &regulation,
                             .entered = ARENA_ARRAY(regulation.arena, bool, bpmn_model_elements(regulation.model)) };
        walk_all_starts(&walk);
        expect_all_entered(&walk);
        printf("%-20s %6zu states %7zu steps\n", codes[i], walk.states, walk.steps);
    }
}
