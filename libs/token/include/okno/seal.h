/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Sealed records: a few texts that travel through somebody else's hands (a cookie) and come back unread and
 * unchanged. Compact JWE (RFC 7516), `dir` with A256GCM, under keys of the installation.
 *
 * The keys are a JWKS of secrets in a file: the first seals, all open. A new key is put before the others, so
 * what the old ones sealed is good until they are dropped. Replicas share the file.
 *
 * A sealer is used by one thread.
 */
#ifndef OKNO_SEAL_H
#define OKNO_SEAL_H

#include <okno/base.h>

/** What a sealed record may be long; a browser keeps cookies of 4096 bytes with name and attributes. */
#define SEAL_MAX 3800

/* ------------------------------------------------------------------ keys */

/** Makes the file with one key. @return RPC_OK; RPC_ALREADY_EXISTS; RPC_UNAVAILABLE (errno tells) */
enum rpc_code seal_keys_create(const char *path) OKNO_MUST_CHECK;
/**
 * Puts a new key before the others and drops the oldest.
 *
 * @keep  keys that stay in the file, the new one among them; at least 1
 * @return RPC_OK; RPC_NOT_FOUND, RPC_PERMISSION_DENIED, RPC_INVALID_ARGUMENT as of sealer_open; RPC_UNAVAILABLE
 */
enum rpc_code seal_keys_rotate(const char *path, int keep) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ sealing */

struct sealer;

/**
 * Loads the keys. The file is looked at again every second; keys that were had stay while it cannot be read.
 * A file that is not there yet, or is refused, is waited for (logged).
 */
struct sealer *sealer_open(const char *path);
void sealer_close(struct sealer *sealer); /* NULL is fine */
/** Whether there are keys. */
bool sealer_ready(struct sealer *sealer);

/** One text of a record. Sealing leaves empty ones out; opening sets what is missing to "". */
struct seal_field {
    const char *name;
    const char *value;
};

/**
 * @purpose     what the record is for; it opens for the same purpose only
 * @expires_us  when it ends to be good, by time_now_us
 * @ret_sealed  gets the compact serialisation added
 * @return RPC_OK; RPC_UNAVAILABLE without keys; RPC_OUT_OF_RANGE when it would be longer than SEAL_MAX;
 *         RPC_INVALID_ARGUMENT when a text is not UTF-8
 */
enum rpc_code seal_close(struct sealer *sealer, const char *purpose, const struct seal_field *fields, size_t n,
                         int64_t expires_us, struct text *ret_sealed) OKNO_MUST_CHECK;

enum seal_fault {
    SEAL_OK = 0,
    SEAL_NO_KEYS,
    SEAL_FORGED,  /* too long, malformed, of a key that is not there, changed, or for another purpose */
    SEAL_EXPIRED, /* ours, but its time is over */
};

struct seal_facts {
    int64_t expires_us;
    bool old_key; /* another key seals now */
};

/**
 * @fields     names are read, values written into `arena` when SEAL_OK is returned
 * @ret_facts  written then
 */
enum seal_fault seal_open(struct sealer *sealer, const char *purpose, const char *sealed, size_t length,
                          struct arena *arena, struct seal_field *fields, size_t n,
                          struct seal_facts *ret_facts) OKNO_MUST_CHECK;

#endif
