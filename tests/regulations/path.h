/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** One way through a regulation, told turn by turn. */
#ifndef TEST_REGULATIONS_PATH_H
#define TEST_REGULATIONS_PATH_H

#include "regulation.h"

struct turn {
    /**
     * What happens; NULL begins.
     *   "check PASSED", "decide GRANTED resultForm=PAPER"   a task's outcome and fields
     *   "timer issue-expired"   a timer fires, a term is missed
     *   "answer request", "failure request"   of a service
     *   "ended birth GRANTED"   a called process, with the agency's decision
     *   "ready birth GRANTED"   a called process escalates that it is, with the decision
     *   "message earlier-date 17 place=north"   by name and correlation, with what it carries
     */
    const char *act;
    const char *shown; /* to the applicant: "CHECKED/34", with the code of ЕПГУ; "" nothing */
    const char *waits; /* "check:OPERATOR@centre decide:AGENCY@agency"; what no person does goes without a role */
};

/** Plays the turns and expects each to be as told; the last must end the process: `waits` is "". */
void path_play(const char *code, struct start start, size_t n, const struct turn *turns);

#define STARTS(...)                                                                                                    \
    {                                                                                                                  \
        __VA_ARGS__                                                                                                    \
    }
#define PATH(title, code, start_, ...)                                                                                 \
    TEST(title)                                                                                                        \
    {                                                                                                                  \
        static const struct turn turns[] = { __VA_ARGS__ };                                                            \
        path_play(code, (struct start)start_, OKNO_ARRAY_SIZE(turns), turns);                                          \
    }

#endif
