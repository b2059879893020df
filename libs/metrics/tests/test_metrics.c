/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/metrics.h>
#include <okno/test.h>

#include <locale.h>
#include <math.h>
#include <pthread.h>

static struct text out;

/* Everything but the process's own numbers. */
static const char *
rendered(void)
{
    text_clear(&out);
    metrics_render(&out);
    EXPECT(strstr(out.data, "\n# EOF\n") && text_equal(strstr(out.data, "# EOF"), "# EOF\n"));
    char *process = strstr(out.data, "# TYPE process_");
    ck_assert_ptr_nonnull(process);
    *process = '\0';
    return out.data;
}

static void
finish(void)
{
    metrics_close();
    text_release(&out);
}

TEST(counters_end_in_total)
{
    struct metrics_family *calls = metrics_counter("okno_rpc_calls", "Calls answered.", METRICS_LIST("method", "code"));
    struct metrics_series *ok = metrics_series(calls, METRICS_LIST("get", "OK"));
    metrics_count(ok, 1);
    metrics_count(ok, UINT64_C(1) << 60);
    metrics_series(calls, METRICS_LIST("get", "NOT_FOUND"));
    metrics_count(metrics_series(metrics_counter("okno_plain", "Plain.", NULL), NULL), 3);
    EXPECT_TEXT(rendered(), "# TYPE okno_rpc_calls counter\n"
                            "# HELP okno_rpc_calls Calls answered.\n"
                            "okno_rpc_calls_total{method=\"get\",code=\"OK\"} 1152921504606846977\n"
                            "okno_rpc_calls_total{method=\"get\",code=\"NOT_FOUND\"} 0\n"
                            "# TYPE okno_plain counter\n"
                            "# HELP okno_plain Plain.\n"
                            "okno_plain_total 3\n");
    finish();
}

TEST(gauges_move_both_ways)
{
    struct metrics_series *queue = metrics_series(metrics_gauge("okno_queue", "Waiting.", NULL), NULL);
    metrics_set(queue, 10);
    metrics_move(queue, -12.5);
    struct metrics_family *odd = metrics_gauge("okno_lag_seconds", "Lag.", METRICS_LIST("of"));
    metrics_set(metrics_series(odd, METRICS_LIST("a")), INFINITY);
    metrics_set(metrics_series(odd, METRICS_LIST("b")), NAN);
    metrics_set(metrics_series(odd, METRICS_LIST("c")), 0.1);
    EXPECT_TEXT(rendered(), "# TYPE okno_queue gauge\n# HELP okno_queue Waiting.\nokno_queue -2.5\n"
                            "# TYPE okno_lag_seconds gauge\n# UNIT okno_lag_seconds seconds\n"
                            "# HELP okno_lag_seconds Lag.\n"
                            "okno_lag_seconds{of=\"a\"} +Inf\n"
                            "okno_lag_seconds{of=\"b\"} NaN\n"
                            "okno_lag_seconds{of=\"c\"} 0.1\n");
    finish();
}

TEST(histograms_accumulate)
{
    static const double bounds[] = { 0.0005, 1, 10, 0 };
    struct metrics_family *took = metrics_histogram("okno_took_seconds", "Time.", METRICS_LIST("m"), bounds);
    struct metrics_series *series = metrics_series(took, METRICS_LIST("x"));
    metrics_observe(series, 0.0005);
    metrics_observe(series, 0.5);
    metrics_observe(series, 1);
    metrics_observe(series, 11);
    metrics_observe(series, NAN);
    EXPECT_TEXT(rendered(), "# TYPE okno_took_seconds histogram\n# UNIT okno_took_seconds seconds\n"
                            "# HELP okno_took_seconds Time.\n"
                            "okno_took_seconds_bucket{m=\"x\",le=\"0.0005\"} 1\n"
                            "okno_took_seconds_bucket{m=\"x\",le=\"1.0\"} 3\n"
                            "okno_took_seconds_bucket{m=\"x\",le=\"10.0\"} 3\n"
                            "okno_took_seconds_bucket{m=\"x\",le=\"+Inf\"} 4\n"
                            "okno_took_seconds_count{m=\"x\"} 4\n"
                            "okno_took_seconds_sum{m=\"x\"} 12.5005\n");
    finish();
}

TEST(latency_buckets_reach_from_half_a_millisecond_to_ten_seconds)
{
    struct metrics_series *series = metrics_series(metrics_histogram("okno_t_seconds", "T.", NULL, NULL), NULL);
    metrics_observe_since(series, time_mono_us() - 2000000);
    const char *text = rendered();
    EXPECT(strstr(text, "okno_t_seconds_bucket{le=\"0.0005\"} 0\n"));
    EXPECT(strstr(text, "okno_t_seconds_bucket{le=\"1.0\"} 0\n"));
    EXPECT(strstr(text, "okno_t_seconds_bucket{le=\"2.5\"} 1\n"));
    EXPECT(strstr(text, "okno_t_seconds_bucket{le=\"10.0\"} 1\n"));
    finish();
}

TEST(texts_are_escaped_and_bounded)
{
    char long_value[400];
    memset(long_value, 'x', sizeof long_value);
    memcpy(long_value + 126, "я€", sizeof "я€");
    struct metrics_family *family = metrics_gauge("okno_g", "A \"quoted\" \\ and\nbroken.", METRICS_LIST("l"));
    metrics_series(family, METRICS_LIST("a\"b\\c\nd"));
    metrics_series(family, METRICS_LIST("Окно"));
    metrics_series(family, METRICS_LIST("\xff"
                                        "a"));
    metrics_series(family, METRICS_LIST(long_value));
    const char *text = rendered();
    EXPECT(strstr(text, "# HELP okno_g A \\\"quoted\\\" \\\\ and\\nbroken.\n"));
    EXPECT(strstr(text, "okno_g{l=\"a\\\"b\\\\c\\nd\"} 0\n"));
    EXPECT(strstr(text, "okno_g{l=\"Окно\"} 0\nokno_g{l=\"?a\"} 0\n"));
    EXPECT(strstr(text, "xя\"} 0\n") && utf8_valid(text, strlen(text)));
    finish();
}

