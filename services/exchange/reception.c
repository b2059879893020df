/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "reception.h"

#include "letter.h"
#include "settings.h"

#include <okno/db.h>
#include <okno/exchange.rules.h>
#include <okno/exchange.sql.h>
#include <okno/json.h>
#include <okno/service.h>

#include <openssl/sha.h>

static void
digest(struct reception *r)
{
    uint8_t hash[SHA256_DIGEST_LENGTH];
    char *hex = arena_alloc(r->call->arena, 2 * sizeof hash + 1);
    SHA256(r->req->data_base64.data, r->req->data_base64.len, hash);
    hex_encode(hash, sizeof hash, hex);
    r->sha256 = hex;
}

enum rpc_code
reception_check_signature(struct reception *r)
{
    Exchange__AgencyRoute route = EXCHANGE__AGENCY_ROUTE__INIT;
    const struct keys_signature signature = { r->req->webhooktimestamp, r->req->webhooksignature, r->req->cms };
    enum rpc_code code = letter_route(r->call, r->call->caller.agency, &route);
    digest(r);
    return code == RPC_OK ? keys_verify(r->call, &route, r->req->id, r->req->data_base64, &signature) : code;
}

/* The id is looked for first: what is found by it then has its row, whoever wrote it meanwhile. */
enum rpc_code
reception_find_earlier(struct reception *r)
{
    struct db_rows rows;
    const char *agency = r->call->caller.agency;
    enum rpc_code code = db_rows(r->call, &exchange_sql_has_event, DB_ARGS(agency, r->req->id), &rows);
    if (code != RPC_OK || rows.n == 0)
        return code == RPC_OK ? RPC_NOT_FOUND : code;
    code = db_one(r->call, &exchange_sql_get_event, DB_ARGS(agency, r->req->id, r->sha256), &r->rep->base);
    if (code != RPC_NOT_FOUND)
        return code;
    rpc_explain(r->call, "MESSAGE_ALREADY_SENT", r->req->id);
    return rpc_fail(r->call, RPC_ALREADY_EXISTS, "Сообщение %s уже принято с другим содержанием",
                    "Message %s was received with another content", r->req->id);
}

enum rpc_code
reception_check_envelope(struct reception *r)
{
    int64_t now_us = time_now_us(), age_ms = now_us / 1000 - r->req->webhooktimestamp * 1000;
    enum rules_id id = rules_check_id(r->req->id, now_us);
    if (id == RULES_ID_FORMAT)
        rpc_violate(r->call, "id", "Нужен UUID версии 1 или 7 строчными буквами",
                    "A lower-case UUID of version 1 or 7 is needed");
    if (!text_equal(r->req->specversion, "1.0"))
        rpc_violate(r->call, "specversion", "Допустимо только 1.0", "Only 1.0 is allowed");
    if (!text_equal(r->req->type, exchange__processing__descriptor.name))
        rpc_violate(r->call, "type", "Допустимо только %s", "Only %s is allowed",
                    exchange__processing__descriptor.name);
    enum rpc_code code = rpc_check(r->call);
    bool stale = age_ms > exchange_settings.tolerance_ms || -age_ms > exchange_settings.tolerance_ms;
    if (code != RPC_OK || (id == RULES_ID_GOOD && !stale))
        return code;
    rpc_explain(r->call, "STALE_MESSAGE", r->req->id);
    return rpc_fail(r->call, RPC_FAILED_PRECONDITION, "Сообщение %s устарело или из будущего",
                    "Message %s is stale, or from the future", r->req->id);
}

enum rpc_code
reception_parse(struct reception *r)
{
    struct json_error error;
    ProtobufCMessage *message;
    enum rpc_code code =
        json_to_message(r->call->arena, &exchange__processing__descriptor, (const char *)r->req->data_base64.data,
                        r->req->data_base64.len, &message, &error);
    if (code == RPC_OK) {
        r->processing = (const Exchange__Processing *)message;
        service_validate(r->call, &exchange__processing__rules, message, "data");
        if (!rules_action_of(r->processing->kind, &r->action))
            rpc_violate(r->call, "data.kind", "Неизвестный вид события", "There is no such kind of event");
    } else {
        rpc_violate(r->call, *error.path ? arena_printf(r->call->arena, "data.%s", error.path) : "data", "%s", "%s",
                    rpc_english(r->call) ? error.message_en : error.message_ru);
    }
    return rpc_check(r->call);
}
