/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../process/forms.h"
#include "../view.h"

#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

static enum rpc_code
show_form(struct rpc_call *call, Tracking__Task *task)
{
    struct db_rows rows;
    int64_t version;
    const struct regulation *regulation;
    enum rpc_code code = db_rows(call, &tracking_sql_get_regulation_of, DB_ARGS(db_nonempty(task->process_id)), &rows);
    if (code != RPC_OK || rows.n == 0 || !parse_int64(db_cell(&rows, 0, "version"), &version))
        return code;
    code = regulations_get(call, db_cell(&rows, 0, "regulation"), (int)version, &regulation);
    if (code == RPC_OK)
        forms_show(call->arena, regulation, task);
    return code;
}

enum rpc_code
tracking_get_task(struct rpc_call *call, const Tracking__GetTaskRequest *req, Tracking__Task *rep)
{
    struct view view;
    enum rpc_code code = view_of(call, &view);
    if (code == RPC_OK)
        code = view_task(call, &view, req->task_id, rep);
    return code == RPC_OK ? show_form(call, rep) : code;
}
