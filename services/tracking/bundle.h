/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Complex services by life situations (R81; 210-ФЗ, 15.1): one application to the centre, and for each of its services
 * an application of its own, with its number, term and result. All results are handed over in one visit.
 */
#ifndef OKNO_TRACKING_BUNDLE_H
#define OKNO_TRACKING_BUNDLE_H

#include "record.h"

struct bpmn_value;

/** Whether what a regulation gives to the one it calls is an application for a service. */
bool bundle_is_service(const struct bpmn_value *given);

/**
 * Adds the service that an errand calls for, registered, with its process.
 *
 * @given  `application`: serviceCode, scenario; whatever else the process begins with
 * @return RPC_NOT_FOUND, RPC_FAILED_PRECONDITION, RPC_INVALID_ARGUMENT, RPC_OUT_OF_RANGE, worded, when it never will be
 */
enum rpc_code bundle_register(struct rpc_call *call, struct db_work *work, const Tracking__Errand *errand, int version,
                              const struct bpmn_value *given) OKNO_MUST_CHECK;

/** Services of a bundle that follow what is done to it. */
struct bundle {
    struct record *parts;
    size_t n;
};

/**
 * Loads those that follow the handing over, the return or the writing off of the bundle; none for another effect.
 *
 * @effects  enum operation_effect
 */
enum rpc_code bundle_load(const struct record *record, unsigned effects, struct bundle *ret_bundle) OKNO_MUST_CHECK;

/** The completion of the bundle's task that they follow. */
struct bundle_cause {
    unsigned effects; /* enum operation_effect */
    const char *step;
    const char *representative; /* who came for the results; "": the applicant */
};
/** Adds what it means for each of them; RPC_FAILED_PRECONDITION, worded, when no case is set for one. */
enum rpc_code bundle_put(struct db_work *work, const struct bundle *bundle,
                         const struct bundle_cause *cause) OKNO_MUST_CHECK;

#endif
