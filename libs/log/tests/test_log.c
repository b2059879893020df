/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/log.h>
#include <okno/test.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pty.h>
#include <unistd.h>

static char captured[65536];
static int saved_stderr, reading_end;

static void
redirect(int read_fd, int write_fd)
{
    fflush(stderr);
    reading_end = read_fd;
    saved_stderr = dup(STDERR_FILENO);
    dup2(write_fd, STDERR_FILENO);
    close(write_fd);
}

static void
capture_start(void)
{
    int ends[2];
    EXPECT_INT(pipe(ends), 0);
    redirect(ends[0], ends[1]);
    log_set_format(LOG_FORMAT_AUTO);
    log_open("test", LOG_LEVEL_INFO);
}

/* What was written to stderr since capture_start. */
static const char *
capture_end(void)
{
    log_close();
    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    size_t length = 0;
    ssize_t got;
    while ((got = read(reading_end, captured + length, sizeof captured - 1 - length)) > 0)
        length += (size_t)got;
    close(reading_end);
    captured[length] = '\0';
    return captured;
}

static size_t
count(const char *text, const char *wanted)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, wanted)); at += strlen(wanted))
        n++;
    return n;
}

/* A line without time and pid, which differ from run to run. */
static const char *
without_time(const char *line)
{
    const char *level = strstr(line, "\"level\"");
    ck_assert_ptr_nonnull(level);
    char *pid = strstr(level, "\"pid\":");
    ck_assert_ptr_nonnull(pid);
    size_t digits = strspn(pid + 6, "0123456789");
    memmove(pid, pid + 6 + digits + 1, strlen(pid + 6 + digits + 1) + 1);
    return level;
}

TEST(a_line_is_one_json_object)
{
    capture_start();
    log_info("listening", LOG_STR("address", "ipc:///run/okno"), LOG_INT("port", -8080), LOG_BOOL("tls", true),
             LOG_REAL("took_ms", 0.25), LOG_UINT("bytes", UINT64_MAX), LOG_STR("peer", NULL), LOG_CODE(RPC_NOT_FOUND));
    const char *line = capture_end();
    EXPECT(text_starts(line, "{\"time\":\"20"));
    EXPECT_TEXT(without_time(line), "\"level\":\"info\",\"component\":\"test\",\"message\":\"listening\","
                                    "\"address\":\"ipc:///run/okno\",\"port\":-8080,\"tls\":true,\"took_ms\":0.25,"
                                    "\"bytes\":18446744073709551615,\"peer\":null,\"code\":\"NOT_FOUND\"}\n");
}

TEST(text_is_escaped_and_stays_utf8)
{
    capture_start();
    log_error("окно €𝄞", LOG_STR("a", "\"\\\n\t\r\x01\x7f"),
              LOG_STR("b", "\xff"
                           "я\xd1"),
              LOG_STR("c", "\u2028\u202E\xC2\x9B[31m"));
    EXPECT_TEXT(without_time(capture_end()), "\"level\":\"error\",\"component\":\"test\",\"message\":\"окно €𝄞\","
                                             "\"a\":\"\\\"\\\\\\n\\t\\u000d\\u0001\\u007f\",\"b\":\"\uFFFDя\uFFFD\","
                                             "\"c\":\"\\u2028\\u202e\\u009b[31m\"}\n");
}

TEST(levels_below_the_threshold_cost_nothing)
{
    int evaluated = 0;
    capture_start();
    log_debug("unseen", LOG_INT("n", ++evaluated));
    log_open("test", LOG_LEVEL_DEBUG);
    log_debug("seen", LOG_INT("n", ++evaluated));
    log_open("test", LOG_LEVEL_ERROR);
    log_warn("unseen");
    const char *out = capture_end();
    EXPECT_INT(evaluated, 1);
    EXPECT_INT(count(out, "\n"), 1);
    EXPECT(strstr(out, "\"level\":\"debug\"") && strstr(out, "\"message\":\"seen\""));
}

TEST(the_trace_follows_the_thread)
{
    capture_start();
    log_set_trace("4bf92f3577b34da6a3ce929d0e0e4736");
    log_info("with");
    log_set_trace(NULL);
    log_info("without");
    const char *out = capture_end();
    EXPECT_INT(count(out, "\"trace\":\"4bf92f3577b34da6a3ce929d0e0e4736\"}\n"), 1);
    EXPECT(strstr(out, "\"message\":\"without\"}"));
    EXPECT_TEXT(log_trace(), "");
}

TEST(long_texts_are_cut_and_a_line_never_exceeds_4096_bytes)
{
    char *text = malloc(20001);
    for (int i = 0; i < 20000; i += 2)
        memcpy(text + i, "я", 2);
    text[20000] = '\0';
    capture_start();
    log_info(text, LOG_STR("a", text), LOG_STR("b", text), LOG_STR("c", text), LOG_STR("d", text), LOG_INT("last", 1));
    const char *line = capture_end();
    EXPECT(strlen(line) <= 4096);
    EXPECT(utf8_valid(line, strlen(line)));
    EXPECT(strstr(line, "…\",\"a\":\""));
    EXPECT(!strstr(line, "\"d\":"));
    EXPECT(strstr(line, ",\"last\":1,\"cut\":true}\n"));
    free(text);
}

