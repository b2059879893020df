/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/audit.h>
#include <okno/audit.sql.h>

void
audit_object(struct rpc_call *call, const char *kind, const char *id, const char *reason)
{
    call->object = arena_printf(call->arena, "%s:%s", kind, id);
    call->motive = reason ? arena_strdup(call->arena, reason) : "";
}

static void
put_record(struct db_work *work, struct rpc_call *call, const char *kind)
{
    const struct rpc_caller *caller = &call->caller;
    const char *place = *caller->centre ? caller->centre : caller->agency;
    db_put(work, &audit_sql_put_audit,
           DB_ARGS(db_time(time_now_us()), kind, call->method ? call->method->label : "job",
                   rpc_role_name(caller->role), caller->subject, place, call->object ? call->object : "",
                   call->object ? call->motive : "", call->trace));
}

static void
on_commit(struct db_work *work, struct rpc_call *call)
{
    put_record(work, call, "CHANGE");
}

void
audit_open(void)
{
    db_on_commit(on_commit);
}

enum rpc_code
audit_reading(struct rpc_call *call)
{
    struct db_work *work = db_begin(call);
    put_record(work, call, "READING");
    return db_finish_relaxed(work);
}
