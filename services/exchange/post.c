/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "post.h"

#include "address.h"
#include "settings.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <pthread.h>

#define ANSWER_LIMIT 65536

static void
curl_begin(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static CURL *
new_curl(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, curl_begin);
    CURL *curl = curl_easy_init();
    if (!curl)
        abort();
    return curl;
}

/* ------------------------------------------------------------------ where to */

static bool
is_allowed_scheme(const char *scheme)
{
    return text_equal(scheme, "https") || (exchange_settings.push_plain && text_equal(scheme, "http"));
}

bool
post_endpoint_fits(const char *endpoint)
{
    char *scheme = NULL, *host = NULL, *user = NULL;
    CURLU *url = curl_url();
    bool fits = url && curl_url_set(url, CURLUPART_URL, endpoint, 0) == CURLUE_OK
                && curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK && is_allowed_scheme(scheme)
                && curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK && !text_empty(host)
                && curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_NO_USER;
    curl_free(scheme);
    curl_free(host);
    curl_free(user);
    curl_url_cleanup(url);
    return fits;
}

/* Judged at the moment of connecting, so that a name that now means another address helps nobody. */
static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
    bool *refused = arg;
    (void)purpose;
    *refused = !exchange_settings.push_private && !address_is_public(&address->addr);
    return *refused ? CURL_SOCKET_BAD : socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ------------------------------------------------------------------ what is sent */

static struct curl_slist *
add_header(struct curl_slist *headers, const char *name, const char *value)
{
    TEXT_SCOPED line = { 0 };
    text_addf(&line, "%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(headers, line.data);
    if (!longer)
        abort();
    return longer;
}

static struct curl_slist *
headers_of(const struct letter *letter)
{
    char timestamp[24];
    TEXT_SCOPED cms = { 0 };
    snprintf(timestamp, sizeof timestamp, "%" PRId64, letter->signature.timestamp_s);
    struct curl_slist *headers = add_header(NULL, "Content-Type", "application/cloudevents+json; charset=utf-8");
    headers = add_header(headers, "webhook-id", letter->message_id);
    headers = add_header(headers, "webhook-timestamp", timestamp);
    if (*letter->signature.webhook)
        headers = add_header(headers, "webhook-signature", letter->signature.webhook);
    if (letter->signature.cms.len) {
        sign_base64(letter->signature.cms.data, letter->signature.cms.len, &cms);
        headers = add_header(headers, "okno-cms", cms.data);
    }
    return add_header(headers, "Expect", "");
}

static size_t
drop_answer(char *bytes, size_t size, size_t n, void *arg)
{
    size_t *seen = arg;
    (void)bytes;
    *seen += size * n;
    return *seen > ANSWER_LIMIT ? CURL_WRITEFUNC_ERROR : size * n;
}

static void
prepare(CURL *curl, const Exchange__AgencyRoute *route, const struct letter *letter, size_t *seen, bool *refused)
{
    curl_easy_setopt(curl, CURLOPT_URL, route->endpoint);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, exchange_settings.push_plain ? "http,https" : "https");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)route->timeout_seconds * 1000L);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, refused);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, letter->event.data);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)letter->event.length);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, seen);
    if (!text_empty(exchange_settings.push_ca))
        curl_easy_setopt(curl, CURLOPT_CAINFO, exchange_settings.push_ca);
}

/* ------------------------------------------------------------------ what came of it */

static void
judge(CURL *curl, CURLcode result, bool refused, struct post_outcome *outcome)
{
    long status = 0;
    curl_off_t asked = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &asked);
    *outcome = (struct post_outcome){ .delivery = rules_delivery(status), .asked_s = asked > 0 ? (int64_t)asked : 0 };
    if (refused) {
        outcome->delivery = RULES_NEVER;
        snprintf(outcome->error, sizeof outcome->error, "the address is not public, and push.private is off");
    } else if (status == 0 || (result != CURLE_OK && outcome->delivery != RULES_DELIVERED)) {
        outcome->delivery = RULES_AGAIN;
        snprintf(outcome->error, sizeof outcome->error, "%s", curl_easy_strerror(result));
    } else if (outcome->delivery != RULES_DELIVERED) {
        snprintf(outcome->error, sizeof outcome->error, "the answer has status %ld", status);
    }
}

void
post_send(const Exchange__AgencyRoute *route, const struct letter *letter, struct post_outcome *ret_outcome)
{
    size_t seen = 0;
    bool refused = false;
    CURL *curl = new_curl();
    struct curl_slist *headers = headers_of(letter);
    prepare(curl, route, letter, &seen, &refused);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    CURLcode result = curl_easy_perform(curl);
    judge(curl, result, refused, ret_outcome);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
}
