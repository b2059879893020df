/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What suffices for acceptance, and the grounds for refusing it (R266-R270). */
#include "rules.h"

#define NEEDED(name) TRACKING__NEEDED_DOCUMENT__STATE__##name
#define SUPPLIER(name) REFERENCE__REQUIRED_DOCUMENT__SUPPLIER__##name

typedef Tracking__NeededDocument__State needed_state;

static const char *
say(bool english, const char *ru, const char *en)
{
    return english ? en : ru;
}

/* ------------------------------------------------------------------ one document of the card */

static bool
for_scenario(const Reference__RequiredDocument *wanted, int scenario)
{
    for (size_t i = 0; i < wanted->n_scenarios; i++)
        if (wanted->scenarios[i] == scenario)
            return true;
    return wanted->n_scenarios == 0;
}

static bool
for_recipient(const Reference__RequiredDocument *wanted, Reference__Recipient recipient)
{
    for (size_t i = 0; i < wanted->n_recipients; i++)
        if (wanted->recipients[i] == recipient)
            return true;
    return wanted->n_recipients == 0 || recipient == REFERENCE__RECIPIENT__RECIPIENT_UNSPECIFIED;
}

static bool
is_asked_for(const Reference__RequiredDocument *wanted, const struct rules_case *facts)
{
    return for_scenario(wanted, facts->scenario) && for_recipient(wanted, facts->recipient);
}

static bool
serves(const Reference__RequiredDocument *wanted, const char *kind)
{
    for (size_t i = 0; i < wanted->n_alternatives; i++)
        if (text_equal(wanted->alternatives[i], kind))
            return true;
    return text_equal(wanted->kind, kind);
}

static bool
is_expired(const Tracking__Document *document, struct date today)
{
    struct date until;
    return !text_empty(document->valid_until) && date_parse(document->valid_until, &until)
           && date_compare(until, today) < 0;
}

static needed_state
state_of_brought(const Reference__RequiredDocument *wanted, const Tracking__Document *document,
                 const struct rules_case *facts)
{
    if (is_expired(document, facts->today))
        return NEEDED(EXPIRED);
    bool original = document->form == TRACKING__DOCUMENT__FORM__ORIGINAL;
    if (wanted->original_needed && facts->scenario == 0 && !original)
        return NEEDED(WRONG_FORM);
    return NEEDED(PRESENT);
}

/* The best of what was brought for it; STATE_UNSPECIFIED when nothing was. */
static needed_state
best_brought(const Reference__RequiredDocument *wanted, const struct rules_case *facts)
{
    needed_state best = NEEDED(STATE_UNSPECIFIED);
    for (size_t i = 0; i < facts->n_documents; i++) {
        if (!serves(wanted, facts->documents[i]->kind))
            continue;
        needed_state state = state_of_brought(wanted, facts->documents[i], facts);
        if (best == NEEDED(STATE_UNSPECIFIED) || state < best)
            best = state; /* PRESENT < WRONG_FORM < EXPIRED */
    }
    return best;
}

bool
rules_may_demand(const Reference__ServiceCard *card, const struct rules_named *named, const char *kind)
{
    const Reference__RequiredDocument *wanted = rules_in_card(card, kind);
    for (size_t i = 0; named && i < named->n; i++)
        if (text_equal(named->kinds[i], kind) || (wanted && serves(wanted, named->kinds[i])))
            return true;
    return !named;
}

const Reference__RequiredDocument *
rules_in_card(const Reference__ServiceCard *card, const char *kind)
{
    for (size_t i = 0; i < card->n_documents; i++)
        if (serves(card->documents[i], kind))
            return card->documents[i];
    return NULL;
}

static bool
is_lacking(needed_state state)
{
    return state == NEEDED(MISSING) || state == NEEDED(WRONG_FORM) || state == NEEDED(EXPIRED);
}

static needed_state
state_of(const Reference__RequiredDocument *wanted, const struct rules_case *facts)
{
    needed_state brought = best_brought(wanted, facts);
    if (brought == NEEDED(PRESENT))
        return brought;
    if (wanted->supplier == SUPPLIER(EXCHANGE))
        return NEEDED(BY_EXCHANGE);
    if (wanted->supplier == SUPPLIER(OPTIONAL))
        return NEEDED(NOT_NEEDED);
    if (brought != NEEDED(STATE_UNSPECIFIED))
        return brought;
    return text_empty(wanted->condition) ? NEEDED(MISSING) : NEEDED(NOT_NEEDED);
}

