/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Bearer tokens: who a caller is, by a signed JWT (RFC 7519), and how the installation signs its own.
 *
 * A token is believed when its signature verifies under a key of its issuer's key set (JWKS, RFC 7517), with
 * an algorithm that belongs to that kind of key, and it names the issuer and audience expected, a role, and a
 * time of validity that has begun and not ended. Symmetric algorithms and `none` do not exist here, so a
 * token signed with a public key used as a secret is refused like any other unknown algorithm (RFC 8725 3.1).
 *
 * Everything here may be called from any thread.
 */
#ifndef OKNO_TOKEN_H
#define OKNO_TOKEN_H

#include <okno/base.h>
#include <okno/rpc.h>

/* ------------------------------------------------------------------ what a token says */

/** Texts are never NULL; "" is a claim that was not made. */
struct token_claims {
    enum rpc_role role;    /* claim `okno_role`, or `role` without it; never SERVICE, ANYONE or NOBODY */
    const char *subject;   /* `sub` */
    const char *centre;    /* `centre` */
    const char *agency;    /* `agency` */
    const char *applicant; /* `applicant` */
    int64_t expires_us;    /* `exp`, by time_now_us */
};

/** Why a token is not believed. */
enum token_fault {
    TOKEN_OK = 0,
    TOKEN_TOO_LONG,
    TOKEN_MALFORMED,   /* not three base64url parts, or not JSON objects, or a member twice */
    TOKEN_ALGORITHM,   /* none, HS*, or unknown; or a `crit` header, which nobody here understands */
    TOKEN_ISSUER,      /* no issuer of that name is trusted */
    TOKEN_UNKNOWN_KEY, /* the issuer's set has no such key, or none that goes with the algorithm */
    TOKEN_SIGNATURE,
    TOKEN_AUDIENCE,
    TOKEN_EXPIRED,
    TOKEN_NOT_YET, /* `nbf` lies ahead */
    TOKEN_CLAIMS,  /* `sub` or `exp` missing, or a claim of the wrong type or length */
    TOKEN_ROLE,    /* no role, or one that no token may name */
    TOKEN_NO_KEYS, /* the issuer's keys could not be loaded yet: not the caller's fault */
    TOKEN_FAULT_COUNT
};

/** One sentence for a person; never NULL, never anything of the token itself. */
const char *token_fault_text(enum token_fault fault, bool english);

/* ------------------------------------------------------------------ verifying */

/** Somebody whose tokens are believed, and where the keys are. */
struct token_issuer {
    const char *issuer;   /* `iss` must equal this */
    const char *audience; /* `aud` must be or hold this */
    const char *jwks;     /* path of a file, or https:// (http:// on the loopback only) address, of a JWKS */
};

struct token_options {
    const struct token_issuer *issuers;
    size_t n_issuers;
    int leeway_s;     /* clocks may differ by so much; 0: 30 */
    int refresh_s;    /* age at which a set from an address is fetched anew; 0: 300 */
    int kick_s;       /* an unknown key makes a set be fetched at most so often; 0: 10 */
    size_t max_token; /* bytes; 0: 8192 */
    size_t cache;     /* verified tokens remembered; 0: 8192 */
};

struct token_verifier;

/**
 * Loads key files and starts fetching addresses in the background. Copies the options.
 *
 * A key set that cannot be had now is waited for; one that was had is kept while its source is down. A file
 * is looked at every second and whenever a token names an unknown key.
 *
 * @return RPC_OK; RPC_INVALID_ARGUMENT when an issuer lacks a name, audience or key source or the source is
 * an address that is neither https nor loopback (logged)
 */
enum rpc_code token_verifier_open(const struct token_options *options,
                                  struct token_verifier **ret_verifier) OKNO_MUST_CHECK;
void token_verifier_close(struct token_verifier *verifier); /* NULL is fine */
/** Whether keys of every issuer are loaded. */
bool token_verifier_ready(struct token_verifier *verifier);

/**
 * Judges a token. One seen before costs a hash and a look-up.
 *
 * @token       compact serialisation, without "Bearer "
 * @arena       takes the texts of the claims
 * @ret_claims  written when TOKEN_OK is returned
 */
enum token_fault token_verify(struct token_verifier *verifier, const char *token, size_t length, struct arena *arena,
                              struct token_claims *ret_claims) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ signing */

/** The installation's own key: ES256 (P-256). */
struct token_key;

/**
 * Makes a key and writes it as a JWK that only its owner reads (mode 0600), and its public half as a JWKS.
 *
 * @return RPC_OK; RPC_ALREADY_EXISTS when there is a file at `path`; RPC_UNAVAILABLE when a file cannot be
 * written (errno tells)
 */
enum rpc_code token_key_create(const char *path, const char *jwks_path) OKNO_MUST_CHECK;

/**
 * @return RPC_OK; RPC_NOT_FOUND; RPC_PERMISSION_DENIED when others than the owner may read or write the file;
 *         RPC_INVALID_ARGUMENT when it holds no private P-256 key
 */
enum rpc_code token_key_open(const char *path, struct token_key **ret_key) OKNO_MUST_CHECK;
void token_key_close(struct token_key *key); /* NULL is fine */
/** Writes the public half as a JWKS (mode 0644), replacing the file as a whole. */
enum rpc_code token_key_publish(const struct token_key *key, const char *jwks_path) OKNO_MUST_CHECK;

/**
 * Signs a token that begins to be valid now.
 *
 * @claims     `expires_us` is not looked at; empty texts are left out
 * @ttl_s      how long it is valid
 * @ret_token  gets the compact serialisation added
 * @return     RPC_OK; RPC_INVALID_ARGUMENT when token_verify would not believe such claims
 */
enum rpc_code token_issue(const struct token_key *key, const char *issuer, const char *audience,
                          const struct token_claims *claims, int64_t ttl_s, struct text *ret_token) OKNO_MUST_CHECK;

#endif
