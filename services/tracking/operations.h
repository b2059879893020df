/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * What completing a task does to the application, as data. The regulation says in which order tasks come, who performs
 * them and by when; a task's operation (okno:operation) says what its outcomes bring about. Pure.
 */
#ifndef OKNO_TRACKING_OPERATIONS_H
#define OKNO_TRACKING_OPERATIONS_H

#include <okno/tracking.pb-c.h>

#define OPERATION_OUTCOMES_MAX 3

/** What an outcome brings about besides what the regulation says. */
enum operation_effect {
    OPERATION_DOCUMENTS_TO_AGENCY = 1 << 0,
    OPERATION_RESULT_TO_CENTRE = 1 << 1,
    OPERATION_TO_APPLICANT = 1 << 2,   /* the result or the reasoned refusal is handed over */
    OPERATION_TO_CASE = 1 << 3,        /* written off */
    OPERATION_BACK_TO_AGENCY = 1 << 4, /* for annulment (R91), or unclaimed */
    OPERATION_STOPS_CLOCK = 1 << 5,    /* the term is kept or missed here: the result is ready */
    OPERATION_CLOSES = 1 << 6,
    OPERATION_NEEDS_ACCEPTANCE_GROUND = 1 << 7, /* fields.reasonCode: of the card's grounds R266-R270 */
    OPERATION_NEEDS_REFUSAL_GROUND = 1 << 8,    /* fields.reasonCode: of the card's grounds for refusing the service */
    OPERATION_ORIGINALS_TO_AGENCY = 1 << 9,     /* those that the agency keeps (R92) */
    OPERATION_ORIGINALS_TO_APPLICANT = 1 << 10, /* back, after a withdrawal */
    OPERATION_DEMANDS = 1 << 11,                /* remarks may demand documents: fields.documents */
    OPERATION_RESTARTS_CLOCK = 1 << 12,         /* the term goes on from where it stood */
    OPERATION_LEAVES_QUEUE = 1 << 13,           /* the quota or the place is there */
    OPERATION_NEEDS_WORDS = 1 << 14,            /* why, in the comment */
};

struct operation_outcome {
    const char *code;                     /* what :complete says; NULL ends the list */
    const char *action;                   /* of the movement */
    Tracking__Application__Status status; /* after it; 0: as before */
    unsigned effects;                     /* enum operation_effect */
};

struct operation {
    const char *code;
    struct operation_outcome outcomes[OPERATION_OUTCOMES_MAX + 1];
};

/** NULL when there is no such operation. */
const struct operation *operations_find(const char *code);
/** What is done with the applicant present. */
enum operation_visit {
    OPERATION_NO_VISIT,
    OPERATION_BROUGHT, /* they bring the originals: then others go on */
    OPERATION_FETCHED, /* they fetch what is theirs */
};
enum operation_visit operations_visit(const char *code);
/** NULL when it cannot end so. */
const struct operation_outcome *operations_outcome(const struct operation *operation, const char *code);

#endif
