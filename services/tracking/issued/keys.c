/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "keys.h"

#include "../settings.h"

#include <okno/log.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AGENCIES_MAX 256
#define ENDING ".key"

struct own_key {
    char agency[64]; /* "" the installation's */
    char certificate[256];
    struct sign_key *key; /* NULL: it cannot be used */
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

/* <code>.key with <code>.pem beside it. */
static void
read_folder(const char *folder)
{
    DIR *entries = text_empty(folder) ? NULL : opendir(folder);
    struct dirent *entry;
    while (entries && n_keys < AGENCIES_MAX && (entry = readdir(entries))) {
        size_t length = strlen(entry->d_name);
        if (length <= strlen(ENDING) || length - strlen(ENDING) >= sizeof keys[0].agency
            || !text_equal(entry->d_name + length - strlen(ENDING), ENDING))
            continue;
        char agency[64], key_file[256], certificate[256];
        snprintf(agency, sizeof agency, "%.*s", (int)(length - strlen(ENDING)), entry->d_name);
        snprintf(key_file, sizeof key_file, "%s/%s.key", folder, agency);
        snprintf(certificate, sizeof certificate, "%s/%s.pem", folder, agency);
        read_key(agency, key_file, certificate);
    }
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
find(const char *agency)
{
    const struct own_key *of_all = NULL;
    for (size_t i = 0; i < n_keys; i++) {
        if (!text_empty(agency) && text_equal(keys[i].agency, agency))
            return &keys[i];
        if (text_empty(keys[i].agency))
            of_all = &keys[i];
    }
    return of_all;
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
    const struct own_key *own = find(agency), *of_all = find("");
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
