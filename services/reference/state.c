/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "records.h"
#include "state.h"

#include <okno/db.h>
#include <okno/proto.h>
#include <okno/reference.sql.h>

#include <stdlib.h>
#include <string.h>

#define LOOK_MS 1000

/* Words that people add to what they want; they tell one service from another only a little. */
static const char *const fillers[] = {
    "взять",   "встать",   "выдать",     "выдача",     "документ", "документы", "восстановить", "госуслуги", "заказать",
    "замена",  "записать", "записаться", "запись",     "менять",   "москва",    "мфц",          "надо",      "нужен",
    "нужна",   "нужно",    "оформить",   "оформление", "подать",   "подача",    "получение",    "получить",  "поменять",
    "сделать", "узнать",   "услуга",     "хотеть",     "хочу",     NULL,
};

/* ------------------------------------------------------------------ what is made of a state */

static void
index_card(struct search_index *index, uint32_t document, const Reference__ServiceCard *card)
{
    for (size_t i = 0; i < card->n_synonyms; i++)
        search_add(index, document, SEARCH_PHRASE, card->synonyms[i]);
    search_add(index, document, SEARCH_PHRASE, card->short_name);
    search_add(index, document, SEARCH_TITLE, card->name);
    search_add(index, document, SEARCH_TEXT, card->description);
    for (size_t i = 0; i < card->n_documents; i++)
        search_add(index, document, SEARCH_ASIDE, card->documents[i]->name);
}

static int
compare_names(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

/* Records come ordered by code; the name is a text field of each. */
static struct named *
by_name(struct arena *arena, void *records, size_t n)
{
    ProtobufCMessage **items = records;
    struct named *named = ARENA_ARRAY(arena, struct named, n);
    for (size_t i = 0; i < n; i++)
        named[i] = (struct named){ search_fold(arena, proto_get_text(items[i], "name")), items[i] };
    if (n)
        qsort(named, n, sizeof *named, compare_names);
    return named;
}

static void *
derive(const struct catalogue *cat)
{
    const Reference__Catalogue *all = catalogue_all(cat);
    struct arena *arena = arena_new(SIZE_MAX);
    struct derived *derived = ARENA_NEW(arena, struct derived);
    derived->arena = arena;
    derived->index = search_new(fillers);
    for (size_t i = 0; i < all->n_services; i++)
        if (!all->services[i]->withdrawn)
            index_card(derived->index, (uint32_t)i, all->services[i]);
    search_finish(derived->index);
    derived->n_services = all->n_services;
    derived->services = by_name(arena, all->services, all->n_services);
    derived->n_centres = all->n_centres;
    derived->centres = by_name(arena, all->centres, all->n_centres);
    return derived;
}

static void
derived_free(void *arg)
{
    struct derived *derived = arg;
    search_free(derived->index);
    arena_free(derived->arena);
}

/* ------------------------------------------------------------------ following the database */

static enum rpc_code
read_catalogue(struct rpc_call *call, int64_t known, Reference__Catalogue **ret_catalogue)
{
    struct db_rows rows;
    int64_t version;
    enum rpc_code code = db_rows(call, &reference_sql_get_version, DB_NO_ARGS, &rows);
    if (code != RPC_OK)
        return code;
    if (rows.n && parse_int64(db_cell(&rows, 0, "version"), &version) && version == known && known) {
        *ret_catalogue = proto_new(call->arena, &reference__catalogue__descriptor);
        (*ret_catalogue)->version = version;
        return RPC_OK;
    }
    struct records records;
    code = records_load(call, &records);
    if (code == RPC_OK)
        *ret_catalogue = records_catalogue(call->arena, &records);
    return code;
}

void
state_open(void *context)
{
    catalogue_open(&(struct catalogue_options){ .context = context,
                                                .source = read_catalogue,
                                                .every_ms = LOOK_MS,
                                                .derive = derive,
                                                .derived_free = derived_free });
}

void
state_close(void)
{
    catalogue_close();
}

const struct derived *
state_derived(const struct catalogue *cat)
{
    return catalogue_derived(cat);
}
