/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Signatures over bytes: detached CMS (RFC 5652) by whatever algorithm the key has, ГОСТ Р 34.10-2012 included where
 * OpenSSL has an engine for it, and the HMAC-SHA256 of Standard Webhooks.
 *
 * Thread-safe, but for sign_engine.
 */
#ifndef OKNO_SIGN_H
#define OKNO_SIGN_H

#include <okno/base.h>

/**
 * Makes the algorithms of an OpenSSL engine known to the process: "gost". Before any key is opened.
 *
 * @ret_error  an English sentence, on failure
 * @return RPC_OK; RPC_UNAVAILABLE when the engine is not installed
 */
enum rpc_code sign_engine(const char *name, struct text *ret_error) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ detached CMS */

/** A private key with its certificate. */
struct sign_key;

/**
 * @digest  by OpenSSL's name ("sha256", "md_gost12_256"); "" for what the key is used with by default
 * @return RPC_OK; RPC_INVALID_ARGUMENT with a sentence: a file that is no PEM, a key that is not the certificate's,
 *         an unknown digest
 */
enum rpc_code sign_key_open(const char *key_file, const char *certificate_file, const char *digest,
                            struct sign_key **ret_key, struct text *ret_error) OKNO_MUST_CHECK;
/**
 * Whose certificate it is, for people: common name (the organisation without one), number, last day.
 *
 * @ret_text  is added to
 */
void sign_key_describe(const struct sign_key *key, struct text *ret_text);
void sign_key_close(struct sign_key *key); /* NULL is fine */

/** Adds the signature, DER, the signer's certificate within, to `ret_der`. False when OpenSSL cannot. */
bool sign_detached(const struct sign_key *key, const void *data, size_t size, struct text *ret_der) OKNO_MUST_CHECK;

enum sign_verdict {
    SIGN_GOOD,
    SIGN_MALFORMED, /* no CMS at all */
    SIGN_FORGED,    /* not these bytes, or not by one of these certificates */
    SIGN_OUTDATED,  /* right, but the certificate is not valid at that time */
    SIGN_NO_KEY,    /* there is no certificate, or no secret, to compare with */
};
const char *sign_verdict_name(enum sign_verdict verdict);

/**
 * Whether the bytes were signed by the holder of one of the certificates in a PEM file. The certificates are trusted
 * as they stand there: whoever put them in the file has checked them. What the CMS itself brings along is not.
 *
 * @now_us  when the certificate must be valid
 */
enum sign_verdict sign_verify(const char *certificates_file, const void *der, size_t der_size, const void *data,
                              size_t size, int64_t now_us) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ Standard Webhooks */

/** "v1,", 44 characters of base64 and a NUL. */
#define SIGN_WEBHOOK_SIZE 48

/** What both kinds of signature are made over: `id.timestamp.` and then the body (standardwebhooks.com). */
void sign_content(const char *id, int64_t timestamp_s, const void *body, size_t size, struct text *ret_content);

/**
 * @secret  "whsec_" and base64 of 24 to 64 bytes
 * @content  of sign_content
 * @return false when the secret is none
 */
bool sign_webhook(const char *secret, const struct text *content,
                  char ret_signature[SIGN_WEBHOOK_SIZE]) OKNO_MUST_CHECK;

/** @signatures  as in the header: several are divided by blanks, and one that is right is enough */
enum sign_verdict sign_webhook_verify(const char *secret, const struct text *content,
                                      const char *signatures) OKNO_MUST_CHECK;

/** Adds base64 of the bytes, without line breaks. */
void sign_base64(const void *data, size_t size, struct text *out);

#endif
