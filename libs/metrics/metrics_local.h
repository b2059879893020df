/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Between the files of this library. */
#ifndef OKNO_METRICS_LOCAL_H
#define OKNO_METRICS_LOCAL_H

#include <okno/metrics.h>

#include <stdatomic.h>

#define BOUND_TEXT_BYTES 40

enum kind { KIND_COUNTER, KIND_GAUGE, KIND_HISTOGRAM };

/* A cache line of its own, so that threads that count different things do not slow each other down. */
struct metrics_series {
    _Alignas(64) struct metrics_family *family;
    struct metrics_series *next;
    char *labels; /* as in the output: method="get",code="OK" */
    metrics_read *read;
    void *data;
    _Atomic uint64_t count;     /* of a counter */
    _Atomic double value;       /* of a gauge; sum of a histogram */
    _Atomic uint64_t buckets[]; /* of a histogram: one for each bound, one above */
};

struct metrics_family {
    struct metrics_family *next;
    enum kind kind;
    char *name;
    char *help;
    char *labels[METRICS_LABELS_MAX];
    size_t label_count;
    double *bounds;
    char (*bound_texts)[BOUND_TEXT_BYTES];
    size_t bound_count;
    struct metrics_series *first;
    size_t series_count;
    struct metrics_series *other; /* stands for those above the limit */
};

/* render.c: samples of families, one after the other. */
void render_head(struct text *out, enum kind kind, const char *name, const char *help);
void render_number(struct text *out, double number);
void render_bound(char text[BOUND_TEXT_BYTES], double bound);
void render_escaped(struct text *out, const char *s);
void render_family(struct text *out, const struct metrics_family *family);

/* process.c */
void render_process(struct text *out);

#endif
