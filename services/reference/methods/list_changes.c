/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../records.h"

#include <okno/page.h>
#include <okno/reference.methods.h>
#include <okno/reference.sql.h>

#define USUAL 20
#define ALL "-" /* AIP-159: across all collections */

static const char *
number(struct rpc_call *call, int64_t value)
{
    return arena_printf(call->arena, "%lld", (long long)value);
}

/* A whole number of a token as an argument; NULL for the first page. page_open has seen that it is one. */
static struct db_value
number_key(const char *const *after, int i)
{
    int64_t value;
    const char *key = page_key(after, i);
    return key && parse_int64(key, &value) ? db_longlong(value) : db_null();
}

static enum rpc_code
list_one(struct rpc_call *call, const Reference__ListChangesRequest *req, int size, Reference__ListChangesResponse *rep)
{
    const char *query = arena_printf(call->arena, "changes %s %s", req->kind, req->code);
    const char *const *after;
    enum rpc_code code = page_open(call, req->page_token, query, "i", &after);
    if (code == RPC_OK)
        code = DB_LIST(call, &reference_sql_list_changes, DB_ARGS(req->kind, req->code, number_key(after, 0), size + 1),
                       rep, changes, reference__change__descriptor);
    if (code != RPC_OK)
        return code;
    if (page_more(size, &rep->n_changes))
        rep->next_page_token = page_token(
            call, query, "i", (const char *const[]){ number(call, rep->changes[rep->n_changes - 1]->version) });
    if (rep->n_changes == 0 && !after)
        return rpc_fail(call, RPC_NOT_FOUND, "Записи %s «%s» нет и не было", "There is and was no record %s \"%s\"",
                        req->kind, req->code);
    return RPC_OK;
}

static enum rpc_code
list_all(struct rpc_call *call, const Reference__ListChangesRequest *req, int size, Reference__ListChangesResponse *rep)
{
    const char *const *after;
    enum rpc_code code = page_open(call, req->page_token, "all changes", "itt", &after);
    if (code == RPC_OK)
        code = DB_LIST(call, &reference_sql_list_all_changes,
                       DB_ARGS(number_key(after, 0), page_key(after, 1), page_key(after, 2), size + 1), rep, changes,
                       reference__change__descriptor);
    if (code != RPC_OK || !page_more(size, &rep->n_changes))
        return code;
    const Reference__Change *last = rep->changes[rep->n_changes - 1];
    rep->next_page_token = page_token(call, "all changes", "itt",
                                      (const char *const[]){ number(call, last->load), last->kind, last->code });
    return RPC_OK;
}

enum rpc_code
reference_list_changes(struct rpc_call *call, const Reference__ListChangesRequest *req,
                       Reference__ListChangesResponse *rep)
{
    enum record_kind kind;
    int size = page_size(req->page_size, USUAL);
    if (text_equal(req->kind, ALL) && text_equal(req->code, ALL))
        return list_all(call, req, size, rep);
    if (!record_kind_by_name(req->kind, &kind)) {
        rpc_violate(call, "kind",
                    "Допустимы service, agency, centre, territory, classifier, calendar; «-» и для вида, и "
                    "для кода: все записи",
                    "service, agency, centre, territory, classifier and calendar are allowed; \"-\" for both kind and "
                    "code means all records");
        return rpc_check(call);
    }
    return list_one(call, req, size, rep);
}
