/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../issued/issued.h"
#include "../issued/keys.h"
#include "../moves.h"

#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

static enum rpc_code
find_file(struct rpc_call *call, const Tracking__SignResultRequest *req, const Tracking__Application *app,
          Tracking__UploadResultResponse *rep)
{
    if (app->closed || !rules_may_withdraw(app->status))
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Решение уже принято, подпись к результату не добавить",
                        "The decision was made, no signature can be added to the result");
    enum rpc_code code =
        db_one(call, &tracking_sql_get_result_file, DB_ARGS(req->application_id, call->caller.agency), &rep->base);
    if (code == RPC_NOT_FOUND || (code == RPC_OK && !text_equal(rep->sha256, req->sha256)))
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Сначала загрузите файл результата с этим SHA-256",
                        "Upload the file of the result with this SHA-256 first");
    return code;
}

/* Bad signatures are turned away here: the register holds only what anybody can verify. */
static enum rpc_code
judge(struct rpc_call *call, const Tracking__SignResultRequest *req, int64_t now_us)
{
    TEXT_SCOPED content = { 0 };
    enum rpc_code code = issued_content(call, req->sha256, &content);
    if (code != RPC_OK)
        return code;
    enum sign_verdict verdict =
        issued_keys_verify_own(call->caller.agency, req->cms.data, req->cms.len, &content, now_us);
    if (verdict == SIGN_GOOD)
        return RPC_OK;
    rpc_explain(call, arena_printf(call->arena, "SIGNATURE_%s", sign_verdict_name(verdict)), NULL);
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Подпись органа под этим файлом не подтверждается",
                    "The agency's signature of this file does not hold");
}

static const char *
signer_of(const struct record *record)
{
    const Reference__Agency *agency = catalogue_agency(record->facts.cat, record->call->caller.agency);
    return arena_printf(record->call->arena, "%s, собственная подпись", agency ? agency->name : "");
}

enum rpc_code
tracking_sign_result(struct rpc_call *call, const Tracking__SignResultRequest *req, Tracking__UploadResultResponse *rep)
{
    struct record record;
    Tracking__Application app = TRACKING__APPLICATION__INIT;
    enum rpc_code code = record_load(call, req->application_id, NULL, &app, &record);
    if (code == RPC_OK)
        code = find_file(call, req, &app, rep);
    if (code == RPC_OK)
        code = judge(call, req, record.now_us);
    if (code != RPC_OK)
        return code;
    rep->signer = signer_of(&record);
    struct moves_subject subject = moves_subject(&record);
    struct db_work *work = db_begin(call);
    db_expect(work, &tracking_sql_sign_result_file,
              DB_ARGS(req->application_id, call->caller.agency, req->sha256, req->cms, rep->signer),
              RPC_FAILED_PRECONDITION, "Файл результата только что сменился, подпишите его снова",
              "The file of the result has just changed, sign it again");
    moves_put(work, &subject, &(struct moves_note){ .action = "RESULT_SIGNED" });
    return db_finish(work);
}
