/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge.h"

#include <assert.h>
#include <cjose/base64.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

EVP_PKEY *
forge_rsa_key(unsigned bits)
{
    EVP_PKEY *key = EVP_RSA_gen(bits);
    assert(key);
    return key;
}

EVP_PKEY *
forge_ec_key(const char *curve)
{
    EVP_PKEY *key = EVP_EC_gen(curve);
    assert(key);
    return key;
}

char *
forge_encode(const void *bytes, size_t size)
{
    char *text = NULL;
    size_t length;
    bool encoded = cjose_base64url_encode(bytes, size, &text, &length, NULL);
    assert(encoded);
    return text;
}

static char *
encode_number(EVP_PKEY *key, const char *name, int size)
{
    BIGNUM *number = NULL;
    uint8_t bytes[1024];
    int got = EVP_PKEY_get_bn_param(key, name, &number);
    assert(got == 1);
    if (size == 0)
        size = BN_num_bytes(number);
    BN_bn2binpad(number, bytes, size);
    BN_free(number);
    return forge_encode(bytes, (size_t)size);
}

char *
forge_jwk(EVP_PKEY *key, const char *curve_name)
{
    struct text jwk = { 0 };
    bool ec = curve_name != NULL;
    int size = (EVP_PKEY_get_bits(key) + 7) / 8;
    char *first = encode_number(key, ec ? OSSL_PKEY_PARAM_EC_PUB_X : OSSL_PKEY_PARAM_RSA_N, ec ? size : 0);
    char *second = encode_number(key, ec ? OSSL_PKEY_PARAM_EC_PUB_Y : OSSL_PKEY_PARAM_RSA_E, ec ? size : 0);
    if (ec)
        text_addf(&jwk, "\"kty\":\"EC\",\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"", curve_name, first, second);
    else
        text_addf(&jwk, "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"", first, second);
    free(first);
    free(second);
    return jwk.data;
}

char *
forge_pem(EVP_PKEY *key)
{
    BIO *bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(bio, key);
    char *bytes;
    long size = BIO_get_mem_data(bio, &bytes);
    char *pem = strndup(bytes, (size_t)size);
    BIO_free(bio);
    return pem;
}

/* JOSE wants the two numbers side by side where OpenSSL makes DER (RFC 7518 3.4). */
static size_t
flatten(const uint8_t *der, size_t der_size, size_t coordinate, uint8_t *ret_raw)
{
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)der_size);
    assert(signature);
    BN_bn2binpad(ECDSA_SIG_get0_r(signature), ret_raw, (int)coordinate);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature), ret_raw + coordinate, (int)coordinate);
    ECDSA_SIG_free(signature);
    return 2 * coordinate;
}

static char *
sign(const char *input, const char *how, EVP_PKEY *key)
{
    const EVP_MD *hash = strcmp(how + 2, "256") == 0   ? EVP_sha256()
                         : strcmp(how + 2, "384") == 0 ? EVP_sha384()
                                                       : EVP_sha512();
    uint8_t der[1024], raw[1024];
    size_t size = sizeof der;
    EVP_PKEY_CTX *parameters;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, &parameters, hash, NULL, key);
    if (how[0] == 'P') {
        EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST);
    }
    int done = EVP_DigestSign(context, der, &size, (const uint8_t *)input, strlen(input));
    assert(done == 1);
    EVP_MD_CTX_free(context);
    if (how[0] != 'E')
        return forge_encode(der, size);
    size = flatten(der, size, (size_t)(EVP_PKEY_get_bits(key) + 7) / 8, raw);
    return forge_encode(raw, size);
}

static char *
signing_input(const char *header, const char *payload)
{
    struct text input = { 0 };
    char *first = forge_encode(header, strlen(header)), *second = forge_encode(payload, strlen(payload));
    text_addf(&input, "%s.%s", first, second);
    free(first);
    free(second);
    return input.data;
}

static char *
join(char *input, char *signature)
{
    struct text token = { 0 };
    text_addf(&token, "%s.%s", input, signature);
    free(input);
    free(signature);
    return token.data;
}

char *
forge_token(const char *header, const char *payload, const char *how, EVP_PKEY *key)
{
    char *input = signing_input(header, payload);
    return join(input, sign(input, how, key));
}

char *
forge_hmac_token(const char *header, const char *payload, const char *secret)
{
    char *input = signing_input(header, payload);
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned size;
    HMAC(EVP_sha256(), secret, (int)strlen(secret), (const uint8_t *)input, strlen(input), digest, &size);
    return join(input, forge_encode(digest, size));
}
