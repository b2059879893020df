/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** New tickets, whoever asks for them: a visitor, or an appointment that checks in. */
#ifndef OKNO_QUEUE_ISSUE_H
#define OKNO_QUEUE_ISSUE_H

#include "desk.h"
#include "facts.h"

struct issue {
    int group;
    const char *service_code, *visit_id, *applicant, *appointment;
    Queue__Purpose purpose;
    Queue__Source source;
    const Queue__PriorityRule *priority; /* NULL: the ordinary line */
    int step;
    int64_t due_us; /* of the appointment, 0 without */
    bool waits;     /* false: a further service of a visit */
};

/** Numbers the ticket, puts it into the line, tells. Sets desk->ticket. */
void issue_ticket(struct desk *desk, const struct issue *issue);

/**
 * The group of an operation in this hall: the one that is named when it takes the purpose.
 *
 * @return RPC_FAILED_PRECONDITION (NO_GROUP), worded, when there is none for it
 */
enum rpc_code issue_group(const struct desk *desk, const struct facts_item *item, int *ret_group) OKNO_MUST_CHECK;
/** The refusal itself. */
enum rpc_code issue_no_group(struct rpc_call *call);

/** RPC_FAILED_PRECONDITION (LIMIT, ONE_PER_PURPOSE) when the person has as many tickets today as allowed. */
enum rpc_code issue_limits(struct desk *desk, const char *applicant, const struct facts_item *items,
                           size_t n) OKNO_MUST_CHECK;

/**
 * Whether people are received now. Reception and issue end a while before the centre closes (R195); who only asks may
 * come until then.
 *
 * @return RPC_FAILED_PRECONDITION (CLOSED), worded, when not
 */
enum rpc_code issue_open_now(const struct desk *desk, const struct hours *hours,
                             Queue__Purpose purpose) OKNO_MUST_CHECK;
/** The same as a fact, for boards. */
bool issue_is_open(const struct hours *hours, int64_t now_us, int ends_before);

#endif
