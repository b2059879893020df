/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The edge between its tests and a service made up for them.
 *
 *     stand FOLDER [both|edge|service]
 *
 * Sockets, key and key set go into FOLDER. Prints "port N" and "token ROLE TEXT" lines, then "ready"; ends on
 * SIGTERM, SIGINT or the end of its standard input.
 *
 * The made-up service answers by what the ids in the call say; each method below is one such story.
 */
#include "auth.h"
#include "edge.h"
#include "pages.h"

#include <okno/accounts.h>
#include <okno/applicants.rpc.h>
#include <okno/log.h>
#include <okno/oidc.h>
#include <okno/openapi.h>
#include <okno/reference.rpc.h>
#include <okno/seal.h>
#include <okno/tracking.rpc.h>

#include <openssl/evp.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#define PIECE ((size_t)256 * 1024)
#define UUID_ZERO "00000000-0000-7000-8000-000000000000"

/* ------------------------------------------------------------------ the made-up service */

static enum rpc_code
get_application(struct rpc_call *call, const void *request, void *reply)
{
    const Tracking__GetApplicationRequest *req = request;
    Tracking__Application *rep = reply;
    const char *id = req->application_id;
    if (strcmp(id, "missing") == 0)
        return rpc_fail(call, RPC_NOT_FOUND, "Заявления %s нет", "There is no application %s", id);
    if (strcmp(id, "slow") == 0) {
        log_each(LOG_LEVEL_INFO, "slow begins");
        usleep(300000);
    }
    if (strcmp(id, "late") == 0)
        usleep(3000000);
    if (strcmp(id, "busy") == 0)
        return rpc_fail(call, RPC_RESOURCE_EXHAUSTED, "Очередь заполнена", "The queue is full");
    if (strcmp(id, "broken") == 0)
        return rpc_fail(call, RPC_INTERNAL, "Ошибка", "An error");
    rep->application_id = arena_strdup(call->arena, id);
    if (strcmp(id, "still") != 0)
        rep->number = arena_strdup(call->arena, call->trace);
    rep->service_code = arena_strdup(call->arena, "passport-foreign");
    rep->service_name = arena_strdup(call->arena, "Выдача загранпаспорта");
    rep->centre_code = arena_strdup(call->arena, call->caller.centre);
    rep->operator_ = arena_printf(call->arena, "%s %s", rpc_role_name(call->caller.role), call->caller.subject);
    rep->status = TRACKING__APPLICATION__STATUS__REGISTERED;
    rep->planned_on = arena_strdup(call->arena, "2026-12-21");
    rep->status_text = rpc_english(call) ? "Registered" : "Зарегистрировано";
    rep->etag = arena_strdup(call->arena, "v7");
    return RPC_OK;
}

static enum rpc_code
submit_application(struct rpc_call *call, const void *request, void *reply)
{
    const Tracking__SubmitApplicationRequest *req = request;
    Tracking__Application *rep = reply;
    if (strcmp(req->service_code, "exists") == 0) {
        rpc_explain(call, NULL, UUID_ZERO);
        return rpc_fail(call, RPC_ALREADY_EXISTS, "Уже есть", "It exists");
    }
    if (strcmp(req->service_code, "reused") == 0) {
        rpc_explain(call, "IDEMPOTENCY_KEY_REUSED", NULL);
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Ключ уже использован", "The key was used");
    }
    if (strcmp(req->service_code, "running") == 0) {
        rpc_explain(call, "IDEMPOTENCY_IN_PROGRESS", NULL);
        return rpc_fail(call, RPC_ABORTED, "Ещё выполняется", "Still running");
    }
    if (!*req->applicant_id)
        rpc_violate(call, "applicantId", "обязательное поле", "is required");
    for (size_t i = 0; i < req->n_documents; i++)
        if (!*req->documents[i]->kind)
            rpc_violate(call, "documents[0].kind", "обязательное поле", "is required");
    enum rpc_code code = rpc_check(call);
    if (code != RPC_OK)
        return code;
    rep->application_id = arena_strdup(call->arena, UUID_ZERO);
    rep->service_code = arena_strdup(call->arena, req->service_code);
    rep->applicant_id = arena_strdup(call->arena, req->applicant_id);
    rep->tracking_code = arena_strdup(call->arena, call->request_id);
    rep->channel = req->channel;
    return RPC_OK;
}

