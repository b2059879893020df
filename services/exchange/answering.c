/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answering.h"

#include <okno/exchange.sql.h>

static Exchange__File *
find_file(const Exchange__Request *request, const char *file_id)
{
    for (size_t i = 0; i < request->n_files; i++)
        if (text_equal(request->files[i]->file_id, file_id))
            return request->files[i];
    return NULL;
}

enum rpc_code
answering_check(const struct record *record, enum rules_action action, const struct answer *answer, const char *where)
{
    struct rpc_call *call = record->call;
    for (size_t i = 0; i < answer->n_files; i++)
        if (!find_file(record->request, answer->file_ids[i]))
            rpc_violate(call, arena_printf(call->arena, "%sfileIds[%zu]", where, i), "Такой файл не загружен",
                        "No such file was uploaded");
    if (action == RULES_REFUSE && !answer->refusal)
        rpc_violate(call, arena_printf(call->arena, "%srefusal", where), "Укажите причину отказа",
                    "Say why the request is refused");
    if (action == RULES_REFUSE && text_empty(answer->comment))
        rpc_violate(call, arena_printf(call->arena, "%scomment", where), "Отказ должен быть мотивирован",
                    "A refusal is reasoned");
    enum rpc_code code = rpc_check(call);
    return code == RPC_OK ? record_may(record, action) : code;
}

void
answering_apply(struct db_work *work, struct record *record, const struct answer *answer)
{
    Exchange__Request *request = record->request;
    request->fields = answer->fields;
    request->comment = answer->comment;
    request->refusal = answer->refusal;
    for (size_t i = 0; i < answer->n_files; i++) {
        find_file(request, answer->file_ids[i])->attached = true;
        db_expect(work, &exchange_sql_attach_file, DB_ARGS(request->request_id, answer->file_ids[i]),
                  RPC_FAILED_PRECONDITION, "Файл не загружен", "The file was not uploaded");
    }
}

enum rpc_code
answering_is_free(const struct record *record)
{
    const char *has = record->request->assignee;
    if (text_empty(has) || text_equal(has, record->call->caller.subject))
        return RPC_OK;
    rpc_explain(record->call, "REQUEST_CLAIMED", has);
    return rpc_fail(record->call, RPC_ABORTED, "Запрос уже взял(а) %s", "The request was claimed by %s", has);
}