TEST(identical_lines_are_counted)
{
    capture_start();
    log_set_window_ms(1000);
    for (int i = 0; i < 100; i++) {
        log_set_trace(i % 2 ? "1" : "2");
        log_warn("database is unreachable", LOG_STR("address", "a"));
    }
    log_set_trace(NULL);
    log_warn("database is unreachable", LOG_STR("address", "b"));
    log_error("database is unreachable", LOG_STR("address", "a"));
    usleep(1100 * 1000);
    log_flush();
    usleep(1100 * 1000);
    log_flush();
    log_warn("database is unreachable", LOG_STR("address", "a"));
    log_set_window_ms(10000);
    const char *out = capture_end();
    EXPECT_INT(count(out, "\n"), 5);
    EXPECT_INT(count(out, "\"address\":\"a\",\"repeated\":99}"), 1);
    EXPECT_INT(count(out, "\"repeated\""), 1);
}

TEST(closing_reports_what_was_held_back)
{
    capture_start();
    for (int i = 0; i < 7; i++)
        log_warn("again");
    const char *out = capture_end();
    EXPECT_INT(count(out, "\n"), 2);
    EXPECT(strstr(out, "\"repeated\":6}"));
}

TEST(more_texts_than_are_watched_lose_no_count)
{
    capture_start();
    for (int i = 0; i < 200; i++) {
        log_warn("many", LOG_INT("n", i));
        log_warn("many", LOG_INT("n", i));
    }
    const char *out = capture_end();
    EXPECT_INT(count(out, "\n"), 400);
    EXPECT_INT(count(out, "\"repeated\":1}"), 200);
}

TEST(a_line_that_counts_is_never_held_back)
{
    capture_start();
    for (int i = 0; i < 5; i++)
        log_each(LOG_LEVEL_INFO, "call", LOG_STR("method", "GetApplication"));
    EXPECT_INT(count(capture_end(), "\n"), 5);
}

TEST(a_full_pipe_loses_lines_and_says_so)
{
    capture_start();
    fcntl(STDERR_FILENO, F_SETPIPE_SZ, 4096);
    fcntl(STDERR_FILENO, F_SETFL, O_NONBLOCK);
    for (int i = 0; i < 1000; i++) {
        errno = 7;
        log_each(LOG_LEVEL_INFO, "flood", LOG_INT("n", i));
        EXPECT_INT(errno, 7);
    }
    char taken[8192];
    EXPECT(read(reading_end, taken, sizeof taken) > 0);
    log_info("after");
    const char *out = capture_end();
    EXPECT_INT(count(out, "\"message\":\"after\",\"lost\":"), 1);
    EXPECT_INT(count(out, "\n"), count(out, "}\n"));
}

TEST(a_terminal_gets_readable_colours)
{
    int master, slave;
    EXPECT_INT(openpty(&master, &slave, NULL, NULL, NULL), 0);
    redirect(master, slave);
    unsetenv("NO_COLOR");
    log_open("test", LOG_LEVEL_INFO);
    log_warn("slow \"peer\"\033[2J", LOG_STR("address", "a b"), LOG_STR("empty", ""), LOG_INT("took_ms", 12));
    setenv("NO_COLOR", "1", 1);
    log_open("test", LOG_LEVEL_INFO);
    log_info("plain", LOG_STR("address", "a"));
    unsetenv("NO_COLOR");
    const char *out = capture_end();
    EXPECT(strstr(out, "\033[33mWARN \033[0m test: slow \"peer\"\\u001b[2J"));
    EXPECT(strstr(out, " \033[2maddress=\033[0m\"a b\" \033[2mempty=\033[0m\"\" \033[2mtook_ms=\033[0m12"));
    EXPECT(strstr(out, " INFO  test: plain address=a\r\n"));
}

static void *
chatter(void *unused)
{
    for (int i = 0; i < 50; i++) {
        log_set_trace("t");
        log_info("together", LOG_INT("n", i));
        log_each(LOG_LEVEL_INFO, "each");
    }
    return unused;
}

TEST(threads_write_whole_lines)
{
    pthread_t threads[4];
    capture_start();
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(threads); i++)
        pthread_create(&threads[i], NULL, chatter, NULL);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(threads); i++)
        pthread_join(threads[i], NULL);
    const char *out = capture_end();
    EXPECT_INT(count(out, "\"message\":\"each\",\"trace\":\"t\"}\n"), 200);
    EXPECT_INT(count(out, "\n{\"time\":") + 1, count(out, "\n"));
}
