/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../period.h"
#include "../substitutions.h"
#include "../view.h"

#include <okno/catalogue.h>
#include <okno/db.h>
#include <okno/page.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#include <string.h>

#define PAGE 50

struct listing {
    struct rpc_call *call;
    const Tracking__ListTasksRequest *req;
    Tracking__ListTasksResponse *rep;
    const struct catalogue *cat;
    struct view view;
    const char *query;
    const char *const *after;
    const char *assignee;  /* claimed ones only of this person; NULL: of anybody */
    const char *stands_in; /* claimed ones also of those whom this person stands in for; NULL: of nobody */
    const char *states;    /* array literal */
    const char *today;
    int size;
};

/* ------------------------------------------------------------------ bounds */

/* The caller's own places, the one asked for, or all there are. */
static const char *
centres(struct listing *l)
{
    const char *one = l->view.centre ? l->view.centre : l->req->centre_code;
    if (l->view.agency || (!l->view.centre && *l->req->agency_code && !*one))
        return "{}";
    return catalogue_centre_codes(l->cat, l->call->arena, l->view.centre || *one ? one : NULL);
}

static const char *
agencies(struct listing *l)
{
    const char *one = l->view.agency ? l->view.agency : l->req->agency_code;
    if (l->view.centre || (!l->view.agency && *l->req->centre_code && !*one))
        return "{}";
    return catalogue_agency_codes(l->cat, l->call->arena, l->view.agency || *one ? one : NULL);
}

/* Roles whose tasks of no place the caller may perform, or controls. */
static const char *
roles(const struct listing *l)
{
    if (*l->req->centre_code || *l->req->agency_code)
        return "{}";
    switch (l->call->caller.role) {
    case RPC_ROLE_OPERATOR:
        return "{OPERATOR,COURIER,\"\"}";
    case RPC_ROLE_SUPERVISOR:
        return "{SUPERVISOR,OPERATOR,COURIER,\"\"}";
    case RPC_ROLE_AGENCY:
        return "{AGENCY}";
    default:
        return "{CONTROLLER,SUPERVISOR,OPERATOR,COURIER,AGENCY,\"\"}";
    }
}

/* Whose tasks of those for one person are shown: to who works, their own. */
static const char *
performer(const struct listing *l)
{
    bool controls = l->call->caller.role == RPC_ROLE_CONTROLLER || l->call->caller.role == RPC_ROLE_SUPERVISOR;
    return controls ? NULL : l->call->caller.subject;
}

static const char *
state_name(Tracking__Task__State state)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(&tracking__task__state__descriptor, (int)state);
    return value ? value->name : "STATE_UNSPECIFIED";
}

/* Whose claims and which states are meant: without either, what the caller may claim or has claimed. */
static void
set_meaning(struct listing *l)
{
    const Tracking__ListTasksRequest *req = l->req;
    bool works = l->view.centre || l->view.agency;
    if (*req->assignee)
        l->assignee = text_equal(req->assignee, "me") ? l->call->caller.subject : req->assignee;
    else if (works && !req->state && !*req->application_id)
        l->assignee = l->call->caller.subject;
    if (!*req->assignee || text_equal(req->assignee, "me"))
        l->stands_in = l->assignee;
    if (req->state)
        l->states = arena_printf(l->call->arena, "{%s}", state_name(req->state));
    else
        l->states = *req->assignee ? "{CLAIMED}" : "{OPEN,CLAIMED}";
    l->today = view_today(l->call);
}

/* A filter that contradicts what the caller may see, or itself, finds nothing. */
static bool
contradicts(const struct listing *l)
{
    const Tracking__ListTasksRequest *req = l->req;
    return (l->view.centre && *req->centre_code && !text_equal(l->view.centre, req->centre_code))
           || (l->view.agency && *req->agency_code && !text_equal(l->view.agency, req->agency_code))
           || (l->view.centre && *req->agency_code && !*req->application_id) || (l->view.agency && *req->centre_code)
           || (*req->assignee && req->state == TRACKING__TASK__STATE__OPEN)
           || (l->view.applicant && *req->role && !text_equal(req->role, "APPLICANT"));
}

