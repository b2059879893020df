/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/blob.h>
#include <okno/blob.sql.h>

#include <openssl/sha.h>
#include <string.h>

#define SWEEP_AT_ONCE 100
#define HEAD 4096

static const char *
digest_of(struct arena *arena, const void *data, size_t size)
{
    uint8_t digest[SHA256_DIGEST_LENGTH];
    char *hex = arena_alloc(arena, 2 * sizeof digest + 1);
    SHA256(data, size, digest);
    hex_encode(digest, sizeof digest, hex);
    return hex;
}

/* ------------------------------------------------------------------ receiving */

static bool
is_wanted(const struct blob_rules *rules, const char *type)
{
    for (const char *const *wanted = rules->types; *wanted; wanted++)
        if (text_equal(*wanted, type))
            return true;
    return false;
}

static const char *
list(struct arena *arena, const char *const *types)
{
    const char *all = "";
    for (; *types; types++)
        all = arena_printf(arena, "%s%s%s", all, *all ? ", " : "", *types);
    return all;
}

static void
check_type(struct rpc_call *call, const struct blob_rules *rules, const void *head, size_t size, const char **ret_type)
{
    *ret_type = blob_type(call->arena, head, size);
    if (!is_wanted(rules, *ret_type))
        rpc_violate(call, "chunk", "Файл распознан как %s; принимаются: %s", "The file looks like %s; accepted: %s",
                    *ret_type, list(call->arena, rules->types));
}

static bool
fits(struct rpc_call *call, int64_t max_size, const Common__Chunk *chunk)
{
    if (chunk->offset < 0)
        rpc_violate(call, "chunk.offset", "Смещение не может быть отрицательным", "The offset cannot be negative");
    else if (chunk->offset > max_size - (int64_t)chunk->data.len)
        rpc_violate(call, "chunk", "Файл больше %lld байт", "The file is larger than %lld bytes", (long long)max_size);
    else if (chunk->offset == 0 && chunk->data.len == 0 && chunk->last)
        rpc_violate(call, "chunk", "Файл пуст", "The file is empty");
    else
        return true;
    return false;
}

static enum rpc_code
check_piece(struct rpc_call *call, const struct blob_rules *rules, const Common__Chunk *chunk)
{
    const char *type;
    if (fits(call, rules->max_size, chunk) && chunk->offset == 0 && chunk->data.len >= HEAD)
        check_type(call, rules, chunk->data.data, HEAD, &type); /* told before the rest is sent in vain */
    return rpc_check(call);
}

static enum rpc_code
store(struct rpc_call *call, const char *upload, const Common__Chunk *chunk)
{
    struct db_work *work = db_begin(call);
    db_put(work, &blob_sql_put_upload, DB_ARGS(upload));
    if (chunk->data.len)
        db_put(work, &blob_sql_put_upload_part, DB_ARGS(upload, chunk->offset, chunk->data));
    return db_commit_relaxed(work);
}

static size_t
unhex(const char *hex, uint8_t *bytes, size_t max)
{
    size_t n = 0;
    for (; n < max && hex[2 * n] && hex[2 * n + 1]; n++) {
        char high = hex[2 * n], low = hex[2 * n + 1];
        bytes[n] =
            (uint8_t)((high <= '9' ? high - '0' : high - 'a' + 10) << 4 | (low <= '9' ? low - '0' : low - 'a' + 10));
    }
    return n;
}

static enum rpc_code
find_finished(struct rpc_call *call, const char *upload, struct blob *ret_blob)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &blob_sql_get_finished, DB_ARGS(upload), &rows);
    if (code != RPC_OK || rows.n == 0)
        return code == RPC_OK ? RPC_NOT_FOUND : code;
    ret_blob->sha256 = db_cell(&rows, 0, "sha256");
    ret_blob->content_type = db_cell(&rows, 0, "content_type");
    return parse_int64(db_cell(&rows, 0, "size"), &ret_blob->size) ? RPC_OK : RPC_INTERNAL;
}

/* What was begun or finished under a name stays as it is, so another file gets another name. */
static enum rpc_code
check_same(struct rpc_call *call, const Common__Chunk *last, const char *sha256)
{
    if (text_empty(last->sha256) || text_equal(last->sha256, sha256))
        return RPC_OK;
    rpc_explain(call, "IDEMPOTENCY_KEY_REUSED", NULL);
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Под этим ключом повтора уже загружался другой файл",
                    "Another file was uploaded under this idempotency key");
}

static enum rpc_code
incomplete(struct rpc_call *call)
{
    rpc_explain(call, "UPLOAD_INCOMPLETE", NULL);
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Часть файла не дошла, начните загрузку заново",
                    "A part of the file did not arrive, begin the upload anew");
}

