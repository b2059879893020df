/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "search.h"

#include "period.h"
#include "statuses.h"

#include <okno/db.h>
#include <okno/ids.h>
#include <okno/page.h>
#include <okno/tracking.sql.h>

#define PAGE 50

/* ------------------------------------------------------------------ bounds */

static void
set_bounds(struct search *l)
{
    l->today = view_today(l->call);
    l->low = period_first_id(l->call->arena, l->req->from_date);
    l->high = period_last_id(l->call->arena, l->req->to_date);
    if (l->after && !l->req->overdue)
        l->high = page_key(l->after, 0);
    TEXT_SCOPED statuses = { 0 };
    text_addc(&statuses, '{');
    for (int s = TRACKING__APPLICATION__STATUS__REGISTERED; s <= TRACKING__APPLICATION__STATUS__WITHDRAWN; s++)
        if (!l->req->status || (int)l->req->status == s)
            text_addf(&statuses, "%s%s", statuses.length > 1 ? "," : "",
                      statuses_name((Tracking__Application__Status)s));
    text_addc(&statuses, '}');
    l->statuses = arena_strndup(l->call->arena, statuses.data, statuses.length);
}

static const char *
centres(struct search *l)
{
    const char *one = l->view.centre ? l->view.centre : l->req->centre_code;
    return catalogue_centre_codes(l->cat, l->call->arena, !text_empty(one) || l->view.centre ? one : NULL);
}

/* The service asked for, or those of the agency asked for. */
static const char *
services(struct search *l)
{
    const Reference__Catalogue *all = catalogue_all(l->cat);
    TEXT_SCOPED out = { 0 };
    text_addc(&out, '{');
    for (size_t i = 0; i < all->n_services; i++) {
        const Reference__ServiceCard *card = all->services[i];
        bool wanted = *l->req->service_code ? text_equal(card->service_code, l->req->service_code)
                                            : text_equal(card->agency_code, l->req->agency_code);
        if (wanted)
            text_addf(&out, "%s%s", out.length > 1 ? "," : "", card->service_code);
    }
    text_addc(&out, '}');
    return arena_strndup(l->call->arena, out.data, out.length);
}

/* ------------------------------------------------------------------ one way for each kind of question */

#define RUN(statement, ...)                                                                                            \
    DB_LIST(l->call, &(statement), DB_ARGS(__VA_ARGS__), l->rep, applications, tracking__application__descriptor)
#define FILTER(field) db_nonempty(l->req->field)

static struct db_value
status(const struct search *l)
{
    return l->req->status ? db_text(statuses_name(l->req->status)) : db_null();
}

static enum rpc_code
by_number(struct search *l)
{
    char number[IDS_ENO_SIZE];
    if (ids_eno_check(l->req->number, number) != IDS_OK)
        rpc_violate(l->call, "number", "%s", "%s",
                    ids_fault_text(IDS_ENO, ids_eno_check(l->req->number, number), l->call->language));
    enum rpc_code code = rpc_check(l->call);
    if (code != RPC_OK)
        return code;
    const char *centre = l->view.centre ? l->view.centre : *l->req->centre_code ? l->req->centre_code : NULL;
    return RUN(tracking_sql_list_applications_by_number, (const char *)number, l->view.applicant, centre,
               l->view.agency, l->view.pseudonymous, status(l), FILTER(service_code), FILTER(agency_code),
               FILTER(from_date), FILTER(to_date), l->today, FILTER(applicant_id), (bool)l->req->overdue);
}

static enum rpc_code
of_applicant(struct search *l)
{
    /* An APPLICANT who names another sees what they applied for in that one's name. */
    const char *applicant = *l->req->applicant_id ? l->req->applicant_id : l->view.applicant;
    const char *acting = l->view.applicant && !text_equal(l->view.applicant, applicant) ? l->view.applicant : NULL;
    const char *centre = l->view.centre ? l->view.centre : *l->req->centre_code ? l->req->centre_code : NULL;
    return RUN(tracking_sql_list_applications_of_applicant, applicant, page_key(l->after, 0), centre, l->view.agency,
               l->view.pseudonymous, status(l), FILTER(service_code), FILTER(agency_code), FILTER(from_date),
               FILTER(to_date), l->today, l->size + 1, acting, (bool)l->req->overdue);
}