static enum rpc_code
withdraw_application(struct rpc_call *call, const void *request, void *reply)
{
    const Tracking__WithdrawApplicationRequest *req = request;
    Tracking__Application *rep = reply;
    if (*req->etag && strcmp(req->etag, "v7") != 0) {
        rpc_explain(call, "STALE_ETAG", NULL);
        return rpc_fail(call, RPC_ABORTED, "Заявление уже изменилось", "The application has changed");
    }
    rep->application_id = arena_strdup(call->arena, req->application_id);
    rep->refusal_text = arena_strdup(call->arena, req->reason);
    rep->etag = arena_strdup(call->arena, "v8");
    return RPC_OK;
}

/* One upload at a time is enough for a test. */
static struct {
    pthread_mutex_t lock;
    char id[80];
    int64_t size;
    int pieces;
    EVP_MD_CTX *hash;
} upload = { .lock = PTHREAD_MUTEX_INITIALIZER };

static enum rpc_code
take_piece(struct rpc_call *call, const void *request, void *reply)
{
    const Tracking__UploadScanRequest *req = request;
    Tracking__UploadScanResponse *rep = reply;
    const Common__Chunk *chunk = req->chunk;
    if (chunk->offset == 0) {
        upload.hash = upload.hash ? upload.hash : EVP_MD_CTX_new();
        EVP_DigestInit_ex(upload.hash, EVP_sha256(), NULL);
        snprintf(upload.id, sizeof upload.id, "%s", chunk->upload_id);
        upload.size = upload.pieces = 0;
    }
    if (strcmp(req->document_id, "refused") == 0 && chunk->offset > 0)
        return rpc_fail(call, RPC_INVALID_ARGUMENT, "Это не скан", "This is no scan");
    if (strcmp(upload.id, chunk->upload_id) != 0 || upload.size != chunk->offset || (chunk->offset && !chunk->data.len))
        return rpc_fail(call, RPC_DATA_LOSS, "Куски не по порядку", "Pieces out of order");
    EVP_DigestUpdate(upload.hash, chunk->data.data, chunk->data.len);
    upload.size += (int64_t)chunk->data.len;
    upload.pieces++;
    if (!chunk->last)
        return RPC_OK;
    uint8_t digest[32];
    char *hex = arena_alloc(call->arena, 65);
    EVP_DigestFinal_ex(upload.hash, digest, NULL);
    hex_encode(digest, sizeof digest, hex);
    if (strcmp(hex, chunk->sha256) != 0)
        return rpc_fail(call, RPC_DATA_LOSS, "Файл не тот", "The file is another one");
    Tracking__Document *document = rep->document = ARENA_NEW(call->arena, Tracking__Document);
    tracking__document__init(document);
    document->sha256 = hex;
    document->size = upload.size;
    document->sheets = upload.pieces;
    document->name = arena_strdup(call->arena, chunk->file_name);
    document->document_id = arena_strdup(call->arena, req->document_id);
    document->kind = arena_strdup(call->arena, chunk->upload_id);
    document->number = arena_strdup(call->arena, call->request_id);
    return RPC_OK;
}

static enum rpc_code
upload_scan(struct rpc_call *call, const void *request, void *reply)
{
    pthread_mutex_lock(&upload.lock);
    enum rpc_code code = take_piece(call, request, reply);
    pthread_mutex_unlock(&upload.lock);
    return code;
}

/* A file of as many bytes as the id of the document says; each byte follows from where it stands. */
static enum rpc_code
download_scan(struct rpc_call *call, const void *request, void *reply)
{
    const Tracking__DownloadScanRequest *req = request;
    Common__Content *rep = reply;
    int64_t total = 0;
    if (!parse_int64(req->document_id, &total))
        return rpc_fail(call, RPC_NOT_FOUND, "Документа нет", "There is no document");
    if (strcmp(req->application_id, "breaks") == 0 && req->offset > 0)
        return rpc_fail(call, RPC_DATA_LOSS, "Файл повреждён", "The file is damaged");
    size_t size = (size_t)(total - req->offset) < PIECE ? (size_t)(total - req->offset) : PIECE;
    rep->data.data = arena_alloc(call->arena, size + 1);
    rep->data.len = size;
    for (size_t i = 0; i < size; i++)
        rep->data.data[i] = (uint8_t)((req->offset + (int64_t)i) * 31 >> 3);
    rep->total_size = total;
    rep->content_type = arena_strdup(call->arena, "application/pdf");
    rep->file_name = arena_strdup(call->arena, "Расписка \"№ 5\".pdf");
    rep->sha256 = arena_strdup(call->arena, "abc123");
    return RPC_OK;
}

