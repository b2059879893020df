/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the tests of tokens share: an issuer with five keys, whose set is a file, and a verifier that trusts it. Made
 * anew around every test. */
#ifndef OKNO_TOKEN_STAGE_H
#define OKNO_TOKEN_STAGE_H

#include "forge.h"
#include "internal.h"

#include <okno/test.h>

#define ISSUER "https://login.example.test"
#define AUDIENCE "okno"
#define HEADER_ES "{\"alg\":\"ES256\",\"kid\":\"es\"}"
#define GOOD_REST ",\"sub\":\"op-7\",\"okno_role\":\"OPERATOR\",\"centre\":\"arbat\""

/** `stranger` is in no set; `weak` has 1024 bits. */
extern EVP_PKEY *es256, *es384, *es512, *rs, *weak, *stranger;
extern char jwks_path[64], key_path[64];
extern struct token_verifier *verifier;
extern struct arena *arena;
extern struct token_claims claims; /* of the last token believed */

void write_text(const char *path, const char *text);
/** Adds a key to a set that is begun with the first and must be ended with "]}". */
void add_key(struct text *set, const char *kid, EVP_PKEY *key, const char *curve);
/** Writes the issuer's set: keys es, es384, es512, rs, weak, and a shared secret. */
void write_set(void);
struct token_verifier *open_verifier(const char *jwks);

/** Issuer, audience (both as JSON), time of expiry, and further members. The text lasts until the next call. */
char *payload_with(const char *iss, const char *aud, int64_t exp_s, const char *rest);
char *good_payload(void);
int64_t now_s(void);

enum token_fault verify_text(const char *token);
/** Judges and frees. */
enum token_fault verdict(char *token);
/** Of a token signed as it should be. */
enum token_fault verdict_of_payload(const char *payload);
enum token_fault verdict_of_rest(const char *rest);

#endif
