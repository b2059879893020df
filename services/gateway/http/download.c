/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A file as the answer. What the first reply does not hold is asked for piece by piece while it is being
 * sent, so that no more than one piece is ever held. */
#include "disposition.h"
#include "etag.h"
#include "request.h"

#include <okno/common.pb-c.h>
#include <okno/proto.h>

#define BLOCK ((size_t)64 * 1024)
#define PIECE_MEMORY ((size_t)64 * 1024 * 1024)

struct download {
    struct arena *arena; /* of the piece */
    int64_t total;
    int64_t first;  /* of the file's bytes that are sent */
    int64_t offset; /* of the piece's first byte in the file */
    ProtobufCBinaryData piece;
    bool failed;
};

void
download_release(struct download *download)
{
    if (!download)
        return;
    arena_free(download->arena);
    free(download);
}

/* ------------------------------------------------------------------ the first piece */

static bool
type_sound(const char *type)
{
    return *type
           && strspn(type, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&-^_.+/; =\"")
                  == strlen(type);
}

static void
add_headers(struct request *request, const Common__Content *content, const struct range *range)
{
    response_header(request, "Content-Disposition", disposition_header(request->arena, content->file_name));
    response_header(request, "Accept-Ranges", "bytes");
    if (etag_valid(content->sha256))
        reply_etag(request, content->sha256);
    if (request->ranged)
        response_header(request, "Content-Range",
                        arena_printf(request->arena, "bytes %lld-%lld/%lld", (long long)range->first,
                                     (long long)range->last, (long long)content->total_size));
}

static void
begin_stream(struct request *request, const Common__Content *content, const char *type, const struct range *range)
{
    struct download *download = request->download = calloc(1, sizeof *download);
    if (!download)
        abort();
    download->arena = arena_new(PIECE_MEMORY);
    download->total = content->total_size;
    download->first = download->offset = range->first;
    download->piece = content->data;
    request->reply_arena = download->arena;
    response_set_stream(request, request->ranged ? 206 : 200, type, (size_t)(range->last - range->first + 1), BLOCK,
                        download_read, request);
}

/* What is sent of the file: all, or what was asked for as far as there is any. False: nothing of it is there. */
static bool
settle_range(const struct request *request, const Common__Content *content, struct range *ret_range)
{
    *ret_range = request->ranged ? request->range : (struct range){ 0, INT64_MAX };
    if (ret_range->last >= content->total_size)
        ret_range->last = content->total_size - 1;
    return !request->ranged || ret_range->first < content->total_size;
}

static void
refuse_range(struct request *request, int64_t total)
{
    http_problem(request, 416, RPC_OUT_OF_RANGE, "В файле нет такой части", "The file has no such part");
    if (total >= 0)
        response_header(request, "Content-Range", arena_printf(request->arena, "bytes */%lld", (long long)total));
}

/* The piece that came begins where the range does, when the method takes an offset, and at the file's start when not.
 */
static void
send_file(struct request *request, const Common__Content *content, const struct range *range)
{
    const char *type = type_sound(content->content_type) ? content->content_type : "application/octet-stream";
    int64_t begins = request->endpoint->offset ? range->first : 0;
    int64_t held = begins + (int64_t)content->data.len;
    request->code = RPC_OK;
    if (held > range->last) {
        response_set_static(request, request->ranged ? 206 : 200, type,
                            (const char *)content->data.data + (range->first - begins),
                            (size_t)(range->last - range->first + 1));
    } else if (request->endpoint->offset && content->data.len > 0) {
        begin_stream(request, content, type, range);
    } else {
        reply_unreadable(request);
        return;
    }
    add_headers(request, content, range);
}

void
download_begin(struct request *request)
{
    const struct outcome *outcome = &request->outcome;
    struct range range;
    Common__Content *content =
        proto_unpack(request->arena, &common__content__descriptor, outcome->reply, outcome->reply_size);
    if (!content) {
        reply_unreadable(request);
        return;
    }
    if (content->total_size == 0)
        content->total_size = (int64_t)content->data.len;
    if (request->headers.if_match && !etag_hits(request->headers.if_match, content->sha256)) {
        http_problem(request, 412, RPC_ABORTED, "Файл уже другой", "The file is another one by now");
        return;
    }
    if (etag_valid(content->sha256) && reply_not_modified(request, content->sha256))
        return;
    if (settle_range(request, content, &range))
        send_file(request, content, &range);
    else
        refuse_range(request, content->total_size);
}

/* A range changes what is asked for. If-Range would need the file's tag before the call, so with it all is sent. */
void
download_prepare(struct request *request)
{
    const struct headers *h = &request->headers;
    request->ranged =
        !h->if_range && strcmp(request->http_method, "GET") == 0 && range_parse(h->range, &request->range);
    if (request->ranged && request->endpoint->offset)
        *(int64_t *)proto_member(request->message, request->endpoint->offset) = request->range.first;
}

void
download_refused(struct request *request)
{
    if (request->ranged && request->outcome.code == RPC_OUT_OF_RANGE)
        refuse_range(request, -1);
    else
        http_problem_of_outcome(request);
}

/* ------------------------------------------------------------------ the further ones */

static void
ask_further(struct request *request)
{
    struct download *download = request->download;
    download->offset += (int64_t)download->piece.len;
    download->piece.len = 0;
    arena_reset(download->arena);
    *(int64_t *)proto_member(request->message, request->endpoint->offset) = download->offset;
    http_call_start(request);
}

/* The library wants up to `room` bytes from `position` on; 0 makes it come again after the connection is
 * resumed. */
ssize_t
download_read(void *arg, uint64_t position, char *buffer, size_t room)
{
    struct request *request = arg;
    struct download *download = request->download;
    if (download->failed || request->edge->closing)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    size_t skip = (size_t)(download->first + (int64_t)position - download->offset);
    if (skip >= download->piece.len) {
        ask_further(request);
        return 0;
    }
    size_t left = download->piece.len - skip, size = left < room ? left : room;
    memcpy(buffer, download->piece.data + skip, size);
    return (ssize_t)size;
}

static bool
take_piece(struct request *request)
{
    const struct outcome *outcome = &request->outcome;
    struct download *download = request->download;
    if (outcome->code != RPC_OK)
        return false;
    Common__Content *content =
        proto_unpack(download->arena, &common__content__descriptor, outcome->reply, outcome->reply_size);
    if (!content || content->data.len == 0 || content->total_size != download->total)
        return false;
    download->piece = content->data;
    return true;
}

/* The status is long sent: a download that cannot go on breaks off, which its Content-Length tells. */
void
download_answer(struct request *request)
{
    struct edge *edge = request->edge;
    request->phase = REQUEST_GIVEN;
    if (!take_piece(request)) {
        request->download->failed = true;
        request->code = request->outcome.code != RPC_OK ? request->outcome.code : RPC_DATA_LOSS;
    }
    http_connection_enter(&edge->connections, request->connection, CONNECTION_WRITING,
                          edge_deadline(edge, edge->options.limits.body_ms, request->download->total));
}
