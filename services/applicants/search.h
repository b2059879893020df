/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The three ways of finding applicants by what somebody typed. */
#ifndef OKNO_APPLICANTS_SEARCH_H
#define OKNO_APPLICANTS_SEARCH_H

#include "identifiers.h"
#include "words.h"

#include <okno/db.h>

/** In the order in which they are tried. The numbers stand in page tokens. */
enum search_way { SEARCH_BY_KEY, SEARCH_BY_NAME, SEARCH_BY_ALIKE, SEARCH_WAYS };

struct found {
    enum search_way way;
    const char *leads; /* word asked for by which they are in order; "" where the way has none */
    struct db_rows rows;
};
const char *found_id(const struct found *found, int row);
const char *found_word(const struct found *found, int row); /* "" where the way has none */
const char *found_name(const struct found *found, int row);

/** The first page: by the first way that finds anybody. */
enum rpc_code search_first(struct rpc_call *call, const char *asked, int limit,
                           struct found *ret_found) OKNO_MUST_CHECK;
/** @after  `leads` of the first page, then word, name and id of the last row shown; NULL: from the beginning */
enum rpc_code search_by(enum search_way way, struct rpc_call *call, const char *asked, const char *const *after,
                        int limit, struct found *ret_found) OKNO_MUST_CHECK;

#endif