static enum rpc_code
overdue(struct search *l)
{
    const char *day = l->after ? page_key(l->after, 0) : "-infinity",
               *id = l->after ? page_key(l->after, 1) : PERIOD_FIRST_ID;
    if (l->view.agency)
        return RUN(tracking_sql_list_overdue_of_agency, l->view.agency, l->today, day, id, status(l),
                   FILTER(service_code), FILTER(centre_code), FILTER(from_date), FILTER(to_date), l->size + 1,
                   l->view.pseudonymous);
    return RUN(tracking_sql_list_overdue_of_centres, centres(l), l->today, day, id, status(l), FILTER(service_code),
               FILTER(agency_code), FILTER(from_date), FILTER(to_date), l->size + 1);
}

static enum rpc_code
of_agency(struct search *l)
{
    return RUN(tracking_sql_list_applications_of_agency, l->view.agency, l->statuses, FILTER(service_code),
               FILTER(centre_code), l->low, l->high, FILTER(from_date), FILTER(to_date), l->today, l->size + 1,
               l->view.pseudonymous);
}

static enum rpc_code
of_centres(struct search *l)
{
    return RUN(tracking_sql_list_applications_of_centres, centres(l), l->statuses, l->low, l->high, FILTER(from_date),
               FILTER(to_date), l->today, l->size + 1);
}

static enum rpc_code
of_services(struct search *l)
{
    return RUN(tracking_sql_list_applications_of_services, services(l), centres(l), FILTER(agency_code), status(l),
               l->low, l->high, FILTER(from_date), FILTER(to_date), l->today, l->size + 1);
}

static enum rpc_code
of_all(struct search *l)
{
    return RUN(tracking_sql_list_applications, l->low, l->high, FILTER(from_date), FILTER(to_date), l->today,
               l->size + 1);
}

/* The way that reaches the rows by the fewest others. */
static enum rpc_code
find(struct search *l)
{
    const Tracking__ListApplicationsRequest *req = l->req;
    if (*req->number)
        return by_number(l);
    if (l->view.applicant || (*req->applicant_id && !l->view.pseudonymous))
        return of_applicant(l);
    if (req->overdue)
        return overdue(l);
    if (l->view.agency)
        return of_agency(l);
    if (*req->service_code || *req->agency_code)
        return of_services(l);
    return l->view.centre || *req->centre_code || req->status ? of_centres(l) : of_all(l);
}

/* ------------------------------------------------------------------ the page */

const char *
search_token(struct search *l)
{
    const Tracking__Application *last = l->rep->applications[l->rep->n_applications - 1];
    if (text_equal(l->kinds, "du"))
        return page_token(l->call, l->query, l->kinds, (const char *const[]){ last->planned_on, last->application_id });
    return page_token(l->call, l->query, l->kinds, (const char *const[]){ last->application_id });
}

static enum rpc_code
open_page(struct search *l)
{
    const Tracking__ListApplicationsRequest *req = l->req;
    bool by_term = req->overdue && !*req->number && !*req->applicant_id && !l->view.applicant;
    l->kinds = by_term ? "du" : "u";
    l->query = arena_printf(l->call->arena, "applications|%d|%s|%s|%s|%d|%s|%s|%s|%s|%s|%s|%s", (int)req->status,
                            req->service_code, req->centre_code, req->agency_code, req->overdue, req->from_date,
                            req->to_date, req->number, req->applicant_id, l->view.applicant ? l->view.applicant : "",
                            l->view.centre ? l->view.centre : "", l->view.agency ? l->view.agency : "");
    l->size = page_size(req->page_size, PAGE);
    return page_open(l->call, req->page_token, l->query, l->kinds, &l->after);
}

bool
search_contradicts(const struct search *l)
{
    const Tracking__ListApplicationsRequest *req = l->req;
    return (l->view.centre && *req->centre_code && !text_equal(l->view.centre, req->centre_code))
           || (l->view.agency && *req->agency_code && !text_equal(l->view.agency, req->agency_code))
           || (l->view.pseudonymous && *req->applicant_id);
}

enum rpc_code
search_open(struct search *l)
{
    enum rpc_code code = view_of(l->call, &l->view);
    if (code == RPC_OK)
        code = catalogue_of(l->call, &l->cat);
    return code == RPC_OK ? open_page(l) : code;
}

enum rpc_code
search_find(struct search *l)
{
    set_bounds(l);
    return find(l);
}