static enum rpc_code
measure(struct rpc_call *call, const struct blob_rules *rules, const char *upload, const Common__Chunk *last,
        struct blob *ret_blob)
{
    struct db_rows rows;
    uint8_t head[HEAD];
    struct blob blob;
    enum rpc_code code = db_rows(call, &blob_sql_measure_upload, DB_ARGS(upload), &rows);
    if (code != RPC_OK)
        return code;
    if (rows.n == 0 || !text_equal(db_cell(&rows, 0, "gapless"), "t")
        || !parse_int64(db_cell(&rows, 0, "size"), &blob.size) || blob.size != last->offset + (int64_t)last->data.len)
        return incomplete(call);
    blob.sha256 = db_cell(&rows, 0, "sha256");
    code = check_same(call, last, blob.sha256);
    if (code != RPC_OK)
        return code;
    check_type(call, rules, head, unhex(db_cell(&rows, 0, "head"), head, sizeof head), &blob.content_type);
    code = rpc_check(call);
    if (code == RPC_OK)
        *ret_blob = blob;
    return code;
}

enum rpc_code
blob_receive(struct rpc_call *call, const struct blob_rules *rules, const char *upload, const Common__Chunk *chunk,
             struct blob *ret_blob, bool *ret_complete)
{
    *ret_complete = false;
    enum rpc_code code = check_piece(call, rules, chunk);
    if (code == RPC_OK)
        code = store(call, upload, chunk);
    if (code != RPC_OK || !chunk->last)
        return code;
    code = find_finished(call, upload, ret_blob);
    code = code == RPC_NOT_FOUND ? measure(call, rules, upload, chunk, ret_blob)
           : code == RPC_OK      ? check_same(call, chunk, ret_blob->sha256)
                                 : code;
    *ret_complete = code == RPC_OK;
    return code;
}

enum rpc_code
blob_gather(struct rpc_call *call, int64_t max_size, const char *upload, const Common__Chunk *chunk,
            ProtobufCBinaryData *ret_content, bool *ret_complete)
{
    Common__Content whole = COMMON__CONTENT__INIT;
    *ret_complete = false;
    if (!fits(call, max_size, chunk))
        return rpc_check(call);
    if (chunk->offset == 0 && chunk->last) {
        *ret_content = chunk->data;
        *ret_complete = true;
        return RPC_OK;
    }
    enum rpc_code code = store(call, upload, chunk);
    if (code != RPC_OK || !chunk->last)
        return code;
    code = db_one(call, &blob_sql_read_upload, DB_ARGS(upload), &whole.base);
    if (code == RPC_NOT_FOUND || (code == RPC_OK && whole.total_size != chunk->offset + (int64_t)chunk->data.len))
        return incomplete(call);
    if (code == RPC_OK)
        code = check_same(call, chunk, digest_of(call->arena, whole.data.data, whole.data.len));
    *ret_content = whole.data;
    *ret_complete = code == RPC_OK;
    return code;
}

void
blob_keep(struct db_work *work, const char *upload, const struct blob *blob)
{
    db_put(work, &blob_sql_keep_upload, DB_ARGS(upload, blob->sha256, blob->size, blob->content_type));
    db_put(work, &blob_sql_finish_upload, DB_ARGS(upload, blob->sha256));
    db_put(work, &blob_sql_drop_upload_parts, DB_ARGS(upload));
}

void
blob_put(struct db_work *work, struct arena *arena, const void *data, size_t size, const char *type,
         struct blob *ret_blob)
{
    *ret_blob = (struct blob){ digest_of(arena, data, size), type, (int64_t)size };
    ProtobufCBinaryData bytes = { size, (uint8_t *)(uintptr_t)data };
    db_put(work, &blob_sql_put_blob, DB_ARGS(ret_blob->sha256, ret_blob->size, type, bytes));
}

const char *
blob_upload_key(struct rpc_call *call, const char *upload_id, const char *object)
{
    const char *all = arena_printf(call->arena, "%s\n%s\n%s\n%s", upload_id, object, rpc_role_name(call->caller.role),
                                   call->caller.subject);
    return digest_of(call->arena, all, strlen(all));
}

/* ------------------------------------------------------------------ giving out */

enum rpc_code
blob_read(struct rpc_call *call, const char *sha256, int64_t offset, int limit, Common__Content *ret_content)
{
    enum rpc_code code = offset < 0
                             ? RPC_OUT_OF_RANGE
                             : db_one(call, &blob_sql_read_blob, DB_ARGS(sha256, offset, limit), &ret_content->base);
    if (code == RPC_OUT_OF_RANGE || (code == RPC_OK && offset > ret_content->total_size))
        return rpc_fail(call, RPC_OUT_OF_RANGE, "Смещение за пределами файла", "The offset is beyond the file");
    return code;
}

/* ------------------------------------------------------------------ sweeping */

enum rpc_code
blob_sweep(struct rpc_call *call, int64_t begun_before_us)
{
    struct db_work *work = db_begin(call);
    db_put(work, &blob_sql_sweep_uploads, DB_ARGS(db_time(begun_before_us), SWEEP_AT_ONCE));
    return db_commit(work);
}
