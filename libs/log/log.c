/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * log.c     what callers use; one lock from the decision to write until the write is done
 * render.c  a line as bytes
 * repeat.c  which texts were written lately
 */
#include "log_local.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

const char *const log_level_names[] = { "error", "warn", "info", "debug", NULL };
const char *const log_format_names[] = { "auto", "json", "text", NULL };

static struct {
    pthread_mutex_t lock;
    char component[32];
    enum log_format format;
    struct style style;
    bool styled; /* `style` was decided */
    int64_t window_us;
    uint64_t lost;
} state = { .lock = PTHREAD_MUTEX_INITIALIZER, .component = "okno", .window_us = 10 * 1000 * 1000 };

static atomic_int threshold = LOG_LEVEL_INFO;
static _Thread_local char current_trace[64];

/* Copies what fits, never half a character. */
static void
copy_text(char *place, size_t size, const char *text)
{
    size_t length = strnlen(text, size - 1);
    while (text[length] && length && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    memcpy(place, text, length);
    place[length] = '\0';
}

static void
decide_style(void)
{
    bool terminal = isatty(STDERR_FILENO);
    state.style.json = state.format == LOG_FORMAT_JSON || (state.format == LOG_FORMAT_AUTO && !terminal);
    state.style.colour = terminal && text_empty(getenv("NO_COLOR"));
    state.styled = true;
}

void
log_open(const char *component, enum log_level level)
{
    pthread_mutex_lock(&state.lock);
    copy_text(state.component, sizeof state.component, component);
    decide_style();
    pthread_mutex_unlock(&state.lock);
    atomic_store_explicit(&threshold, level, memory_order_relaxed);
}

void
log_set_format(enum log_format format)
{
    pthread_mutex_lock(&state.lock);
    state.format = format;
    decide_style();
    pthread_mutex_unlock(&state.lock);
}

void
log_set_window_ms(int64_t window_ms)
{
    pthread_mutex_lock(&state.lock);
    state.window_us = window_ms * 1000;
    pthread_mutex_unlock(&state.lock);
}

void
log_set_trace(const char *trace)
{
    copy_text(current_trace, sizeof current_trace, trace ? trace : "");
}

const char *
log_trace(void)
{
    return current_trace;
}

bool
log_enabled(enum log_level level)
{
    return (int)level <= atomic_load_explicit(&threshold, memory_order_relaxed);
}

/* A stderr that takes nothing (full and non-blocking, closed) costs lines, not the service. */
static bool
write_all(const char *bytes, size_t length)
{
    while (length) {
        ssize_t written = write(STDERR_FILENO, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

static void
emit(enum log_level level, const char *trace, const char *body, size_t length, uint64_t repeated)
{
    struct line line;
    struct frame frame = {
        .component = state.component,
        .level = level,
        .time_us = time_now_us(),
        .trace = trace,
        .repeated = repeated,
        .lost = state.lost,
    };
    render_line(&line, state.style, &frame, body, length);
    state.lost = write_all(line.bytes, line.length) ? 0 : state.lost + 1;
}

static void
report(struct repeat *slot, int64_t now_us)
{
    emit(slot->level, "", slot->body, slot->length, slot->count);
    slot->count = 0;
    slot->since_us = now_us;
}

static void
report_due(int64_t now_us, int64_t window_us)
{
    struct repeat *slot;
    while ((slot = repeat_due(now_us, window_us)))
        report(slot, now_us);
}

/* Whether this line must be written; otherwise it was counted. */
static bool
first_in_window(enum log_level level, const struct line *body)
{
    int64_t now_us = time_mono_us();
    report_due(now_us, state.window_us);
    if (repeat_hold(level, body->bytes, body->length))
        return false;
    struct repeat *slot = repeat_slot();
    if (slot->count)
        report(slot, now_us);
    repeat_set(slot, level, body->bytes, body->length, now_us);
    return true;
}

static struct style
current_style(void)
{
    pthread_mutex_lock(&state.lock);
    if (!state.styled)
        decide_style();
    struct style style = state.style;
    pthread_mutex_unlock(&state.lock);
    return style;
}

void
log_write(enum log_level level, bool fold, const struct log_field *fields)
{
    int saved_errno = errno;
    struct line body;
    render_body(&body, current_style(), fields);
    pthread_mutex_lock(&state.lock);
    if (!fold || !state.window_us || first_in_window(level, &body))
        emit(level, current_trace, body.bytes, body.length, 0);
    pthread_mutex_unlock(&state.lock);
    errno = saved_errno;
}

void
log_flush(void)
{
    int saved_errno = errno;
    pthread_mutex_lock(&state.lock);
    report_due(time_mono_us(), state.window_us);
    pthread_mutex_unlock(&state.lock);
    errno = saved_errno;
}

void
log_close(void)
{
    int saved_errno = errno;
    pthread_mutex_lock(&state.lock);
    report_due(INT64_MAX, 0);
    pthread_mutex_unlock(&state.lock);
    errno = saved_errno;
}