TEST(the_same_name_is_the_same_family)
{
    struct metrics_family *family = metrics_counter("okno_c", "C.", METRICS_LIST("a"));
    EXPECT(metrics_counter("okno_c", "C.", METRICS_LIST("a")) == family);
    EXPECT(metrics_series(family, METRICS_LIST("1")) == metrics_series(family, METRICS_LIST("1")));
    EXPECT(metrics_series(family, METRICS_LIST("1")) != metrics_series(family, METRICS_LIST("2")));
    finish();
}

TEST(a_family_stops_growing)
{
    struct metrics_family *family = metrics_counter("okno_c", "C.", METRICS_LIST("a", "b"));
    char value[16];
    for (int i = 0; i < 3 * METRICS_SERIES_MAX; i++) {
        snprintf(value, sizeof value, "%d", i);
        metrics_count(metrics_series(family, METRICS_LIST(value, "x")), 1);
    }
    const char *text = rendered();
    EXPECT(strstr(text, "okno_c_total{a=\"999\",b=\"x\"} 1\n"));
    EXPECT(!strstr(text, "okno_c_total{a=\"1000\",b=\"x\"}"));
    EXPECT(strstr(text, "okno_c_total{a=\"other\",b=\"other\"} 2000\n"));
    finish();
}

static double
length_of(void *data)
{
    return *(int *)data;
}

TEST(callbacks_are_asked_until_they_end)
{
    int a = 3, b = 4;
    struct metrics_family *family = metrics_gauge("okno_pool", "Pool.", METRICS_LIST("db"));
    struct metrics_series *first = metrics_callback(family, METRICS_LIST("a"), length_of, &a);
    struct metrics_series *second = metrics_callback(family, METRICS_LIST("b"), length_of, &b);
    EXPECT(metrics_callback(family, METRICS_LIST("b"), length_of, &a) == NULL);
    a = 5;
    const char *text = rendered();
    EXPECT(strstr(text, "okno_pool{db=\"a\"} 5\nokno_pool{db=\"b\"} 4\n"));
    metrics_callback_end(first);
    text = rendered();
    EXPECT(!strstr(text, "db=\"a\"") && strstr(text, "db=\"b\""));
    metrics_callback_end(second);
    metrics_callback_end(NULL);
    EXPECT(metrics_callback(family, METRICS_LIST("b"), length_of, &a) != NULL);
    finish();
}

struct work {
    struct metrics_series *counter, *gauge, *histogram;
};

static void *
worker(void *data)
{
    const struct work *work = data;
    struct metrics_family *family = metrics_counter("okno_made", "Made by threads.", METRICS_LIST("n"));
    char value[16];
    for (int i = 0; i < 20000; i++) {
        metrics_count(work->counter, 1);
        metrics_move(work->gauge, i % 2 ? 1 : -1);
        metrics_observe(work->histogram, 0.001);
        snprintf(value, sizeof value, "%d", i % 50);
        if (i % 100 == 0)
            metrics_count(metrics_series(family, METRICS_LIST(value)), 1);
    }
    return NULL;
}

TEST(threads_lose_no_count)
{
    struct work work = {
        metrics_series(metrics_counter("okno_c", "C.", NULL), NULL),
        metrics_series(metrics_gauge("okno_g", "G.", NULL), NULL),
        metrics_series(metrics_histogram("okno_h_seconds", "H.", NULL, NULL), NULL),
    };
    pthread_t threads[4];
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(threads); i++)
        pthread_create(&threads[i], NULL, worker, &work);
    for (int i = 0; i < 20; i++)
        rendered();
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(threads); i++)
        pthread_join(threads[i], NULL);
    const char *text = rendered();
    EXPECT(strstr(text, "okno_c_total 80000\n"));
    EXPECT(strstr(text, "okno_g 0\n"));
    EXPECT(strstr(text, "okno_h_seconds_count 80000\nokno_h_seconds_sum 80.0"));
    EXPECT(strstr(text, "okno_made_total{n=\"0\"} 800\n"));
    finish();
}

static double
process_number(const char *name)
{
    text_clear(&out);
    metrics_render(&out);
    char line[80];
    snprintf(line, sizeof line, "\n%s ", name);
    const char *at = strstr(out.data, line);
    ck_assert_msg(at != NULL, "%s is missing", name);
    return strtod(at + strlen(line), NULL);
}

TEST(the_process_tells_of_itself)
{
    setlocale(LC_ALL, "ru_RU.UTF-8"); /* where the machine has it, numbers must keep their point */
    EXPECT(process_number("process_cpu_seconds_total") > 0);
    EXPECT(process_number("process_resident_memory_bytes") > 500000);
    EXPECT(process_number("process_virtual_memory_bytes") >= process_number("process_resident_memory_bytes"));
    EXPECT(process_number("process_open_fds") >= 3 && process_number("process_open_fds") < 100);
    EXPECT(process_number("process_max_fds") > process_number("process_open_fds"));
    EXPECT(process_number("process_threads") >= 1);
    double start = process_number("process_start_time_seconds"), now = (double)time_now_us() / 1e6;
    EXPECT(start <= now + 1 && start > now - 600);
    setlocale(LC_ALL, "C");
    finish();
}
