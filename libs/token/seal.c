/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records under the installation's own secret keys. */
#include "internal.h"

#include <cjose/header.h>
#include <cjose/jwe.h>
#include <errno.h>
#include <okno/log.h>
#include <okno/seal.h>
#include <sys/stat.h>

#define FILE_CHECK_US 1000000
/* In base64url. cjose takes a shorter tag, and reads beyond the end of a shorter vector. */
#define VECTOR_LENGTH 16 /* of 12 bytes */
#define TAG_LENGTH 22    /* of 16 bytes */
#define PARTS 5

struct sealer {
    char *path;
    struct seal_keys keys;
    struct stat seen; /* of the file as last looked at */
    int64_t looked_us;
    bool failing; /* said in the log */
};

/* ------------------------------------------------------------------ the keys in force */

static bool
is_unchanged(struct sealer *sealer, const struct stat *now)
{
    const struct stat *seen = &sealer->seen;
    bool same = seen->st_ino == now->st_ino && seen->st_mtim.tv_sec == now->st_mtim.tv_sec
                && seen->st_mtim.tv_nsec == now->st_mtim.tv_nsec && seen->st_ctim.tv_sec == now->st_ctim.tv_sec
                && seen->st_ctim.tv_nsec == now->st_ctim.tv_nsec && seen->st_size == now->st_size;
    sealer->seen = *now;
    return same;
}

static void
report(struct sealer *sealer, enum rpc_code code)
{
    bool failing = code != RPC_OK;
    if (failing && !sealer->failing)
        log_warn("no keys for sealing; those known before stay in force", LOG_STR("path", sealer->path),
                 LOG_CODE(code));
    if (!failing)
        log_info("keys for sealing loaded", LOG_STR("path", sealer->path), LOG_UINT("keys", sealer->keys.n));
    sealer->failing = failing;
}

static void
look(struct sealer *sealer)
{
    struct stat now;
    sealer->looked_us = time_mono_us();
    if (stat(sealer->path, &now) != 0) {
        sealer->seen = (struct stat){ 0 };
        report(sealer, RPC_NOT_FOUND);
        return;
    }
    if (is_unchanged(sealer, &now))
        return;
    struct seal_keys fresh;
    enum rpc_code code = seal_keys_load(sealer->path, &fresh);
    if (code == RPC_OK) {
        seal_keys_release(&sealer->keys);
        sealer->keys = fresh;
    }
    report(sealer, code);
}

static const struct seal_keys *
keys_in_force(struct sealer *sealer)
{
    if (time_mono_us() - sealer->looked_us >= FILE_CHECK_US)
        look(sealer);
    return &sealer->keys;
}

struct sealer *
sealer_open(const char *path)
{
    struct sealer *sealer = calloc(1, sizeof *sealer);
    if (!sealer || !(sealer->path = strdup(path)))
        abort();
    look(sealer);
    return sealer;
}

void
sealer_close(struct sealer *sealer)
{
    if (!sealer)
        return;
    seal_keys_release(&sealer->keys);
    free(sealer->path);
    free(sealer);
}

bool
sealer_ready(struct sealer *sealer)
{
    return keys_in_force(sealer)->n > 0;
}

/* ------------------------------------------------------------------ sealing */

static json_t *
record_of(const struct seal_field *fields, size_t n, int64_t expires_us)
{
    json_t *record = json_object();
    for (size_t i = 0; i < n; i++) {
        if (text_empty(fields[i].value))
            continue;
        json_t *value = json_string(fields[i].value); /* NULL when it is not UTF-8 */
        if (!value || json_object_set_new(record, fields[i].name, value) != 0) {
            json_decref(record);
            return NULL;
        }
    }
    json_object_set_new(record, "exp", json_integer(expires_us));
    return record;
}

static char *
encrypt(const struct seal_key *key, const char *purpose, const char *plain)
{
    cjose_header_t *header = cjose_header_new(NULL);
    if (!header || !cjose_header_set(header, CJOSE_HDR_ALG, CJOSE_HDR_ALG_DIR, NULL)
        || !cjose_header_set(header, CJOSE_HDR_ENC, CJOSE_HDR_ENC_A256GCM, NULL)
        || !cjose_header_set(header, CJOSE_HDR_KID, key->kid, NULL) || !cjose_header_set(header, "typ", purpose, NULL))
        abort();
    cjose_jwe_t *jwe = cjose_jwe_encrypt(key->jwk, header, (const uint8_t *)plain, strlen(plain), NULL);
    char *sealed = jwe ? cjose_jwe_export(jwe, NULL) : NULL;
    if (!sealed)
        abort();
    cjose_jwe_release(jwe);
    cjose_header_release(header);
    return sealed;
}

