/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../search.h"

#include <okno/applicants.methods.h>
#include <okno/applicants.sql.h>
#include <okno/audit.h>
#include <okno/page.h>

#include <string.h>

#define PAGE_USUAL 20
#define KEYS "itttu" /* way of looking, word that leads, word, name, applicant */

static char *
token_after(struct rpc_call *call, const char *query, const struct found *found, int row)
{
    const char *way = arena_printf(call->arena, "%d", (int)found->way);
    return page_token(call, query, KEYS,
                      (const char *const[]){ way, found->leads, found_word(found, row), found_name(found, row),
                                             found_id(found, row) });
}

/* Everybody shown is named in the record of the reading. */
static void
audit_found(struct rpc_call *call, const char *const *ids, size_t n)
{
    TEXT_SCOPED list = { 0 };
    for (size_t i = 0; i < n; i++)
        text_addf(&list, "%s%s", i ? "," : "", ids[i]);
    audit_object(call, "applicants", n ? list.data : "none", NULL);
}

static enum rpc_code
load_found(struct rpc_call *call, const struct found *found, size_t n, Applicants__SearchApplicantsResponse *rep)
{
    const char **ids = ARENA_ARRAY(call->arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        ids[i] = found_id(found, (int)i);
    audit_found(call, ids, n);
    if (!n)
        return RPC_OK;
    return DB_LIST(call, &applicants_sql_get_applicants, DB_ARGS(db_texts(call->arena, ids, n)), rep, applicants,
                   applicants__applicant__descriptor);
}

/* A later page continues the way its first one was found. */
static enum rpc_code
look(struct rpc_call *call, const char *asked, const char *const *after, int limit, struct found *ret_found)
{
    int64_t way;
    if (!after)
        return search_first(call, asked, limit, ret_found);
    if (!parse_int64(after[0], &way) || way < 0 || way >= SEARCH_WAYS)
        way = SEARCH_BY_NAME;
    return search_by((enum search_way)way, call, asked, after + 1, limit, ret_found);
}

enum rpc_code
applicants_search_applicants(struct rpc_call *call, const Applicants__SearchApplicantsRequest *req,
                             Applicants__SearchApplicantsResponse *rep)
{
    struct found found = { 0 };
    const char *const *after, *asked = words_tidy(call->arena, req->query);
    const char *query = arena_printf(call->arena, "applicants|%s", asked);
    int size = page_size(req->page_size, PAGE_USUAL);
    enum rpc_code code = page_open(call, req->page_token, query, KEYS, &after);
    if (code == RPC_OK)
        code = look(call, asked, after, size + 1, &found);
    if (code != RPC_OK)
        return code;
    size_t n = (size_t)found.rows.n;
    if (page_more(size, &n))
        rep->next_page_token = token_after(call, query, &found, size - 1);
    return load_found(call, &found, n, rep);
}
