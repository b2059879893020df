/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every regulation goes to an end whatever happens, and nothing in it is out of reach. */
#include "walk.h"

/* What the regulation never asks about makes no other way. */
static bool
asks(const struct walk *walk, const char *what)
{
    return strstr(walk->regulation->text, what) != NULL;
}

static void
walk_all_starts(struct walk *walk)
{
    const int accepted = asks(walk, "application.accepted") || asks(walk, "complaint.registered"),
              keeps = asks(walk, "application.keepsOriginals"), copy = asks(walk, "answers.paperCopy"),
              lists = asks(walk, "loopDataInputRef"), scenario = asks(walk, "application.scenario ");
    for (int i = 0; i < 32; i++) {
        struct start start = { .accepted = i & accepted,
                               .keeps_originals = (i >> 1) & keeps,
                               .paper_copy = (i >> 2) & copy,
                               .requests = (i >> 3) & lists,
                               .scenario = ((i >> 4) & scenario) * 2 };
        int asked = accepted | keeps << 1 | copy << 2 | lists << 3 | scenario << 4;
        bool early = start.requests && (start.keeps_originals || start.paper_copy || start.scenario);
        if ((i & ~asked) == 0 && !early) /* requests are over before those are asked about */
            walk_from(walk, start_variables(walk->regulation->arena, start));
    }
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
