/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/audit.h>
#include <okno/audit.sql.h>

#include <string.h>

/* What the call of this thread is about; a call never changes threads. */
static _Thread_local struct {
    const struct rpc_call *call;
    const char *object, *reason;
} about;

void
audit_object(struct rpc_call *call, const char *kind, const char *id, const char *reason)
{
    about.call = call;
    about.object = arena_printf(call->arena, "%s:%s", kind, id);
    about.reason = reason ? arena_strdup(call->arena, reason) : "";
}

static void
put_record(struct db_work *work, struct rpc_call *call, const char *kind)
{
    bool said = about.call == call && about.object;
    const struct rpc_caller *caller = &call->caller;
    const char *place = *caller->centre ? caller->centre : caller->agency;
    db_put(work, &audit_sql_put_audit,
           DB_ARGS(db_time(time_now_us()), kind, call->method ? call->method->label : "job",
                   rpc_role_name(caller->role), caller->subject, place, said ? about.object : "",
                   said ? about.reason : "", call->trace));
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

void
audit_begin(void)
{
    memset(&about, 0, sizeof about);
}

enum rpc_code
audit_reading(struct rpc_call *call)
{
    struct db_work *work = db_begin(call);
    put_record(work, call, "READING");
    return db_finish_relaxed(work);
}