static const char *
explain(struct arena *arena, const Reference__RequiredDocument *wanted, needed_state state, bool english)
{
    switch (state) {
    case NEEDED(PRESENT):
        return say(english, "Документ есть", "The document is there");
    case NEEDED(MISSING):
        return say(english, "Документа не хватает: его представляет сам заявитель",
                   "The document is missing: only the applicant has it");
    case NEEDED(WRONG_FORM):
        return say(english, "Нужен подлинник", "The original is needed");
    case NEEDED(EXPIRED):
        return say(english, "Срок действия документа истёк", "The document is no longer valid");
    case NEEDED(NOT_DEMANDED):
        return say(english, "Требовать нельзя: при первом отказе документ не назван",
                   "It cannot be demanded: the first refusal did not name it");
    case NEEDED(BY_EXCHANGE):
        return say(english, "Центр запросит сам, приносить не нужно", "The centre asks for it; no need to bring it");
    default:
        break;
    }
    if (wanted->supplier == SUPPLIER(OPTIONAL))
        return say(english, "По желанию заявителя", "Only if the applicant wishes");
    return arena_printf(arena, say(english, "Нужен только при условии: %s", "Needed only on a condition: %s"),
                        wanted->condition);
}

/* ------------------------------------------------------------------ all of them */

static Tracking__NeededDocument *
add(struct arena *arena, struct rules_needed *needed, const char *kind, const char *name, needed_state state,
    const char *explanation)
{
    Tracking__NeededDocument *item = ARENA_NEW(arena, Tracking__NeededDocument);
    tracking__needed_document__init(item);
    item->kind = kind;
    item->name = name;
    item->state = state;
    item->explanation = explanation;
    needed->items[needed->n++] = item;
    return item;
}

/* What was brought although nothing here asks for it. */
static void
add_brought(struct arena *arena, const struct rules_case *facts, const Tracking__Document *document, bool english,
            struct rules_needed *needed)
{
    bool in_card = false;
    for (size_t i = 0; i < facts->card->n_documents; i++) {
        if (!serves(facts->card->documents[i], document->kind))
            continue;
        if (is_asked_for(facts->card->documents[i], facts))
            return;
        in_card = true;
    }
    const char *name = text_empty(document->name) ? document->kind : document->name;
    if (in_card)
        add(arena, needed, document->kind, name, NEEDED(NOT_NEEDED),
            say(english, "В этом порядке подачи не нужен", "Not needed in this way of applying"));
    else
        add(arena, needed, document->kind, name, NEEDED(NOT_IN_CARD),
            say(english, "Для этой услуги не требуется", "Not asked for by this service"));
}

struct rules_needed
rules_needed(struct arena *arena, const struct rules_case *facts, bool english)
{
    const Reference__ServiceCard *card = facts->card;
    struct rules_needed needed = {
        ARENA_ARRAY(arena, Tracking__NeededDocument *, card->n_documents + facts->n_documents), 0
    };
    for (size_t i = 0; i < card->n_documents; i++) {
        const Reference__RequiredDocument *wanted = card->documents[i];
        if (!is_asked_for(wanted, facts))
            continue;
        needed_state state = state_of(wanted, facts);
        if (is_lacking(state) && !rules_may_demand(card, facts->named, wanted->kind))
            state = NEEDED(NOT_DEMANDED);
        add(arena, &needed, wanted->kind, text_empty(wanted->name) ? wanted->kind : wanted->name, state,
            explain(arena, wanted, state, english));
    }
    for (size_t i = 0; i < facts->n_documents; i++)
        add_brought(arena, facts, facts->documents[i], english, &needed);
    return needed;
}

/* ------------------------------------------------------------------ grounds */

bool
rules_acceptance_ground(const Reference__ServiceCard *card, const char *code)
{
    static const char *const lawful[] = { "not-provided-here", "incomplete", "term-too-short", "invalid-documents",
                                          "no-power-of-attorney" };
    bool known = false, listed = card->n_acceptance_refusals == 0;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(lawful); i++)
        known |= text_equal(lawful[i], code);
    for (size_t i = 0; i < card->n_acceptance_refusals; i++)
        listed |= text_equal(card->acceptance_refusals[i], code);
    return known && listed;
}

bool
rules_ground_of_documents(const char *code)
{
    return text_equal(code, "incomplete") || text_equal(code, "invalid-documents");
}

