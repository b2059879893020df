/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Makes tokens as an issuer would, and as an attacker would: any header, any payload, any key, any algorithm.
 */
#ifndef OKNO_TOKEN_FORGE_H
#define OKNO_TOKEN_FORGE_H

#include <okno/base.h>
#include <openssl/evp.h>

EVP_PKEY *forge_rsa_key(unsigned bits);
EVP_PKEY *forge_ec_key(const char *curve);

/** Members of a JWK for the public key: "\"kty\":\"EC\",...". To be freed. */
char *forge_jwk(EVP_PKEY *key, const char *curve_name);
/** The public key as a person would paste it into a secret: PEM. To be freed. */
char *forge_pem(EVP_PKEY *key);

/** base64url without padding; to be freed. */
char *forge_encode(const void *bytes, size_t size);

/**
 * header.payload.signature; to be freed.
 *
 * @how  "RS256", "PS256", "RS512", "ES256", "ES384", "ES512": what is really done with the key
 */
char *forge_token(const char *header, const char *payload, const char *how, EVP_PKEY *key);
/** The same signed with HMAC-SHA256 over a secret. */
char *forge_hmac_token(const char *header, const char *payload, const char *secret);

#endif
