/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The steps of an application, as data: who does each, what may come of it, and what that leads to. Pure. */
#ifndef OKNO_TRACKING_STEPS_H
#define OKNO_TRACKING_STEPS_H

#include <okno/tracking.pb-c.h>
#include <okno/base.h>

enum steps_performer { STEPS_CENTRE, STEPS_AGENCY };

/** What an outcome brings about besides the next step. */
enum steps_effect {
    STEPS_DOCUMENTS_TO_AGENCY = 1 << 0,
    STEPS_RESULT_TO_CENTRE = 1 << 1,
    STEPS_TO_APPLICANT = 1 << 2,   /* the result or the reasoned refusal is handed over */
    STEPS_TO_CASE = 1 << 3,        /* written off */
    STEPS_BACK_TO_AGENCY = 1 << 4, /* for annulment (R91) */
    STEPS_STOPS_CLOCK = 1 << 5,    /* the term is kept or missed here: the result is ready */
    STEPS_CLOSES = 1 << 6,
    STEPS_NEEDS_ACCEPTANCE_GROUND = 1 << 7, /* fields.reasonCode: of the card's grounds R266-R270 */
    STEPS_NEEDS_REFUSAL_GROUND = 1 << 8,    /* fields.reasonCode: of the card's grounds for refusing the service */
};

struct steps_outcome {
    const char *code;   /* what :complete says; NULL ends the list */
    const char *action; /* of the movement */
    /** Step that follows: NULL the next one of the list; "" none; else its code. */
    const char *next;
    Tracking__Application__Status status; /* after it; 0: as before */
    unsigned effects;                     /* enum steps_effect */
};

#define STEPS_OUTCOMES_MAX 4

struct steps_step {
    const char *code, *name_ru, *name_en;
    const char *role;
    enum steps_performer performer;
    int share;      /* of the term that is left, in relation to the shares of the steps after it */
    int fixed_days; /* for a step after the term: calendar days from its beginning */
    struct steps_outcome outcomes[STEPS_OUTCOMES_MAX + 1];
};

#define STEPS_MAX 16
/** The steps of one application in their order. */
struct steps_list {
    const struct steps_step *steps[STEPS_MAX];
    int n;
};

/** NULL when there is no such step. */
const struct steps_step *steps_find(const char *code);
/** NULL when the step cannot end so. */
const struct steps_outcome *steps_outcome(const struct steps_step *step, const char *code);

/**
 * The steps of a scenario (R244-R247): the usual ones, or those the card names in its own order as far as the
 * scenario has them. Codes that no step has are left out.
 */
void steps_plan(const char *const *card_steps, size_t n, int scenario, struct steps_list *ret_list);

/** Where the work begins: at the counter the acceptance is done by the very submission. NULL: nowhere. */
const struct steps_step *steps_first(const struct steps_list *list, bool accepted);

/**
 * What follows an outcome; NULL when nothing does.
 *
 * @refused  whether the agency refused: what is handed over is then the reasoned refusal
 */
const struct steps_step *steps_next(const struct steps_list *list, const struct steps_step *step,
                                    const struct steps_outcome *outcome, bool refused);

/** Whether the step comes later in the list; false when it is not in it. */
bool steps_has_after(const struct steps_list *list, const struct steps_step *step, const char *code);

#endif
