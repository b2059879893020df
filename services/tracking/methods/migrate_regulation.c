/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../process/migration.h"
#include "../process/showing.h"

#include <okno/db.h>
#include <okno/page.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#define PAGE 100

struct moving {
    struct rpc_call *call;
    const Tracking__MigrateRegulationRequest *req;
    Tracking__MigrateRegulationResponse *rep;
    struct migration migration;
};

/* ------------------------------------------------------------------ telling */

static bool
same_texts(char *const *a, size_t n_a, const char *const *b, size_t n_b)
{
    for (size_t i = 0; i < n_a && n_a == n_b; i++)
        if (!text_equal(a[i], b[i]))
            return false;
    return n_a == n_b;
}

/* Those that wait in the same elements and fare alike. */
static Tracking__MigrationGroup *
group_of(struct moving *m, const char **waiting, size_t n, const struct migration_verdict *verdict)
{
    Tracking__MigrateRegulationResponse *rep = m->rep;
    for (size_t i = 0; i < rep->n_groups; i++)
        if (rep->groups[i]->movable == (verdict->code == RPC_OK) && text_equal(rep->groups[i]->reason, verdict->reason)
            && same_texts((char *const *)(uintptr_t)rep->groups[i]->waiting, rep->groups[i]->n_waiting, waiting, n))
            return rep->groups[i];
    Tracking__MigrationGroup *made = ARENA_NEW(m->call->arena, Tracking__MigrationGroup);
    tracking__migration_group__init(made);
    made->waiting = waiting;
    made->n_waiting = n;
    made->movable = verdict->code == RPC_OK;
    made->element = verdict->element;
    made->reason = verdict->reason;
    return rep->groups[rep->n_groups++] = made;
}

static void
tell(struct moving *m, const Tracking__ProcessRow *row, const struct migration_verdict *verdict)
{
    struct process process;
    const char **waiting = NULL;
    size_t n = 0;
    if (process_of_row(m->call, NULL, row, &process) == RPC_OK)
        n = process_waiting(&process, &waiting);
    group_of(m, waiting, n, verdict)->processes++;
    if (verdict->code == RPC_OK) {
        m->rep->moved++;
        return;
    }
    Tracking__MigrationRefusal *refusal = ARENA_NEW(m->call->arena, Tracking__MigrationRefusal);
    tracking__migration_refusal__init(refusal);
    refusal->process_id = row->process_id;
    refusal->application_id = row->application_id;
    refusal->element = verdict->element;
    refusal->reason = verdict->reason;
    m->rep->refusals[m->rep->n_refusals++] = refusal;
}

static void
move_all(struct moving *m, Tracking__ProcessRow *const *rows, size_t n)
{
    m->rep->groups = ARENA_ARRAY(m->call->arena, Tracking__MigrationGroup *, n + 1);
    m->rep->refusals = ARENA_ARRAY(m->call->arena, Tracking__MigrationRefusal *, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct migration_verdict verdict = migration_run(m->call, &m->migration, rows[i], m->req->dry_run);
        if (verdict.code != RPC_NOT_FOUND)
            tell(m, rows[i], &verdict);
    }
}

/* ------------------------------------------------------------------ the call */

static enum rpc_code
prepare(struct moving *m)
{
    struct rpc_call *call = m->call;
    const Tracking__MigrateRegulationRequest *req = m->req;
    const struct regulation *from, *to;
    if (req->from == req->to)
        rpc_violate(call, "to", "Нужна другая версия", "Another version is needed");
    enum rpc_code code = rpc_check(call);
    if (code == RPC_OK)
        code = regulations_get(call, req->code, req->from, &from);
    if (code == RPC_OK)
        code = regulations_get(call, req->code, req->to, &to);
    return code == RPC_OK ? migration_read(call, from, to, req->moves, req->n_moves, &m->migration) : code;
}

enum rpc_code
tracking_migrate_regulation(struct rpc_call *call, const Tracking__MigrateRegulationRequest *req,
                            Tracking__MigrateRegulationResponse *rep)
{
    struct moving moving = { .call = call, .req = req, .rep = rep };
    Tracking__ProcessRow **rows;
    const char *const *after;
    size_t n;
    int size = page_size(req->page_size, PAGE);
    const char *query = arena_printf(call->arena, "migrate|%s|%d|%d|%d", req->code, req->from, req->to, req->dry_run);
    enum rpc_code code = prepare(&moving);
    if (code == RPC_OK)
        code = page_open(call, req->page_token, query, "u", &after);
    if (code == RPC_OK)
        code = db_list(call, &tracking_sql_list_processes_of_version,
                       DB_ARGS(req->code, req->from, page_key(after, 0), size + 1), &tracking__process_row__descriptor,
                       &n, (ProtobufCMessage ***)&rows);
    if (code != RPC_OK)
        return code;
    if (page_more(size, &n))
        rep->next_page_token = page_token(call, query, "u", (const char *const[]){ rows[n - 1]->process_id });
    move_all(&moving, rows, n);
    return RPC_OK;
}
