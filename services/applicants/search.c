/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "search.h"

#include <okno/applicants.sql.h>
#include <okno/page.h>

/* Words that a misspelt one may have meant, at most. */
#define MEANT_MAX 12

static const char *
cell(const struct found *found, int row, const char *column)
{
    const char *text = db_cell(&found->rows, row, column);
    return text ? text : "";
}

const char *
found_id(const struct found *found, int row)
{
    return cell(found, row, "applicant_id");
}

const char *
found_word(const struct found *found, int row)
{
    return cell(found, row, "word");
}

const char *
found_name(const struct found *found, int row)
{
    return cell(found, row, "name");
}

/* ------------------------------------------------------------------ by what names one */

static enum rpc_code
by_key(struct rpc_call *call, const char *asked, const char *const *after, int limit, struct found *found)
{
    struct key_query query;
    if (!key_query_of(call->arena, asked, &query))
        return RPC_OK;
    return db_rows(call, &applicants_sql_search_by_key,
                   DB_ARGS(db_texts(call->arena, query.identifiers.kinds, query.identifiers.n),
                           db_texts(call->arena, query.identifiers.values, query.identifiers.n), query.phone,
                           query.email, query.pseudonym, page_key(after, 3), limit),
                   &found->rows);
}

/* ------------------------------------------------------------------ by name */

static struct words
asked_words(struct arena *arena, const char *asked)
{
    struct words words = words_of(arena, asked);
    return words_without_forms(&words);
}

/* Place of the word that the fewest names have. */
static enum rpc_code
rarest(struct rpc_call *call, const char *const *words, size_t n, size_t *ret_place)
{
    struct db_rows rows;
    int64_t place = 0;
    *ret_place = 0;
    if (n < 2)
        return RPC_OK;
    enum rpc_code code =
        db_rows(call, &applicants_sql_rarest_beginning, DB_ARGS(db_texts(call->arena, words, n)), &rows);
    if (code == RPC_OK && parse_int64(db_cell(&rows, 0, "place"), &place))
        *ret_place = (size_t)place;
    return code;
}

static enum rpc_code
by_name(struct rpc_call *call, const char *asked, const char *const *after, int limit, struct found *found)
{
    struct words words = asked_words(call->arena, asked);
    size_t place = 0;
    enum rpc_code code = after || !words.n ? RPC_OK : rarest(call, words.word, words.n, &place);
    if (code != RPC_OK || !words.n)
        return code;
    const char *leads = found->leads = after ? after[0] : words.word[place];
    struct patterns patterns = words_patterns(call->arena, &words, leads);
    return db_rows(call, &applicants_sql_search_by_name,
                   DB_ARGS(leads, db_texts(call->arena, patterns.like, patterns.n), page_key(after, 1),
                           page_key(after, 2), page_key(after, 3), limit),
                   &found->rows);
}

/* ------------------------------------------------------------------ by a name that is spelt nearly so */

struct meant {
    size_t n;
    const char *words[MEANT_MAX];
};

static enum rpc_code
words_meant(struct rpc_call *call, const char *written, struct meant *ret_meant)
{
    struct db_rows rows;
    *ret_meant = (struct meant){ 0 };
    enum rpc_code code = db_rows(call, &applicants_sql_alike_words, DB_ARGS(written), &rows);
    for (int i = 0; code == RPC_OK && i < rows.n && ret_meant->n < MEANT_MAX; i++)
        if (words_alike(written, db_cell(&rows, i, "word")))
            ret_meant->words[ret_meant->n++] = db_cell(&rows, i, "word");
    return code;
}

/* The word that leads is one that may have meant another: the one that led before, or the rarest; -1 when none may. */
static enum rpc_code
leader(struct rpc_call *call, const struct words *asked, const struct meant *meant, const char *before, int *ret_leads)
{
    const char *likely[WORDS_MAX];
    int places[WORDS_MAX];
    size_t n = 0, rare = 0;
    *ret_leads = -1;
    for (size_t i = 0; i < asked->n; i++) {
        if (!meant[i].n || (before && !text_equal(asked->word[i], before)))
            continue;
        likely[n] = meant[i].words[0];
        places[n++] = (int)i;
    }
    enum rpc_code code = rarest(call, likely, n, &rare);
    if (code == RPC_OK && n)
        *ret_leads = places[rare];
    return code;
}

static enum rpc_code
by_alike(struct rpc_call *call, const char *asked, const char *const *after, int limit, struct found *found)
{
    struct words words = asked_words(call->arena, asked);
    struct meant meant[WORDS_MAX];
    for (size_t i = 0; i < words.n; i++)
        if (words_meant(call, words.word[i], &meant[i]) != RPC_OK)
            return call->code;
    const char *others[WORDS_MAX];
    size_t n = 0;
    int leads;
    enum rpc_code code = leader(call, &words, meant, page_key(after, 0), &leads);
    if (code != RPC_OK || leads < 0)
        return code;
    found->leads = words.word[leads];
    for (size_t i = 0; i < words.n; i++)
        if ((int)i != leads)
            others[n++] = words_any_of(call->arena, words.word[i], meant[i].words, meant[i].n);
    return db_rows(call, &applicants_sql_search_by_alike,
                   DB_ARGS(db_texts(call->arena, meant[leads].words, meant[leads].n), db_texts(call->arena, others, n),
                           page_key(after, 1), page_key(after, 2), page_key(after, 3), limit),
                   &found->rows);
}

/* ------------------------------------------------------------------ one after the other */

enum rpc_code
search_by(enum search_way way, struct rpc_call *call, const char *asked, const char *const *after, int limit,
          struct found *ret_found)
{
    *ret_found = (struct found){ .way = way, .leads = "" };
    switch (way) {
    case SEARCH_BY_KEY:
        return by_key(call, asked, after, limit, ret_found);
    case SEARCH_BY_NAME:
        return by_name(call, asked, after, limit, ret_found);
    default:
        return by_alike(call, asked, after, limit, ret_found);
    }
}

enum rpc_code
search_first(struct rpc_call *call, const char *asked, int limit, struct found *ret_found)
{
    enum rpc_code code = RPC_OK;
    *ret_found = (struct found){ .leads = "" };
    for (int way = 0; way < SEARCH_WAYS && code == RPC_OK && !ret_found->rows.n; way++)
        code = search_by((enum search_way)way, call, asked, NULL, limit, ret_found);
    return code;
}
