/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../process/showing.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>
#include <okno/veil.h>

/* The process of an application is seen by whoever sees the application, and no more of the person in it than there. */
static enum rpc_code
check_view(struct rpc_call *call, const struct view *view, const struct process *process, Tracking__Application *app)
{
    if (text_empty(process->row.application_id))
        return RPC_OK;
    return view_application(call, view, process->row.application_id, app);
}

static void
hide_person(const struct view *view, const Tracking__Application *app, Tracking__Process *rep)
{
    if (view->pseudonymous && rep->variables && !text_empty(rep->application_id))
        veil_hide(rep->variables);
    for (size_t i = 0; i < rep->n_steps; i++)
        rep->steps[i]->actor = view_actor(view, app->applicant_name, rep->steps[i]->actor, rep->steps[i]->actor_role);
}

enum rpc_code
tracking_get_process(struct rpc_call *call, const Tracking__GetProcessRequest *req, Tracking__Process *rep)
{
    struct view view;
    struct process process;
    Tracking__Application app = TRACKING__APPLICATION__INIT;
    enum rpc_code code = view_of(call, &view);
    if (code == RPC_OK)
        code = process_load(call, showing_calendar(call), req->process_id, &process);
    if (code == RPC_OK)
        code = check_view(call, &view, &process, &app);
    if (code != RPC_OK)
        return code;
    audit_object(call, "process", req->process_id, NULL);
    showing_process(&process, rep);
    code = DB_LIST(call, &tracking_sql_list_process_steps, DB_ARGS(req->process_id), rep, steps,
                   tracking__process_step__descriptor);
    if (code == RPC_OK)
        hide_person(&view, &app, rep);
    return code;
}
