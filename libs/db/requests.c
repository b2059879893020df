/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Idempotency: the outcome of a write is stored under the caller and its request id, in the transaction of the
 * write. The record is looked up only when the first way did not go through: a repeat runs into the primary key.
 */
#include "internal.h"

#include <okno/db.sql.h>
#include <okno/proto.h>

#include <openssl/sha.h>
#include <string.h>

/*
 * Whose key it is: the same person with a token of another centre, agency or applicant is somebody else, who must not
 * be shown what was done there. Lengths keep texts apart that hold the colon themselves.
 */
static const char *
caller_of(const struct rpc_call *call)
{
    const struct rpc_caller *caller = &call->caller;
    return arena_printf(call->arena, "%s:%zu:%s:%zu:%s:%zu:%s:%s", rpc_role_name(caller->role), strlen(caller->centre),
                        caller->centre, strlen(caller->agency), caller->agency, strlen(caller->applicant),
                        caller->applicant, caller->subject);
}

static ProtobufCBinaryData
request_hash(const struct rpc_call *call)
{
    ProtobufCBinaryData request =
        call->packed_request.data ? call->packed_request : proto_packed(call->arena, call->request);
    ProtobufCBinaryData hash = { SHA256_DIGEST_LENGTH, arena_alloc(call->arena, SHA256_DIGEST_LENGTH) };
    SHA256(request.data, request.len, hash.data);
    return hash;
}

void
requests_add(struct db_work *work)
{
    struct rpc_call *call = work->call;
    call->packed_reply = proto_packed(call->arena, call->reply);
    db_put(work, &db_sql_put_request,
           DB_ARGS(caller_of(call), call->request_id, call->method->label, request_hash(call), call->packed_reply));
}

static uint8_t *
unhex(struct arena *arena, const char *hex, size_t *ret_size)
{
    size_t size = strlen(hex) / 2;
    uint8_t *bytes = arena_alloc(arena, size);
    for (size_t i = 0; i < size; i++) {
        unsigned byte = 0;
        for (int j = 0; j < 2; j++) {
            char c = hex[2 * i + (size_t)j];
            byte = byte * 16 + (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
        }
        bytes[i] = (uint8_t)byte;
    }
    *ret_size = size;
    return bytes;
}

enum rpc_code
db_replay(struct rpc_call *call)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &db_sql_get_request, DB_ARGS(caller_of(call), call->request_id), &rows);
    if (code != RPC_OK)
        return code;
    if (rows.n == 0)
        return RPC_NOT_FOUND;
    char hash[2 * SHA256_DIGEST_LENGTH + 1];
    hex_encode(request_hash(call).data, SHA256_DIGEST_LENGTH, hash);
    if (!text_equal(db_cell(&rows, 0, "method"), call->method->label)
        || !text_equal(db_cell(&rows, 0, "request_sha256"), hash)) {
        rpc_explain(call, "IDEMPOTENCY_KEY_REUSED", NULL);
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Ключ повтора %s уже использован с другим запросом",
                        "Idempotency key %s was used with another request", call->request_id);
    }
    size_t size;
    uint8_t *reply = unhex(call->arena, db_cell(&rows, 0, "reply"), &size);
    call->reply = proto_unpack(call->arena, call->method->reply, reply, size);
    call->packed_reply = (ProtobufCBinaryData){ size, reply };
    return call->reply
               ? RPC_OK
               : rpc_fail(call, RPC_DATA_LOSS, "Сохранённый ответ не читается", "The stored reply is malformed");
}

bool
requests_committed(struct session *session, const struct rpc_call *call, bool *ret_known)
{
    *ret_known = false;
    if (!call->method || !call->method->write || text_empty(call->request_id))
        return false;
    const char *values[] = { caller_of(call), call->request_id };
    bool broken = false, found = false;
    PQsendQueryParams(session->pg, db_sql_get_request.text, 2, NULL, values, NULL, NULL, 0);
    PQpipelineSync(session->pg);
    if (!session_flush(session))
        return false;
    PGresult *result = session_result(session, NULL, NULL, &broken);
    if (!broken) {
        *ret_known = PQresultStatus(result) == PGRES_TUPLES_OK;
        found = PQntuples(result) > 0;
        PQclear(session_result(session, NULL, NULL, &broken));
    }
    PQclear(result);
    if (broken || !session_sync(session))
        session_close(session);
    return found;
}
