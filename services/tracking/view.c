/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view.h"

#include "facts.h"
#include "statuses.h"

#include <okno/db.h>
#include <okno/tracking.sql.h>
#include <okno/veil.h>

/* An id that nothing has: for a caller without the claim that would say whose matters are theirs. */
#define NOBODY "00000000-0000-0000-0000-000000000000"

enum rpc_code
view_of(struct rpc_call *call, struct view *ret_view)
{
    const struct rpc_caller *caller = &call->caller;
    const Reference__Agency *agency;
    enum rpc_code code;
    *ret_view = (struct view){ .english = rpc_english(call) };
    switch (caller->role) {
    case RPC_ROLE_APPLICANT:
        ret_view->applicant = uuid_valid(caller->applicant) ? caller->applicant : NOBODY;
        ret_view->shows_code = true;
        return RPC_OK;
    case RPC_ROLE_OPERATOR:
    case RPC_ROLE_CONSULTANT:
    case RPC_ROLE_SUPERVISOR:
        ret_view->centre = caller->centre;
        ret_view->shows_code = true;
        return RPC_OK;
    case RPC_ROLE_AGENCY:
        code = catalogue_of(call, &ret_view->cat);
        if (code != RPC_OK)
            return code;
        agency = catalogue_agency(ret_view->cat, caller->agency);
        ret_view->agency = caller->agency;
        ret_view->pseudonymous = !agency || agency->pseudonymous;
        return RPC_OK;
    default:
        return RPC_OK;
    }
}

const char *
view_today(struct rpc_call *call)
{
    char *today = arena_alloc(call->arena, 11);
    date_format(date_of_time(time_now_us()), today);
    return today;
}

/* ------------------------------------------------------------------ applications */

struct looking {
    struct view view;
    const char *application_id;
    Tracking__Application *application;
};

static enum rpc_code
show(struct rpc_call *call, void *arg, enum rpc_code code)
{
    const struct looking *looking = arg;
    if (code == RPC_NOT_FOUND)
        return rpc_fail(call, code, "Заявления %s нет", "There is no application %s", looking->application_id);
    if (code == RPC_OK)
        view_finish(&looking->view, looking->application);
    return code;
}

#define SEEN_BY(call, view, application_id)                                                                            \
    DB_ARGS(application_id, (view)->applicant, (view)->centre, (view)->agency, (view)->pseudonymous, view_today(call))

enum rpc_code
view_application(struct rpc_call *call, const struct view *view, const char *application_id,
                 Tracking__Application *ret_application)
{
    struct looking looking = { *view, application_id, ret_application };
    return show(
        call, &looking,
        db_one(call, &tracking_sql_get_application, SEEN_BY(call, view, application_id), &ret_application->base));
}

enum rpc_code
view_application_last(struct rpc_call *call, const struct view *view, const char *application_id,
                      Tracking__Application *ret_application)
{
    struct looking *looking = ARENA_NEW(call->arena, struct looking);
    *looking = (struct looking){ *view, application_id, ret_application };
    return db_one_then(call, &tracking_sql_get_application, SEEN_BY(call, view, application_id), &ret_application->base,
                       show, looking);
}

/* What somebody called a document may name a person: it is called here as the card calls its kind. */
static void
hide_person(const struct view *view, Tracking__Application *application)
{
    const Reference__ServiceCard *card = catalogue_service(view->cat, application->service_code);
    application->applicant_id = "";
    application->representative_id = "";
    if (application->answers)
        veil_hide(application->answers);
    for (size_t i = 0; i < application->n_documents; i++) {
        Tracking__Document *document = application->documents[i];
        document->number = "";
        document->name = facts_document_name(view->cat, card, document->kind);
    }
}

void
view_finish(const struct view *view, Tracking__Application *application)
{
    statuses_fill(application, view->english);
    if (!view->shows_code)
        application->tracking_code = "";
    if (view->pseudonymous)
        hide_person(view, application);
}

const char *
view_actor(const struct view *view, const char *pseudonym, const char *actor, const char *actor_role)
{
    return view->pseudonymous && text_equal(actor_role, rpc_role_name(RPC_ROLE_APPLICANT)) ? pseudonym : actor;
}

/* ------------------------------------------------------------------ tasks */

enum rpc_code
view_task(struct rpc_call *call, const struct view *view, const char *task_id, Tracking__Task *ret_task)
{
    enum rpc_code code =
        db_one(call, &tracking_sql_get_task,
               DB_ARGS(task_id, view->centre, view->agency, view_today(call), view->applicant), &ret_task->base);
    if (code == RPC_NOT_FOUND)
        return rpc_fail(call, code, "Задачи %s нет", "There is no task %s", task_id);
    if (code == RPC_OK)
        view_finish_task(ret_task);
    return code;
}

void
view_finish_task(Tracking__Task *task)
{
    if (task->state != TRACKING__TASK__STATE__OPEN && task->state != TRACKING__TASK__STATE__CLAIMED)
        task->n_outcomes = 0;
    if (text_equal(task->due_on, "infinity"))
        task->due_on = "";
}
