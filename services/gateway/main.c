/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * okno-gateway: HTTP and JSON for everybody outside, calls for the services inside. It keeps no state.
 *
 *   main.c      what it is made of, from start to drain
 *   config.c    its keys
 *   observe.c   log line and metrics of a request
 *
 *   http/       the edge; knows nothing of configuration
 *     edge.h        what it offers
 *     request.h     one request, and what the files share about it
 *     edge.c        opening and closing; the library's callbacks
 *     loop.c        the one thread: connections in, calls out, outcomes back
 *     listener.c    the socket, and who is let in
 *     connection.c  how long each connection may take, and who gives way
 *     request.c     the steps of a request: head, body, call, answer
 *     admit.c       may it be made at all: form, route, token, role, rate, kind of body
 *       headers.c uri.c language.c trace.c   reading the head
 *       router.c limit.c                     route and rate
 *     message.c     JSON, path, query and If-Match become the request message
 *     call.c        the call, and its outcome on the way back
 *     reply.c       the outcome as an answer
 *       problem.c status.c etag.c            what went wrong; conditions
 *       upload.c download.c                  files, in pieces
 *         disposition.c range.c
 *       site.c pages.c                       what needs no service: pages and the API's description
 *     response.c    header fields that every answer has
 *
 *   auth/       signing in from a browser
 *     auth.h        what the edge asks
 *     auth.c        the addresses below /auth/; did whoever has the cookie mean this request
 *     session.c     the session: sealed into a cookie, read, lengthened, told
 *     local.c       local accounts: the form and the judgement
 *     provider.c    the identity provider: there and back
 *     throttle.c    who was wrong too often
 *     pool.c        threads for what takes longer than the loop may wait
 *     page.c        pages without a script
 *     next.c        where to go afterwards, and nowhere else
 *     cookie.c      reading and setting
 *
 *   live/       streams of events; live.h has its map
 */
#include "observe.h"
#include "pages.h"

#include <okno/log.h>
#include <okno/openapi.h>
#include <okno/service.h>

#include <sys/resource.h>

struct gateway {
    struct gateway_conf conf; /* first: it is what service_own gives */
    const char **proxies;
    struct token_verifier *tokens;
    struct auth *auth;
    struct observer *observer;
    struct pages *pages;
    struct edge *edge;
    struct service *service;
};

/* As many connections as the system lets us have. */
static void
raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static enum rpc_code
open_tokens(struct gateway *gateway)
{
    const struct gateway_conf *conf = &gateway->conf;
    struct token_issuer issuers[2];
    struct token_options options = { .issuers = issuers,
                                     .leeway_s = (int)(conf->leeway_ms / 1000),
                                     .refresh_s = (int)(conf->refresh_ms / 1000) };
    if (!text_empty(conf->issuer) && (!text_empty(conf->jwks) || text_empty(conf->provider.client_id)))
        issuers[options.n_issuers++] = (struct token_issuer){ conf->issuer, conf->audience, conf->jwks };
    if (conf->own_tokens)
        issuers[options.n_issuers++] = (struct token_issuer){ conf->own_issuer, conf->own_audience, conf->own_jwks };
    if (options.n_issuers == 0)
        log_warn("no tokens are believed: neither oidc.issuer nor tokens.accept_own is set");
    return token_verifier_open(&options, &gateway->tokens);
}

static enum rpc_code
open_auth(struct gateway *gateway)
{
    const struct gateway_conf *conf = &gateway->conf;
    struct auth_options options = conf->auth;
    struct oidc_options provider = conf->provider;
    struct oidc_group *groups;
    bool at_provider = !text_empty(provider.client_id);
    if (!config_groups(&conf->roles, &groups, &provider.mapping.n_groups))
        return RPC_INVALID_ARGUMENT;
    provider.mapping.groups = groups;
    provider.issuer = conf->issuer;
    provider.leeway_s = (int)(conf->leeway_ms / 1000);
    provider.refresh_s = (int)(conf->refresh_ms / 1000);
    options.provider = at_provider ? &provider : NULL;
    options.tries_window_s = conf->tries_window_ms / 1000;
    if (!conf->local_sign_in)
        options.accounts = "";
    if (!conf->local_sign_in && !at_provider)
        options.session_keys = "";
    enum rpc_code code = auth_open(&options, &gateway->auth);
    free(groups);
    return code;
}

static struct rpc_client *
find_peer(void *arg, const char *name)
{
    struct gateway *gateway = arg;
    return service_peer(gateway->service, name);
}

static void
record(void *arg, const struct edge_record *record)
{
    struct gateway *gateway = arg;
    observer_record(gateway->observer, record);
}

static void
list_proxies(struct gateway *gateway)
{
    const struct conf_list *list = &gateway->conf.proxies;
    gateway->proxies = calloc(list->count + 1, sizeof *gateway->proxies);
    if (!gateway->proxies)
        abort();
    for (size_t i = 0; i < list->count; i++)
        gateway->proxies[i] = list->items[i];
}

static enum rpc_code
gateway_open(struct service *service)
{
    struct gateway *gateway = service_own(service);
    gateway->service = service;
    raise_file_limit();
    list_proxies(gateway);
    enum rpc_code code = open_tokens(gateway);
    if (code == RPC_OK && !text_empty(gateway->conf.pages))
        code = pages_open(gateway->conf.pages, &gateway->pages);
    if (code != RPC_OK)
        return code;
    code = open_auth(gateway);
    if (code != RPC_OK)
        return code;
    gateway->observer = observer_new((enum log_requests)gateway->conf.log_requests, routes, routes_count);
    return RPC_OK;
}

/* Keys of token issuers that come from an address have come by now, so that no valid token is refused. */
static enum rpc_code
gateway_listen(struct service *service)
{
    struct gateway *gateway = service_own(service);
    struct edge_options options = {
        .address = gateway->conf.listen,
        .proxies = gateway->proxies,
        .routes = routes,
        .n_routes = routes_count,
        .openapi = openapi_json,
        .openapi_size = openapi_json_size,
        .pages = gateway->pages,
        .tokens = gateway->tokens,
        .auth = gateway->auth,
        .peer = find_peer,
        .record = record,
        .arg = gateway,
        .limits = gateway->conf.limits,
    };
    options.limits.rate_window_s = (int)(gateway->conf.rate_window_ms / 1000);
    enum rpc_code code = edge_open(&options, &gateway->edge);
    if (code == RPC_OK)
        observer_watch(gateway->observer, gateway->edge);
    return code;
}

static void
gateway_close(struct service *service)
{
    struct gateway *gateway = service_own(service);
    if (gateway->edge) {
        edge_drain(gateway->edge, gateway->conf.drain_ms);
        observer_unwatch(gateway->observer);
    }
    edge_close(gateway->edge);
    auth_close(gateway->auth);
    observer_free(gateway->observer);
    pages_close(gateway->pages);
    token_verifier_close(gateway->tokens);
    free(gateway->proxies);
}

static bool
gateway_ready(struct service *service, struct text *ret_detail)
{
    struct gateway *gateway = service_own(service);
    text_adds(ret_detail, "keys of token issuers");
    return token_verifier_ready(gateway->tokens);
}

int
main(int argc, char **argv)
{
    static struct gateway gateway;
    return service_main(argc, argv,
                        &(struct service_description){ .name = "gateway",
                                                       .keys = gateway_keys,
                                                       .own = &gateway.conf,
                                                       .open = gateway_open,
                                                       .listen = gateway_listen,
                                                       .close = gateway_close,
                                                       .ready = gateway_ready });
}
