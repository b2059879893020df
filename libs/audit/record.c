/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/audit.h>
#include <okno/audit.sql.h>
#include <okno/proto.h>

#include <string.h>

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
    call->recording = true;
    put_record(work, call, "READING");
    return db_finish_relaxed(work);
}

enum rpc_code
audit_repeat(struct rpc_call *call)
{
    const char *colon = call->object ? strchr(call->object, ':') : NULL;
    if (colon) {
        const char *dash = memrchr(call->object, '-', (size_t)(colon - call->object));
        const char *word = dash ? dash + 1 : call->object;
        const char *field = arena_printf(call->arena, "%.*s_id", (int)(colon - word), word);
        const char *id = proto_get_text(call->reply, field);
        if (!text_empty(id))
            call->object = arena_printf(call->arena, "%.*s:%s", (int)(colon - call->object), call->object, id);
    }
    return audit_reading(call);
}
