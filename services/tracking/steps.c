/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "steps.h"

#define STATUS(name) TRACKING__APPLICATION__STATUS__##name
#define SAME TRACKING__APPLICATION__STATUS__STATUS_UNSPECIFIED

/* The order of R70 and of the issue; terms are shares because the cards' terms run from a day to half a year. */
/* clang-format off */
static const struct steps_step table[] = {
    { "accept", "Приём документов", "Taking in the documents", "OPERATOR", STEPS_CENTRE, 5, 0, {
        { "ACCEPTED", "ACCEPTED", NULL, STATUS(REGISTERED), 0 },
        { "REFUSED", "ACCEPTANCE_REFUSED", "", STATUS(ACCEPTANCE_REFUSED),
          STEPS_CLOSES | STEPS_STOPS_CLOCK | STEPS_NEEDS_ACCEPTANCE_GROUND },
    } },
    { "check", "Проверка заявления и комплекта документов", "First-line check", "OPERATOR", STEPS_CENTRE, 10, 0, {
        { "PASSED", "CHECKED", NULL, STATUS(CHECKED), 0 },
        { "REFUSED", "ACCEPTANCE_REFUSED", "", STATUS(ACCEPTANCE_REFUSED),
          STEPS_CLOSES | STEPS_STOPS_CLOCK | STEPS_NEEDS_ACCEPTANCE_GROUND },
    } },
    { "send", "Передача документов в орган", "Sending to the agency", "OPERATOR", STEPS_CENTRE, 10, 0, {
        { "SENT", "SENT", NULL, STATUS(SENT), STEPS_DOCUMENTS_TO_AGENCY },
    } },
    { "decide", "Решение органа", "Decision of the agency", "AGENCY", STEPS_AGENCY, 60, 0, {
        { "GRANTED", "GRANTED", NULL, STATUS(DECIDED), 0 },
        { "REFUSED", "REFUSED", NULL, STATUS(REFUSED), STEPS_NEEDS_REFUSAL_GROUND },
    } },
    { "receive", "Получение результата из органа", "Taking in the result", "OPERATOR", STEPS_CENTRE, 10, 0, {
        { "RECEIVED", "RECEIVED", NULL, SAME, STEPS_RESULT_TO_CENTRE },
    } },
    { "inform", "Информирование заявителя", "Informing the applicant", "OPERATOR", STEPS_CENTRE, 5, 0, {
        { "INFORMED", "INFORMED", NULL, STATUS(READY), STEPS_STOPS_CLOCK },
    } },
    { "issue", "Выдача результата", "Issuing the result", "OPERATOR", STEPS_CENTRE, 0, 30, {
        { "ISSUED", "ISSUED", NULL, STATUS(ISSUED), STEPS_TO_APPLICANT | STEPS_CLOSES },
        { "POSTED", "POSTED", NULL, STATUS(ISSUED), STEPS_TO_APPLICANT | STEPS_CLOSES },
        { "MISMATCH", "RETURNED", "decide", STATUS(SENT), STEPS_BACK_TO_AGENCY },
    } },
    { "refusal", "Выдача мотивированного отказа", "Handing over the reasoned refusal", "OPERATOR", STEPS_CENTRE, 0, 30, {
        { "HANDED", "REFUSAL_HANDED", NULL, STATUS(REFUSED), STEPS_TO_APPLICANT | STEPS_CLOSES },
        { "POSTED", "POSTED", NULL, STATUS(REFUSED), STEPS_TO_APPLICANT | STEPS_CLOSES },
    } },
    { "write-off", "Списание в дело", "Writing off to the case file", "OPERATOR", STEPS_CENTRE, 0, 10, {
        { "WRITTEN_OFF", "WRITTEN_OFF", "", SAME, STEPS_TO_CASE },
    } },
};
/* clang-format on */

/* Scenario 1 meets the applicant only in the cabinet; 2 once, for the result; 3 when the check is passed. "refusal"
 * stands where "issue" does and is chosen instead of it. */
static const char *const usual[4][STEPS_MAX] = {
    { "accept", "check", "send", "decide", "receive", "inform", "issue", "write-off" },
    { "send", "decide", "write-off" },
    { "check", "send", "decide", "receive", "inform", "issue", "write-off" },
    { "check", "accept", "send", "decide", "receive", "inform", "issue", "write-off" },
};

const struct steps_step *
steps_find(const char *code)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(table); i++)
        if (text_equal(table[i].code, code))
            return &table[i];
    return NULL;
}

const struct steps_outcome *
steps_outcome(const struct steps_step *step, const char *code)
{
    for (const struct steps_outcome *outcome = step->outcomes; outcome->code; outcome++)
        if (text_equal(outcome->code, code))
            return outcome;
    return NULL;
}

static bool
is_usual(int scenario, const char *code)
{
    for (int i = 0; usual[scenario][i]; i++)
        if (text_equal(usual[scenario][i], code))
            return true;
    return false;
}

void
steps_plan(const char *const *card_steps, size_t n, int scenario, struct steps_list *ret_list)
{
    ret_list->n = 0;
    if (!n) {
        for (int i = 0; usual[scenario][i]; i++)
            ret_list->steps[ret_list->n++] = steps_find(usual[scenario][i]);
        return;
    }
    for (size_t i = 0; i < n && ret_list->n < STEPS_MAX; i++)
        if (steps_find(card_steps[i]) && is_usual(scenario, card_steps[i]))
            ret_list->steps[ret_list->n++] = steps_find(card_steps[i]);
}

static int
place_of(const struct steps_list *list, const char *code)
{
    for (int i = 0; i < list->n; i++)
        if (text_equal(list->steps[i]->code, code))
            return i;
    return -1;
}

/* Where a step stands; a refusal stands in the place of the issue. */
static int
place_of_step(const struct steps_list *list, const struct steps_step *step)
{
    return place_of(list, text_equal(step->code, "refusal") ? "issue" : step->code);
}

const struct steps_step *
steps_first(const struct steps_list *list, bool accepted)
{
    for (int i = 0; i < list->n; i++)
        if (!accepted || !text_equal(list->steps[i]->code, "accept"))
            return list->steps[i];
    return NULL;
}

bool
steps_has_after(const struct steps_list *list, const struct steps_step *step, const char *code)
{
    int here = place_of_step(list, step), there = place_of(list, code);
    return here >= 0 && there > here;
}

const struct steps_step *
steps_next(const struct steps_list *list, const struct steps_step *step, const struct steps_outcome *outcome,
           bool refused)
{
    if (outcome->next)
        return *outcome->next ? steps_find(outcome->next) : NULL;
    int place = place_of_step(list, step) + 1;
    if (place == 0 || place == list->n)
        return NULL;
    const struct steps_step *next = list->steps[place];
    return refused && text_equal(next->code, "issue") ? steps_find("refusal") : next;
}
