/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Refusals and what may be demanded after them. 210-ФЗ, ст. 7 ч. 1 п. 4: documents whose absence or unreliability was
 * not named at the first refusal cannot be demanded later, but for four exceptions, each registered with its ground and
 * a notice signed by the head. The first refusal is the first since the service was last granted to the applicant.
 */
#ifndef OKNO_TRACKING_REFUSALS_H
#define OKNO_TRACKING_REFUSALS_H

#include "intake.h"
#include "record.h"

/** What may be demanded of the applicant; @ret_named  NULL when the service was not refused to them. */
enum rpc_code refusals_named(struct rpc_call *call, const char *applicant_id, const char *service_code,
                             const struct rules_named **ret_named) OKNO_MUST_CHECK;

/** A refusal, or remarks, that demand documents. */
struct refusals_demand {
    const char *reason_code; /* "" for remarks */
    const char *const *kinds;
    size_t n;
};

/**
 * What ending a task demands: `fields.documents`, or for a ground of documents without these what the application
 * lacks. Adds a violation for each that is not of the card, or cannot be demanded any more; checked by rpc_check.
 */
enum rpc_code refusals_check(const struct record *record, const char *reason_code,
                             const Google__Protobuf__Struct *fields,
                             struct refusals_demand *ret_demand) OKNO_MUST_CHECK;

/** Kinds that an application to be refused lacks and that may be demanded. */
struct refusals_demand refusals_of_intake(const struct intake *intake, const char *reason_code);

/** Adds the record of a refusal. @kind  "ACCEPTANCE", "SERVICE" */
void refusals_put(struct db_work *work, struct rpc_call *call, const Tracking__Application *app,
                  const char *applicant_id, const char *kind, const struct refusals_demand *demand, int64_t now_us);

#endif