/* ------------------------------------------------------------------ the page */

static enum rpc_code
open_page(struct listing *l)
{
    const Tracking__ListTasksRequest *req = l->req;
    l->query = arena_printf(l->call->arena, "tasks|%d|%s|%s|%s|%s|%s|%d|%s|%s|%s|%s|%s|%s|%s", (int)req->state,
                            req->service_code, req->centre_code, req->agency_code, req->assignee, req->application_id,
                            req->overdue, req->step, l->call->caller.subject, l->view.centre ? l->view.centre : "",
                            l->view.agency ? l->view.agency : "", req->role, req->due_after, req->due_before);
    l->size = page_size(req->page_size, PAGE);
    return page_open(l->call, req->page_token, l->query, "du", &l->after);
}

/* Due before this day, not on it: the earlier of what is asked for. NULL: whenever. */
static const char *
due_before(const struct listing *l)
{
    const char *asked = text_empty(l->req->due_before) ? NULL : l->req->due_before;
    if (!l->req->overdue)
        return asked;
    return asked && strcmp(asked, l->today) < 0 ? asked : l->today;
}

static enum rpc_code
find(struct listing *l)
{
    const Tracking__ListTasksRequest *req = l->req;
    const char *first = text_empty(req->due_after) ? "-infinity" : req->due_after;
    const char *day = l->after ? page_key(l->after, 0) : first;
    const char *id = l->after ? page_key(l->after, 1) : *first == '-' ? PERIOD_FIRST_ID : PERIOD_LAST_ID;
    const char *before = due_before(l), *role = text_empty(req->role) ? NULL : req->role;
    if (l->view.applicant)
        return DB_LIST(l->call, &tracking_sql_list_tasks_of_person,
                       DB_ARGS(l->view.applicant, l->states, day, id, before, db_nonempty(req->service_code),
                               db_nonempty(req->step), db_nonempty(req->application_id), l->today, l->size + 1),
                       l->rep, tasks, tracking__task__descriptor);
    if (*req->application_id)
        return DB_LIST(l->call, &tracking_sql_list_tasks_of_application,
                       DB_ARGS(req->application_id, l->states, day, id, before, db_nonempty(req->service_code),
                               db_nonempty(req->step), l->assignee, l->view.centre, l->view.agency, l->today,
                               l->size + 1, l->stands_in, substitutions_place(&l->call->caller), role),
                       l->rep, tasks, tracking__task__descriptor);
    return DB_LIST(l->call, &tracking_sql_list_tasks,
                   DB_ARGS(centres(l), agencies(l), l->states, day, id, before, db_nonempty(req->service_code),
                           db_nonempty(req->step), l->assignee, l->today, l->size + 1, roles(l), l->stands_in,
                           substitutions_place(&l->call->caller), performer(l), role),
                   l->rep, tasks, tracking__task__descriptor);
}

enum rpc_code
tracking_list_tasks(struct rpc_call *call, const Tracking__ListTasksRequest *req, Tracking__ListTasksResponse *rep)
{
    struct listing listing = { .call = call, .req = req, .rep = rep };
    enum rpc_code code = view_of(call, &listing.view);
    if (code == RPC_OK)
        code = catalogue_of(call, &listing.cat);
    if (code == RPC_OK)
        code = open_page(&listing);
    if (code != RPC_OK || contradicts(&listing))
        return code;
    set_meaning(&listing);
    code = find(&listing);
    if (code != RPC_OK)
        return code;
    if (page_more(listing.size, &rep->n_tasks)) {
        const Tracking__Task *last = rep->tasks[rep->n_tasks - 1];
        rep->next_page_token =
            page_token(call, listing.query, "du", (const char *const[]){ last->due_on, last->task_id });
    }
    for (size_t i = 0; i < rep->n_tasks; i++)
        view_finish_task(rep->tasks[i]);
    return RPC_OK;
}
