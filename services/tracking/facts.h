/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Facts that methods load before they decide: reference data from memory, applicants from their service. */
#ifndef OKNO_TRACKING_FACTS_H
#define OKNO_TRACKING_FACTS_H

#include "rules.h"

#include <okno/catalogue.h>
#include <okno/rpc.h>

struct facts_service {
    const struct catalogue *cat;
    const Reference__ServiceCard *card;
    const Reference__Agency *agency;
    const Reference__Centre *centre; /* NULL when none was named */
    bool provided;                   /* the centre provides the service */
};

/**
 * Card, agency and centre by their codes.
 *
 * @centre_code  may be empty
 * @return RPC_NOT_FOUND, worded, for a code that does not exist or is withdrawn; RPC_UNAVAILABLE without a catalogue
 */
enum rpc_code facts_service(struct rpc_call *call, const char *service_code, const char *centre_code,
                            struct facts_service *ret_facts) OKNO_MUST_CHECK;

/** What a document of this kind is called in the card, else in the classifier. @card  may be NULL */
const char *facts_document_name(const struct catalogue *cat, const Reference__ServiceCard *card, const char *kind);

struct facts_applicant {
    Reference__Recipient recipient;
    const char *name, *full_name, *pseudonym;
    const char *representative_name;
    const char *representative_person;  /* applicant id of who acts; "" without a representative */
    const char *representative_problem; /* "" when there is no representative, or they may act */
};

/** What a power of attorney is needed for. */
enum facts_power {
    FACTS_TO_APPLY,
    FACTS_TO_RECEIVE, /* the result is to be taken, which the power must say (R50, R68) */
};

/**
 * The applicant, and whether the representative may act for them in this service today.
 *
 * @representative_id  "" when the applicant acts in person
 * @return RPC_NOT_FOUND, worded, when there is no such applicant
 */
enum rpc_code facts_applicant(struct rpc_call *call, const char *applicant_id, const char *representative_id,
                              enum facts_power power, const char *service_code,
                              struct facts_applicant *ret_facts) OKNO_MUST_CHECK;

/**
 * Whether the representative may take the result of this service today.
 *
 * @return RPC_FAILED_PRECONDITION, worded, reason NO_POWER_OF_ATTORNEY, when not; RPC_OK without a representative
 */
enum rpc_code facts_may_receive(struct rpc_call *call, const char *applicant_id, const char *representative_id,
                                const char *service_code) OKNO_MUST_CHECK;

void facts_open(void);
void facts_close(void);

#endif
