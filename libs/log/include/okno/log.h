/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Log lines: one JSON object a line on stderr, or a readable coloured line when stderr is a terminal.
 *
 *     log_open("tracking", LOG_LEVEL_INFO);
 *     log_info("listening", LOG_STR("address", address), LOG_INT("port", 8080));
 *
 *     {"time":"2026-11-21T20:59:41.500123Z","level":"info","component":"tracking","pid":4711,
 *      "message":"listening","address":"ipc:///run/okno/tracking","port":8080}
 *
 * The message is a fixed sentence; what differs from time to time goes into fields. Keys are literals in
 * snake_case with the unit at the end (`took_ms`) and none of time, level, component, pid, message, trace,
 * repeated, lost, cut.
 *
 * NO PERSONAL DATA IN LOGS (152-ФЗ): no names, addresses, phones, birthdays, numbers of documents, СНИЛС,
 * ИНН of people, texts that people wrote, tokens or passwords; not in messages, not in fields, not at debug
 * level. Internal ids (of an application, an applicant, a call) are how a line points at a person.
 *
 * A line is at most 4096 bytes and leaves in one write(2), so lines of several processes on one pipe never
 * mix (PIPE_BUF). A text longer than 1024 bytes is cut with "…"; fields that no longer fit are left out and
 * the line says "cut":true. Text stays UTF-8; control characters, line separators and writing-direction
 * overrides are escaped and broken UTF-8 becomes U+FFFD, so nobody forges a line or drives a terminal.
 *
 * All functions may be called from any thread, before log_open and after log_close too, and keep errno.
 */
#ifndef OKNO_LOG_H
#define OKNO_LOG_H

#include <okno/base.h>

enum log_level {
    LOG_LEVEL_ERROR, /* somebody has to do something */
    LOG_LEVEL_WARN,  /* not as it should be, handled */
    LOG_LEVEL_INFO,  /* what an operator wants to see: starts, stops, one line a call */
    LOG_LEVEL_DEBUG, /* for whoever hunts a fault */
};

/** "error", "warn", "info", "debug", NULL: by the number of the level, as a table of names for conf. */
extern const char *const log_level_names[];

enum log_format {
    LOG_FORMAT_AUTO, /* text when stderr is a terminal, else JSON */
    LOG_FORMAT_JSON,
    LOG_FORMAT_TEXT, /* coloured on a terminal, unless NO_COLOR is set (no-color.org) */
};

/** "auto", "json", "text", NULL. */
extern const char *const log_format_names[];

/**
 * Names the process in its lines and sets the least important level still written. May be called again.
 *
 * @component  copied, at most 31 bytes; "okno" until the first call
 */
void log_open(const char *component, enum log_level level);
void log_set_format(enum log_format format);

/**
 * How long an identical line is held back after the first, in milliseconds; 10 000 until set, 0 is never.
 *
 * Lines are identical when level, message and all fields are equal; the trace does not count. The first is
 * written at once, those that follow are counted, and after the window one line with the same text and
 * "repeated":N stands for them: a dead database costs a line every ten seconds. The 64 most recent texts
 * are watched.
 */
void log_set_window_ms(int64_t window_ms);

/** Writes the "repeated" lines that are due. libs/service calls it once a second. */
void log_flush(void);
/** Writes all pending "repeated" lines and frees what is held. */
void log_close(void);

/**
 * Trace id of what this thread is working on; every line of the thread carries it as "trace".
 *
 * @trace  copied, at most 63 bytes (W3C trace ids have 32); NULL or "" clears it
 */
void log_set_trace(const char *trace);
/** The trace id of this thread, "" when there is none. Valid until the next log_set_trace of the thread. */
const char *log_trace(void);

/** Whether lines of the level are written: for fields that are dear to compute. */
bool log_enabled(enum log_level level);

/* One key and value of a line; made by the macros below, which refuse a value of another type. */
struct log_field {
    const char *key;
    enum { LOG_KIND_STR, LOG_KIND_INT, LOG_KIND_UINT, LOG_KIND_REAL, LOG_KIND_BOOL } kind;
    union {
        const char *str;
        int64_t integer;
        uint64_t natural;
        double real;
        bool flag;
    };
};

#define LOG_STR(name, value) ((struct log_field){ .key = (name), .kind = LOG_KIND_STR, .str = (value) })
#define LOG_INT(name, value) ((struct log_field){ .key = (name), .kind = LOG_KIND_INT, .integer = (value) })
#define LOG_UINT(name, value) ((struct log_field){ .key = (name), .kind = LOG_KIND_UINT, .natural = (value) })
#define LOG_REAL(name, value) ((struct log_field){ .key = (name), .kind = LOG_KIND_REAL, .real = (value) })
#define LOG_BOOL(name, value) ((struct log_field){ .key = (name), .kind = LOG_KIND_BOOL, .flag = (value) })
/** A status by its name: "code":"NOT_FOUND". */
#define LOG_CODE(code) LOG_STR("code", rpc_code_name(code))
/** What the system said: "error":"No such file or directory". */
#define LOG_ERRNO(number) LOG_STR("error", strerror(number))

/**
 * A line of the level. Fields are not evaluated when the level is not written.
 * A NULL text is null in JSON.
 */
#define log_error(message, ...) LOG_LINE_(LOG_LEVEL_ERROR, true, message, ##__VA_ARGS__)
#define log_warn(message, ...) LOG_LINE_(LOG_LEVEL_WARN, true, message, ##__VA_ARGS__)
#define log_info(message, ...) LOG_LINE_(LOG_LEVEL_INFO, true, message, ##__VA_ARGS__)
#define log_debug(message, ...) LOG_LINE_(LOG_LEVEL_DEBUG, true, message, ##__VA_ARGS__)
/** The same, never held back: for lines of which each one counts, like the one line of a call. */
#define log_each(level, message, ...) LOG_LINE_(level, false, message, ##__VA_ARGS__)

#define LOG_LINE_(level, fold, message, ...)                                                                           \
    (log_enabled(level)                                                                                                \
         ? log_write((level), (fold), (const struct log_field[]){ LOG_STR("message", message), ##__VA_ARGS__, { 0 } }) \
         : (void)0)

/** What the macros call. @fields  the message first, ended by one without a key */
void log_write(enum log_level level, bool fold, const struct log_field *fields);

#endif
