/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The list of applications: which way leads to the rows by the fewest others, and where its pages begin. */
#ifndef OKNO_TRACKING_SEARCH_H
#define OKNO_TRACKING_SEARCH_H

#include "view.h"

#include <okno/catalogue.h>

/** The request with its bounds, and what the page continues after. Set call, req and rep. */
struct search {
    struct rpc_call *call;
    const Tracking__ListApplicationsRequest *req;
    Tracking__ListApplicationsResponse *rep;
    const struct catalogue *cat;
    struct view view;
    const char *query, *kinds;
    const char *const *after;
    const char *today, *low, *high;
    const char *statuses; /* array literal */
    int size;
};

/** Who asks, what for, and after which row; RPC_INVALID_ARGUMENT, worded, for a page token of another list. */
enum rpc_code search_open(struct search *search) OKNO_MUST_CHECK;

/** Whether a filter contradicts what the caller may see: then nothing is found. */
bool search_contradicts(const struct search *search);

/** Fills the reply with the rows of the page, one more when there are further pages. */
enum rpc_code search_find(struct search *search) OKNO_MUST_CHECK;

/** Token of the page after the last row of the reply. */
const char *search_token(struct search *search);

#endif
