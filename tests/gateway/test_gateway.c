/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pure parts of the edge: targets, routes, headers' small languages, limits, statuses. */
#include "disposition.h"
#include "etag.h"
#include "language.h"
#include "limit.h"
#include "range.h"
#include "router.h"
#include "status.h"
#include "trace.h"

#include <okno/test.h>

static struct arena *arena;

static void
set_up(void)
{
    arena = arena_new(1 << 20);
}

static void
tear_down(void)
{
    arena_free(arena);
}

__attribute__((constructor)) static void
begin(void)
{
    test_before = set_up;
    test_after = tear_down;
}

/* ------------------------------------------------------------------ targets */

TEST(a_target_is_taken_apart)
{
    struct uri uri;
    EXPECT_INT(uri_parse(arena, "/v1/centres/a%20b:open?x=1&y=a%26b+c&z&=e", &uri), URI_OK);
    EXPECT_TEXT(uri.path, "/v1/centres/a%20b:open");
    EXPECT_INT(uri.n_segments, 3);
    EXPECT_TEXT(uri.segment[2], "a b:open");
    EXPECT_TEXT(uri.before_verb, "a b");
    EXPECT_TEXT(uri.verb, "open");
    EXPECT_INT(uri.n_parameters, 4);
    EXPECT_TEXT(uri.parameter[1].name, "y");
    EXPECT_TEXT(uri.parameter[1].value, "a&b c");
    EXPECT_TEXT(uri.parameter[2].value, "");
    EXPECT_TEXT(uri.parameter[3].name, "");
}

TEST(the_root_and_double_slashes_have_empty_segments)
{
    struct uri uri;
    EXPECT_INT(uri_parse(arena, "/", &uri), URI_OK);
    EXPECT_INT(uri.n_segments, 1);
    EXPECT_TEXT(uri.segment[0], "");
    EXPECT_INT(uri_parse(arena, "//a/", &uri), URI_OK);
    EXPECT_INT(uri.n_segments, 3);
}

TEST(an_escaped_colon_is_no_verb)
{
    struct uri uri;
    EXPECT_INT(uri_parse(arena, "/v1/a%3Ab", &uri), URI_OK);
    EXPECT_TEXT(uri.verb, "");
    EXPECT_TEXT(uri.segment[1], "a:b");
}

TEST(bad_targets_are_refused)
{
    static const struct {
        const char *target;
        enum uri_fault fault;
    } bad[] = {
        { "", URI_BAD_FORM },          { "*", URI_BAD_FORM },
        { "http://x/", URI_BAD_FORM }, { "?a=b", URI_BAD_FORM },
        { "/%", URI_BAD_ESCAPE },      { "/%4", URI_BAD_ESCAPE },
        { "/%4g", URI_BAD_ESCAPE },    { "/%00", URI_BAD_TEXT },
        { "/%ff", URI_BAD_TEXT },      { "/%c0%af", URI_BAD_TEXT },
        { "/a\x01", URI_BAD_TEXT },    { "/%0d%0a", URI_BAD_TEXT },
        { "/\xff", URI_BAD_TEXT },     { "/a?b=%", URI_BAD_ESCAPE },
        { "/a?%=b", URI_BAD_ESCAPE },  { "/a?b=%ed%a0%80", URI_BAD_TEXT },
        { "/a:%zz", URI_BAD_ESCAPE },  { "/%7f", URI_BAD_TEXT },
    };
    struct uri uri;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(bad); i++)
        EXPECT_INT(uri_parse(arena, bad[i].target, &uri), bad[i].fault);
}

TEST(targets_of_too_many_parts_are_refused)
{
    struct uri uri;
    TEXT_SCOPED target = { 0 };
    for (int i = 0; i <= URI_SEGMENTS_MAX; i++)
        text_adds(&target, "/a");
    EXPECT_INT(uri_parse(arena, target.data, &uri), URI_TOO_MANY);
    text_clear(&target);
    text_adds(&target, "/?a");
    for (int i = 0; i < URI_PARAMETERS_MAX; i++)
        text_adds(&target, "&a");
    EXPECT_INT(uri_parse(arena, target.data, &uri), URI_TOO_MANY);
}

