/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

static const char *const log_requests_names[] = { "none", "failed", "all", NULL };

#define S struct gateway_conf
const struct conf_key gateway_keys[] = {
    CONF_STRING(S, listen, "http.listen", "${OKNO_HTTP:-127.0.0.1:8080}",
                "Address and port for clients; a proxy that ends TLS stands before it."),
    CONF_LIST(S, proxies, "http.proxies", "", "Addresses of proxies whose X-Forwarded-For is believed."),
    CONF_SIZE(S, limits.body, "http.max_body", "1MiB", 1024, 64 << 20, "Largest JSON body."),
    CONF_SIZE(S, limits.upload, "http.max_upload", "20MiB", 1024, INT64_C(4) << 30, "Largest uploaded file."),
    CONF_SIZE(S, limits.body_memory, "http.body_memory", "256MiB", 1 << 20, INT64_C(64) << 30,
              "What all bodies under way may hold together; beyond, 503."),
    CONF_INT(S, limits.connections, "http.connections", "8192", 16, 1000000,
             "Connections in all; beyond, the one that has waited longest without a request gives way."),
    CONF_INT(S, limits.connections_per_address, "http.connections_per_address", "2048", 1, 60000,
             "Connections of one address; behind a proxy as many as in all."),
    CONF_DURATION(S, limits.header_ms, "http.header_timeout", "10s", 100, 600000, "For the head of a request to come."),
    CONF_DURATION(S, limits.body_ms, "http.body_timeout", "30s", 100, 600000,
                  "For a body to come, and for an answer to be taken, beyond the time its size needs."),
    CONF_SIZE(S, limits.bytes_per_second, "http.slowest", "16KiB", 64, 1 << 30,
              "Bytes a second that a client must manage."),
    CONF_DURATION(S, limits.idle_ms, "http.idle_timeout", "75s", 1000, 3600000, "Between requests on a connection."),
    CONF_DURATION(S, limits.call_ms, "http.call_timeout", "10s", 10, 600000, "For a service to answer."),
    CONF_INT(S, limits.subject_rate, "limits.subject_rate", "6000", 0, 1000000,
             "Requests a second of one subject of a token; 0: no limit."),
    CONF_INT(S, limits.address_rate, "limits.address_rate", "500", 0, 1000000,
             "Requests a second of one address without a token; 0: no limit."),
    CONF_DURATION(S, rate_window_ms, "limits.window", "10s", 1000, 3600000,
                  "Over which these rates may be used unevenly."),
    CONF_ENUM(S, log_requests, "log.requests", "all", log_requests_names,
              "A line for every request, for those that failed with a status of 500 or more, or none."),
    CONF_STRING(S, pages, "pages.folder", "", "Folder of the web pages, read at the start; empty: none are served."),
    CONF_DURATION(S, drain_ms, "http.drain", "10s", 0, 600000, "How long requests under way may finish after SIGTERM."),
    CONF_BOOL(S, own_tokens, "tokens.accept_own", "false",
              "Whether tokens that `okno token` signed are believed; for trials and tests only."),
    CONF_STRING(S, own_issuer, "tokens.issuer", "okno", "Issuer named in own tokens."),
    CONF_STRING(S, own_audience, "tokens.audience", "okno", "Audience named in own tokens."),
    CONF_STRING(S, own_jwks, "tokens.jwks_path", "${OKNO_STATE:-/var/lib/okno}/tokens/jwks.json",
                "Public half of the installation's own key."),
    CONF_STRING(S, issuer, "oidc.issuer", "", "Name of the OpenID provider, as in the claim `iss`; empty: none."),
    CONF_STRING(S, audience, "oidc.audience", "okno", "What the claim `aud` must hold."),
    CONF_STRING(S, jwks, "oidc.jwks", "", "The provider's key set: an https address, or a file."),
    CONF_DURATION(S, leeway_ms, "oidc.leeway", "30s", 1000, 600000, "By so much clocks may differ."),
    CONF_DURATION(S, refresh_ms, "oidc.refresh", "5m", 1000, 86400000, "Age at which the key set is fetched anew."),
    CONF_END
};
