/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Between the files of this library. */
#ifndef OKNO_LOG_LOCAL_H
#define OKNO_LOG_LOCAL_H

#include <okno/log.h>

#define LINE_MAX_BYTES ((size_t)4096)                 /* PIPE_BUF: such a write is never mixed with others */
#define BODY_MAX_BYTES (LINE_MAX_BYTES - (size_t)640) /* leaves room for time, component, trace, counts */

/* Bytes on the way to one write. What does not fit is not added at all and sets `full`. */
struct line {
    size_t length;
    size_t limit;
    bool full;
    char bytes[LINE_MAX_BYTES];
};

void line_add(struct line *line, const char *bytes, size_t length);
void line_adds(struct line *line, const char *string);
void line_addf(struct line *line, const char *fmt, ...) OKNO_PRINTF(2, 3);

/* The form of a line. */
struct style {
    bool json;
    bool colour;
};

/* What a line says besides its body. */
struct frame {
    const char *component;
    enum log_level level;
    int64_t time_us;
    const char *trace;
    uint64_t repeated; /* 0: a line of its own */
    uint64_t lost;     /* lines that stderr did not take before this one */
};

/* Message and fields: what makes two lines identical. */
void render_body(struct line *ret_body, struct style style, const struct log_field *fields);
void render_line(struct line *ret_line, struct style style, const struct frame *frame, const char *body,
                 size_t body_length);

/* Texts seen lately. The caller holds the lock. */
struct repeat {
    char *body; /* NULL: the slot is free */
    size_t length;
    enum log_level level;
    int64_t since_us;
    uint64_t count; /* held back since then */
};

/* Counts the line if it was seen within the window; false when it must be written. */
bool repeat_hold(enum log_level level, const char *body, size_t length);
/* The slot for a new text: a free one, else the oldest, whose count the caller reports before repeat_set. */
struct repeat *repeat_slot(void);
void repeat_set(struct repeat *slot, enum log_level level, const char *body, size_t length, int64_t now_us);
/* The next text whose window is over and which has a count to report; forgets those that have none. */
struct repeat *repeat_due(int64_t now_us, int64_t window_us);
void repeat_clear(struct repeat *slot);

#endif
