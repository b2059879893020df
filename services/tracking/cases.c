/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cases.h"

#include "fields.h"

#include <okno/tracking.sql.h>

#define SHEETS_MAX 1000000

static const char *
index_of_theme(const struct record *record)
{
    const Reference__ServiceCard *card = record->facts.card;
    const Reference__ClassifierItem *item =
        card->n_themes ? catalogue_item(record->facts.cat, "theme-cases", card->themes[0]) : NULL;
    return item ? item->parent : "";
}

static void
check_fields(struct rpc_call *call, const Google__Protobuf__Struct *fields, struct cases_place *place)
{
    place->index = fields_text(fields, "caseIndex");
    if (fields_has(fields, "caseIndex") && text_empty(place->index))
        rpc_violate(call, "fields.caseIndex", "Нужен индекс дела, например «03-01»",
                    "The index of a case, like \"03-01\"");
    if (fields_has(fields, "sheets") && !fields_int(fields, "sheets", 1, SHEETS_MAX, &place->sheets))
        rpc_violate(call, "fields.sheets", "Нужно целое число листов от 1 до %d",
                    "A whole number of sheets from 1 to %d", SHEETS_MAX);
}

enum rpc_code
cases_choose(const struct record *record, const Google__Protobuf__Struct *fields, struct cases_place *ret_place)
{
    struct rpc_call *call = record->call;
    struct cases_place place = { .sheets = rules_sheets(record->app->documents, record->app->n_documents) };
    check_fields(call, fields, &place);
    bool chosen = !text_empty(place.index);
    if (!chosen)
        place.index = index_of_theme(record);
    const Reference__ClassifierItem *item = catalogue_item(record->facts.cat, "case-nomenclature", place.index);
    if (chosen && !item)
        rpc_violate(call, "fields.caseIndex", "Такого дела нет в номенклатуре", "The nomenclature has no such case");
    enum rpc_code code = rpc_check(call);
    if (code != RPC_OK)
        return code;
    if (!item)
        return rpc_fail(
            call, RPC_FAILED_PRECONDITION,
            "Дело для темы услуги %s не назначено: дополните классификатор theme-cases или укажите fields.caseIndex",
            "No case is set for the theme of service %s: complete the classifier theme-cases or give fields.caseIndex",
            record->app->service_code);
    place.title = item->name;
    place.storage = item->note;
    *ret_place = place;
    return RPC_OK;
}

void
cases_put(struct db_work *work, struct record *record, const struct cases_place *place)
{
    char id[37];
    uuid7(id);
    record->app->case_file = place->index;
    db_put(work, &tracking_sql_write_off,
           DB_ARGS((const char *)id, record->app->centre_code, record->today.year, place->index, place->title,
                   place->storage, place->sheets, record->app->application_id, record->app->number,
                   db_time(record->now_us), record->call->caller.subject));
}
