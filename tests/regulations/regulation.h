/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The regulations of deploy/data/regulations, read as they stand, and what an application starts them with. */
#ifndef TEST_REGULATIONS_REGULATION_H
#define TEST_REGULATIONS_REGULATION_H

#include <okno/bpmn.h>
#include <okno/test.h>

struct regulation {
    struct arena *arena;
    const char *code;
    const char *text; /* of the file */
    struct bpmn_model *model;
};

#define REGULATIONS_MAX 64
/** Codes of all files, in the order of names; they live as long as the program. */
size_t regulation_codes(const char *ret_codes[REGULATIONS_MAX]);

/** Reads the file; a fault or a warning in it fails the test. */
void regulation_open(struct regulation *regulation, const char *code);
void regulation_close(struct regulation *regulation);
#define REGULATION_SCOPED __attribute__((cleanup(regulation_close))) struct regulation

/** What `tracking` knows when it starts a regulation; the rest is the same for all, `conversion` has its own too. */
struct start {
    bool accepted, keeps_originals, paper_copy;
    int scenario;
    int requests; /* to agencies; of a conversion: procedures named at the start */
};
const struct bpmn_value *start_variables(struct arena *arena, struct start start);

const struct bpmn_value *with_text(struct arena *arena, const struct bpmn_value *object, const char *name,
                                   const char *text);

/** Terms end at the moment they begin: time is nothing that these tests wait for. */
extern const struct bpmn_calendar no_time;
#define NOON_US (INT64_C(1795000000) * 1000000)

/** One step; fails the test when the event is refused. */
const struct bpmn_state *must_step(const struct regulation *regulation, const struct bpmn_state *state,
                                   struct bpmn_event event, struct arena *arena, struct bpmn_effects *ret_effects);

#endif
