/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Files of people, stored by content in the service's own schema: received piece by piece, told apart by what they
 * hold and not by what they are called, given out piece by piece.
 *
 * A file becomes a blob only with its last piece, in the transaction that makes use of it. A piece may come twice;
 * an upload that nobody finishes is swept away by a job.
 */
#ifndef OKNO_BLOB_H
#define OKNO_BLOB_H

#include <okno/common.pb-c.h>
#include <okno/db.h>

/** What may be received. */
struct blob_rules {
    int64_t max_size;         /* bytes */
    const char *const *types; /* NULL-terminated: "application/pdf", "image/jpeg", ... */
};

struct blob {
    const char *sha256; /* hexadecimal */
    const char *content_type;
    int64_t size;
};

/**
 * Takes one piece of an upload.
 *
 * @upload  names the upload; unguessable for who may not add to it (see blob_upload_key)
 * @ret_blob  of the whole file, in the call's arena, with the last piece; untouched before
 * @ret_complete  whether the file is whole. Then give the work that uses it to blob_keep.
 * @return RPC_OK; RPC_INVALID_ARGUMENT, worded and naming `chunk`, for an empty file, one that is too large, or of a
 *         type that is not wanted; RPC_FAILED_PRECONDITION when pieces are missing: begin anew; the same with reason
 *         IDEMPOTENCY_KEY_REUSED when the pieces are not those of the file that the last one names (`sha256`), since
 *         another one was begun or finished under this name
 */
enum rpc_code blob_receive(struct rpc_call *call, const struct blob_rules *rules, const char *upload,
                           const Common__Chunk *chunk, struct blob *ret_blob, bool *ret_complete) OKNO_MUST_CHECK;

/**
 * Takes one piece of a file that is looked at and not kept here. One that comes whole is never stored.
 *
 * @max_size  bytes
 * @upload    see blob_upload_key; of a file that comes whole, anything
 * @ret_content  the whole file, in the call's arena or the chunk itself, with the last piece
 * @return as blob_receive
 */
enum rpc_code blob_gather(struct rpc_call *call, int64_t max_size, const char *upload, const Common__Chunk *chunk,
                          ProtobufCBinaryData *ret_content, bool *ret_complete) OKNO_MUST_CHECK;

/** Adds to the work what makes the upload a blob; harmless when it is one already. */
void blob_keep(struct db_work *work, const char *upload, const struct blob *blob);

/**
 * Adds a file that the service made itself to the work; harmless when it is a blob already.
 *
 * @type  of its content
 * @ret_blob  as the work will leave it, in the arena
 */
void blob_put(struct db_work *work, struct arena *arena, const void *data, size_t size, const char *type,
              struct blob *ret_blob);

/**
 * Name of an upload that only this caller can add to, and only for this object.
 *
 * @upload_id  as the caller says it
 * @object     what the file belongs to
 */
const char *blob_upload_key(struct rpc_call *call, const char *upload_id, const char *object);

/**
 * A piece of a blob, from an offset on: data, content_type, total_size and sha256 of the reply.
 *
 * @limit  bytes at most; fewer come at the end of a stored piece
 * @return RPC_NOT_FOUND without a text when there is no such blob; RPC_OUT_OF_RANGE, worded, beyond its end
 */
enum rpc_code blob_read(struct rpc_call *call, const char *sha256, int64_t offset, int limit,
                        Common__Content *ret_content) OKNO_MUST_CHECK;

/** Deletes uploads begun before a moment, finished or not. Blobs stay. For a job. */
enum rpc_code blob_sweep(struct rpc_call *call, int64_t begun_before_us) OKNO_MUST_CHECK;

/**
 * Type of content by its first bytes: "application/pdf"; "application/octet-stream" when nothing is recognised.
 * In the arena. Thread-safe.
 */
const char *blob_type(struct arena *arena, const void *head, size_t size);

#endif
