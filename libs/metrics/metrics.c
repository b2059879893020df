/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * metrics.c  families and series, and what happens to their numbers
 * render.c   the text format
 * process.c  what the kernel knows of us
 */
#include "metrics_local.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <pthread.h>

#define VALUE_MAX_BYTES 128

const double metrics_latency[] = { 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 0 };
const double metrics_sizes[] = { 1 << 8, 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 0 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct metrics_family *families;

static void *
must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

/* ---------------------------------------------------------------- families */

static bool
name_fits(const char *name)
{
    if (!islower((unsigned char)*name))
        return false;
    for (const char *c = name; *c; c++)
        if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) && *c != '_')
            return false;
    return true;
}

static bool
ends_with(const char *name, const char *suffix)
{
    size_t length = strlen(name), end = strlen(suffix);
    return length >= end && text_equal(name + length - end, suffix);
}

static void
set_labels(struct metrics_family *family, const char *const *labels)
{
    for (; labels && *labels; labels++) {
        assert(name_fits(*labels) && !text_equal(*labels, "le") && family->label_count < METRICS_LABELS_MAX);
        family->labels[family->label_count++] = must(strdup(*labels));
    }
}

static void
set_bounds(struct metrics_family *family, const double *bounds)
{
    size_t count = 0;
    for (; bounds[count] != 0; count++)
        assert(isfinite(bounds[count]) && bounds[count] > (count ? bounds[count - 1] : 0));
    family->bounds = must(calloc(count + 1, sizeof *bounds));
    family->bound_texts = must(calloc(count + 1, sizeof *family->bound_texts));
    for (size_t i = 0; i < count; i++) {
        family->bounds[i] = bounds[i];
        render_bound(family->bound_texts[i], bounds[i]);
    }
    family->bound_count = count;
}

static bool
same_labels(const struct metrics_family *family, const char *const *labels)
{
    size_t count = 0;
    for (; labels && labels[count]; count++)
        if (count == family->label_count || !text_equal(labels[count], family->labels[count]))
            return false;
    return count == family->label_count;
}

static struct metrics_family *
find_or_make(enum kind kind, const char *name, const char *help, const char *const *labels, const double *bounds)
{
    struct metrics_family **end = &families;
    for (; *end; end = &(*end)->next) {
        if (!text_equal((*end)->name, name))
            continue;
        assert((*end)->kind == kind && same_labels(*end, labels));
        return *end;
    }
    assert(name_fits(name) && !ends_with(name, "_total") && !text_starts(name, "process_") && help);
    struct metrics_family *family = *end = must(calloc(1, sizeof *family));
    family->kind = kind;
    family->name = must(strdup(name));
    family->help = must(strdup(help));
    set_labels(family, labels);
    if (kind == KIND_HISTOGRAM)
        set_bounds(family, bounds ? bounds : metrics_latency);
    return family;
}

static struct metrics_family *
family_of(enum kind kind, const char *name, const char *help, const char *const *labels, const double *bounds)
{
    pthread_mutex_lock(&lock);
    struct metrics_family *family = find_or_make(kind, name, help, labels, bounds);
    pthread_mutex_unlock(&lock);
    return family;
}

struct metrics_family *
metrics_counter(const char *name, const char *help, const char *const *labels)
{
    return family_of(KIND_COUNTER, name, help, labels, NULL);
}

struct metrics_family *
metrics_gauge(const char *name, const char *help, const char *const *labels)
{
    return family_of(KIND_GAUGE, name, help, labels, NULL);
}

struct metrics_family *
metrics_histogram(const char *name, const char *help, const char *const *labels, const double *bounds)
{
    return family_of(KIND_HISTOGRAM, name, help, labels, bounds);
}

/* ---------------------------------------------------------------- series */

/* A label value as it is kept: short, and always UTF-8. */
static char *
clean(const char *value)
{
    size_t length = strnlen(value, VALUE_MAX_BYTES);
    while (value[length] && length && ((unsigned char)value[length] & 0xC0) == 0x80)
        length--;
    char *copy = must(strndup(value, length));
    if (!utf8_valid(copy, length))
        for (char *c = copy; *c; c++)
            if ((unsigned char)*c >= 0x80)
                *c = '?';
    return copy;
}

/* The labels as they stand in the output, which also tells two series apart. */
static char *
label_text(const struct metrics_family *family, const char *const *values)
{
    struct text text = { 0 };
    text_adds(&text, "");
    for (size_t i = 0; i < family->label_count; i++) {
        assert(values && values[i]);
        char *value = clean(values[i]);
        text_addf(&text, "%s%s=\"", i ? "," : "", family->labels[i]);
        render_escaped(&text, value);
        text_addc(&text, '"');
        free(value);
    }
    assert(!values || !values[family->label_count]);
    return text.data;
}

