/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Pages of a list (AIP-158): the opaque token says after which row the next page begins.
 *
 * A token holds the sort key of the last row shown, so that pages stay put while rows are inserted, and a digest of
 * the query, so that a token of another list is refused instead of skipping rows. It is no secret and protects
 * nothing: what a caller may see is decided by the statement, for every page anew.
 *
 *     const char *const *after;
 *     enum rpc_code code = page_open(call, req->page_token, query, "tu", &after);
 *     ...
 *     int size = page_size(req->page_size, 50);
 *     code = DB_LIST(call, &sql, DB_ARGS(page_key(after, 0), page_key(after, 1), size + 1), rep, items, type);
 *     if (page_more(size, &rep->n_items))
 *         rep->next_page_token = page_token(call, query, "tu", (const char *const[]) { last->at, last->id });
 */
#ifndef OKNO_PAGE_H
#define OKNO_PAGE_H

#include <okno/rpc.h>

/** Keys of a token, at most. */
#define PAGE_KEYS_MAX 8

/**
 * Reads the token of a request.
 *
 * @token  `page_token` of the request; empty for the first page
 * @query  everything that decides which rows the list has and in which order, in any spelling of your own: the
 *         same for all its pages
 * @kinds  what each part of the sort key is: 't' text, 'u' UUID, 'i' whole number, 'm' moment (RFC 3339), 'd' day,
 *         or "infinity"
 * @ret_keys  as many texts as kinds, in the call's arena, each well formed; NULL for the first page
 * @return RPC_OK; RPC_INVALID_ARGUMENT, worded and naming `pageToken`, when the token is not one of this list
 */
enum rpc_code page_open(struct rpc_call *call, const char *token, const char *query, const char *kinds,
                        const char *const **ret_keys) OKNO_MUST_CHECK;

/** Key number `i` for a statement's argument; NULL, SQL's NULL, for the first page. */
const char *page_key(const char *const *keys, int i);

/** Token of the page that begins after the row with these keys, in the call's arena. No key may be NULL. */
char *page_token(struct rpc_call *call, const char *query, const char *kinds, const char *const *keys);

/** Rows on a page: what was asked, or the default when nothing was. */
int page_size(int32_t asked, int usual);

/** Whether one row more than a page was found; if so the count is cut to the page. */
bool page_more(int size, size_t *count);

#endif