/* ------------------------------------------------------------------ routes */

#define LIT(name)                                                                                                      \
    {                                                                                                                  \
        ROUTE_LITERAL, name                                                                                            \
    }
#define VAR(name)                                                                                                      \
    {                                                                                                                  \
        ROUTE_VARIABLE, name                                                                                           \
    }
static const struct route_segment things[] = { LIT("v1"), LIT("things") };
static const struct route_segment thing[] = { LIT("v1"), LIT("things"), VAR("id") };
static const struct route_segment special[] = { LIT("v1"), LIT("things"), LIT("special") };
static const struct route_segment part[] = { LIT("v1"), LIT("things"), VAR("id"), LIT("parts"), VAR("part") };
static const struct route_segment special_part[] = { LIT("v1"), LIT("things"), LIT("special"), LIT("only") };
static const struct route_segment files[] = { LIT("files"), { ROUTE_REST, "path" } };

#define ROUTE(verb_, method_, list)                                                                                    \
    {                                                                                                                  \
        method_, "", list, OKNO_ARRAY_SIZE(list), verb_, "", "", false, NULL, ""                                       \
    }
static const struct route LIST[] = {
    ROUTE("", "GET", things),   ROUTE("", "POST", things),      ROUTE("nearest", "GET", things),
    ROUTE("", "GET", thing),    ROUTE("open", "POST", thing),   ROUTE("", "GET", special),
    ROUTE("", "GET", part),     ROUTE("", "GET", special_part), ROUTE("", "GET", files),
    ROUTE("", "DELETE", thing),
};

static const char *values[URI_SEGMENTS_MAX];

/* Index of the route, -1 for none; the values are left in `values`. */
static int
find(enum http_method method, const char *target)
{
    struct uri uri;
    struct router_match match;
    struct router *router = router_new(LIST, OKNO_ARRAY_SIZE(LIST));
    EXPECT_INT(uri_parse(arena, target, &uri), URI_OK);
    bool found = router_find(router, arena, method, &uri, &match);
    for (size_t i = 0; found && (i == 0 || values[i - 1]); i++)
        values[i] = match.value[i];
    router_free(router);
    return found ? (int)match.route : -1;
}

TEST(routes_are_found_by_method_and_path)
{
    EXPECT_INT(find(HTTP_GET, "/v1/things"), 0);
    EXPECT_INT(find(HTTP_POST, "/v1/things"), 1);
    EXPECT_INT(find(HTTP_GET, "/v1/things/7"), 3);
    EXPECT_TEXT(values[0], "7");
    EXPECT(!values[1]);
    EXPECT_INT(find(HTTP_GET, "/v1/things/7/parts/8"), 6);
    EXPECT_TEXT(values[0], "7");
    EXPECT_TEXT(values[1], "8");
}

TEST(a_verb_makes_another_route)
{
    EXPECT_INT(find(HTTP_GET, "/v1/things:nearest"), 2);
    EXPECT_INT(find(HTTP_POST, "/v1/things/7:open"), 4);
    EXPECT_TEXT(values[0], "7");
    EXPECT_INT(find(HTTP_GET, "/v1/things/7:open"), 3);
    EXPECT_TEXT(values[0], "7:open");
    EXPECT_INT(find(HTTP_POST, "/v1/things/a:b:open"), 4);
    EXPECT_TEXT(values[0], "a:b");
    EXPECT_INT(find(HTTP_GET, "/v1/things:other"), -1);
    EXPECT_INT(find(HTTP_POST, "/v1/things/:open"), -1);
}

TEST(a_literal_goes_before_a_variable_and_gives_way_where_it_leads_nowhere)
{
    EXPECT_INT(find(HTTP_GET, "/v1/things/special"), 5);
    EXPECT_INT(find(HTTP_GET, "/v1/things/special/only"), 7);
    EXPECT_INT(find(HTTP_GET, "/v1/things/special/parts/8"), 6);
    EXPECT_TEXT(values[0], "special");
    EXPECT_INT(find(HTTP_DELETE, "/v1/things/special"), 9);
}

