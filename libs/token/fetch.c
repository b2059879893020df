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
prepare(CURL *curl, const char *url, struct download *download, char *why)
{
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, download);
}

bool
fetch(const char *url, size_t limit, struct text *ret_body, char ret_why[256])
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    static_assert(CURL_ERROR_SIZE <= 256, "the reason must fit");
    pthread_once(&once, curl_begin);
    CURL *curl = curl_easy_init();
    if (!curl)
        abort();
    struct download download = { ret_body, limit };
    ret_why[0] = '\0';
    prepare(curl, url, &download, ret_why);
    CURLcode code = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK && !*ret_why)
        snprintf(ret_why, 256, "%s", curl_easy_strerror(code));
    else if (code == CURLE_OK && status != 200)
        snprintf(ret_why, 256, "the answer has status %ld", status);
    curl_easy_cleanup(curl);
    return code == CURLE_OK && status == 200;
}
