/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#include <curl/curl.h>
#include <pthread.h>

#define TIMEOUT_MS 5000L

struct download {
    struct text *body;
    size_t limit;
};

static void
curl_begin(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static size_t
take(char *bytes, size_t size, size_t n, void *arg)
{
    struct download *download = arg;
    if (size * n > download->limit - download->body->length)
        return CURL_WRITEFUNC_ERROR;
    text_add(download->body, bytes, size * n);
    return size * n;
}

/* No redirects: the address was chosen by the administrator, not by whoever answers there. */
static void
prepare(CURL *curl, const struct fetch_request *request, struct download *download, char *why)
{
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, download);
    if (request->form)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->form);
    if (request->user) {
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(curl, CURLOPT_USERNAME, request->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, request->password);
    }
    if (request->bearer) {
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
        curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, request->bearer);
    }
}

bool
fetch_with(const struct fetch_request *request, size_t limit, struct text *ret_body, long *ret_status,
           char ret_why[256])
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    static_assert(CURL_ERROR_SIZE <= 256, "the reason must fit");
    pthread_once(&once, curl_begin);
    CURL *curl = curl_easy_init();
    if (!curl)
        abort();
    struct download download = { ret_body, limit };
    ret_why[0] = '\0';
    prepare(curl, request, &download, ret_why);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, ret_status);
    if (code != CURLE_OK && !*ret_why)
        snprintf(ret_why, 256, "%s", curl_easy_strerror(code));
    curl_easy_cleanup(curl);
    return code == CURLE_OK;
}

bool
fetch(const char *url, size_t limit, struct text *ret_body, char ret_why[256])
{
    long status = 0;
    if (!fetch_with(&(struct fetch_request){ .url = url }, limit, ret_body, &status, ret_why))
        return false;
    if (status != 200)
        snprintf(ret_why, 256, "the answer has status %ld", status);
    return status == 200;
}

const char *
fetch_escape(struct arena *arena, const char *text)
{
    char *escaped = curl_easy_escape(NULL, text, (int)strlen(text));
    if (!escaped)
        abort();
    const char *kept = arena_strdup(arena, escaped);
    curl_free(escaped);
    return kept;
}
