/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#include <stdatomic.h>

#define KEYS_MAX 100
#define RSA_BITS_MIN 2048 /* RFC 7518 3.3 */
#define RSA_BITS_MAX 8192 /* larger ones cost more than any issuer needs */

static _Atomic uint64_t last_generation;

static const char *
member(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static bool
signs(const json_t *jwk)
{
    const char *use = member(jwk, "use");
    if (*use && strcmp(use, "sig") != 0)
        return false;
    const json_t *operations = json_object_get(jwk, "key_ops");
    if (!operations)
        return true;
    size_t i;
    json_t *operation;
    json_array_foreach(operations, i, operation) if (text_equal(json_string_value(operation), "verify")) return true;
    return false;
}

/* cjose reads the members by itself and is not prepared for just anything. All but the name of the curve are
 * numbers in base64url. */
static bool
has_members(const json_t *jwk, const char *const *names)
{
    for (; *names; names++) {
        const char *text = member(jwk, *names);
        bool good = strcmp(*names, "crv") == 0 ? *text != '\0' : base64url_valid(text, strlen(text));
        if (!good)
            return false;
    }
    return true;
}

static cjose_jwk_t *
import_public(const json_t *jwk, const char *const *names)
{
    if (!has_members(jwk, names))
        return NULL;
    json_t *public = json_object();
    json_object_set(public, "kty", json_object_get(jwk, "kty"));
    for (; *names; names++)
        json_object_set(public, *names, json_object_get(jwk, *names));
    cjose_jwk_t *key = cjose_jwk_import_json(public, NULL);
    json_decref(public);
    return key;
}

static bool
load_ec(const json_t *jwk, struct key *key)
{
    key->family = KEY_EC;
    key->jwk = import_public(jwk, (const char *const[]){ "crv", "x", "y", NULL });
    if (!key->jwk)
        return false;
    key->curve = (int)cjose_jwk_EC_get_curve(key->jwk, NULL);
    key->signature_size = 2 * ((cjose_jwk_get_keysize(key->jwk, NULL) + 7) / 8);
    return true;
}

static bool
load_rsa(const json_t *jwk, struct key *key)
{
    key->family = KEY_RSA;
    key->jwk = import_public(jwk, (const char *const[]){ "n", "e", NULL });
    if (!key->jwk)
        return false;
    size_t bits = cjose_jwk_get_keysize(key->jwk, NULL);
    key->signature_size = (bits + 7) / 8;
    if (bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX)
        return true;
    cjose_jwk_release(key->jwk);
    return false;
}

static bool
load_key(const json_t *jwk, struct key *key)
{
    const char *type = member(jwk, "kty");
    if (!signs(jwk))
        return false;
    bool loaded = strcmp(type, "EC") == 0 ? load_ec(jwk, key) : strcmp(type, "RSA") == 0 ? load_rsa(jwk, key) : false;
    if (!loaded)
        return false;
    key->kid = strdup(member(jwk, "kid"));
    key->alg = strdup(member(jwk, "alg"));
    if (!key->kid || !key->alg)
        abort();
    return true;
}

static struct keys *
keys_new(size_t capacity)
{
    struct keys *keys = calloc(1, sizeof *keys);
    if (!keys || !(keys->key = calloc(capacity + 1, sizeof *keys->key)))
        abort();
    keys->references = 1;
    keys->generation = atomic_fetch_add(&last_generation, 1) + 1;
    return keys;
}

struct keys *
keys_parse(const char *text, size_t length)
{
    json_t *set = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *list = json_object_get(set, "keys");
    if (!json_is_array(list) || json_array_size(list) > KEYS_MAX) {
        json_decref(set);
        return NULL;
    }
    struct keys *keys = keys_new(json_array_size(list));
    size_t i;
    json_t *jwk;
    json_array_foreach(list, i, jwk) if (json_is_object(jwk) && load_key(jwk, &keys->key[keys->n])) keys->n++;
    json_decref(set);
    return keys;
}

struct keys *
keys_retain(struct keys *keys)
{
    __atomic_add_fetch(&keys->references, 1, __ATOMIC_RELAXED);
    return keys;
}

void
keys_release(struct keys *keys)
{
    if (!keys || __atomic_sub_fetch(&keys->references, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    for (size_t i = 0; i < keys->n; i++) {
        free(keys->key[i].kid);
        free(keys->key[i].alg);
        cjose_jwk_release(keys->key[i].jwk);
    }
    free(keys->key);
    free(keys);
}

static bool
fits(const struct key *key, const struct algorithm *algorithm)
{
    return key->family == algorithm->family && (key->family != KEY_EC || key->curve == algorithm->curve)
           && (!*key->alg || strcmp(key->alg, algorithm->name) == 0);
}

const struct key *
keys_find(const struct keys *keys, const char *kid, const struct algorithm *algorithm)
{
    const struct key *found = NULL;
    for (size_t i = 0; i < keys->n; i++) {
        const struct key *key = &keys->key[i];
        if (!fits(key, algorithm) || (kid && strcmp(key->kid, kid) != 0))
            continue;
        if (kid)
            return key;
        if (found)
            return NULL;
        found = key;
    }
    return found;
}
