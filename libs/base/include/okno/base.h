/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * What every part of Okno stands on: status codes, arenas, strings, time.
 *
 * Nothing here does I/O beyond reading the clock, and nothing keeps state between calls.
 */
#ifndef OKNO_BASE_H
#define OKNO_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OKNO_MUST_CHECK __attribute__((warn_unused_result))
#define OKNO_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define OKNO_CLEANUP(fn) __attribute__((cleanup(fn)))
#define OKNO_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* ------------------------------------------------------------------ status */

/**
 * Outcome of anything that can fail. The numbers are those of gRPC, so that every tool that knows gRPC
 * reads ours; they travel on the wire and are the exit code of `okno rpc call`.
 */
enum rpc_code {
    RPC_OK = 0,
    RPC_CANCELLED = 1,
    RPC_UNKNOWN = 2,
    RPC_INVALID_ARGUMENT = 3,
    RPC_DEADLINE_EXCEEDED = 4,
    RPC_NOT_FOUND = 5,
    RPC_ALREADY_EXISTS = 6,
    RPC_PERMISSION_DENIED = 7,
    RPC_RESOURCE_EXHAUSTED = 8,
    RPC_FAILED_PRECONDITION = 9,
    RPC_ABORTED = 10,
    RPC_OUT_OF_RANGE = 11,
    RPC_UNIMPLEMENTED = 12,
    RPC_INTERNAL = 13,
    RPC_UNAVAILABLE = 14,
    RPC_DATA_LOSS = 15,
    RPC_UNAUTHENTICATED = 16,
    RPC_DETACHED = 17, /* never on the wire: the call left its worker, see rpc_resume in <okno/rpc.h> */
};

/** "NOT_FOUND" for RPC_NOT_FOUND; "UNKNOWN" for a number that is no code. Never NULL. */
const char *rpc_code_name(enum rpc_code code);

/* ------------------------------------------------------------------ arena */

/**
 * Memory that is given back all at once. One owner at a time: an arena has no lock.
 *
 * `arena_alloc` and its kin never return NULL (a machine without memory ends the process, as there is no
 * sensible way on). `arena_try_alloc` is for sizes that somebody else chose - a message, a result set -
 * and returns NULL once the arena holds more than its limit.
 */
struct arena;

/** @limit  bytes that arena_try_alloc may bring the arena to */
struct arena *arena_new(size_t limit);
void arena_free(struct arena *arena); /* NULL is fine */
/** Gives everything back, keeps the first block for the next user. */
void arena_reset(struct arena *arena);
/** Bytes handed out since the last reset. */
size_t arena_used(const struct arena *arena);

/** Zeroed, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_try_alloc(struct arena *arena, size_t size) OKNO_MUST_CHECK;

/** Calls `release(arg)` when the arena is next reset or freed, the last deferred first: for what is held as long as
 *  the arena's memory and is no memory of it. */
void arena_defer(struct arena *arena, void (*release)(void *arg), void *arg);
/** The `arg` that this `release` was deferred with last; NULL when it was not since the last reset. */
void *arena_deferred(const struct arena *arena, void (*release)(void *arg));

char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
void *arena_memdup(struct arena *arena, const void *data, size_t size);
char *arena_printf(struct arena *arena, const char *fmt, ...) OKNO_PRINTF(2, 3);
char *arena_vprintf(struct arena *arena, const char *fmt, va_list args) OKNO_PRINTF(2, 0);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, n) ((type *)arena_alloc((arena), sizeof(type) * (size_t)(n)))

/* ------------------------------------------------------------------ text */

/** A growing text; `data` is always terminated once something was added. Zero-initialise, then use. */
struct text {
    char *data;
    size_t length;
    size_t capacity;
};

void text_add(struct text *text, const char *bytes, size_t length);
void text_adds(struct text *text, const char *string);
void text_addc(struct text *text, char c);
void text_addf(struct text *text, const char *fmt, ...) OKNO_PRINTF(2, 3);
/** Makes room for `more` bytes and returns where they go; add them to `length` yourself. */
char *text_reserve(struct text *text, size_t more);
void text_clear(struct text *text);   /* keeps the memory */
void text_release(struct text *text); /* frees it, leaves an empty text */
#define TEXT_SCOPED OKNO_CLEANUP(text_release) struct text

bool text_equal(const char *a, const char *b); /* NULL equals only NULL */
bool text_empty(const char *s);                /* NULL or "" */
const char *text_or_empty(const char *s);      /* "" for NULL */
bool text_starts(const char *s, const char *prefix);

/** Whether the bytes are well-formed UTF-8 without NUL (PostgreSQL stores no NUL). */
bool utf8_valid(const char *bytes, size_t length);
/** Number of code points; the bytes must be valid. */
size_t utf8_length(const char *s);

/** Writes 2 * size + 1 characters: lower-case hexadecimal and a NUL. */
void hex_encode(const void *data, size_t size, char *ret_hex);

/* ------------------------------------------------------------------ numbers */

/** Whole decimal text to number. False, and nothing written, when it is anything else or out of range. */
bool parse_int64(const char *s, int64_t *ret_value) OKNO_MUST_CHECK;
bool parse_double(const char *s, double *ret_value) OKNO_MUST_CHECK;

/** Cryptographically strong bytes from the kernel. */
void random_bytes(void *ret_bytes, size_t size);
/** UUID version 7 (RFC 9562) as 36 characters and a NUL: ordered by time, so kind to B-trees. */
void uuid7(char ret_uuid[37]);
bool uuid_valid(const char *s);

/* ------------------------------------------------------------------ time */

/** Microseconds since 1970-01-01T00:00:00Z. */
int64_t time_now_us(void);
/** Microseconds of a clock that never jumps; only differences mean something. */
int64_t time_mono_us(void);

/** A calendar day of the proleptic Gregorian calendar. */
struct date {
    int year;
    int month; /* 1-12 */
    int day;   /* 1-31 */
};

bool date_valid(struct date d);
/** Days since 1970-01-01, negative before. */
int32_t date_to_days(struct date d);
struct date date_from_days(int32_t days);
/** 1 Monday ... 7 Sunday (ISO 8601). */
int date_weekday(struct date d);
int date_compare(struct date a, struct date b); /* <0, 0, >0 */
/** "2026-11-21"; `date_parse` takes exactly this form and refuses days that do not exist. */
void date_format(struct date d, char ret_text[11]);
bool date_parse(const char *s, struct date *ret_date) OKNO_MUST_CHECK;
/** The local day of an instant, by the process's time zone (TZ; a service sets it from `timezone`). */
struct date date_of_time(int64_t time_us);
/** Local time of day of an instant, in minutes since midnight. */
int minute_of_time(int64_t time_us);
/** The instant of a local day and minute of the day. */
int64_t time_of_date(struct date d, int minute);

/** RFC 3339 in UTC with as many fraction digits as needed (0, 3 or 6): "2026-11-21T20:59:41.5Z" is ".500Z". */
void time_format(int64_t time_us, char ret_text[32]);
/** RFC 3339 with any offset; fractions beyond microseconds are cut. */
bool time_parse(const char *s, int64_t *ret_time_us) OKNO_MUST_CHECK;

#endif