TEST(a_rest_takes_all_that_follows)
{
    EXPECT_INT(find(HTTP_GET, "/files/a/b%2Fc/d"), 8);
    EXPECT_TEXT(values[0], "a/b/c/d");
    EXPECT_INT(find(HTTP_GET, "/files"), -1);
}

TEST(what_is_no_path_of_ours_is_not_found)
{
    static const char *const paths[] = { "/",
                                         "/v1",
                                         "/v1/",
                                         "/v1/things/",
                                         "/v1/things/7/",
                                         "/v1//things",
                                         "/V1/things",
                                         "/v1/things/7/parts",
                                         "/v1/things/7/8",
                                         "/v1/thing",
                                         "/v1/thingss" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(paths); i++)
        EXPECT_INT(find(HTTP_GET, paths[i]), -1);
}

TEST(a_path_knows_its_methods)
{
    struct uri uri;
    struct router *router = router_new(LIST, OKNO_ARRAY_SIZE(LIST));
    EXPECT_INT(uri_parse(arena, "/v1/things/7", &uri), URI_OK);
    EXPECT_INT(router_methods(router, arena, &uri), 1 << HTTP_GET | 1 << HTTP_DELETE);
    EXPECT_INT(uri_parse(arena, "/nothing", &uri), URI_OK);
    EXPECT_INT(router_methods(router, arena, &uri), 0);
    router_free(router);
}

TEST(methods_have_names)
{
    EXPECT_INT(http_method_by_name("HEAD"), HTTP_GET);
    EXPECT_INT(http_method_by_name("PATCH"), HTTP_PATCH);
    EXPECT_INT(http_method_by_name("get"), HTTP_METHODS);
    EXPECT_INT(http_method_by_name(""), HTTP_METHODS);
}

/* ------------------------------------------------------------------ headers */

TEST(the_language_is_the_one_liked_more)
{
    static const char *const english[] = { "en",           "EN-us", "en, ru;q=0.9", "ru;q=0.3,en;q=0.31",
                                           "de, en;q=0.5", "fr,en", "ru;q=0, *" };
    static const char *const russian[] = { "",          "ru",      "de",          "*",      "en;q=0", "ru,en",
                                           "ru-RU, en", "english", "en;q=0.5, *", ";;,,q=", NULL };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(english); i++)
        EXPECT(language_is_english(english[i]));
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(russian); i++)
        EXPECT(!language_is_english(russian[i]));
}

TEST(json_is_accepted_unless_it_is_excluded)
{
    static const char *const yes[] = {
        NULL, "*/*", "application/json", "APPLICATION/*", "text/html, */*;q=0.1", "application/problem+json"
    };
    static const char *const no[] = {
        "", "text/html", "application/xml", "application/json;q=0, */*", "*/*;q=0", "application/json;q=0.000"
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(yes); i++)
        EXPECT(accepts_json(yes[i]));
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(no); i++)
        EXPECT(!accepts_json(no[i]));
}