/* Says back what was asked. */
static enum rpc_code
list_applications(struct rpc_call *call, const void *request, void *reply)
{
    const Tracking__ListApplicationsRequest *req = request;
    Tracking__ListApplicationsResponse *rep = reply;
    Tracking__Application *said = ARENA_NEW(call->arena, Tracking__Application);
    tracking__application__init(said);
    said->status = req->status;
    said->service_code = arena_strdup(call->arena, req->service_code);
    said->overdue = req->overdue;
    said->scenario = req->page_size;
    rep->applications = ARENA_ARRAY(call->arena, Tracking__Application *, 1);
    rep->applications[0] = said;
    rep->n_applications = 1;
    return RPC_OK;
}

static enum rpc_code
get_service(struct rpc_call *call, const void *request, void *reply)
{
    const Reference__GetServiceRequest *req = request;
    Reference__ServiceCard *rep = reply;
    rep->service_code = arena_strdup(call->arena, req->service_code);
    rep->name = arena_strdup(call->arena, rpc_role_name(call->caller.role));
    return RPC_OK;
}

static enum rpc_code
create_applicant(struct rpc_call *call, const void *request, void *reply)
{
    const Applicants__CreateApplicantRequest *req = request;
    Applicants__Applicant *rep = reply;
    rep->applicant_id = req->validate_only ? "" : arena_strdup(call->arena, UUID_ZERO);
    return RPC_OK;
}

static const struct rpc_binding BINDINGS[] = {
    { &tracking_method_get_application, get_application },
    { &tracking_method_submit_application, submit_application },
    { &tracking_method_withdraw_application, withdraw_application },
    { &tracking_method_upload_scan, upload_scan },
    { &tracking_method_download_scan, download_scan },
    { &tracking_method_list_applications, list_applications },
    { &reference_method_get_service, get_service },
    { &applicants_method_create_applicant, create_applicant },
};

/* ------------------------------------------------------------------ the stand */

static char folder[200], address[300], key_path[300], jwks_path[300], session_path[300], accounts_path[300];
static struct rpc_client *client;
static struct pages *site;

static struct rpc_client *
peer(void *arg, const char *service)
{
    (void)arg;
    (void)service;
    return client;
}

static void
record(void *arg, const struct edge_record *r)
{
    (void)arg;
    log_set_trace(r->trace_id);
    log_each(LOG_LEVEL_INFO, "request", LOG_STR("method", r->http_method),
             LOG_STR("route", r->route < routes_count ? routes[r->route].pattern : ""), LOG_STR("path", r->path),
             LOG_UINT("status", r->status), LOG_CODE(r->code), LOG_INT("took_us", r->elapsed_us),
             LOG_STR("role", r->role));
    log_set_trace(NULL);
}

static void
must(enum rpc_code code, const char *what)
{
    if (code == RPC_OK)
        return;
    fprintf(stderr, "%s: %s\n", what, rpc_code_name(code));
    exit(1);
}

static struct rpc_server *
serve(void)
{
    static const char *addresses[2];
    addresses[0] = address;
    const struct rpc_server_options options = { .name = "stand",
                                                .addresses = addresses,
                                                .workers = 4,
                                                .queue_limit = 10000,
                                                .max_message = 4 << 20,
                                                .call_memory = 16 << 20 };
    struct rpc_server *server;
    must(rpc_server_open(&options, BINDINGS, OKNO_ARRAY_SIZE(BINDINGS), &server), "service");
    return server;
}

