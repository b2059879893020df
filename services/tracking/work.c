/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "work.h"

#include "complaints/consideration.h"
#include "substitutions.h"

#include <okno/audit.h>

#include <inttypes.h>

/* Of a task that names no place: the role decides. What is nobody's in particular any centre does. */
static bool
has_role(const struct rpc_caller *caller, const Tracking__Task *task)
{
    bool is_special = text_equal(task->role, "AGENCY") || text_equal(task->role, "CONTROLLER")
                      || (text_equal(task->role, "SUPERVISOR") && text_empty(task->application_id));
    return text_equal(task->role, rpc_role_name(caller->role)) || !is_special;
}

/* Tasks of persons, the applicant or a courier, are open to the application's centre too: not everybody has a portal.
 */
static bool
performs(const struct rpc_caller *caller, const Tracking__Task *task)
{
    bool of_no_place = text_empty(task->centre_code) && text_empty(task->agency_code);
    bool is_general = of_no_place && text_empty(task->application_id);
    if (caller->role == RPC_ROLE_AGENCY)
        return text_equal(task->agency_code, caller->agency) || (is_general && text_equal(task->role, "AGENCY"));
    if (caller->role == RPC_ROLE_APPLICANT)
        return text_equal(task->role, "APPLICANT");
    if (caller->role == RPC_ROLE_CONTROLLER || text_equal(task->role, "CONTROLLER"))
        return text_equal(task->role, rpc_role_name(caller->role));
    return of_no_place ? has_role(caller, task) : text_equal(task->centre_code, caller->centre);
}

/* A task for one person is theirs, and that of who stands in for them. */
static enum rpc_code
is_for(struct rpc_call *call, const Tracking__Task *task)
{
    bool stands_in = false;
    if (text_empty(task->performer) || text_equal(task->performer, call->caller.subject))
        return RPC_OK;
    enum rpc_code code = substitutions_stands_in(call, task->performer, &stands_in);
    return code != RPC_OK || stands_in ? code
                                       : rpc_fail(call, RPC_PERMISSION_DENIED, "Этот шаг выполняет %s",
                                                  "This step is performed by %s", task->performer);
}

static enum rpc_code
check_version(struct rpc_call *call, const Tracking__Task *task, const char *etag)
{
    if (text_empty(etag) || text_equal(etag, task->etag))
        return RPC_OK;
    rpc_explain(call, "STALE_ETAG", NULL);
    return rpc_fail(call, RPC_ABORTED, "Задача изменена после того, как вы её видели: посмотрите снова",
                    "The task was changed after you saw it: look again");
}

static enum rpc_code
load_record(struct rpc_call *call, const Tracking__Task *task, struct record *ret_record)
{
    Tracking__Application *app = ARENA_NEW(call->arena, Tracking__Application);
    tracking__application__init(app);
    return record_load(call, task->application_id, NULL, app, ret_record);
}

enum rpc_code
work_load(struct rpc_call *call, const char *task_id, const char *etag, Tracking__Task *task,
          struct work_item *ret_item)
{
    struct view view;
    *ret_item = (struct work_item){ .call = call, .task = task };
    enum rpc_code code = view_of(call, &view);
    if (code == RPC_OK)
        code = view_task(call, &view, task_id, task);
    if (code != RPC_OK)
        return code;
    if (!performs(&call->caller, task))
        return rpc_fail(call, RPC_PERMISSION_DENIED, "Этот шаг выполняет %s%s%s", "This step is performed by %s%s%s",
                        task->centre_code, task->agency_code,
                        text_empty(task->centre_code) && text_empty(task->agency_code) ? task->role : "");
    code = is_for(call, task);
    if (code == RPC_OK)
        code = check_version(call, task, etag);
    if (code == RPC_OK && consideration_is(task))
        code = consideration_may(call, task);
    if (code == RPC_OK && !text_empty(task->application_id))
        code = load_record(call, task, &ret_item->record);
    if (code == RPC_OK)
        audit_object(call, "task", task_id, NULL);
    return code;
}

enum rpc_code
work_must_be_live(struct rpc_call *call, const Tracking__Task *task)
{
    if (task->state == TRACKING__TASK__STATE__OPEN || task->state == TRACKING__TASK__STATE__CLAIMED)
        return RPC_OK;
    bool done = task->state == TRACKING__TASK__STATE__DONE;
    return rpc_fail(call, RPC_FAILED_PRECONDITION, done ? "Задача уже выполнена" : "Задача отменена",
                    done ? "The task is done already" : "The task was cancelled");
}

enum rpc_code
work_must_have(struct work_item *item)
{
    bool stands_in;
    const char *assignee = item->task->assignee;
    if (text_equal(assignee, item->call->caller.subject))
        return RPC_OK;
    enum rpc_code code = substitutions_stands_in(item->call, assignee, &stands_in);
    if (code != RPC_OK)
        return code;
    if (!stands_in)
        return work_taken(item->call, assignee);
    item->in_place_of = assignee;
    return RPC_OK;
}

enum rpc_code
work_taken(struct rpc_call *call, const char *assignee)
{
    rpc_explain(call, "TASK_CLAIMED", assignee);
    return rpc_fail(call, RPC_ABORTED, "Задачу уже взял(а) %s", "The task was claimed by %s", assignee);
}

void
work_put_note(struct db_work *work, const struct work_item *item, const struct moves_note *note)
{
    if (text_empty(item->task->application_id))
        return;
    struct moves_subject subject = moves_subject(&item->record);
    struct moves_note whole = *note;
    whole.in_place_of = item->in_place_of;
    moves_put(work, &subject, &whole);
}

void
work_next_version(struct rpc_call *call, Tracking__Task *task)
{
    int64_t version;
    if (parse_int64(task->etag, &version))
        task->etag = arena_printf(call->arena, "%" PRId64, version + 1);
}
