/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The file of secret keys that seal: a JWKS, the newest first. */
#include "internal.h"

#include <cjose/base64.h>
#include <okno/seal.h>
#include <okno/secret.h>

#define FILE_MAX ((size_t)16 * 1024)
#define KEY_BYTES 32
#define KEYS_MAX 8

/* ------------------------------------------------------------------ making */

static json_t *
new_key(void)
{
    uint8_t secret[KEY_BYTES];
    char *encoded = NULL, id[37];
    size_t length;
    random_bytes(secret, sizeof secret);
    uuid7(id);
    if (!cjose_base64url_encode(secret, sizeof secret, &encoded, &length, NULL))
        abort();
    json_t *key = json_pack("{s:s,s:s,s:s,s:s,s:s#}", "kty", "oct", "use", "enc", "alg", "A256GCM", "kid", id + 24, "k",
                            encoded, length);
    explicit_bzero(secret, sizeof secret);
    explicit_bzero(encoded, length);
    free(encoded);
    if (!key)
        abort();
    return key;
}

static char *
dump(const json_t *set)
{
    char *text = json_dumps(set, JSON_INDENT(2));
    if (!text)
        abort();
    return text;
}

enum rpc_code
seal_keys_create(const char *path)
{
    JSON_SCOPED *set = json_pack("{s:[o]}", "keys", new_key());
    char *text = dump(set);
    enum rpc_code code = secret_create(path, 0600, text);
    free(text);
    return code;
}

/* ------------------------------------------------------------------ reading */

static enum rpc_code
read_set(const char *path, json_t **ret_set)
{
    SECRET_SCOPED text = { 0 };
    enum rpc_code code = secret_read(path, FILE_MAX, &text);
    if (code != RPC_OK)
        return code == RPC_OUT_OF_RANGE ? RPC_INVALID_ARGUMENT : code;
    json_t *set = json_loadb(text.data ? text.data : "", text.length, JSON_REJECT_DUPLICATES, NULL);
    size_t n = json_array_size(json_object_get(set, "keys"));
    if (n == 0 || n > KEYS_MAX) {
        json_decref(set);
        return RPC_INVALID_ARGUMENT;
    }
    *ret_set = set;
    return RPC_OK;
}

static bool
load_key(const json_t *from, struct seal_key *to)
{
    const char *kid = json_string_value(json_object_get(from, "kid"));
    const char *k = json_string_value(json_object_get(from, "k"));
    if (text_empty(kid) || !k || !base64url_valid(k, strlen(k))
        || !text_equal(json_string_value(json_object_get(from, "kty")), "oct"))
        return false;
    struct part part = { k, strlen(k) };
    size_t size = 0;
    uint8_t *secret = part_decode(&part, &size);
    to->jwk = secret && size == KEY_BYTES ? cjose_jwk_create_oct_spec(secret, size, NULL) : NULL;
    if (secret)
        explicit_bzero(secret, size);
    free(secret);
    if (to->jwk && !(to->kid = strdup(kid)))
        abort();
    return to->jwk != NULL;
}

enum rpc_code
seal_keys_load(const char *path, struct seal_keys *ret_keys)
{
    JSON_SCOPED *set = NULL;
    enum rpc_code code = read_set(path, &set);
    if (code != RPC_OK)
        return code;
    const json_t *list = json_object_get(set, "keys");
    struct seal_keys keys = { 0 };
    keys.key = calloc(json_array_size(list), sizeof *keys.key);
    if (!keys.key)
        abort();
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one)
    {
        if (!load_key(one, &keys.key[keys.n])) {
            seal_keys_release(&keys);
            return RPC_INVALID_ARGUMENT;
        }
        keys.n++;
    }
    *ret_keys = keys;
    return RPC_OK;
}

void
seal_keys_release(struct seal_keys *keys)
{
    for (size_t i = 0; i < keys->n; i++) {
        free(keys->key[i].kid);
        cjose_jwk_release(keys->key[i].jwk);
    }
    free(keys->key);
    *keys = (struct seal_keys){ 0 };
}

/* ------------------------------------------------------------------ rotating */

enum rpc_code
seal_keys_rotate(const char *path, int keep)
{
    struct seal_keys judged;
    JSON_SCOPED *set = NULL;
    enum rpc_code code = seal_keys_load(path, &judged); /* what could not be loaded is not written again */
    if (code != RPC_OK)
        return code;
    seal_keys_release(&judged);
    code = read_set(path, &set);
    if (code != RPC_OK)
        return code;
    json_t *list = json_object_get(set, "keys");
    json_array_insert_new(list, 0, new_key());
    size_t most = keep < 1 ? 1 : keep > KEYS_MAX ? KEYS_MAX : (size_t)keep;
    while (json_array_size(list) > most)
        json_array_remove(list, json_array_size(list) - 1);
    char *text = dump(set);
    code = secret_replace(path, 0600, text);
    free(text);
    return code;
}
