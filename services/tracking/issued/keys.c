/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "keys.h"

#include "../settings.h"

#include <okno/log.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AGENCIES_MAX 256

struct own_key {
    char agency[64]; /* "" the installation's */
    char certificate[256];
    struct sign_key *key; /* NULL: it cannot be used */
    bool elsewhere;       /* only the certificate is here: the agency signs by itself */
};

static struct own_key keys[AGENCIES_MAX];
static size_t n_keys;

/* ------------------------------------------------------------------ reading */

static void
read_key(const char *agency, const char *key_file, const char *certificate)
{
    TEXT_SCOPED error = { 0 };
    struct own_key *own = &keys[n_keys++];
    *own = (struct own_key){ 0 };
    snprintf(own->agency, sizeof own->agency, "%s", agency);
    snprintf(own->certificate, sizeof own->certificate, "%s", certificate);
    if (sign_key_open(key_file, certificate, tracking_settings.issued_digest, &own->key, &error) != RPC_OK)
        log_error("documents cannot be signed", LOG_STR("agency", agency), LOG_STR("why", error.data));
}

static void
read_certificate(const char *agency, const char *certificate)
{
    struct own_key *own = &keys[n_keys++];
    *own = (struct own_key){ .elsewhere = true };
    snprintf(own->agency, sizeof own->agency, "%s", agency);
    snprintf(own->certificate, sizeof own->certificate, "%s", certificate);
}

/* The code before the ending of a file's name; false for other files. */
static bool
agency_of(const char *name, const char *ending, char *ret_agency, size_t size)
{
    size_t length = strlen(name), tail = strlen(ending);
    if (length <= tail || length - tail >= size || !text_equal(name + length - tail, ending))
        return false;
    snprintf(ret_agency, size, "%.*s", (int)(length - tail), name);
    return true;
}

/* <code>.pem, with <code>.key beside it where the installation signs for the agency. */
static void
read_entry(const char *folder, const char *name)
{
    char agency[sizeof keys[0].agency], key_file[256], certificate[256];
    bool is_key = agency_of(name, ".key", agency, sizeof agency);
    if (!is_key && !agency_of(name, ".pem", agency, sizeof agency))
        return;
    snprintf(key_file, sizeof key_file, "%s/%s.key", folder, agency);
    snprintf(certificate, sizeof certificate, "%s/%s.pem", folder, agency);
    if (is_key)
        read_key(agency, key_file, certificate);
    else if (access(key_file, F_OK) != 0)
        read_certificate(agency, certificate);
}

static void
read_folder(const char *folder)
{
    DIR *entries = text_empty(folder) ? NULL : opendir(folder);
    struct dirent *entry;
    while (entries && n_keys < AGENCIES_MAX && (entry = readdir(entries)))
        read_entry(folder, entry->d_name);
    if (entries)
        closedir(entries);
}

void
issued_keys_open(void)
{
    const struct tracking_settings *s = &tracking_settings;
    TEXT_SCOPED error = { 0 };
    n_keys = 0;
    if (!text_empty(s->issued_engine) && sign_engine(s->issued_engine, &error) != RPC_OK)
        log_error("documents cannot be signed", LOG_STR("why", error.data));
    if (!text_empty(s->issued_key))
        read_key("", s->issued_key, s->issued_certificate);
    read_folder(s->issued_folder);
}

void
issued_keys_close(void)
{
    while (n_keys > 0)
        sign_key_close(keys[--n_keys].key);
}

/* ------------------------------------------------------------------ signing */

static const struct own_key *
of_agency(const char *agency)
{
    for (size_t i = 0; i < n_keys; i++)
        if (text_equal(keys[i].agency, agency))
            return &keys[i];
    return NULL;
}

/* What signs here: the agency's key, or the installation's when the agency has none in this place. */
static const struct own_key *
find(const char *agency)
{
    const struct own_key *own = text_empty(agency) ? NULL : of_agency(agency);
    return own && !own->elsewhere ? own : of_agency("");
}

bool
issued_keys_wanted(const char *agency)
{
    return find(agency) != NULL;
}

void
issued_keys_describe(const char *agency, struct text *ret_signer)
{
    const struct own_key *own = find(agency);
    if (own && own->key)
        sign_key_describe(own->key, ret_signer);
}

bool
issued_keys_sign(const char *agency, const struct text *content, struct text *ret_der, struct text *ret_signer)
{
    const struct own_key *own = find(agency);
    if (!own || !own->key || !sign_detached(own->key, content->data, content->length, ret_der))
        return false;
    sign_key_describe(own->key, ret_signer);
    return true;
}

enum sign_verdict
issued_keys_verify(const char *agency, const void *der, size_t der_size, const struct text *content, int64_t at_us)
{
    const struct own_key *own = of_agency(text_or_empty(agency)), *of_all = of_agency("");
    const char *const files[] = { own ? own->certificate : "", of_all ? of_all->certificate : "",
                                  tracking_settings.issued_trusted };
    enum sign_verdict verdict = SIGN_NO_KEY;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(files) && verdict != SIGN_GOOD; i++) {
        if (text_empty(files[i]))
            continue;
        enum sign_verdict one = sign_verify(files[i], der, der_size, content->data, content->length, at_us);
        if (one != SIGN_NO_KEY && verdict != SIGN_OUTDATED)
            verdict = one;
        else if (one == SIGN_GOOD)
            verdict = one;
    }
    return verdict;
}

enum sign_verdict
issued_keys_verify_own(const char *agency, const void *der, size_t der_size, const struct text *content, int64_t at_us)
{
    const struct own_key *own = text_empty(agency) ? NULL : of_agency(agency);
    return own ? sign_verify(own->certificate, der, der_size, content->data, content->length, at_us) : SIGN_NO_KEY;
}
