/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An upload: the body goes to the service in pieces, each after the one before was taken, so that no more
 * than one piece is ever held. */
#include "disposition.h"
#include "request.h"

#include <okno/common.pb-c.h>
#include <okno/proto.h>

#include <openssl/evp.h>

#define SHA256_SIZE 32

struct upload {
    char id[2 * SHA256_SIZE + 1]; /* of its own, or by key and first piece */
    const char *key;              /* the client's, for who sends the same again; NULL: none */
    EVP_MD_CTX *hash;
    char sha256[2 * SHA256_SIZE + 1];
    uint8_t *buffer; /* of UPLOAD_CHUNK */
    size_t filled;
    int64_t offset; /* of the buffer's first byte in the file */
    bool last;      /* the piece under way is the last one */
    Common__Chunk *chunk;
};

/* Services keep uploads and keys of different callers apart; strangers are all one caller, and have no key. */
static const char *
key_of(const struct request *request)
{
    const char *key = request->headers.idempotency_key;
    return key && request->signed_in && request->endpoint->route->method->write ? arena_strdup(request->arena, key)
                                                                                : NULL;
}

void
upload_begin(struct request *request)
{
    if (!http_message_make(request)) {
        response_send_early(request);
        return;
    }
    struct upload *upload = request->upload = calloc(1, sizeof *upload);
    if (!upload || !(upload->buffer = malloc(UPLOAD_CHUNK)) || !(upload->hash = EVP_MD_CTX_new())
        || EVP_DigestInit_ex(upload->hash, EVP_sha256(), NULL) != 1)
        abort();
    uuid7(upload->id);
    upload->key = key_of(request);
    upload->chunk = proto_new(request->arena, &common__chunk__descriptor);
    upload->chunk->upload_id = upload->id;
    upload->chunk->file_name = disposition_file_name(request->arena, request->headers.content_disposition);
    *(ProtobufCMessage **)proto_member(request->message, request->endpoint->upload) = &upload->chunk->base;
}

void
upload_release(struct upload *upload)
{
    if (!upload)
        return;
    EVP_MD_CTX_free(upload->hash);
    free(upload->buffer);
    free(upload);
}

/* Only what the last piece does is remembered, under the key itself, with the digest of all. */
const char *
upload_piece_id(const struct request *request)
{
    const struct upload *upload = request->upload;
    if (upload->key && upload->last)
        return upload->key;
    return arena_printf(request->arena, "%s:%lld", upload->id, (long long)upload->offset);
}

static void
finish_hash(EVP_MD_CTX *hash, char hex[2 * SHA256_SIZE + 1])
{
    uint8_t digest[SHA256_SIZE];
    if (EVP_DigestFinal_ex(hash, digest, NULL) != 1)
        abort();
    hex_encode(digest, sizeof digest, hex);
}

/* A file that was refused leaves its pieces behind, and another one may follow under the same key. */
static void
name_by_key(struct upload *upload)
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    if (!hash || EVP_DigestInit_ex(hash, EVP_sha256(), NULL) != 1
        || EVP_DigestUpdate(hash, upload->key, strlen(upload->key) + 1) != 1
        || EVP_DigestUpdate(hash, upload->buffer, upload->filled) != 1)
        abort();
    finish_hash(hash, upload->id);
    EVP_MD_CTX_free(hash);
}

static void
measure(struct upload *upload)
{
    if (EVP_DigestUpdate(upload->hash, upload->buffer, upload->filled) != 1)
        abort();
    if (upload->key && upload->offset == 0)
        name_by_key(upload);
    if (!upload->last)
        return;
    finish_hash(upload->hash, upload->sha256);
    upload->chunk->sha256 = upload->sha256;
}

static void
send_piece(struct request *request, bool last)
{
    struct upload *upload = request->upload;
    upload->last = last;
    measure(upload);
    upload->chunk->offset = upload->offset;
    upload->chunk->last = last;
    upload->chunk->data = (ProtobufCBinaryData){ .len = upload->filled, .data = upload->buffer };
    http_call_start(request);
}

/* A full piece is sent only when more has come, since the last one says that it is. */
void
upload_take(struct request *request, const char *bytes, size_t *bytes_left)
{
    struct upload *upload = request->upload;
    size_t limit = request->edge->options.limits.upload;
    if (upload->filled == UPLOAD_CHUNK) {
        send_piece(request, false);
        return;
    }
    size_t room = UPLOAD_CHUNK - upload->filled, take = *bytes_left < room ? *bytes_left : room;
    memcpy(upload->buffer + upload->filled, bytes, take);
    upload->filled += take;
    *bytes_left -= take;
    if ((size_t)upload->offset + upload->filled > limit) {
        http_problem_too_large(request, limit);
        response_send_early(request);
    }
}

void
upload_end(struct request *request)
{
    if (request->upload)
        send_piece(request, true);
}

void
upload_answer(struct request *request)
{
    struct edge *edge = request->edge;
    struct upload *upload = request->upload;
    if (upload->last) {
        reply_outcome(request);
        return;
    }
    if (request->outcome.code != RPC_OK) {
        http_problem_of_outcome(request);
        response_send_early(request);
        return;
    }
    upload->offset += (int64_t)upload->filled;
    upload->filled = 0;
    request->phase = REQUEST_BODY;
    http_connection_enter(&edge->connections, request->connection, CONNECTION_READING,
                          edge_deadline(edge, edge->options.limits.body_ms, UPLOAD_CHUNK));
}
