/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What checking, submitting and refusing an application have in common: its facts, its numbers, its row. */
#ifndef OKNO_TRACKING_INTAKE_H
#define OKNO_TRACKING_INTAKE_H

#include "answers.h"
#include "facts.h"
#include "rules.h"
#include "view.h"

#include <okno/db.h>

/** What is asked, by whichever of the three methods. Texts may be empty where the method allows. */
struct intake_question {
    const char *service_code, *applicant_id, *representative_id, *centre_code;
    int scenario;
    Tracking__Document *const *documents;
    size_t n_documents;
    int wanted_days;
    Reference__Recipient recipient; /* told, when no applicant is named */
    const Google__Protobuf__Struct *answers;
};

struct intake {
    struct rpc_call *call;
    struct facts_service facts;
    struct facts_applicant applicant;
    struct rules_case judged;
    const struct rules_named *named; /* by a first refusal; loaded when documents lack */
    struct rules_needed needed;
    struct rules_ground grounds[RULES_GROUNDS_MAX];
    int n_grounds;
    struct answers_lack *lacks; /* of answers */
    size_t n_lacks;
    struct rules_term term; /* were it registered now */
    int64_t now_us;
    struct date today;
};

/**
 * Loads the facts, checks what is wrong whatever the grounds (unknown codes, scenarios the card does not have, answers
 * without end), and judges what suffices.
 *
 * @return RPC_NOT_FOUND, RPC_INVALID_ARGUMENT, worded; RPC_OK also when grounds stand in the way
 */
enum rpc_code intake_load(struct rpc_call *call, const struct intake_question *question,
                          struct intake *ret_intake) OKNO_MUST_CHECK;

/** Whether the caller may name this applicant: of an APPLICANT themself, or whom they act for. RPC_NOT_FOUND, worded.
 */
enum rpc_code intake_may_name(struct rpc_call *call, const char *applicant_id,
                              const char *representative_id) OKNO_MUST_CHECK;
/** That, and whether the caller may apply at this centre; worded. */
enum rpc_code intake_may(struct rpc_call *call, const char *centre_code, const char *applicant_id,
                         const char *representative_id) OKNO_MUST_CHECK;
/** Whether an APPLICANT who applies for another is the person whose power it is. After intake_load. */
enum rpc_code intake_may_act(const struct intake *intake, const char *applicant_id) OKNO_MUST_CHECK;

/** Day of registration: today or, on a day off, the next working day. RPC_OUT_OF_RANGE, worded, beyond the calendar. */
enum rpc_code intake_day(struct intake *intake) OKNO_MUST_CHECK;
/** Day of registration and planned date; RPC_OUT_OF_RANGE, worded, when the calendar ends earlier. */
enum rpc_code intake_plan(struct intake *intake, const char **ret_planned) OKNO_MUST_CHECK;

/** Fills what every registered application has: id, number, code, names, documents with ids, day of registration. */
enum rpc_code intake_register(struct intake *intake, const struct intake_question *question, Tracking__Channel channel,
                              Tracking__Application *app) OKNO_MUST_CHECK;

/** Where its term stands as it begins. Days may be NULL. */
struct intake_term {
    const char *sent_on, *stopped_on;
    bool held; /* stopped until somebody else than the applicant has something to do */
};
/** Adds the new row. */
void intake_put(struct db_work *work, const struct intake *intake, const Tracking__Application *app,
                const struct intake_term *term);

void intake_open(void);
void intake_close(void);

#endif
