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
by_key(struct rpc_call *call, const char *asked, const char *const *after, int limit, struct db_rows *ret_rows)
{
    struct key_query query;
    if (!key_query_of(call->arena, asked, &query))
        return RPC_OK;
    return db_rows(call, &applicants_sql_search_by_key,
                   DB_ARGS(db_texts(call->arena, query.identifiers.kinds, query.identifiers.n),
                           db_texts(call->arena, query.identifiers.values, query.identifiers.n), query.phone,
                           query.email, query.pseudonym, page_key(after, 2), limit),
                   ret_rows);
}

/* ------------------------------------------------------------------ by name */

static struct words
asked_words(struct arena *arena, const char *asked)
{
    struct words words = words_of(arena, asked);
    return words_without_forms(&words);
}

static enum rpc_code
by_name(struct rpc_call *call, const char *asked, const char *const *after, int limit, struct db_rows *ret_rows)
{
    struct words words = asked_words(call->arena, asked);
    struct name_query query = words_query(call->arena, &words);
    if (!query.begins)
        return RPC_OK;
    return db_rows(call, &applicants_sql_search_by_name,
                   DB_ARGS(query.begins, db_texts(call->arena, query.patterns, query.n), page_key(after, 0),
                           page_key(after, 1), page_key(after, 2), limit),
                   ret_rows);
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
    *ret_meant = (struct meant) { 0 };
    enum rpc_code code = db_rows(call, &applicants_sql_alike_words, DB_ARGS(written), &rows);
    for (int i = 0; code == RPC_OK && i < rows.n && ret_meant->n < MEANT_MAX; i++)
        if (words_alike(written, db_cell(&rows, i, "word")))
            ret_meant->words[ret_meant->n++] = db_cell(&rows, i, "word");
    return code;
}

/* The longest word that may have meant another leads; -1 when none may. */
static int
leader(const struct words *asked, const struct meant *meant)
{
    int best = -1;
    for (size_t i = 0; i < asked->n; i++)
        if (meant[i].n && (best < 0 || utf8_length(asked->word[i]) > utf8_length(asked->word[best])))
            best = (int)i;
    return best;
}

static enum rpc_code
by_alike(struct rpc_call *call, const char *asked, const char *const *after, int limit, struct db_rows *ret_rows)
{
    struct words words = asked_words(call->arena, asked);
    struct meant meant[WORDS_MAX];
    for (size_t i = 0; i < words.n; i++) {
        enum rpc_code code = words_meant(call, words.word[i], &meant[i]);
        if (code != RPC_OK)
            return code;
    }
    const char *others[WORDS_MAX];
    size_t n = 0;
    int leads = leader(&words, meant);
    if (leads < 0)
        return RPC_OK;
    for (size_t i = 0; i < words.n; i++)
        if ((int)i != leads)
            others[n++] = words_any_of(call->arena, words.word[i], meant[i].words, meant[i].n);
    return db_rows(call, &applicants_sql_search_by_alike,
                   DB_ARGS(db_texts(call->arena, meant[leads].words, meant[leads].n), db_texts(call->arena, others, n),
                           page_key(after, 0), page_key(after, 1), page_key(after, 2), limit),
                   ret_rows);
}

/* ------------------------------------------------------------------ one after the other */

enum rpc_code
search_by(enum search_way way, struct rpc_call *call, const char *asked, const char *const *after, int limit,
          struct found *ret_found)
{
    *ret_found = (struct found) { .way = way };
    switch (way) {
    case SEARCH_BY_KEY:
        return by_key(call, asked, after, limit, &ret_found->rows);
    case SEARCH_BY_NAME:
        return by_name(call, asked, after, limit, &ret_found->rows);
    default:
        return by_alike(call, asked, after, limit, &ret_found->rows);
    }
}

enum rpc_code
search_first(struct rpc_call *call, const char *asked, int limit, struct found *ret_found)
{
    enum rpc_code code = RPC_OK;
    *ret_found = (struct found) { 0 };
    for (int way = 0; way < SEARCH_WAYS && code == RPC_OK && !ret_found->rows.n; way++)
        code = search_by((enum search_way)way, call, asked, NULL, limit, ret_found);
    return code;
}
