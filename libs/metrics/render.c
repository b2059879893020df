/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md */
#include "metrics_local.h"

#include <math.h>

/* The shortest text that reads back as the same number, with a point whatever the locale. */
static void
format_number(char text[40], double number)
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, 40, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    char *comma = strchr(text, ',');
    if (comma)
        *comma = '.';
}

void
render_number(struct text *out, double number)
{
    char text[40];
    if (isnan(number))
        text_adds(out, "NaN");
    else if (isinf(number))
        text_adds(out, number > 0 ? "+Inf" : "-Inf");
    else {
        format_number(text, number);
        text_adds(out, text);
    }
}

static const char *
unit_of(const char *name)
{
    static const char *const units[] = { "seconds", "bytes" };
    const char *last = strrchr(name, '_');
    for (size_t i = 0; last && i < OKNO_ARRAY_SIZE(units); i++)
        if (text_equal(last + 1, units[i]))
            return units[i];
    return NULL;
}

void
render_escaped(struct text *out, const char *s)
{
    for (; *s; s++) {
        if (*s == '\n')
            text_adds(out, "\\n");
        else if (*s == '"' || *s == '\\')
            text_addf(out, "\\%c", *s);
        else
            text_addc(out, *s);
    }
}

void
render_head(struct text *out, enum kind kind, const char *name, const char *help)
{
    static const char *const kinds[] = { "counter", "gauge", "histogram" };
    const char *unit = unit_of(name);
    text_addf(out, "# TYPE %s %s\n", name, kinds[kind]);
    if (unit)
        text_addf(out, "# UNIT %s %s\n", name, unit);
    text_addf(out, "# HELP %s ", name);
    render_escaped(out, help);
    text_addc(out, '\n');
}

/* name_suffix{labels,le="bound"} and a blank. @bound  NULL: without le */
static void
add_sample(struct text *out, const struct metrics_series *series, const char *suffix, const char *bound)
{
    text_adds(out, series->family->name);
    text_adds(out, suffix);
    if (*series->labels || bound)
        text_addc(out, '{');
    text_adds(out, series->labels);
    if (bound) {
        text_adds(out, *series->labels ? ",le=\"" : "le=\"");
        text_adds(out, bound);
        text_addc(out, '"');
    }
    text_adds(out, *series->labels || bound ? "} " : " ");
}

/* Bounds are written the one way that the standard has for each number: 1.0, not 1. */
void
render_bound(char text[BOUND_TEXT_BYTES], double bound)
{
    format_number(text, bound);
    if (!strpbrk(text, ".e"))
        memcpy(text + strlen(text), ".0", 3);
}

static void
add_bucket(struct text *out, const struct metrics_series *series, size_t bucket, uint64_t count)
{
    const struct metrics_family *family = series->family;
    add_sample(out, series, "_bucket", bucket < family->bound_count ? family->bound_texts[bucket] : "+Inf");
    text_addf(out, "%llu\n", (unsigned long long)count);
}

/* The count is that of the buckets as they were read, so the two always agree. */
static void
render_histogram(struct text *out, const struct metrics_series *series)
{
    uint64_t count = 0;
    for (size_t i = 0; i <= series->family->bound_count; i++) {
        count += atomic_load_explicit(&series->buckets[i], memory_order_relaxed);
        add_bucket(out, series, i, count);
    }
    add_sample(out, series, "_count", NULL);
    text_addf(out, "%llu\n", (unsigned long long)count);
    add_sample(out, series, "_sum", NULL);
    render_number(out, atomic_load_explicit(&series->value, memory_order_relaxed));
    text_addc(out, '\n');
}

static void
render_single(struct text *out, const struct metrics_series *series)
{
    add_sample(out, series, series->family->kind == KIND_COUNTER ? "_total" : "", NULL);
    if (series->read)
        render_number(out, series->read(series->data));
    else if (series->family->kind == KIND_COUNTER)
        text_addf(out, "%llu", (unsigned long long)atomic_load_explicit(&series->count, memory_order_relaxed));
    else
        render_number(out, atomic_load_explicit(&series->value, memory_order_relaxed));
    text_addc(out, '\n');
}

static void
render_series(struct text *out, const struct metrics_series *series)
{
    if (series->family->kind == KIND_HISTOGRAM)
        render_histogram(out, series);
    else
        render_single(out, series);
}

void
render_family(struct text *out, const struct metrics_family *family)
{
    render_head(out, family->kind, family->name, family->help);
    for (const struct metrics_series *series = family->first; series; series = series->next)
        render_series(out, series);
    if (family->other)
        render_series(out, family->other);
}
