/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Keys by address: a server of our own on the loopback answers whatever the test wants. */
#include "forge.h"
#include "internal.h"

#include <arpa/inet.h>
#include <okno/test.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

static int listener;
static pthread_t server;
static char address[64];
static char *good_set, *bad_answer;
static char *_Atomic answer; /* NULL: hang up at once */
static _Atomic int asked;
static struct token_verifier *verifier;
static struct arena *arena;
static EVP_PKEY *key;

static void *
serve(void *arg)
{
    (void)arg;
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0)
            return NULL;
        char request[4096];
        ssize_t got = read(fd, request, sizeof request);
        atomic_fetch_add(&asked, 1);
        const char *bytes = answer;
        if (got > 0 && bytes) {
            ssize_t sent = send(fd, bytes, strlen(bytes), MSG_NOSIGNAL);
            (void)sent;
        }
        close(fd);
    }
}

static char *
http(const char *status, const char *header, const char *body)
{
    struct text text = { 0 };
    text_addf(&text, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\nConnection: close\r\n\r\n%s", status, header,
              strlen(body), body);
    return text.data;
}

static void
listen_anywhere(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_INT(bind(listener, (struct sockaddr *)&at, sizeof at), 0);
    EXPECT_INT(listen(listener, 16), 0);
    EXPECT_INT(getsockname(listener, (struct sockaddr *)&at, &size), 0);
    snprintf(address, sizeof address, "http://127.0.0.1:%d/jwks", ntohs(at.sin_port));
}

static void
set_up(void)
{
    arena = arena_new(1 << 20);
    key = forge_ec_key("P-256");
    char *jwk = forge_jwk(key, "P-256");
    TEXT_SCOPED set = { 0 };
    text_addf(&set, "{\"keys\":[{\"kid\":\"a\",%s}]}", jwk);
    free(jwk);
    good_set = http("200 OK", "", set.data);
    listen_anywhere();
    asked = 0;
    EXPECT_INT(pthread_create(&server, NULL, serve, NULL), 0);
}

static void
tear_down(void)
{
    token_verifier_close(verifier);
    shutdown(listener, SHUT_RDWR);
    pthread_join(server, NULL);
    close(listener);
    arena_free(arena);
    EVP_PKEY_free(key);
    free(good_set);
    free(bad_answer);
    bad_answer = NULL;
}

__attribute__((constructor)) static void
begin(void)
{
    test_before = set_up;
    test_after = tear_down;
}

static void
open_verifier(int refresh_s, int kick_s)
{
    const struct token_issuer issuer = { "i", "okno", address };
    const struct token_options options = {
        .issuers = &issuer, .n_issuers = 1, .refresh_s = refresh_s, .kick_s = kick_s
    };
    EXPECT_CODE(token_verifier_open(&options, &verifier), RPC_OK);
}

static bool
becomes_ready(void)
{
    for (int i = 0; i < 300 && !token_verifier_ready(verifier); i++)
        usleep(10000);
    return token_verifier_ready(verifier);
}

static enum token_fault
verdict(const char *kid)
{
    struct token_claims claims;
    char header[100], payload[300];
    snprintf(header, sizeof header, "{\"alg\":\"ES256\",\"kid\":\"%s\"}", kid);
    snprintf(payload, sizeof payload, "{\"iss\":\"i\",\"aud\":\"okno\",\"sub\":\"s\",\"role\":\"ADMIN\",\"exp\":%lld}",
             (long long)(time_now_us() / 1000000 + 60));
    char *token = forge_token(header, payload, "ES256", key);
    enum token_fault fault = token_verify(verifier, token, strlen(token), arena, &claims);
    free(token);
    return fault;
}

TEST(keys_are_fetched_from_an_address)
{
    answer = good_set;
    open_verifier(300, 10);
    EXPECT(becomes_ready());
    EXPECT_INT(verdict("a"), TOKEN_OK);
}

TEST(keys_stay_while_the_source_is_down)
{
    answer = good_set;
    open_verifier(1, 1);
    EXPECT(becomes_ready());
    answer = NULL;
    usleep(2500000);
    EXPECT(asked >= 2);
    EXPECT_INT(verdict("a"), TOKEN_OK);
}

TEST(a_source_that_is_not_up_yet_is_asked_again)
{
    answer = NULL;
    open_verifier(300, 10);
    usleep(300000);
    EXPECT_INT(verdict("a"), TOKEN_NO_KEYS);
    answer = good_set;
    EXPECT(becomes_ready());
    EXPECT_INT(verdict("a"), TOKEN_OK);
}

TEST(forged_key_names_do_not_make_the_source_be_asked_more_often)
{
    answer = good_set;
    open_verifier(300, 2);
    EXPECT(becomes_ready());
    for (int i = 0; i < 200; i++)
        EXPECT_INT(verdict("forged"), TOKEN_UNKNOWN_KEY);
    EXPECT_INT(asked, 1);
    usleep(2200000);
    for (int i = 0; i < 200; i++) {
        EXPECT_INT(verdict("forged"), TOKEN_UNKNOWN_KEY);
        usleep(1000);
    }
    EXPECT_INT(asked, 2);
}

static void
expect_no_keys(char *text)
{
    answer = bad_answer = text;
    open_verifier(300, 10);
    for (int i = 0; i < 100 && asked == 0; i++)
        usleep(10000);
    usleep(200000);
    EXPECT(!token_verifier_ready(verifier));
}

TEST(a_redirect_is_not_followed)
{
    char location[200];
    snprintf(location, sizeof location, "Location: %s\r\n", address);
    expect_no_keys(http("302 Found", location, "{\"keys\":[]}"));
}

TEST(an_error_page_is_no_key_set)
{
    expect_no_keys(http("500 Internal Server Error", "", "{\"keys\":[]}"));
}

TEST(an_endless_document_is_cut_off)
{
    char *endless = malloc(3000001);
    memset(endless, ' ', 3000000);
    endless[3000000] = '\0';
    char *text = http("200 OK", "", endless);
    free(endless);
    expect_no_keys(text);
}
