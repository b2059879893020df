/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../search.h"

#include <okno/audit.h>
#include <okno/page.h>
#include <okno/tracking.methods.h>

/* By one applicant the few rows are found first, and the overdue among them are told here. */
static void
keep_overdue(Tracking__ListApplicationsResponse *rep)
{
    size_t kept = 0;
    for (size_t i = 0; i < rep->n_applications; i++)
        if (rep->applications[i]->overdue)
            rep->applications[kept++] = rep->applications[i];
    rep->n_applications = kept;
}

enum rpc_code
tracking_list_applications(struct rpc_call *call, const Tracking__ListApplicationsRequest *req,
                           Tracking__ListApplicationsResponse *rep)
{
    struct search search = { .call = call, .req = req, .rep = rep };
    enum rpc_code code = search_open(&search);
    if (code != RPC_OK || search_contradicts(&search))
        return code;
    code = search_find(&search);
    if (code != RPC_OK)
        return code;
    if (page_more(search.size, &rep->n_applications))
        rep->next_page_token = search_token(&search);
    if (req->overdue)
        keep_overdue(rep);
    for (size_t i = 0; i < rep->n_applications; i++)
        view_finish(&search.view, rep->applications[i]);
    audit_object(call, "applications", search.query, NULL);
    return RPC_OK;
}
