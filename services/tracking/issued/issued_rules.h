/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What happens to the register of issued documents (R19) when an application moves. Pure. */
#ifndef OKNO_TRACKING_ISSUED_RULES_H
#define OKNO_TRACKING_ISSUED_RULES_H

#include "../operations.h"

enum issued_act {
    ISSUED_RESULT = 1 << 0,             /* a result enters the register */
    ISSUED_REFUSAL = 1 << 1,            /* a reasoned refusal does */
    ISSUED_ACCEPTANCE_REFUSAL = 1 << 2, /* a refusal to accept does, and is issued with it */
    ISSUED_HANDED = 1 << 3,             /* what is there is in the applicant's hands */
    ISSUED_BACK = 1 << 4,               /* it goes back to the agency (R91), or nobody came for it */
    ISSUED_ANNULLED = 1 << 5,           /* the agency annuls what came back */
};

/**
 * @operation  of the task; "" or NULL when it is none
 * @outcome    how it ended; NULL: of a task that is no operation, and of what no person did
 * @effects    enum operation_effect of the move
 * @return enum issued_act
 */
unsigned issued_acts(const char *operation, const struct operation_outcome *outcome, unsigned effects);

/** What the public is told of a document in this state. */
Tracking__IssuedDocumentVerdict__Verdict issued_verdict(Tracking__IssuedDocument__State state);

/** Heading of the paper, and the name of what has no other. */
const char *issued_kind_words(Tracking__IssuedDocument__Kind kind);

const char *issued_kind_name(Tracking__IssuedDocument__Kind kind);    /* "RESULT"; NULL unspecified */
const char *issued_state_name(Tracking__IssuedDocument__State state); /* "ISSUED"; NULL unspecified */

#endif
