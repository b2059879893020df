/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signatures of Standard Webhooks, version v1. */
#include <okno/sign.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <inttypes.h>

#define PREFIX "whsec_"
#define SECRET_LEAST 24
#define SECRET_MOST 64

void
sign_base64(const void *data, size_t size, struct text *out)
{
    unsigned char *at = (unsigned char *)text_reserve(out, 4 * ((size + 2) / 3) + 1);
    out->length += (size_t)EVP_EncodeBlock(at, data, (int)size);
}

void
sign_content(const char *id, int64_t timestamp_s, const void *body, size_t size, struct text *ret_content)
{
    text_addf(ret_content, "%s.%" PRId64 ".", id, timestamp_s);
    text_add(ret_content, body, size);
}

/* Length of the secret's bytes; 0 when it is none. */
static size_t
read_secret(const char *secret, unsigned char ret_bytes[SECRET_MOST + 3])
{
    if (!text_starts(secret, PREFIX))
        return 0;
    const char *base64 = secret + strlen(PREFIX);
    size_t length = strlen(base64);
    if (length % 4 || length > 4 * ((SECRET_MOST + 2) / 3))
        return 0;
    int size = EVP_DecodeBlock(ret_bytes, (const unsigned char *)base64, (int)length);
    for (size_t i = length; i && base64[i - 1] == '='; i--)
        size--;
    return size >= SECRET_LEAST && size <= SECRET_MOST ? (size_t)size : 0;
}

bool
sign_webhook(const char *secret, const struct text *content, char ret_signature[SIGN_WEBHOOK_SIZE])
{
    unsigned char key[SECRET_MOST + 3], mac[32];
    size_t size = read_secret(secret, key);
    unsigned length = sizeof mac;
    bool good =
        size && HMAC(EVP_sha256(), key, (int)size, (unsigned char *)content->data, content->length, mac, &length);
    OPENSSL_cleanse(key, sizeof key);
    if (!good)
        return false;
    memcpy(ret_signature, "v1,", 3);
    EVP_EncodeBlock((unsigned char *)ret_signature + 3, mac, sizeof mac);
    return true;
}

enum sign_verdict
sign_webhook_verify(const char *secret, const struct text *content, const char *signatures)
{
    char right[SIGN_WEBHOOK_SIZE];
    enum sign_verdict verdict = SIGN_MALFORMED;
    if (!sign_webhook(secret, content, right))
        return SIGN_NO_KEY;
    while (*signatures) {
        size_t length = strcspn(signatures, " ");
        if (length == sizeof right - 1 && CRYPTO_memcmp(signatures, right, length) == 0)
            return SIGN_GOOD;
        if (length)
            verdict = SIGN_FORGED;
        signatures += length + strspn(signatures + length, " ");
    }
    return verdict;
}
