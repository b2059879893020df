/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The usual complaint of the tests, and who works on it. */
#ifndef OKNO_TRACKING_TEST_COMPLAINANT_H
#define OKNO_TRACKING_TEST_COMPLAINANT_H

#include "fixture.h"

/* What a test changes of the usual complaint comes after it. */
#pragma GCC diagnostic ignored "-Woverride-init"

#define STATUS(name) TRACKING__COMPLAINT__STATUS__##name
#define AGAINST(name) TRACKING__COMPLAINT__AGAINST__##name

/** From the portal, against an operator of "arbat". */
#define BY_PORTAL(...)                                                                                                 \
    .channel = TRACKING__CHANNEL__PORTAL, .matter = TRACKING__COMPLAINT__MATTER__ACTION, .topic = "complaint-staff",   \
    .against = AGAINST(OFFICIAL), .against_centre = "arbat", .official = "rude", .text = "Грубость у окна",            \
    ##__VA_ARGS__

/** Files the usual complaint as its applicant. */
const Tracking__Complaint *file(const char *applicant);
/** As the controlling organisation sees it, which calls afterwards. */
const Tracking__Complaint *see(const char *complaint_id);
/** Its task that waits in this step. */
const Tracking__Task *task_of(const char *complaint_id, const char *step);
/** What a decision brings along; NULL and false leave a field out. */
Google__Protobuf__Struct *decision(const char *answer, const char *measures, bool offence);
/** Claims and completes as the caller that is set. */
enum rpc_code end(const Tracking__Task *task, const char *outcome, Google__Protobuf__Struct *given);
/** The same as the head of the centre; fails the test when it may not be. */
void do_task(const char *complaint_id, const char *step, const char *outcome, Google__Protobuf__Struct *given);
/** Actions of its history, joined by blanks. */
const char *happened(const char *complaint_id);

#endif
