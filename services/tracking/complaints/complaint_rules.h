/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Decisions about complaints (210-ФЗ, art. 11.1 and 11.2). Pure: no I/O, no clock. */
#ifndef OKNO_TRACKING_COMPLAINT_RULES_H
#define OKNO_TRACKING_COMPLAINT_RULES_H

#include <okno/calendar.h>
#include <okno/tracking.pb-c.h>

#define COMPLAINT_REGULATION "complaint"
#define COMPLAINT_OPERATIONS "complaint-" /* how operations of its tasks begin */

/**
 * Working days from the registration (art. 11.2, part 6): 5 against a refusal to accept and about the correction of
 * errors, else 15. It is never extended.
 */
int complaint_days(const char *topic);

struct complaint_decider {
    const char *role;            /* "SUPERVISOR", "AGENCY", "CONTROLLER" */
    const char *centre, *agency; /* "" without */
};
/** Who considers it: never the centre, the agency or the head that it is against. */
struct complaint_decider complaint_decider(Tracking__Complaint__Against against, bool head, const char *centre,
                                           const char *agency);

/** Until it is decided, the applicant may take it back. */
bool complaint_may_withdraw(Tracking__Complaint__Status status);

/** What the applicant is told. */
const char *complaint_words(const Tracking__Complaint *complaint, bool english);
/** Status of a complaint on ЕПГУ (EpguOrderStatus). */
int complaint_epgu(Tracking__Complaint__Status status);
const char *complaint_status_name(Tracking__Complaint__Status status); /* NULL unspecified */

#endif
