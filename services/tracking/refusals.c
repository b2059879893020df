/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "refusals.h"

#include "fields.h"

#include <okno/tracking.sql.h>

#include <string.h>

#define NEEDED(name) TRACKING__NEEDED_DOCUMENT__STATE__##name

static void
split(struct arena *arena, const char *joined, struct rules_named *named)
{
    char *rest = arena_strdup(arena, joined), *part;
    const char **kinds = ARENA_ARRAY(arena, const char *, strlen(joined) / 2 + 1);
    while ((part = strsep(&rest, ",")))
        if (*part)
            kinds[named->n++] = part;
    named->kinds = kinds;
}

enum rpc_code
refusals_named(struct rpc_call *call, const char *applicant_id, const char *service_code,
               const struct rules_named **ret_named)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &tracking_sql_get_first_refusal, DB_ARGS(applicant_id, service_code), &rows);
    *ret_named = NULL;
    if (code != RPC_OK || rows.n == 0)
        return code;
    struct rules_named *named = ARENA_NEW(call->arena, struct rules_named);
    *named = (struct rules_named){ .day = db_cell(&rows, 0, "day") };
    split(call->arena, db_cell(&rows, 0, "documents"), named);
    *ret_named = named;
    return RPC_OK;
}

/* ------------------------------------------------------------------ what is demanded */

static struct refusals_demand
lacking(struct arena *arena, const struct rules_needed *needed, const char *reason_code)
{
    const char **kinds = ARENA_ARRAY(arena, const char *, needed->n + 1);
    struct refusals_demand demand = { .reason_code = reason_code, .kinds = kinds };
    for (size_t i = 0; i < needed->n && rules_ground_of_documents(reason_code); i++) {
        Tracking__NeededDocument__State state = needed->items[i]->state;
        if (state == NEEDED(MISSING) || state == NEEDED(WRONG_FORM) || state == NEEDED(EXPIRED))
            kinds[demand.n++] = needed->items[i]->kind;
    }
    return demand;
}

struct refusals_demand
refusals_of_intake(const struct intake *intake, const char *reason_code)
{
    return lacking(intake->call->arena, &intake->needed, reason_code);
}

static struct refusals_demand
lacking_in(const struct record *record, const struct rules_named *named, const char *reason_code)
{
    struct rules_case judged = { .card = record->facts.card,
                                 .centre = record->facts.centre,
                                 .provided = true,
                                 .scenario = record->app->scenario,
                                 .documents = record->app->documents,
                                 .n_documents = record->app->n_documents,
                                 .today = record->today,
                                 .named = named };
    struct rules_needed needed = rules_needed(record->call->arena, &judged, rpc_english(record->call));
    return lacking(record->call->arena, &needed, reason_code);
}

static void
check_kinds(const struct record *record, const struct rules_named *named, const struct refusals_demand *demand)
{
    struct rpc_call *call = record->call;
    for (size_t i = 0; i < demand->n; i++) {
        const char *path = arena_printf(call->arena, "fields.documents[%zu]", i);
        const Reference__RequiredDocument *document = rules_in_card(record->facts.card, demand->kinds[i]);
        if (!document)
            rpc_violate(call, path, "Карточка услуги такого документа не требует",
                        "The service card does not ask for such a document");
        else if (!rules_may_demand(record->facts.card, named, demand->kinds[i]))
            rpc_violate(call, path,
                        "«%s» не назван при первом отказе (%s): требовать его можно только по исключению закона, "
                        "зарегистрированному с уведомлением руководителя",
                        "\"%s\" was not named at the first refusal (%s): it can be demanded only on an exception of "
                        "the law, registered with a notice of the head",
                        document->name, named->day);
    }
}

enum rpc_code
refusals_check(const struct record *record, const char *reason_code, const Google__Protobuf__Struct *fields,
               struct refusals_demand *ret_demand)
{
    struct rpc_call *call = record->call;
    const struct rules_named *named;
    struct refusals_demand demand = { .reason_code = reason_code };
    enum rpc_code code = refusals_named(call, record->applicant_id, record->app->service_code, &named);
    if (code != RPC_OK)
        return code;
    if (!fields_texts(call->arena, fields, "documents", &demand.kinds, &demand.n))
        rpc_violate(call, "fields.documents", "Нужен список видов документов",
                    "A list of kinds of documents is needed");
    else if (demand.n == 0)
        demand = lacking_in(record, named, reason_code);
    if (named && demand.n == 0 && rules_ground_of_documents(reason_code))
        rpc_violate(call, "fields.documents",
                    "Услуга уже была отказана (%s): назовите документы, из-за которых отказываете снова",
                    "The service was refused before (%s): name the documents on which it is refused again", named->day);
    check_kinds(record, named, &demand);
    *ret_demand = demand;
    return rpc_check(call);
}

/* ------------------------------------------------------------------ on record */

void
refusals_put(struct db_work *work, struct rpc_call *call, const Tracking__Application *app, const char *applicant_id,
             const char *kind, const struct refusals_demand *demand, int64_t now_us)
{
    char id[37];
    uuid7(id);
    db_put(work, &tracking_sql_put_refusal,
           DB_ARGS((const char *)id, app->application_id, applicant_id, app->service_code, kind, demand->reason_code,
                   db_texts(call->arena, demand->kinds, demand->n), call->caller.subject, db_time(now_us)));
}
