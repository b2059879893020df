/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include <okno/log.h>
#include <stdlib.h>
#include <strings.h>

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
    CONF_INT(S, limits.streams, "streams.limit", "10000", 1, 1000000, "Live streams in all; beyond, 503."),
    CONF_INT(S, limits.streams_per_address, "streams.per_address", "2048", 1, 60000,
             "Live streams of one address; beyond, 429."),
    CONF_SIZE(S, limits.stream_backlog, "streams.backlog", "256KiB", 4096, 1 << 30,
              "What may wait for one client; who falls further behind is dropped and catches up later."),
    CONF_INT(S, limits.stream_history, "streams.history", "4096", 16, 1000000,
             "Events of halls kept for clients that come back; who was away longer gets a new snapshot."),
    CONF_ENUM(S, log_requests, "log.requests", "all", log_requests_names,
              "A line for every request, for those that failed with a status of 500 or more, or none."),
    CONF_STRING(S, pages, "pages.folder", "", "Folder of the web pages, read at the start; empty: none are served."),
    CONF_DURATION(S, drain_ms, "http.drain", "10s", 0, 600000, "How long requests under way may finish after SIGTERM."),
    CONF_STRING(S, auth.origin, "http.origin", "",
                "How browsers reach the pages, https://okno.example.org; empty: as their Host header says."),
    CONF_STRING(S, auth.session_keys, "session.keys_path", "${OKNO_STATE:-/var/lib/okno}/sign-in/session.jwks",
                "Keys that seal the cookies of sessions; `okno session-key` makes them. The same on all replicas."),
    CONF_DURATION(S, auth.person.idle_ms, "session.idle", "1h", 1000, INT64_C(7) * 86400000,
                  "A session ends when it was not used for so long."),
    CONF_DURATION(S, auth.person.length_ms, "session.length", "12h", 1000, INT64_C(31) * 86400000,
                  "A session ends after so long in any case."),
    CONF_DURATION(S, auth.device.idle_ms, "session.device_idle", "30d", 1000, INT64_C(365) * 86400000,
                  "The same for kiosks and boards, which nobody signs in every morning."),
    CONF_DURATION(S, auth.device.length_ms, "session.device_length", "365d", 1000, INT64_C(3650) * 86400000,
                  "Their session ends after so long in any case."),
    CONF_BOOL(
        S, local_sign_in, "local.sign_in", "false",
        "Whether people sign in with accounts of this installation (`okno user`); off where there is a provider."),
    CONF_STRING(S, auth.accounts, "local.accounts_path", "${OKNO_STATE:-/var/lib/okno}/sign-in/accounts",
                "These accounts."),
    CONF_INT(S, auth.account_tries, "local.account_tries", "10", 0, 1000000,
             "Wrong passwords of one account within local.tries_window; 0: no limit."),
    CONF_INT(S, auth.address_tries, "local.address_tries", "100", 0, 1000000,
             "Wrong passwords from one address within local.tries_window; 0: no limit."),
    CONF_DURATION(S, tries_window_ms, "local.tries_window", "10m", 1000, 86400000,
                  "Over which these numbers of tries come back."),
    CONF_BOOL(S, own_tokens, "tokens.accept_own", "false",
              "Whether tokens that `okno token` signed are believed; for trials and tests only."),
    CONF_STRING(S, own_issuer, "tokens.issuer", "okno", "Issuer named in own tokens."),
    CONF_STRING(S, own_audience, "tokens.audience", "okno", "Audience named in own tokens."),
    CONF_STRING(S, own_jwks, "tokens.jwks_path", "${OKNO_STATE:-/var/lib/okno}/tokens/jwks.json",
                "Public half of the installation's own key."),
    CONF_STRING(S, issuer, "oidc.issuer", "", "Name of the OpenID provider, as in the claim `iss`; empty: none."),
    CONF_STRING(S, audience, "oidc.audience", "okno", "What the claim `aud` of bearer tokens must hold."),
    CONF_STRING(
        S, jwks, "oidc.jwks", "",
        "The provider's key set for bearer tokens: an https address, or a file; empty: only sessions are known."),
    CONF_STRING(S, provider.client_id, "oidc.client_id", "",
                "What this installation is called there; empty: nobody signs in to the pages through it."),
    CONF_SECRET(S, provider.client_secret, "oidc.client_secret", "", "Its secret there; empty: a public client."),
    CONF_STRING(S, provider.scope, "oidc.scope", "openid profile", "What is asked for."),
    CONF_STRING(S, provider.mapping.role, "oidc.role_claim", "okno_role",
                "Claim with the role or the groups of a person; dots reach into objects: realm_access.roles."),
    CONF_MAP(
        S, roles, "oidc.roles", "{}",
        "Groups that give a role, {operator: [okno-operators]}; none: the claim names the role. The strongest counts."),
    CONF_STRING(S, provider.mapping.subject, "oidc.subject_claim", "sub",
                "Claim with who it is, as the journal names it."),
    CONF_STRING(S, provider.mapping.name, "oidc.name_claim", "name", "Claim with the name that pages show."),
    CONF_STRING(S, provider.mapping.centre, "oidc.centre_claim", "centre", "Claim with the code of the centre."),
    CONF_STRING(S, provider.mapping.agency, "oidc.agency_claim", "agency", "Claim with the code of the agency."),
    CONF_STRING(S, provider.mapping.applicant, "oidc.applicant_claim", "applicant",
                "Claim with the id of an applicant."),
    CONF_DURATION(S, leeway_ms, "oidc.leeway", "30s", 1000, 600000, "By so much clocks may differ."),
    CONF_DURATION(S, refresh_ms, "oidc.refresh", "5m", 1000, 86400000, "Age at which the key set is fetched anew."),
    CONF_END
};

/* Of somebody in several groups, the first of these roles counts. */
static const enum rpc_role PRECEDENCE[] = {
    RPC_ROLE_ADMIN,       RPC_ROLE_SUPERVISOR, RPC_ROLE_CONTROLLER, RPC_ROLE_OPERATOR,  RPC_ROLE_CONSULTANT,
    RPC_ROLE_CALL_CENTRE, RPC_ROLE_AGENCY,     RPC_ROLE_KIOSK,      RPC_ROLE_APPLICANT,
};

static size_t
add_groups(const struct conf_entry *entry, enum rpc_role role, struct oidc_group *to)
{
    if (strcasecmp(entry->name, rpc_role_name(role)) != 0)
        return 0;
    for (size_t i = 0; i < entry->values.count; i++)
        to[i] = (struct oidc_group){ role, entry->values.items[i] };
    return entry->values.count;
}

bool
config_groups(const struct conf_map *roles, struct oidc_group **ret_groups, size_t *ret_n)
{
    size_t wanted = 0, n = 0;
    for (size_t i = 0; i < roles->count; i++)
        wanted += roles->entries[i].values.count;
    struct oidc_group *groups = calloc(wanted + 1, sizeof *groups);
    if (!groups)
        abort();
    for (size_t at = 0; at < OKNO_ARRAY_SIZE(PRECEDENCE); at++)
        for (size_t i = 0; i < roles->count; i++)
            n += add_groups(&roles->entries[i], PRECEDENCE[at], groups + n);
    if (n < wanted) {
        log_error("oidc.roles names a role that people cannot have");
        free(groups);
        return false;
    }
    *ret_groups = groups;
    *ret_n = n;
    return true;
}
