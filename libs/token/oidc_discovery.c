/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The discovery document (OpenID Connect Discovery 1.0, 4), fetched when it is needed and not fresh. */
#include "internal.h"

#include <okno/log.h>
#include <pthread.h>

#define DOCUMENT_MAX ((size_t)256 * 1024)
#define AGAIN_US 2000000 /* after a failure */
#define WELL_KNOWN ".well-known/openid-configuration"

struct discovery {
    char *issuer;
    struct text url;
    int64_t refresh_us;
    pthread_mutex_t fetching; /* held by who fetches; others wait for what comes */
    pthread_mutex_t lock;     /* of what follows */
    struct metadata *metadata;
    int64_t got_us, failed_us; /* by time_mono_us; 0: never */
};

/* ------------------------------------------------------------------ a document */

void
metadata_release(struct metadata *metadata)
{
    if (!metadata || __atomic_sub_fetch(&metadata->references, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    free(metadata->authorization);
    free(metadata->token);
    free(metadata->jwks);
    free(metadata->userinfo);
    free(metadata->end_session);
    free(metadata);
}

/* An address that is neither https nor local is as good as none. */
static char *
address(const json_t *document, const char *name)
{
    const char *text = json_string_value(json_object_get(document, name));
    bool usable = text && (text_starts(text, "https://") || text_starts(text, "http://")) && source_address_valid(text);
    char *copy = strdup(usable ? text : "");
    if (!copy)
        abort();
    return copy;
}

static bool
lists(const json_t *list, const char *text)
{
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one) if (text_equal(json_string_value(one), text)) return true;
    return false;
}

static struct metadata *
parse(const struct discovery *discovery, const struct text *body, char why[256])
{
    JSON_SCOPED *document = body->length ? json_loadb(body->data, body->length, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (!text_equal(json_string_value(json_object_get(document, "issuer")), discovery->issuer)) {
        snprintf(why, 256, "it does not name the issuer that was asked for");
        return NULL;
    }
    struct metadata *metadata = calloc(1, sizeof *metadata);
    if (!metadata)
        abort();
    metadata->references = 1;
    metadata->authorization = address(document, "authorization_endpoint");
    metadata->token = address(document, "token_endpoint");
    metadata->jwks = address(document, "jwks_uri");
    metadata->userinfo = address(document, "userinfo_endpoint");
    metadata->end_session = address(document, "end_session_endpoint");
    const json_t *methods = json_object_get(document, "token_endpoint_auth_methods_supported");
    metadata->secret_in_form = lists(methods, "client_secret_post") && !lists(methods, "client_secret_basic");
    if (*metadata->authorization && *metadata->token && *metadata->jwks)
        return metadata;
    snprintf(why, 256, "it lacks an https address of authorization_endpoint, token_endpoint or jwks_uri");
    metadata_release(metadata);
    return NULL;
}

/* ------------------------------------------------------------------ keeping one */

struct discovery *
discovery_open(const char *issuer, int refresh_s)
{
    struct discovery *discovery = calloc(1, sizeof *discovery);
    if (!discovery || !(discovery->issuer = strdup(issuer)))
        abort();
    size_t length = strlen(issuer);
    text_addf(&discovery->url, "%s%s" WELL_KNOWN, issuer, length && issuer[length - 1] == '/' ? "" : "/");
    discovery->refresh_us = refresh_s * INT64_C(1000000);
    pthread_mutex_init(&discovery->fetching, NULL);
    pthread_mutex_init(&discovery->lock, NULL);
    return discovery;
}

void
discovery_close(struct discovery *discovery)
{
    if (!discovery)
        return;
    metadata_release(discovery->metadata);
    text_release(&discovery->url);
    pthread_mutex_destroy(&discovery->fetching);
    pthread_mutex_destroy(&discovery->lock);
    free(discovery->issuer);
    free(discovery);
}

/* What is there, and whether it will do. */
static struct metadata *
look(struct discovery *discovery, bool *ret_enough)
{
    int64_t now_us = time_mono_us();
    pthread_mutex_lock(&discovery->lock);
    struct metadata *metadata = discovery->metadata;
    bool fresh = metadata && now_us - discovery->got_us < discovery->refresh_us;
    bool just_failed = discovery->failed_us && now_us - discovery->failed_us < AGAIN_US;
    *ret_enough = fresh || just_failed;
    if (metadata)
        __atomic_add_fetch(&metadata->references, 1, __ATOMIC_RELAXED);
    pthread_mutex_unlock(&discovery->lock);
    return metadata;
}

static void
fetch_document(struct discovery *discovery)
{
    char why[256] = "";
    TEXT_SCOPED body = { 0 };
    struct metadata *metadata =
        fetch(discovery->url.data, DOCUMENT_MAX, &body, why) ? parse(discovery, &body, why) : NULL;
    pthread_mutex_lock(&discovery->lock);
    if (metadata) {
        metadata_release(discovery->metadata);
        discovery->metadata = metadata;
        discovery->got_us = time_mono_us();
    }
    discovery->failed_us = metadata ? 0 : time_mono_us();
    pthread_mutex_unlock(&discovery->lock);
    if (!metadata)
        log_warn("the provider's discovery document cannot be had", LOG_STR("url", discovery->url.data),
                 LOG_STR("why", why));
}

struct metadata *
discovery_get(struct discovery *discovery)
{
    bool enough;
    struct metadata *metadata = look(discovery, &enough);
    if (enough)
        return metadata;
    metadata_release(metadata);
    pthread_mutex_lock(&discovery->fetching);
    metadata = look(discovery, &enough); /* somebody may have got it meanwhile */
    if (!enough) {
        metadata_release(metadata);
        fetch_document(discovery);
        metadata = look(discovery, &enough);
    }
    pthread_mutex_unlock(&discovery->fetching);
    return metadata;
}