static void
print_tokens(void)
{
    struct token_key *key;
    const struct token_claims claims[] = {
        { .role = RPC_ROLE_OPERATOR, .subject = "op-1", .centre = "arbat", .agency = "", .applicant = "" },
        { .role = RPC_ROLE_APPLICANT, .subject = "ap-1", .centre = "", .agency = "", .applicant = "a-1" },
        { .role = RPC_ROLE_KIOSK, .subject = "kiosk-1", .centre = "arbat", .agency = "", .applicant = "" },
        { .role = RPC_ROLE_ADMIN, .subject = "limited", .centre = "", .agency = "", .applicant = "" },
    };
    must(token_key_open(key_path, &key), "key");
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(claims); i++) {
        TEXT_SCOPED token = { 0 };
        must(token_issue(key, "okno", "okno", &claims[i], 3600, &token), "token");
        printf("token %s %s\n", rpc_role_name(claims[i].role), token.data);
    }
    token_key_close(key);
}

static int64_t
setting(const char *name, int64_t otherwise)
{
    int64_t value;
    const char *text = getenv(name);
    return text && parse_int64(text, &value) ? value : otherwise;
}

/* Everybody has the same password. */
static void
make_accounts(void)
{
    static char hash[PASSWORD_HASH_SIZE];
    struct accounts *accounts;
    const int64_t now_us = time_now_us();
    const struct account people[] = {
        { "operator", hash, RPC_ROLE_OPERATOR, "arbat", "", "", "Окно \"5\" <главное>", now_us },
        { "applicant", hash, RPC_ROLE_APPLICANT, "", "", "a-1", "Заявитель", now_us },
        { "kiosk", hash, RPC_ROLE_KIOSK, "arbat", "", "", "Терминал", now_us },
        { "supervisor", hash, RPC_ROLE_SUPERVISOR, "arbat", "", "", "", now_us },
    };
    if (!password_hash("correct horse battery", hash))
        abort();
    must(accounts_edit(accounts_path, &accounts), "accounts");
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(people); i++)
        must(accounts_put(accounts, &people[i]), "account");
    must(accounts_save(accounts), "accounts");
    accounts_close(accounts);
}

/* A provider of the tests, which may be any that speaks OpenID Connect. */
static bool
choose_provider(struct oidc_options *ret_options)
{
    static const struct oidc_group groups[] = { { RPC_ROLE_SUPERVISOR, "okno-supervisors" },
                                                { RPC_ROLE_OPERATOR, "okno-operators" } };
    *ret_options = (struct oidc_options){
        .issuer = getenv("STAND_ISSUER"),
        .client_id = "okno-pages",
        .client_secret = getenv("STAND_CLIENT_SECRET"),
        .scope = "openid profile",
        .refresh_s = (int)setting("STAND_OIDC_REFRESH", 300),
        .leeway_s = 1,
    };
    if (setting("STAND_GROUPS", 0)) {
        ret_options->mapping.role = "realm_access.roles";
        ret_options->mapping.groups = groups;
        ret_options->mapping.n_groups = OKNO_ARRAY_SIZE(groups);
        ret_options->mapping.subject = "preferred_username";
    }
    return ret_options->issuer;
}

static struct auth *
open_auth(void)
{
    struct oidc_options provider;
    enum rpc_code code = seal_keys_create(session_path);
    must(code == RPC_ALREADY_EXISTS ? RPC_OK : code, "session keys");
    make_accounts();
    const struct auth_options options = {
        .origin = getenv("STAND_ORIGIN"),
        .provider = choose_provider(&provider) ? &provider : NULL,
        .session_keys = session_path,
        .person = { setting("STAND_IDLE", 3600000), setting("STAND_LENGTH", 12 * 3600000) },
        .device = { setting("STAND_DEVICE_IDLE", INT64_C(30) * 86400000), INT64_C(365) * 86400000 },
        .accounts = setting("STAND_LOCAL", 1) ? accounts_path : NULL,
        .account_tries = (int)setting("STAND_ACCOUNT_TRIES", 1000),
        .address_tries = (int)setting("STAND_ADDRESS_TRIES", 1000),
        .tries_window_s = setting("STAND_TRIES_WINDOW", 60),
    };
    struct auth *auth;
    must(auth_open(&options, &auth), "auth");
    return auth;
}

