/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../issued/issued.h"
#include "../period.h"

#include <okno/page.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#define PAGE 50

struct listing {
    struct rpc_call *call;
    const Tracking__ListIssuedDocumentsRequest *req;
    Tracking__ListIssuedDocumentsResponse *rep;
    const struct catalogue *cat;
    struct view view;
    const char *query, *low, *high;
    const char *centre, *agency, *applicant; /* bounds of the caller and of the question together; NULL: none */
    const char *acting; /* an APPLICANT who asks about another: what they applied for in that one's name; or NULL */
    int size;
};

static const char *
or_null(const char *text)
{
    return text_empty(text) ? NULL : text;
}

/* A filter that contradicts what the caller may see finds nothing. */
static bool
contradicts(const struct listing *l)
{
    const Tracking__ListIssuedDocumentsRequest *req = l->req;
    return (l->view.centre && *req->centre_code && !text_equal(l->view.centre, req->centre_code))
           || (l->view.agency && *req->agency_code && !text_equal(l->view.agency, req->agency_code))
           || (l->view.pseudonymous && *req->applicant_id);
}

static enum rpc_code
open_page(struct listing *l)
{
    const char *const *after;
    const Tracking__ListIssuedDocumentsRequest *req = l->req;
    l->centre = l->view.centre ? l->view.centre : or_null(req->centre_code);
    l->agency = l->view.agency ? l->view.agency : or_null(req->agency_code);
    l->applicant = *req->applicant_id ? req->applicant_id : l->view.applicant;
    l->acting = l->view.applicant && !text_equal(l->view.applicant, l->applicant) ? l->view.applicant : NULL;
    l->query =
        arena_printf(l->call->arena, "issued|%s|%s|%s|%s|%s|%s|%s|%s|%d|%d", req->from_date, req->to_date,
                     l->centre ? l->centre : "", l->agency ? l->agency : "", l->applicant ? l->applicant : "",
                     l->acting ? l->acting : "", req->service_code, req->number, (int)req->kind, (int)req->state);
    l->size = page_size(req->page_size, PAGE);
    enum rpc_code code = page_open(l->call, req->page_token, l->query, "u", &after);
    if (code != RPC_OK)
        return code;
    l->low = period_first_id(l->call->arena, req->from_date);
    l->high = after ? page_key(after, 0) : period_last_id(l->call->arena, req->to_date);
    return RPC_OK;
}

#define RUN(statement, ...)                                                                                            \
    DB_LIST(l->call, &(statement), DB_ARGS(__VA_ARGS__), l->rep, documents, tracking__issued_document__descriptor)
#define FILTERS                                                                                                        \
    db_nonempty(l->req->service_code), issued_kind_name(l->req->kind), issued_state_name(l->req->state),               \
        db_nonempty(l->req->from_date), db_nonempty(l->req->to_date)

/* The way that reaches the rows by the fewest others. */
static enum rpc_code
find(struct listing *l)
{
    bool veiled = l->view.pseudonymous;
    if (*l->req->number)
        return RUN(tracking_sql_list_issued_by_number, l->req->number, l->view.applicant, l->centre, l->agency, veiled,
                   FILTERS, l->high, l->size + 1, db_nonempty(l->req->applicant_id));
    if (l->applicant)
        return RUN(tracking_sql_list_issued_of_applicant, l->applicant, l->centre, l->agency, veiled, FILTERS, l->high,
                   l->size + 1, l->acting);
    if (l->agency && !l->centre)
        return RUN(tracking_sql_list_issued_of_agencies, catalogue_agency_codes(l->cat, l->call->arena, l->agency),
                   l->centre, veiled, FILTERS, l->low, l->high, l->size + 1);
    return RUN(tracking_sql_list_issued_of_centres, catalogue_centre_codes(l->cat, l->call->arena, l->centre),
               l->agency, veiled, FILTERS, l->low, l->high, l->size + 1);
}

enum rpc_code
tracking_list_issued_documents(struct rpc_call *call, const Tracking__ListIssuedDocumentsRequest *req,
                               Tracking__ListIssuedDocumentsResponse *rep)
{
    struct listing listing = { .call = call, .req = req, .rep = rep };
    enum rpc_code code = view_of(call, &listing.view);
    if (code == RPC_OK)
        code = catalogue_of(call, &listing.cat);
    if (code == RPC_OK)
        code = open_page(&listing);
    if (code != RPC_OK || contradicts(&listing))
        return code;
    code = find(&listing);
    if (code != RPC_OK)
        return code;
    if (page_more(listing.size, &rep->n_documents))
        rep->next_page_token =
            page_token(call, listing.query, "u",
                       (const char *const[]){ rep->documents[rep->n_documents - 1]->issued_document_id });
    for (size_t i = 0; i < rep->n_documents; i++)
        issued_finish(&listing.view, rep->documents[i]);
    return RPC_OK;
}
