/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** A made-up town for the tests of tracking: two centres, two agencies, a few services, applicants of any id.
 */
#ifndef OKNO_TRACKING_TEST_FIXTURE_H
#define OKNO_TRACKING_TEST_FIXTURE_H

#include <okno/pg_fixture.h>
#include <okno/tracking.methods.h>

#include <string.h>

/* Applicants: any id exists, but these. */
#define NO_APPLICANT "00000000-0000-7000-8000-00000000dead"
#define LEGAL_ENTITY "00000000-0000-7000-8000-0000000000aa"
/* Representatives: any may act, but this one. */
#define NO_POWER "00000000-0000-7000-8000-000000000bad"
#define NOT_TO_RECEIVE "00000000-0000-7000-8000-00000000bad2" /* may apply, not take the result */

/* The person who has every power but that. */
#define PROXY "00000000-0000-7000-8000-0000000000b7"

#define NAME "Образцов О. О."
#define FULL_NAME "Образцов Образец Образцович"
#define PSEUDONYM "Заявитель 42"

void as_operator(const char *subject);
void as_other_operator(void); /* of another centre */
void as_supervisor(void);
void as_agency(void);  /* sees persons */
void as_archive(void); /* works with pseudonyms */
void as_applicant(const char *applicant_id);
void as_controller(void);
void as_stranger(void);

/** Publishes a regulation as it is delivered, for services of the tests that are bound to it. */
void publish_deployed(const char *code);

/** Complaints filed from now on have no time to be considered in; and, before the test ends, again as it was. */
void publish_late_complaints(void);
void publish_complaints_again(void);

/** How often the applicants' service was asked in this test. */
extern int applicants_asked;
/** What a file of tests has to put away after each of them; NULL: nothing. */
extern void (*also_close)(void);

/** One document of a kind as an original, for .documents. */
Tracking__Document *document(const char *kind);
Tracking__Document *document_of(const char *kind, Tracking__Document__Form form, const char *valid_until);

/** A passport application at the counter of "arbat", by the operator "op"; five working days, nothing
 * missing. */
const Tracking__Application *submit(void);
const Tracking__Application *submit_for(const char *applicant_id);
const Tracking__Application *submit_service(const char *service_code, int scenario);

/** Seen by a supervisor of "arbat". The caller is the same afterwards as before. */
const Tracking__Application *look(const char *application_id);
/** The live task of an application; NULL when it has none. */
const Tracking__Task *live_task(const char *application_id);
/** Claims and completes the live task as whoever performs it; the step must be this one. */
const Tracking__CompleteTaskResponse *pass(const char *application_id, const char *step, const char *outcome);
const Tracking__CompleteTaskResponse *pass_with(const char *application_id, const char *step, const char *outcome,
                                                const char *key, const char *value);
/** Passes the usual steps until the application waits in this one. */
void advance(const char *application_id, const char *step);
/** A BPMN file in one piece, to be published or checked; good for the next dozen calls. */
Common__Chunk *whole(const char *bpmn);
/** Publishes a regulation as a controller, who calls from then on. @return its version */
int publish(const char *bpmn);

/** A job of the daemon, as the daemon runs it. */
void run_job(enum rpc_code (*job)(struct rpc_call *call));
/** Carries out the errands that are due, so many rounds: one may bring about another. */
void run_errands(int rounds);
/** The same, also of those that wait for another attempt. */
void hurry_errands(int rounds);

/** {key: value}, for .fields and .answers */
Google__Protobuf__Struct *fields(const char *key, const char *value);

/** Actions of the history, joined by blanks. */
const char *history(const char *application_id);
/** Events of an application in the log, joined by blanks: their types without the package. */
const char *events(const char *application_id);

/** Day some working days after another by the tests' calendar (Monday to Friday). */
const char *working_day(const char *from, int days);
const char *today(void);
/** Today, or the Monday after it on a weekend. */
const char *registration_day(void);
const char *days_from(const char *day, int days);

#endif