TEST(a_sound_trace_is_continued_and_others_begin)
{
    static const char sound[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    char trace[TRACE_SIZE], id[TRACE_ID_SIZE];
    trace_continue(sound, trace, id);
    EXPECT_TEXT(id, "0af7651916cd43dd8448eb211c80319c");
    EXPECT(memcmp(trace, sound, 36) == 0 && memcmp(trace + 36, sound + 36, 16) != 0);
    EXPECT_TEXT(trace + 52, "-00");
    trace_continue("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", trace, id);
    EXPECT_TEXT(id, "0af7651916cd43dd8448eb211c80319c");
    static const char *const bad[] = { NULL,
                                       "",
                                       "00-",
                                       "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                                       "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                                       "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                                       "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(bad); i++) {
        trace_continue(bad[i], trace, id);
        EXPECT(strcmp(id, "0af7651916cd43dd8448eb211c80319c") != 0);
        EXPECT_INT(strlen(trace), TRACE_SIZE - 1);
        EXPECT_INT(strlen(id), 32);
    }
}

TEST(if_match_names_one_strong_tag)
{
    const char *tag = NULL;
    EXPECT_INT(etag_if_match(arena, "\"v1\"", &tag), IF_MATCH_ONE);
    EXPECT_TEXT(tag, "v1");
    EXPECT_INT(etag_if_match(arena, " * ", &tag), IF_MATCH_ANY);
    EXPECT_INT(etag_if_match(arena, "W/\"v1\"", &tag), IF_MATCH_WEAK);
    const char *shown = arena_printf(arena, "\"%s\"", etag_of_body(arena, "v~1", "{}", 2));
    EXPECT_TEXT(shown, "\"v~1~44136fa355b3678a\"");
    EXPECT_INT(etag_if_match(arena, shown, &tag), IF_MATCH_ONE);
    EXPECT_TEXT(tag, "v~1");
    EXPECT_INT(etag_if_match(arena, "\"~44136fa355b3678a\"", &tag), IF_MATCH_ONE);
    EXPECT_TEXT(tag, "~44136fa355b3678a");
    static const char *const bad[] = { "", "v1", "\"v1", "\"a\", \"b\"", "'v1'", "\"a\"b" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(bad); i++)
        EXPECT_INT(etag_if_match(arena, bad[i], &tag), IF_MATCH_MALFORMED);
}

TEST(if_none_match_finds_its_tag)
{
    EXPECT(etag_hits("\"v1\"", "v1"));
    EXPECT(etag_hits("\"a\", W/\"v1\" , \"b\"", "v1"));
    EXPECT(etag_hits("*", "v1"));
    EXPECT(!etag_hits("\"v1x\"", "v1"));
    EXPECT(!etag_hits("v1", "v1"));
    EXPECT(!etag_hits("", "v1"));
    EXPECT(!etag_hits("\"a\",\"v1", "v1"));
    EXPECT(etag_valid("v1") && !etag_valid("") && !etag_valid("a b") && !etag_valid("a\"b"));
}

TEST(names_of_files_are_read_without_folders)
{
    EXPECT_TEXT(disposition_file_name(arena, "attachment; filename=a.pdf"), "a.pdf");
    EXPECT_TEXT(disposition_file_name(arena, "attachment; x=y; FileName=\"a b.pdf\""), "a b.pdf");
    EXPECT_TEXT(disposition_file_name(arena, "attachment; filename=x; filename*=utf-8'ru'%D1%8F.pdf"), "я.pdf");
    EXPECT_TEXT(disposition_file_name(arena, "a; filename=\"/etc/passwd\""), "passwd");
    static const char *const none[] = { NULL,
                                        "",
                                        "attachment",
                                        "a; filename=",
                                        "a; filename=\"x",
                                        "a; filename=\"..\"",
                                        "a; filename*=UTF-8''%zz",
                                        "a; filename*=UTF-8''%00",
                                        "a; filename*=latin-1''a",
                                        "a; filename=\"b/\"" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(none); i++)
        EXPECT_TEXT(disposition_file_name(arena, none[i]), "");
}

TEST(names_of_files_are_written_for_old_and_new_clients)
{
    EXPECT_TEXT(disposition_header(arena, "a\"b%я.pdf"),
                "attachment; filename=\"a_b__.pdf\"; filename*=UTF-8''a%22b%25%D1%8F.pdf");
    EXPECT_TEXT(disposition_header(arena, ""), "attachment");
    EXPECT_TEXT(disposition_header(arena, "a\r\nb"), "attachment");
}

TEST(a_range_has_a_beginning)
{
    struct range range;
    EXPECT(range_parse("bytes=5-9", &range));
    EXPECT_INT(range.first, 5);
    EXPECT_INT(range.last, 9);
    EXPECT(range_parse("bytes=0-", &range));
    EXPECT_INT(range.last, INT64_MAX);
    static const char *const others[] = { NULL,       "",          "bytes",         "bytes=",
                                          "bytes=-5", "bytes=9-5", "bytes=1-2,3-4", "bytes=a-",
                                          "bytes=1",  "bytes=1-x", "Bytes=1-",      "bytes=1234567890123456789-" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(others); i++)
        EXPECT(!range_parse(others[i], &range));
}

/* ------------------------------------------------------------------ limits */

#define SECOND INT64_C(1000000)

TEST(a_bucket_empties_and_fills_again)
{
    struct limiter *limiter = limiter_new(16);
    const struct limit limit = { .quota = 10, .window_s = 5 };
    struct limit_state state;
    int64_t now_us = 1000 * SECOND;
    for (int i = 0; i < 10; i++) {
        EXPECT(limit_take(limiter, 1, &limit, 1, now_us, &state));
        EXPECT_INT(state.remaining, 9 - i);
    }
    EXPECT(!limit_take(limiter, 1, &limit, 1, now_us, &state));
    EXPECT_INT(state.remaining, 0);
    EXPECT_INT(state.retry_s, 1);
    EXPECT_INT(state.reset_s, 5);
    EXPECT(limit_take(limiter, 2, &limit, 1, now_us, &state));
    EXPECT(limit_take(limiter, 1, &limit, 1, now_us + SECOND / 2, &state));
    EXPECT(!limit_take(limiter, 1, &limit, 1, now_us + SECOND / 2, &state));
    EXPECT(limit_take(limiter, 1, &limit, 1, now_us + 60 * SECOND, &state));
    EXPECT_INT(state.remaining, 9);
    limiter_free(limiter);
}

TEST(a_full_table_forgets_who_used_least)
{
    struct limiter *limiter = limiter_new(4);
    const struct limit limit = { .quota = 10, .window_s = 10 };
    struct limit_state state;
    for (int i = 0; i < 10; i++)
        EXPECT(limit_take(limiter, 4, &limit, 1, SECOND, &state));
    for (uint64_t key = 8; key < 4000; key += 4)
        EXPECT(limit_take(limiter, key, &limit, 1, SECOND, &state));
    EXPECT(!limit_take(limiter, 4, &limit, 1, SECOND, &state));
    limiter_free(limiter);
}

TEST(hashes_differ_from_table_to_table)
{
    struct limiter *first = limiter_new(4), *second = limiter_new(4);
    EXPECT(limit_hash(first, "subject", 7) == limit_hash(first, "subject", 7));
    EXPECT(limit_hash(first, "subject", 7) != limit_hash(first, "subjecu", 7));
    EXPECT(limit_hash(first, "subject", 7) != limit_hash(second, "subject", 7));
    EXPECT(limit_hash(first, "", 0) != limit_hash(first, "\0", 1));
    limiter_free(first);
    limiter_free(second);
}

/* ------------------------------------------------------------------ statuses */

TEST(every_code_has_its_status)
{
    static const struct {
        enum rpc_code code;
        const char *reason;
        unsigned status;
    } map[] = {
        { RPC_OK, NULL, 200 },
        { RPC_INVALID_ARGUMENT, NULL, 400 },
        { RPC_FAILED_PRECONDITION, NULL, 400 },
        { RPC_OUT_OF_RANGE, NULL, 400 },
        { RPC_UNAUTHENTICATED, NULL, 401 },
        { RPC_PERMISSION_DENIED, NULL, 403 },
        { RPC_NOT_FOUND, NULL, 404 },
        { RPC_ALREADY_EXISTS, NULL, 409 },
        { RPC_ABORTED, NULL, 409 },
        { RPC_ABORTED, "STALE_ETAG", 412 },
        { RPC_FAILED_PRECONDITION, "IDEMPOTENCY_KEY_REUSED", 422 },
        { RPC_ABORTED, "IDEMPOTENCY_IN_PROGRESS", 409 },
        { RPC_RESOURCE_EXHAUSTED, NULL, 429 },
        { RPC_CANCELLED, NULL, 499 },
        { RPC_UNIMPLEMENTED, NULL, 501 },
        { RPC_UNAVAILABLE, NULL, 503 },
        { RPC_DEADLINE_EXCEEDED, NULL, 504 },
        { RPC_INTERNAL, NULL, 500 },
        { RPC_DATA_LOSS, "", 500 },
        { RPC_UNKNOWN, "SOMETHING", 500 },
        { (enum rpc_code)99, NULL, 500 },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(map); i++) {
        EXPECT_INT(http_status_of(map[i].code, map[i].reason), map[i].status);
        EXPECT(*http_status_title(map[i].status, true) && *http_status_title(map[i].status, false));
    }
}