enum rpc_code
seal_close(struct sealer *sealer, const char *purpose, const struct seal_field *fields, size_t n, int64_t expires_us,
           struct text *ret_sealed)
{
    const struct seal_keys *keys = keys_in_force(sealer);
    if (keys->n == 0)
        return RPC_UNAVAILABLE;
    JSON_SCOPED *record = record_of(fields, n, expires_us);
    if (!record)
        return RPC_INVALID_ARGUMENT;
    char *plain = json_dumps(record, JSON_COMPACT);
    if (!plain)
        abort();
    char *sealed = encrypt(&keys->key[0], purpose, plain);
    free(plain);
    bool fits = strlen(sealed) <= SEAL_MAX;
    if (fits)
        text_adds(ret_sealed, sealed);
    free(sealed);
    return fits ? RPC_OK : RPC_OUT_OF_RANGE;
}

/* ------------------------------------------------------------------ opening */

/* One record has one text: bits of a last character that decode to nothing are as refused as all others. */
static bool
is_canonical(const struct part *part)
{
    size_t size;
    uint8_t *bytes = part_decode(part, &size);
    free(bytes);
    return bytes != NULL;
}

/* Header, nothing (the key is agreed), initialisation vector, ciphertext, tag. */
static bool
split(const char *sealed, size_t length, struct part parts[PARTS])
{
    size_t part = 0, start = 0;
    for (size_t i = 0; i <= length; i++) {
        if (i < length && sealed[i] != '.')
            continue;
        bool valid = part == 1 ? i == start : base64url_valid(sealed + start, i - start);
        if (part == PARTS || !valid)
            return false;
        parts[part++] = (struct part){ sealed + start, i - start };
        start = i + 1;
    }
    return part == PARTS && parts[2].length == VECTOR_LENGTH && parts[4].length == TAG_LENGTH && is_canonical(&parts[2])
           && is_canonical(&parts[3]) && is_canonical(&parts[4]);
}

static bool
says(const json_t *header, const char *name, const char *text)
{
    return text_equal(json_string_value(json_object_get(header, name)), text);
}

/* The header is exactly the one that we make. */
static const struct seal_key *
key_named(const struct seal_keys *keys, const char *purpose, const struct part *part)
{
    JSON_SCOPED *header = part_object(part);
    if (json_object_size(header) != 4 || !says(header, "alg", CJOSE_HDR_ALG_DIR)
        || !says(header, "enc", CJOSE_HDR_ENC_A256GCM) || !says(header, "typ", purpose))
        return NULL;
    for (size_t i = 0; i < keys->n; i++)
        if (says(header, "kid", keys->key[i].kid))
            return &keys->key[i];
    return NULL;
}

static json_t *
decrypt(const struct seal_key *key, const char *sealed, size_t length)
{
    size_t size = 0;
    cjose_jwe_t *jwe = cjose_jwe_import(sealed, length, NULL);
    uint8_t *plain = jwe ? cjose_jwe_decrypt(jwe, key->jwk, &size, NULL) : NULL;
    cjose_jwe_release(jwe);
    json_t *record = plain ? json_loadb((const char *)plain, size, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (plain)
        explicit_bzero(plain, size);
    free(plain);
    return record;
}

static void
take_fields(const json_t *record, struct arena *arena, struct seal_field *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *value = json_string_value(json_object_get(record, fields[i].name));
        fields[i].value = value ? arena_strdup(arena, value) : "";
    }
}

enum seal_fault
seal_open(struct sealer *sealer, const char *purpose, const char *sealed, size_t length, struct arena *arena,
          struct seal_field *fields, size_t n, struct seal_facts *ret_facts)
{
    struct part parts[PARTS];
    const struct seal_keys *keys = keys_in_force(sealer);
    if (keys->n == 0)
        return SEAL_NO_KEYS;
    if (length > SEAL_MAX || !split(sealed, length, parts))
        return SEAL_FORGED;
    const struct seal_key *key = key_named(keys, purpose, &parts[0]);
    JSON_SCOPED *record = key ? decrypt(key, sealed, length) : NULL;
    if (!record)
        return SEAL_FORGED;
    int64_t expires_us = json_integer_value(json_object_get(record, "exp"));
    if (time_now_us() >= expires_us)
        return SEAL_EXPIRED;
    take_fields(record, arena, fields, n);
    *ret_facts = (struct seal_facts){ expires_us, key != &keys->key[0] };
    return SEAL_OK;
}
