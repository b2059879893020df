/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Terms, moves and codes. What suffices for acceptance is in acceptance.c. */
#include "rules.h"

#include <string.h>

#define STATUS(name) TRACKING__APPLICATION__STATUS__##name

/* ------------------------------------------------------------------ terms */

static struct date
later(struct date a, struct date b)
{
    return date_compare(a, b) > 0 ? a : b;
}

static struct date
earlier(struct date a, struct date b)
{
    return date_compare(a, b) < 0 ? a : b;
}

enum rpc_code
rules_planned(const struct calendar *cal, const struct rules_term *term, struct date *ret_planned)
{
    return calendar_add_days_paused(cal, term->registered_on, term->days + term->extended_days, term->kind,
                                    term->pauses, (size_t)term->n_pauses, ret_planned);
}

bool
rules_add_pause(struct rules_term *term, struct date suspended_from, struct date resumed_on)
{
    if (term->n_pauses == RULES_PAUSES_MAX)
        return false;
    struct date from = later(suspended_from, term->registered_on);
    term->pauses[term->n_pauses++] = (struct calendar_pause){ from, later(resumed_on, from) };
    return true;
}

/* Shares of the step and of those after it. */
static int
shares_from(const struct steps_list *list, const struct steps_step *step)
{
    int sum = step->share;
    for (int i = 0; i < list->n; i++)
        if (steps_has_after(list, step, list->steps[i]->code))
            sum += list->steps[i]->share;
    return sum;
}

enum rpc_code
rules_due(const struct calendar *cal, const struct steps_list *list, const struct steps_step *step, struct date from,
          struct date planned, struct date *ret_due)
{
    int32_t left;
    if (step->fixed_days) {
        *ret_due = date_from_days(date_to_days(from) + step->fixed_days);
        return RPC_OK;
    }
    *ret_due = planned;
    int all = shares_from(list, step);
    if (date_compare(from, planned) >= 0 || all == step->share)
        return RPC_OK;
    enum rpc_code code = calendar_working_between(cal, from, planned, &left);
    if (code != RPC_OK || left <= 0)
        return code;
    struct date due;
    code = calendar_add_days(cal, from, (left * step->share + all - 1) / all, CALENDAR_WORKING, &due);
    if (code == RPC_OK)
        *ret_due = earlier(due, planned);
    return code;
}

/* ------------------------------------------------------------------ moves */

struct rules_move
rules_move(const struct steps_list *list, const struct steps_step *step, const struct steps_outcome *outcome,
           Tracking__Application__Status status, bool refused)
{
    struct rules_move move = { outcome->status ? outcome->status : status, outcome->effects, NULL };
    if (move.status == STATUS(REFUSED))
        refused = true;
    else if (move.status == STATUS(DECIDED))
        refused = false;
    if (refused && move.status == STATUS(READY))
        move.status = STATUS(REFUSED);
    bool decides = outcome->status == STATUS(DECIDED) || outcome->status == STATUS(REFUSED);
    bool handed = (move.effects & STEPS_TO_APPLICANT) != 0;
    if (decides && !handed && !steps_has_after(list, step, "issue")) {
        /* Nobody comes for it: the electronic result is in the cabinet the moment the agency decides. */
        move.status = refused ? STATUS(REFUSED) : STATUS(ISSUED);
        move.effects |= STEPS_TO_APPLICANT | STEPS_CLOSES | STEPS_STOPS_CLOCK;
    }
    move.next = steps_next(list, step, outcome, refused);
    return move;
}

bool
rules_may_withdraw(Tracking__Application__Status status)
{
    return status == STATUS(REGISTERED) || status == STATUS(CHECKED) || status == STATUS(SENT)
           || status == STATUS(SUSPENDED);
}

bool
rules_may_suspend(Tracking__Application__Status status)
{
    return status == STATUS(REGISTERED) || status == STATUS(CHECKED) || status == STATUS(SENT)
           || status == STATUS(DECIDED);
}

bool
rules_travels(const Tracking__Document *document, bool keeps_originals)
{
    return document->form != TRACKING__DOCUMENT__FORM__ORIGINAL || keeps_originals;
}

int
rules_sheets(Tracking__Document *const *documents, size_t n)
{
    int64_t sheets = 1;
    for (size_t i = 0; i < n; i++)
        sheets += (int64_t)documents[i]->sheets * (documents[i]->copies ? documents[i]->copies : 1);
    return sheets > INT32_MAX ? INT32_MAX : (int)sheets;
}

/* ------------------------------------------------------------------ codes */

void
rules_tracking_code(const uint8_t random[RULES_CODE_LENGTH], char ret_code[RULES_CODE_LENGTH + 1])
{
    static const char alphabet[] = RULES_CODE_ALPHABET;
    for (int i = 0; i < RULES_CODE_LENGTH; i++)
        ret_code[i] = alphabet[random[i] % (sizeof alphabet - 1)];
    ret_code[RULES_CODE_LENGTH] = '\0';
}

/* Latin letter for what a Russian keyboard makes of it: the letter itself, or 0 when there is no likeness. */
static char
latin_for(const char *typed)
{
    static const struct {
        const char *cyrillic;
        char latin;
    } alike[] = { { "А", 'A' }, { "а", 'A' }, { "С", 'C' }, { "с", 'C' }, { "Е", 'E' }, { "е", 'E' },
                  { "Н", 'H' }, { "н", 'H' }, { "К", 'K' }, { "к", 'K' }, { "М", 'M' }, { "м", 'M' },
                  { "Р", 'P' }, { "р", 'P' }, { "Т", 'T' }, { "т", 'T' }, { "Х", 'X' }, { "х", 'X' } };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(alike); i++)
        if (text_starts(typed, alike[i].cyrillic))
            return alike[i].latin;
    return 0;
}

void
rules_code_normal(const char *typed, char *ret_code, size_t size)
{
    size_t n = 0;
    for (; *typed && n + 1 < size; typed++) {
        char latin = latin_for(typed);
        if (latin)
            typed++; /* two bytes of UTF-8 */
        else if (*typed != ' ' && *typed != '-')
            latin = *typed >= 'a' && *typed <= 'z' ? (char)(*typed - 'a' + 'A') : *typed;
        if (latin)
            ret_code[n++] = latin;
    }
    ret_code[n] = '\0';
}

bool
rules_code_equal(const char *stored, const char *given)
{
    size_t length = strlen(given);
    unsigned difference = 0;
    for (size_t i = 0; i < RULES_CODE_LENGTH; i++)
        difference |= (unsigned char)stored[i] ^ (unsigned char)(i < length ? given[i] : 0);
    return difference == 0 && length == RULES_CODE_LENGTH;
}