/* Takes over the labels. */
static struct metrics_series *
new_series(struct metrics_family *family, char *labels)
{
    size_t size = sizeof(struct metrics_series);
    if (family->kind == KIND_HISTOGRAM)
        size += (family->bound_count + 1) * sizeof(_Atomic uint64_t);
    size = (size + 63) / 64 * 64;
    struct metrics_series *series = must(aligned_alloc(64, size));
    memset(series, 0, size);
    series->family = family;
    series->labels = labels;
    return series;
}

static struct metrics_series *
other_series(struct metrics_family *family)
{
    const char *values[METRICS_LABELS_MAX + 1] = { 0 };
    for (size_t i = 0; i < family->label_count; i++)
        values[i] = "other";
    if (!family->other)
        family->other = new_series(family, label_text(family, values));
    return family->other;
}

static struct metrics_series *
series_locked(struct metrics_family *family, const char *const *values)
{
    char *labels = label_text(family, values);
    struct metrics_series **end = &family->first;
    while (*end && !text_equal((*end)->labels, labels))
        end = &(*end)->next;
    if (!*end && family->series_count < METRICS_SERIES_MAX) {
        family->series_count++;
        return *end = new_series(family, labels);
    }
    free(labels);
    return *end ? *end : other_series(family);
}

struct metrics_series *
metrics_series(struct metrics_family *family, const char *const *values)
{
    pthread_mutex_lock(&lock);
    struct metrics_series *series = series_locked(family, values);
    pthread_mutex_unlock(&lock);
    return series;
}

static void
free_series(struct metrics_series *series)
{
    if (!series)
        return;
    free(series->labels);
    free(series);
}

struct metrics_series *
metrics_callback(struct metrics_family *family, const char *const *values, metrics_read *read, void *data)
{
    assert(family->kind != KIND_HISTOGRAM);
    pthread_mutex_lock(&lock);
    struct metrics_series *series = series_locked(family, values);
    bool free_place = series != family->other && !series->read;
    if (free_place) {
        series->read = read;
        series->data = data;
    }
    pthread_mutex_unlock(&lock);
    return free_place ? series : NULL;
}

void
metrics_callback_end(struct metrics_series *series)
{
    if (!series)
        return;
    pthread_mutex_lock(&lock);
    struct metrics_series **place = &series->family->first;
    while (*place != series)
        place = &(*place)->next;
    *place = series->next;
    series->family->series_count--;
    pthread_mutex_unlock(&lock);
    free_series(series);
}

/* ---------------------------------------------------------------- numbers */

void
metrics_count(struct metrics_series *series, uint64_t more)
{
    assert(series->family->kind == KIND_COUNTER);
    atomic_fetch_add_explicit(&series->count, more, memory_order_relaxed);
}

void
metrics_set(struct metrics_series *series, double value)
{
    assert(series->family->kind == KIND_GAUGE);
    atomic_store_explicit(&series->value, value, memory_order_relaxed);
}

static void
add_double(_Atomic double *sum, double more)
{
    double old = atomic_load_explicit(sum, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(sum, &old, old + more, memory_order_relaxed, memory_order_relaxed))
        continue;
}

void
metrics_move(struct metrics_series *series, double by)
{
    assert(series->family->kind == KIND_GAUGE);
    add_double(&series->value, by);
}

void
metrics_observe(struct metrics_series *series, double value)
{
    const struct metrics_family *family = series->family;
    assert(family->kind == KIND_HISTOGRAM);
    if (isnan(value))
        return;
    size_t bucket = 0;
    while (bucket < family->bound_count && value > family->bounds[bucket])
        bucket++;
    atomic_fetch_add_explicit(&series->buckets[bucket], 1, memory_order_relaxed);
    add_double(&series->value, value);
}

void
metrics_observe_since(struct metrics_series *series, int64_t start_us)
{
    metrics_observe(series, (double)(time_mono_us() - start_us) / 1e6);
}

/* ---------------------------------------------------------------- all of it */

void
metrics_render(struct text *out)
{
    pthread_mutex_lock(&lock);
    for (const struct metrics_family *family = families; family; family = family->next)
        render_family(out, family);
    pthread_mutex_unlock(&lock);
    render_process(out);
    text_adds(out, "# EOF\n");
}

static void
free_family(struct metrics_family *family)
{
    for (struct metrics_series *series = family->first, *next; series; series = next) {
        next = series->next;
        free_series(series);
    }
    free_series(family->other);
    for (size_t i = 0; i < family->label_count; i++)
        free(family->labels[i]);
    free(family->bounds);
    free(family->bound_texts);
    free(family->name);
    free(family->help);
    free(family);
}

void
metrics_close(void)
{
    pthread_mutex_lock(&lock);
    for (struct metrics_family *family = families, *next; family; family = next) {
        next = family->next;
        free_family(family);
    }
    families = NULL;
    pthread_mutex_unlock(&lock);
}
