/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../moves.h"
#include "../refusals.h"

#include <okno/audit.h>
#include <okno/proto.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

static enum rpc_code
check(const struct record *record, const Tracking__RegisterRepeatDemandRequest *req)
{
    struct rpc_call *call = record->call;
    struct date notice;
    for (size_t i = 0; i < req->n_documents; i++)
        if (!rules_in_card(record->facts.card, req->documents[i]))
            rpc_violate(call, arena_printf(call->arena, "documents[%zu]", i),
                        "Карточка услуги такого документа не требует",
                        "The service card does not ask for such a document");
    if (!catalogue_item(record->facts.cat, "repeat-demand-grounds", req->ground))
        rpc_violate(call, "ground", "Нужно исключение из классификатора «Исключения для повторного требования»",
                    "An exception of the classifier repeat-demand-grounds is needed");
    if (date_parse(req->notice_date, &notice) && date_compare(notice, record->today) > 0)
        rpc_violate(call, "noticeDate", "Дата уведомления ещё не наступила", "The date of the notice is in the future");
    return rpc_check(call);
}

static enum rpc_code
must_be_refused(const struct record *record)
{
    const struct rules_named *named;
    enum rpc_code code = refusals_named(record->call, record->applicant_id, record->app->service_code, &named);
    if (code != RPC_OK || named)
        return code;
    return rpc_fail(record->call, RPC_FAILED_PRECONDITION, "Отказа в этой услуге не было: исключение не нужно",
                    "The service was not refused before: no exception is needed");
}

static enum rpc_code
write(const struct record *record, const Tracking__RegisterRepeatDemandRequest *req, Tracking__RepeatDemand *rep)
{
    struct rpc_call *call = record->call;
    char id[37];
    const char *kinds = "";
    uuid7(id);
    for (size_t i = 0; i < req->n_documents; i++)
        kinds = arena_printf(call->arena, "%s%s%s", kinds, i ? ", " : "", req->documents[i]);
    rep->demand_id = arena_strdup(call->arena, id);
    rep->application_id = req->application_id;
    rep->documents = req->documents;
    rep->n_documents = req->n_documents;
    rep->ground = req->ground;
    rep->text = req->text;
    rep->notice_number = req->notice_number;
    rep->notice_date = req->notice_date;
    rep->signed_by = req->signed_by;
    rep->registered_by = call->caller.subject;
    rep->recorded = proto_time(call->arena, record->now_us);
    struct moves_subject subject = moves_subject(record);
    struct db_work *work = db_begin(call);
    db_put(work, &tracking_sql_put_repeat_demand,
           DB_ARGS(rep->demand_id, req->application_id, record->applicant_id, record->app->service_code,
                   db_texts(call->arena, (const char *const *)req->documents, req->n_documents), req->ground, req->text,
                   req->notice_number, req->notice_date, req->signed_by, rep->registered_by, db_time(record->now_us)));
    moves_put(work, &subject,
              &(struct moves_note){ .action = "REPEAT_DEMAND",
                                    .comment = arena_printf(call->arena, "%s: %s", req->ground, kinds) });
    return db_finish(work);
}

enum rpc_code
tracking_register_repeat_demand(struct rpc_call *call, const Tracking__RegisterRepeatDemandRequest *req,
                                Tracking__RepeatDemand *rep)
{
    struct record record;
    Tracking__Application *app = ARENA_NEW(call->arena, Tracking__Application);
    tracking__application__init(app);
    enum rpc_code code = record_load(call, req->application_id, NULL, app, &record);
    if (code == RPC_OK)
        code = record_must_be_open(&record);
    if (code == RPC_OK)
        code = check(&record, req);
    if (code == RPC_OK)
        code = must_be_refused(&record);
    if (code != RPC_OK)
        return code;
    audit_object(call, "application", req->application_id, req->ground);
    return write(&record, req, rep);
}
