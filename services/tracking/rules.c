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

/* ------------------------------------------------------------------ moves */

/* Nobody comes for it any more: what the regulation shows is the end, as of an electronic result in the cabinet. */
static bool
is_over(Tracking__Application__Status status, bool handing)
{
    return status == STATUS(ISSUED) || status == STATUS(ACCEPTANCE_REFUSED) || status == STATUS(WITHDRAWN)
           || (status == STATUS(REFUSED) && !handing);
}

struct rules_move
rules_move(const struct operation_outcome *outcome, Tracking__Application__Status status, bool refused,
           Tracking__Application__Status shown, bool handing, bool closed)
{
    struct rules_move move = { status, outcome ? outcome->effects : 0 };
    if (outcome && outcome->status)
        move.status = outcome->status;
    if (move.status == STATUS(REFUSED))
        refused = true;
    else if (move.status == STATUS(DECIDED))
        refused = false;
    if (shown)
        move.status = shown;
    if (refused && move.status == STATUS(READY))
        move.status = STATUS(REFUSED);
    if (!closed && is_over(move.status, handing) && !(move.effects & OPERATION_CLOSES))
        move.effects |=
            OPERATION_CLOSES | OPERATION_STOPS_CLOCK
            | (move.status == STATUS(ISSUED) || move.status == STATUS(REFUSED) ? OPERATION_TO_APPLICANT : 0u);
    return move;
}

bool
rules_waits_for_visit(const Tracking__Application *app)
{
    return !text_empty(app->parent_id) && (app->status == STATUS(READY) || app->status == STATUS(REFUSED));
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