const Reference__Ground *
rules_refusal_ground(const Reference__ServiceCard *card, const char *code)
{
    for (size_t i = 0; i < card->n_refusal_grounds; i++)
        if (text_equal(card->refusal_grounds[i]->code, code))
            return card->refusal_grounds[i];
    return NULL;
}

bool
rules_scenario_allowed(const Reference__ServiceCard *card, int scenario)
{
    for (size_t i = 0; i < card->n_scenarios; i++)
        if (card->scenarios[i] == scenario)
            return true;
    return card->n_scenarios == 0 && scenario == 0;
}

static bool
is_for_recipient(const struct rules_case *facts)
{
    const Reference__ServiceCard *card = facts->card;
    for (size_t i = 0; i < card->n_recipients; i++)
        if (card->recipients[i] == facts->recipient)
            return true;
    return card->n_recipients == 0 || facts->recipient == REFERENCE__RECIPIENT__RECIPIENT_UNSPECIFIED;
}

/* "паспорт; фотография" of those in a state that stands in the way; NULL when there are none. Expired ones count
 * only where the card insists: an old document may be the very one that is to be exchanged. */
static const char *
names_in(struct arena *arena, const struct rules_case *facts, const struct rules_needed *needed, needed_state a,
         needed_state b)
{
    const char *names = NULL;
    size_t at = 0;
    for (size_t i = 0; i < facts->card->n_documents; i++) {
        const Reference__RequiredDocument *wanted = facts->card->documents[i];
        if (!is_asked_for(wanted, facts))
            continue;
        const Tracking__NeededDocument *item = needed->items[at++];
        if ((item->state != a && item->state != b) || !text_empty(wanted->condition))
            continue;
        names = names ? arena_printf(arena, "%s; %s", names, item->name) : item->name;
    }
    return names;
}

struct grounds {
    const Reference__ServiceCard *card;
    struct rules_ground *items;
    int n;
};

static void
stand(struct grounds *grounds, const char *code, const char *field, const char *text)
{
    if (rules_acceptance_ground(grounds->card, code))
        grounds->items[grounds->n++] = (struct rules_ground){ code, field, text };
}

static void
judge_service(struct grounds *grounds, const struct rules_case *facts, bool english)
{
    if (facts->centre && !facts->provided)
        stand(grounds, "not-provided-here", "serviceCode",
              say(english, "Услуга в этом центре не предоставляется", "The centre does not provide this service"));
    else if (!is_for_recipient(facts))
        stand(grounds, "not-provided-here", "applicantId",
              say(english, "Услуга не предоставляется заявителям этого типа",
                  "The service is not provided to applicants of this kind"));
}

static void
judge_documents(struct arena *arena, struct grounds *grounds, const struct rules_case *facts,
                const struct rules_needed *needed, bool english)
{
    const char *lacking = names_in(arena, facts, needed, NEEDED(MISSING), NEEDED(WRONG_FORM));
    const char *expired = names_in(arena, facts, needed, NEEDED(EXPIRED), NEEDED(EXPIRED));
    if (lacking)
        stand(grounds, "incomplete", "documents",
              arena_printf(arena,
                           say(english, "Комплект документов неполный, нужны: %s",
                               "The set of documents is incomplete, needed: %s"),
                           lacking));
    if (expired)
        stand(grounds, "invalid-documents", "documents",
              arena_printf(arena, say(english, "Срок действия истёк: %s", "No longer valid: %s"), expired));
}

int
rules_grounds(struct arena *arena, const struct rules_case *facts, const struct rules_needed *needed, bool english,
              struct rules_ground ret_grounds[RULES_GROUNDS_MAX])
{
    struct grounds grounds = { facts->card, ret_grounds, 0 };
    int term = facts->card->term ? facts->card->term->days : 0;
    judge_service(&grounds, facts, english);
    if (facts->wanted_days && facts->wanted_days < term)
        stand(&grounds, "term-too-short", "wantedDays",
              arena_printf(arena,
                           say(english, "Срок по карточке услуги — %d дн., сократить его нельзя",
                               "The term of the service is %d days and cannot be shortened"),
                           term));
    judge_documents(arena, &grounds, facts, needed, english);
    if (facts->represented && !text_empty(facts->representative_problem))
        stand(&grounds, "no-power-of-attorney", "representativeId",
              arena_printf(arena,
                           say(english, "Полномочия представителя не подтверждены: %s",
                               "The representative's powers are not confirmed: %s"),
                           facts->representative_problem));
    return grounds.n;
}
