/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Decisions of the service: what suffices, what stands in the way, when a term ends, what an outcome changes.
 * Pure: no I/O, no clock, no shared state. Texts for people are made in the arena, in Russian or English.
 */
#ifndef OKNO_TRACKING_RULES_H
#define OKNO_TRACKING_RULES_H

#include "operations.h"

#include <okno/calendar.h>
#include <okno/reference.pb-c.h>
#include <okno/tracking.pb-c.h>

/* ------------------------------------------------------------------ what suffices (R79, R84, R169) */

/** What may be demanded after a first refusal: what it named, and what exceptions were registered for. */
struct rules_named {
    const char *day; /* of the first refusal */
    const char *const *kinds;
    size_t n;
};
/** Whether a document may be demanded; @named NULL: there was no refusal. */
bool rules_may_demand(const Reference__ServiceCard *card, const struct rules_named *named, const char *kind);
/** The document of the card that a kind is, or serves for; NULL when it has none. */
const Reference__RequiredDocument *rules_in_card(const Reference__ServiceCard *card, const char *kind);
/** Whether the ground is about documents, which the refusal then names. */
bool rules_ground_of_documents(const char *code);

/** The facts by which a set of documents is judged. */
struct rules_case {
    const Reference__ServiceCard *card;
    const Reference__Centre *centre; /* NULL: not chosen yet */
    bool provided;                   /* the centre provides the service; with a centre */
    Reference__Recipient recipient;  /* RECIPIENT_UNSPECIFIED: not known yet */
    int scenario;
    Tracking__Document *const *documents;
    size_t n_documents;
    int wanted_days;                    /* term demanded by the applicant; 0: none */
    bool represented;                   /* somebody acts for the applicant ... */
    const char *representative_problem; /* ... and why they may not; NULL or "" when they may */
    const struct rules_named *named;    /* by a first refusal; NULL: there was none */
    struct date today;
};

/** Card's documents first, in its order, then what was brought beside them. */
struct rules_needed {
    Tracking__NeededDocument **items;
    size_t n;
};

/**
 * State of every document the card asks for and of every one that was brought.
 *
 * Only the card's own documents can be MISSING, and of them only those that the applicant alone has, in this
 * scenario, for this kind of recipient, without a condition. An original is insisted on at the counter only
 * (scenario 0): elsewhere it is compared at the issue (R89).
 */
struct rules_needed rules_needed(struct arena *arena, const struct rules_case *facts, bool english);

/** A ground R266-R270 with where it shows, for a violation. */
struct rules_ground {
    const char *code;  /* of classifier "refusal-reasons" */
    const char *field; /* "documents", "wantedDays" */
    const char *text;
};
#define RULES_GROUNDS_MAX 5

/**
 * Grounds for refusing acceptance that stand in the way, of those that the card allows (a card without a list
 * allows all five).
 *
 * @return how many were found
 */
int rules_grounds(struct arena *arena, const struct rules_case *facts, const struct rules_needed *needed, bool english,
                  struct rules_ground ret_grounds[RULES_GROUNDS_MAX]);

/** Whether acceptance may be refused on the ground: by the card, on the grounds R266-R270 only. */
bool rules_acceptance_ground(const Reference__ServiceCard *card, const char *code);
/** The card's ground for refusing the service; NULL when it has none of that code. */
const Reference__Ground *rules_refusal_ground(const Reference__ServiceCard *card, const char *code);
bool rules_scenario_allowed(const Reference__ServiceCard *card, int scenario);

/* ------------------------------------------------------------------ terms */

#define RULES_PAUSES_MAX 64

/** What the planned date follows from. */
struct rules_term {
    struct date registered_on;
    int days, extended_days;
    enum calendar_kind kind;
    struct calendar_pause pauses[RULES_PAUSES_MAX];
    int n_pauses;
};

/** Planned date of the whole service (ГК 191, 193); RPC_OUT_OF_RANGE when the calendar ends earlier. */
enum rpc_code rules_planned(const struct calendar *cal, const struct rules_term *term,
                            struct date *ret_planned) OKNO_MUST_CHECK;

/** Adds a suspension that is over; events before the registration count from its day. False when there is no room. */
bool rules_add_pause(struct rules_term *term, struct date suspended_from, struct date resumed_on);

/* ------------------------------------------------------------------ what an outcome changes */

struct rules_move {
    Tracking__Application__Status status;
    unsigned effects; /* enum operation_effect */
};

/**
 * @outcome  of the operation; NULL: of a task that is no operation
 * @status   of the application before
 * @refused  whether the service was refused before
 * @shown    status that the regulation shows; 0: none
 * @closed   whether it was over before
 * @handing  whether somebody is still to hand over the result or the refusal: the regulation waits for it
 */
struct rules_move rules_move(const struct operation_outcome *outcome, Tracking__Application__Status status,
                             bool refused, Tracking__Application__Status shown, bool handing, bool closed);

/** Whether a service of a bundle, with its process at an end, waits for the one visit for all results (R81). */
bool rules_waits_for_visit(const Tracking__Application *app);
/** Until the agency has decided, the applicant may take the application back. */
bool rules_may_withdraw(Tracking__Application__Status status);
/** The clock can stop while the term still runs. */
bool rules_may_suspend(Tracking__Application__Status status);

/** Documents that travel to the agency: copies and scans; originals only where the agency keeps them (R89, R92). */
bool rules_travels(const Tracking__Document *document, bool keeps_originals);
/** Sheets that go to the case: all copies of all documents, and the application itself. */
int rules_sheets(Tracking__Document *const *documents, size_t n);

#endif