static struct edge *
open_edge(struct token_verifier **ret_tokens, struct auth **ret_auth)
{
    static const char *addresses[2];
    static const char *const proxies[] = { "127.0.0.2", NULL };
    addresses[0] = address;
    const struct rpc_client_options peers = {
        .name = "stand", .addresses = addresses, .max_message = 4 << 20, .max_waiting = 1000
    };
    client = rpc_client_open(&peers);
    enum rpc_code code = token_key_create(key_path, jwks_path);
    must(code == RPC_ALREADY_EXISTS ? RPC_OK : code, "key");
    if (getenv("STAND_PAGES"))
        must(pages_open(getenv("STAND_PAGES"), &site), "pages");
    const struct token_issuer issuer = { "okno", "okno", jwks_path };
    must(token_verifier_open(&(struct token_options){ .issuers = &issuer, .n_issuers = 1 }, ret_tokens), "tokens");
    *ret_auth = setting("STAND_AUTH", 1) ? open_auth() : NULL;
    const struct edge_options options = {
        .address = getenv("STAND_ADDRESS") ? getenv("STAND_ADDRESS") : "127.0.0.1:0",
        .proxies = proxies,
        .routes = routes,
        .n_routes = routes_count,
        .openapi = openapi_json,
        .openapi_size = openapi_json_size,
        .pages = site,
        .tokens = *ret_tokens,
        .auth = *ret_auth,
        .peer = peer,
        .record = setting("STAND_RECORD", 1) ? record : NULL,
        .limits =
            {
                .body = (size_t)setting("STAND_BODY", 1 << 20),
                .upload = (size_t)setting("STAND_UPLOAD", 3 << 20),
                .body_memory = (size_t)setting("STAND_BODY_MEMORY", 64 << 20),
            .connections = (int)setting("STAND_CONNECTIONS", 1000),
                .connections_per_address = (int)setting("STAND_PER_ADDRESS", 900),
                .header_ms = setting("STAND_HEADER_MS", 2000),
                .body_ms = setting("STAND_BODY_MS", 3000),
                .bytes_per_second = 1 << 20,
                .idle_ms = setting("STAND_IDLE_MS", 4000),
                .call_ms = setting("STAND_CALL_MS", 2000),
                .subject_rate = (int)setting("STAND_SUBJECT_RATE", 100000),
                .address_rate = (int)setting("STAND_ADDRESS_RATE", 100000),
                .rate_window_s = 1,
                .streams = (int)setting("STAND_STREAMS", 500),
                .streams_per_address = (int)setting("STAND_STREAMS_PER_ADDRESS", 400),
                .stream_backlog = (size_t)setting("STAND_BACKLOG", 256 << 10),
                .stream_history = (int)setting("STAND_HISTORY", 200),
            },
    };
    struct edge *edge;
    must(edge_open(&options, &edge), "edge");
    return edge;
}

static void
wait_for_end(void)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    struct pollfd fds[] = { { .fd = signalfd(-1, &ends, 0), .events = POLLIN }, { .fd = 0, .events = POLLIN } };
    char c;
    do
        poll(fds, 2, -1);
    while (!fds[0].revents && (!fds[1].revents || read(0, &c, 1) > 0));
    close(fds[0].fd);
}

int
main(int argc, char **argv)
{
    const char *part = argc > 2 ? argv[2] : "both";
    if (argc < 2) {
        fprintf(stderr, "usage: %s FOLDER [both|edge|service]\n", argv[0]);
        return 2;
    }
    snprintf(folder, sizeof folder, "%s", argv[1]);
    snprintf(address, sizeof address, "ipc://%s/stand.sock", folder);
    snprintf(key_path, sizeof key_path, "%s/key.json", folder);
    snprintf(jwks_path, sizeof jwks_path, "%s/jwks.json", folder);
    snprintf(session_path, sizeof session_path, "%s/session.jwks", folder);
    snprintf(accounts_path, sizeof accounts_path, "%s/accounts", folder);
    log_open("stand", LOG_LEVEL_INFO);
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);

    struct rpc_server *server = strcmp(part, "edge") != 0 ? serve() : NULL;
    struct token_verifier *tokens = NULL;
    struct auth *auth = NULL;
    struct edge *edge = strcmp(part, "service") != 0 ? open_edge(&tokens, &auth) : NULL;
    if (edge) {
        print_tokens();
        printf("port %d\n", edge_port(edge));
    }
    puts("ready");
    fflush(stdout);
    wait_for_end();
    if (edge)
        edge_drain(edge, 5000);
    edge_close(edge);
    auth_close(auth);
    rpc_client_close(client);
    token_verifier_close(tokens);
    rpc_server_close(server);
    pages_close(site);
    EVP_MD_CTX_free(upload.hash);
    log_close();
    return 0;
}
