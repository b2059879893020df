/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "operations.h"

#include <okno/base.h>

#define STATUS(name) TRACKING__APPLICATION__STATUS__##name
#define SAME TRACKING__APPLICATION__STATUS__STATUS_UNSPECIFIED
#define REFUSES OPERATION_CLOSES | OPERATION_STOPS_CLOCK | OPERATION_NEEDS_ACCEPTANCE_GROUND
#define HANDS OPERATION_TO_APPLICANT | OPERATION_CLOSES

/* clang-format off */
static const struct operation table[] = {
    { "accept", {
        { "ACCEPTED", "ACCEPTED", STATUS(REGISTERED), 0 },
        { "REFUSED", "ACCEPTANCE_REFUSED", STATUS(ACCEPTANCE_REFUSED), REFUSES } } },
    { "check", {
        { "PASSED", "CHECKED", STATUS(CHECKED), 0 },
        { "REMARKS", "REMARKS_FOUND", SAME, OPERATION_DEMANDS },
        { "REFUSED", "ACCEPTANCE_REFUSED", STATUS(ACCEPTANCE_REFUSED), REFUSES } } },
    { "remarks", {
        { "SENT", "REMARKS_SENT", SAME, OPERATION_DEMANDS } } },
    { "correct", {
        { "CORRECTED", "CORRECTED", SAME, 0 },
        { "WITHDRAWN", "WITHDRAWN", STATUS(WITHDRAWN), OPERATION_CLOSES | OPERATION_STOPS_CLOCK } } },
    { "send", {
        { "SENT", "SENT", STATUS(SENT), OPERATION_DOCUMENTS_TO_AGENCY } } },
    { "decide", {
        { "GRANTED", "GRANTED", STATUS(DECIDED), 0 },
        { "REFUSED", "REFUSED", STATUS(REFUSED), OPERATION_NEEDS_REFUSAL_GROUND } } },
    { "completeness", {
        { "COMPLETE", "CHECKED", SAME, 0 },
        { "RETURNED", "REFUSED", STATUS(REFUSED), OPERATION_NEEDS_REFUSAL_GROUND } } },
    { "receive", {
        { "RECEIVED", "RECEIVED", SAME, OPERATION_RESULT_TO_CENTRE } } },
    { "inform", {
        { "INFORMED", "INFORMED", STATUS(READY), OPERATION_STOPS_CLOCK } } },
    { "issue", {
        { "ISSUED", "ISSUED", STATUS(ISSUED), HANDS },
        { "POSTED", "POSTED", STATUS(ISSUED), HANDS },
        { "MISMATCH", "RETURNED", STATUS(SENT),
          OPERATION_BACK_TO_AGENCY | OPERATION_RESTARTS_CLOCK | OPERATION_NEEDS_WORDS } } },
    { "refusal", {
        { "HANDED", "REFUSAL_HANDED", STATUS(REFUSED), HANDS },
        { "POSTED", "POSTED", STATUS(REFUSED), HANDS } } },
    { "hand-over", {
        { "SIGNED", "HANDED_OVER", SAME, 0 } } },
    { "withdraw-originals", {
        { "WITHDRAWN_ORIGINALS", "ORIGINALS_WITHDRAWN", SAME, OPERATION_ORIGINALS_TO_AGENCY } } },
    { "annul", {
        { "ANNULLED", "ANNULLED", SAME, 0 } } },
    { "return", {
        { "RETURNED", "RETURNED_UNCLAIMED", SAME, OPERATION_BACK_TO_AGENCY } } },
    { "queue", {
        { "MOVED", "QUEUE_MOVED", SAME, 0 },
        { "ALLOTTED", "QUOTA_ALLOTTED", SAME, OPERATION_LEAVES_QUEUE },
        { "PLACE", "PLACE_FOUND", SAME, OPERATION_LEAVES_QUEUE } } },
    { "stop", {
        { "STOPPED", "STOPPED", SAME, 0 } } },
    { "give-back", {
        { "GIVEN_BACK", "ORIGINALS_GIVEN_BACK", SAME, OPERATION_ORIGINALS_TO_APPLICANT },
        { "POSTED", "ORIGINALS_POSTED", SAME, OPERATION_ORIGINALS_TO_APPLICANT } } },
    { "write-off", {
        { "WRITTEN_OFF", "WRITTEN_OFF", SAME, OPERATION_TO_CASE } } },
    { "complaint-register", {
        { "REGISTERED", "REGISTERED", SAME, 0 },
        { "FORWARDED", "FORWARDED", SAME, 0 } } },
    { "complaint-decide", {
        { "SATISFIED", "SATISFIED", SAME, 0 },
        { "REFUSED", "REFUSED", SAME, 0 } } },
    { "complaint-answer", {
        { "SENT", "ANSWERED", SAME, 0 } } },
    { "complaint-prosecutor", {
        { "SENT", "PROSECUTOR_INFORMED", SAME, 0 } } },
    { "complaint-late", {
        { "NOTED", "LATENESS_EXPLAINED", SAME, 0 } } },
};
/* clang-format on */

const struct operation *
operations_find(const char *code)
{
    for (size_t i = 0; code && i < OKNO_ARRAY_SIZE(table); i++)
        if (text_equal(table[i].code, code))
            return &table[i];
    return NULL;
}

enum operation_visit
operations_visit(const char *code)
{
    if (text_equal(code, "accept") || text_equal(code, "withdraw-originals"))
        return OPERATION_BROUGHT;
    return text_equal(code, "issue") || text_equal(code, "refusal") ? OPERATION_FETCHED : OPERATION_NO_VISIT;
}

const struct operation_outcome *
operations_outcome(const struct operation *operation, const char *code)
{
    for (const struct operation_outcome *outcome = operation->outcomes; outcome->code; outcome++)
        if (text_equal(outcome->code, code))
            return outcome;
    return NULL;
}
