/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What is decided about applicants. Pure: no database, no clock. */
#ifndef OKNO_SERVICES_APPLICANTS_RULES_H
#define OKNO_SERVICES_APPLICANTS_RULES_H

#include <okno/applicants.pb-c.h>
#include <okno/queue.pb-c.h>
#include <okno/rpc.h>
#include <okno/tracking.pb-c.h>

/* ------------------------------------------------------------------ what is wrong with an applicant */

/** A request or a merged record, seen alike. Absent parts are NULL. */
struct applicant_parts {
    const Applicants__Person *person;
    const Applicants__SoleProprietor *sole_proprietor;
    const Applicants__LegalEntity *legal_entity;
    Applicants__Benefit *const *benefits;
    size_t n_benefits;
};
struct applicant_parts parts_of_applicant(const Applicants__Applicant *applicant);

/** Violations that no rule of a single field can express. `prefix` is "" or ends with a dot. */
void applicant_check(struct rpc_call *call, const struct applicant_parts *parts, const char *prefix, struct date today);

/** Violations of a power of attorney among its own fields. */
void representative_check(struct rpc_call *call, const Applicants__Representative *power, struct date today);
void consent_check(struct rpc_call *call, const Applicants__Consent *consent, struct date today);
void interaction_check(struct rpc_call *call, const Applicants__Interaction *interaction, int64_t now_us);

/* ------------------------------------------------------------------ names */

Applicants__CheckApplicantResponse__Kind applicant_kind(const Applicants__Applicant *applicant);
/** «Иванов И. И.», «ИП Иванов И. И.», the short name of an entity. */
char *applicant_display_name(struct arena *arena, const Applicants__Applicant *applicant);
char *applicant_full_name(struct arena *arena, const Applicants__Applicant *applicant);

/* ------------------------------------------------------------------ changes */

/** Paths, in lowerCamel, of what differs between two records; a list differs as a whole. */
#define CHANGES_MAX 100
struct changes {
    size_t n;
    const char *paths[CHANGES_MAX];
};
struct changes applicant_changes(struct arena *arena, const Applicants__Applicant *before,
                                 const Applicants__Applicant *after);
/** An applicant changes their own contacts and note; names and identifiers are for the centre, which sees papers. */
bool applicant_may_change(const char *path);
/** A person may become a proprietor and stop being one; an entity stays an entity. */
bool kind_may_become(Applicants__CheckApplicantResponse__Kind from, Applicants__CheckApplicantResponse__Kind to);

/* ------------------------------------------------------------------ powers of attorney */

struct power {
    bool known;                       /* there is such a power, given by this applicant */
    const char *issued, *valid_until; /* days; `valid_until` is empty or NULL: until revoked */
    bool is_revoked;
    struct date revoked_on;
    bool in_scope, may_receive;
};
enum power_fault {
    POWER_VALID,
    POWER_UNKNOWN,
    POWER_REVOKED,
    POWER_NOT_YET,
    POWER_EXPIRED,
    POWER_OUT_OF_SCOPE,
    POWER_NOT_TO_RECEIVE
};
/** @to_receive  the result is to be taken, which the power must say */
enum power_fault power_check(const struct power *power, struct date on, bool to_receive);
const char *power_fault_text(enum power_fault fault, bool english);

/* ------------------------------------------------------------------ interactions */

bool channel_known(const char *channel);

/** What an event of another service means for the applicant's history; its time and ids are the event's. */
struct told {
    const char *applicant_id, *application_id, *channel, *kind, *summary, *centre_code, *actor;
};
struct told told_by_submission(struct arena *arena, const Tracking__ApplicationSubmitted *event);
struct told told_by_movement(struct arena *arena, const Tracking__ApplicationMoved *event);
struct told told_by_complaint(struct arena *arena, const Tracking__ComplaintMoved *event);
/** Of a visit that ended at a window; other changes of a ticket, and visits of strangers, have no applicant. */
struct told told_by_ticket(struct arena *arena, const Queue__TicketChanged *event);

#endif
