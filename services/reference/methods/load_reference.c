/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../rules.h"

#include <okno/audit.h>
#include <okno/events.h>
#include <okno/proto.h>
#include <okno/reference.methods.h>
#include <okno/reference.sql.h>

#include <string.h>

#define TRIES 3

static enum rpc_code
complete_kinds(struct rpc_call *call, const Reference__LoadReferenceRequest *req, bool ret_complete[RECORD_KINDS])
{
    memset(ret_complete, 0, RECORD_KINDS * sizeof *ret_complete);
    for (size_t i = 0; i < req->n_complete_kinds; i++) {
        enum record_kind kind;
        if (record_kind_by_name(req->complete_kinds[i], &kind) && kind != RECORD_CALENDAR)
            ret_complete[kind] = true;
        else
            rpc_violate(call, arena_printf(call->arena, "completeKinds[%zu]", i),
                        "Допустимы service, agency, centre, territory, classifier",
                        "service, agency, centre, territory and classifier are allowed");
    }
    return rpc_check(call);
}

static enum rpc_code
given_records(struct rpc_call *call, const Reference__LoadReferenceRequest *req, struct records *ret_given)
{
    const struct record *repeat;
    *ret_given = records_of_request(call->arena, req);
    records_order(ret_given, &repeat);
    if (repeat)
        rpc_violate(call, repeat->path, "Код «%s» встречается дважды", "The code \"%s\" is given twice", repeat->code);
    return rpc_check(call);
}

static Reference__CatalogueChanged *
event_of(struct arena *arena, const struct rules_plan *plan, int64_t version)
{
    Reference__CatalogueChanged *event = proto_new(arena, &reference__catalogue_changed__descriptor);
    event->version = version;
    event->records = ARENA_ARRAY(arena, const char *, plan->n_puts);
    for (size_t i = 0; i < plan->n_puts; i++)
        event->records[event->n_records++] =
            arena_printf(arena, "%s:%s", record_kind_name(plan->puts[i].kind), plan->puts[i].code);
    return event;
}

/* One transaction: new versions of records, the catalogue's version, the event. */
static enum rpc_code
write_plan(struct rpc_call *call, const struct rules_plan *plan, int64_t version)
{
    struct db_work *work = db_begin(call);
    for (size_t i = 0; i < plan->n_puts; i++) {
        const struct record *record = &plan->puts[i];
        db_put(work, &reference_sql_put_record,
               DB_ARGS(record_kind_name(record->kind), record->code, record->version, version + 1, record->withdrawn,
                       db_json(call->arena, record->message), call->caller.subject));
    }
    if (plan->n_puts) {
        db_expect(work, &reference_sql_advance_catalogue, DB_ARGS(version, version + 1), RPC_ABORTED,
                  "Справочники изменила другая загрузка: повторите",
                  "Another load changed the reference data: try again");
        events_put(work, "catalogue", &event_of(call->arena, plan, version + 1)->base);
    }
    audit_object(call, "catalogue", arena_printf(call->arena, "%lld", (long long)version + (plan->n_puts > 0)), NULL);
    return db_commit(work);
}

/* RPC_ABORTED when another load came between, and nothing was written. */
static enum rpc_code
load_once(struct rpc_call *call, const struct records *given, const bool complete[RECORD_KINDS],
          Reference__LoadReferenceResponse *rep)
{
    struct records stored;
    enum rpc_code code = records_load(call, &stored);
    if (code != RPC_OK)
        return code;
    struct records merged = rules_merge(call->arena, &stored, given, complete);
    rules_check(call, &merged);
    code = rpc_check(call);
    if (code != RPC_OK)
        return code;
    struct rules_plan plan = rules_plan(call->arena, &stored, given, complete);
    rep->added = plan.added;
    rep->changed = plan.changed;
    rep->unchanged = plan.unchanged;
    rep->withdrawn = plan.withdrawn;
    bool nothing = plan.n_puts == 0 && text_empty(call->request_id);
    return nothing ? RPC_OK : write_plan(call, &plan, stored.version);
}

enum rpc_code
reference_load_reference(struct rpc_call *call, const Reference__LoadReferenceRequest *req,
                         Reference__LoadReferenceResponse *rep)
{
    bool complete[RECORD_KINDS];
    struct records given;
    enum rpc_code code = complete_kinds(call, req, complete);
    if (code == RPC_OK)
        code = given_records(call, req, &given);
    if (code != RPC_OK)
        return code;
    code = RPC_ABORTED;
    for (int i = 0; i < TRIES && code == RPC_ABORTED; i++)
        code = load_once(call, &given, complete, rep);
    /* So that who loaded sees it; otherwise the daemon's own look, a second later, shows it. */
    if (code == RPC_OK && catalogue_refresh(call) != RPC_OK)
        call->message = NULL;
    return code;
}
