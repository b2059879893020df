/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../issued/issued.h"
#include "../issued/keys.h"
#include "../settings.h"

#include <okno/blob.h>
#include <okno/proto.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#include <openssl/sha.h>

static const char *const types[] = { "application/pdf", "image/jpeg", "image/png", "image/tiff", NULL };

/* A file in one piece, as nearly all are, is not stored to be measured. */
static enum rpc_code
digest_of(struct rpc_call *call, const Common__Chunk *chunk, const char **ret_sha256, bool *ret_complete)
{
    struct blob blob = { 0 };
    const struct blob_rules rules = { (int64_t)tracking_settings.scan_limit, types };
    if (chunk->last && chunk->offset == 0) {
        uint8_t digest[SHA256_DIGEST_LENGTH];
        char *hex = arena_alloc(call->arena, 2 * sizeof digest + 1);
        SHA256(chunk->data.data, chunk->data.len, digest);
        hex_encode(digest, sizeof digest, hex);
        *ret_sha256 = hex;
        *ret_complete = true;
        return RPC_OK;
    }
    if (text_empty(chunk->upload_id))
        rpc_violate(call, "chunk.uploadId", "Обязательное поле", "The field is required");
    enum rpc_code code = rpc_check(call);
    if (code == RPC_OK)
        code =
            blob_receive(call, &rules, blob_upload_key(call, chunk->upload_id, "verify"), chunk, &blob, ret_complete);
    *ret_sha256 = blob.sha256;
    return code;
}

/* The file that was given is, byte for byte, the one that is stored; the signature is judged anew. */
static enum rpc_code
judge_signature(struct rpc_call *call, const Tracking__IssuedDocument *document, Tracking__IssuedDocumentVerdict *rep)
{
    TEXT_SCOPED content = { 0 };
    Common__Content signature = COMMON__CONTENT__INIT;
    enum rpc_code code = issued_content(call, document->sha256, &content);
    if (code == RPC_OK)
        code = db_one(call, &tracking_sql_get_issued_signature, DB_ARGS(document->issued_document_id), &signature.base);
    if (code == RPC_OK)
        rep->signature = sign_verdict_name(issued_keys_verify(
            document->agency_code, signature.data.data, signature.data.len, &content, proto_time_us(document->sealed)));
    return code;
}

enum rpc_code
tracking_verify_issued_file(struct rpc_call *call, const Tracking__VerifyIssuedFileRequest *req,
                            Tracking__IssuedDocumentVerdict *rep)
{
    bool complete = false;
    const char *sha256 = NULL;
    Tracking__IssuedDocument document = TRACKING__ISSUED_DOCUMENT__INIT;
    enum rpc_code code = digest_of(call, req->chunk, &sha256, &complete);
    if (code != RPC_OK || !complete)
        return code;
    code = db_one(call, &tracking_sql_verify_issued_document, DB_ARGS(db_null(), sha256), &document.base);
    if (code != RPC_OK && code != RPC_NOT_FOUND)
        return code;
    issued_tell(call, code == RPC_OK ? &document : NULL, rep);
    return code == RPC_OK && rep->signed_electronically ? judge_signature(call, &document, rep) : RPC_OK;
}
