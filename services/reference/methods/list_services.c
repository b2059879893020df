/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../rules.h"
#include "../state.h"

#include <okno/page.h>
#include <okno/proto.h>
#include <okno/reference.methods.h>

#include <stdlib.h>
#include <string.h>

#define USUAL 50

/* A card with what it is ordered by: score and code when something was asked for, else name and code. */
struct entry {
    const Reference__ServiceCard *card;
    int64_t score;
    const char *name;
};

struct list {
    struct entry *items;
    size_t n;
    const char *kinds; /* of the sort key, for libs/page */
};

static void
check_code(struct rpc_call *call, const char *field, const char *code, bool known)
{
    if (*code && !known)
        rpc_violate(call, field, "Кода «%s» нет в справочниках", "Reference data have no code \"%s\"", code);
}

/* A territory, or a place within one: its code begins with that of the territory. */
static bool
is_territory(struct rpc_call *call, const struct catalogue *cat, const char *oktmo)
{
    const char *district = strlen(oktmo) > 8 ? arena_strndup(call->arena, oktmo, 8) : oktmo;
    return catalogue_territory(cat, oktmo) || catalogue_territory(cat, district);
}

static enum rpc_code
check_filters(struct rpc_call *call, const struct catalogue *cat, const Reference__ListServicesRequest *req)
{
    check_code(call, "agency", req->agency, catalogue_agency(cat, req->agency));
    check_code(call, "lifeSituation", req->life_situation, catalogue_item(cat, "life-situations", req->life_situation));
    check_code(call, "theme", req->theme, catalogue_item(cat, "themes", req->theme));
    check_code(call, "centre", req->centre, catalogue_centre(cat, req->centre));
    check_code(call, "oktmo", req->oktmo, is_territory(call, cat, req->oktmo));
    return rpc_check(call);
}

static struct list
by_likeness(struct rpc_call *call, const struct catalogue *cat, const char *query)
{
    struct search_hit *hits;
    size_t n = search_find(state_derived(cat)->index, call->arena, query, &hits);
    struct list list = { ARENA_ARRAY(call->arena, struct entry, n), n, "it" };
    for (size_t i = 0; i < n; i++)
        list.items[i] = (struct entry){ catalogue_all(cat)->services[hits[i].document], hits[i].score, "" };
    return list;
}

static struct list
by_name(struct rpc_call *call, const struct catalogue *cat)
{
    const struct derived *derived = state_derived(cat);
    struct list list = { ARENA_ARRAY(call->arena, struct entry, derived->n_services), derived->n_services, "tt" };
    for (size_t i = 0; i < list.n; i++)
        list.items[i] = (struct entry){ derived->services[i].record, 0, derived->services[i].name };
    return list;
}

/* Whether the entry stands after the last one of the page before. */
static bool
is_after(const struct entry *entry, const char *kinds, const char *const *after)
{
    int64_t score = 0;
    if (!after)
        return true;
    int order = strcmp(entry->name, after[0]);
    if (*kinds == 'i')
        order = !parse_int64(after[0], &score) || entry->score > score ? -1 : entry->score < score;
    return order > 0 || (order == 0 && strcmp(entry->card->service_code, after[1]) > 0);
}

/* The card without what only its own page shows; shares the rest. */
static Reference__ServiceCard *
basic(struct arena *arena, const Reference__ServiceCard *card)
{
    Reference__ServiceCard *copy = arena_memdup(arena, card, sizeof *card);
    copy->n_synonyms = copy->n_documents = copy->n_acceptance_refusals = copy->n_refusal_grounds = 0;
    copy->n_legal_acts = copy->n_requisites = copy->n_district_codes = copy->n_questions = 0;
    return copy;
}

static char *
next_token(struct rpc_call *call, const struct list *list, const char *query, const struct entry *last)
{
    const char *score = arena_printf(call->arena, "%lld", (long long)last->score);
    const char *first = *list->kinds == 'i' ? score : last->name;
    return page_token(call, query, list->kinds, (const char *const[]){ first, last->card->service_code });
}

static void
show(struct rpc_call *call, const struct catalogue *cat, const struct list *list, const char *query,
     const char *const *after, const Reference__ListServicesRequest *req, Reference__ListServicesResponse *rep)
{
    size_t size = (size_t)page_size(req->page_size, USUAL);
    const struct entry *last = NULL;
    rep->services = ARENA_ARRAY(call->arena, Reference__ServiceCard *, size);
    for (size_t i = 0; i < list->n; i++) {
        const struct entry *entry = &list->items[i];
        if (!is_after(entry, list->kinds, after) || !rules_shows(cat, entry->card, req))
            continue;
        if (rep->n_services == size) {
            rep->next_page_token = next_token(call, list, query, last);
            return;
        }
        last = entry;
        rep->services[rep->n_services++] = req->view == REFERENCE__LIST_SERVICES_REQUEST__VIEW__BASIC
                                               ? basic(call->arena, entry->card)
                                               : (Reference__ServiceCard *)(uintptr_t)entry->card;
    }
}

/* Everything that decides which cards are listed, in one text. */
static const char *
query_of(struct rpc_call *call, const Reference__ListServicesRequest *req)
{
    return arena_printf(call->arena, "services\n%s\n%s\n%s\n%s\n%d\n%s\n%s", req->query, req->agency,
                        req->life_situation, req->theme, (int)req->recipient, req->centre, req->oktmo);
}

enum rpc_code
reference_list_services(struct rpc_call *call, const Reference__ListServicesRequest *req,
                        Reference__ListServicesResponse *rep)
{
    const struct catalogue *cat;
    const char *const *after;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code == RPC_OK)
        code = check_filters(call, cat, req);
    if (code != RPC_OK)
        return code;
    struct list list = *req->query ? by_likeness(call, cat, req->query) : by_name(call, cat);
    const char *query = query_of(call, req);
    code = page_open(call, req->page_token, query, list.kinds, &after);
    if (code == RPC_OK)
        show(call, cat, &list, query, after, req, rep);
    return code;
}
