/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/accounts.h>

#include <crypt.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define METHOD "$y$" /* yescrypt with its default cost */
#define DISTINCT_MIN 5

/* ------------------------------------------------------------------ rules */

static size_t
distinct_bytes(const char *password)
{
    bool seen[256] = { false };
    size_t n = 0;
    for (const unsigned char *p = (const unsigned char *)password; *p; p++) {
        n += !seen[*p];
        seen[*p] = true;
    }
    return n;
}

const char *
password_fault(const char *login, const char *password)
{
    size_t length = strlen(password);
    if (!utf8_valid(password, length))
        return "the password must be UTF-8";
    if (length > PASSWORD_MAX)
        return "the password is longer than 256 bytes";
    if (utf8_length(password) < PASSWORD_MIN)
        return "the password must have at least 12 characters";
    if (!text_empty(login) && strcasestr(password, login))
        return "the password must not hold the login";
    if (distinct_bytes(password) < DISTINCT_MIN)
        return "the password repeats too few characters";
    return NULL;
}

/* 32 characters without 0 o 1 l i, so that no byte is favoured. */
void
password_make(char ret_password[24])
{
    static const char letters[] = "23456789abcdefghjkmnpqrstuvwxyzA";
    uint8_t random[20];
    random_bytes(random, sizeof random);
    char *to = ret_password;
    for (size_t i = 0; i < sizeof random; i++) {
        if (i && i % 5 == 0)
            *to++ = '-';
        *to++ = letters[random[i] % 32];
    }
    *to = '\0';
    explicit_bzero(random, sizeof random);
}

/* ------------------------------------------------------------------ hashes */

static bool
run_crypt(const char *password, const char *setting, char ret_hash[PASSWORD_HASH_SIZE])
{
    static_assert(PASSWORD_HASH_SIZE >= CRYPT_OUTPUT_SIZE, "a hash must fit");
    struct crypt_data *data = calloc(1, sizeof *data);
    if (!data)
        abort();
    const char *hash = crypt_rn(password, setting, data, sizeof *data);
    bool done = hash && *hash != '*';
    if (done)
        memcpy(ret_hash, hash, strlen(hash) + 1);
    explicit_bzero(data, sizeof *data);
    free(data);
    return done;
}

bool
password_hash(const char *password, char ret_hash[PASSWORD_HASH_SIZE])
{
    char setting[CRYPT_GENSALT_OUTPUT_SIZE];
    return crypt_gensalt_rn(METHOD, 0, NULL, 0, setting, sizeof setting) && run_crypt(password, setting, ret_hash);
}

/* What is compared with where there is no account. */
static char nobody[PASSWORD_HASH_SIZE];

static void
make_nobody(void)
{
    if (!password_hash("no account has this password", nobody))
        abort();
}

bool
password_verify(const char *hash, const char *password)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    char computed[PASSWORD_HASH_SIZE] = "";
    pthread_once(&once, make_nobody);
    const char *expected = hash ? hash : nobody;
    size_t length = strlen(expected);
    bool equal = run_crypt(password, expected, computed) && strlen(computed) == length
                 && CRYPTO_memcmp(computed, expected, length) == 0;
    explicit_bzero(computed, sizeof computed);
    return equal && hash;
}
