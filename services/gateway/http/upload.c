/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An upload: the body goes to the service in pieces, each after the one before was taken, so that no more
 * than one piece is ever held. */
#include "disposition.h"
#include "request.h"

#include <okno/common.pb-c.h>
#include <okno/proto.h>

struct upload {
    char id[37];
    uint8_t *buffer; /* of UPLOAD_CHUNK */
    size_t filled;
    int64_t offset; /* of the buffer's first byte in the file */
    bool last;      /* the piece under way is the last one */
    Common__Chunk *chunk;
};

void
upload_begin(struct request *request)
{
    if (!http_message_make(request)) {
        response_send_early(request);
        return;
    }
    struct upload *upload = request->upload = calloc(1, sizeof *upload);
    if (!upload || !(upload->buffer = malloc(UPLOAD_CHUNK)))
        abort();
    uuid7(upload->id);
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
    free(upload->buffer);
    free(upload);
}

const char *
upload_piece_id(const struct request *request)
{
    return arena_printf(request->arena, "%s:%lld", request->upload->id, (long long)request->upload->offset);
}

static void
send_piece(struct request *request, bool last)
{
    struct upload *upload = request->upload;
    upload->last = last;
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
