/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Configuration as a table: a daemon declares its keys once and gets a filled struct, or a list of everything
 * that is wrong.
 *
 *     struct tracking_conf {
 *         const char *listen;
 *         int pool_size;
 *         int64_t timeout_ms;
 *     };
 *     static const struct conf_key tracking_keys[] = {
 *         CONF_STRING(struct tracking_conf, listen, "rpc.listen", "ipc://${OKNO_STATE}/t", "Where calls come in."),
 *         CONF_INT(struct tracking_conf, pool_size, "database.pool_size", "4", 1, 64, "Connections kept open."),
 *         CONF_DURATION(struct tracking_conf, timeout_ms, "database.timeout", "5s", 1, 60000, "Longest statement."),
 *         CONF_END
 *     };
 *     struct tracking_conf c;
 *     const struct conf_table tables[] = { { tracking_keys, &c }, { 0 } };
 *     const char *files[] = { "/etc/okno/common.yaml", "/etc/okno/tracking.yaml", NULL };
 *     if (conf_load("tracking", files, tables, &conf, &problems) != RPC_OK) {
 *         fputs(problems.data, stderr);
 *         return CONF_EXIT_CODE;
 *     }
 *
 * A value comes from, the later winning: the default of the table, the files in their order, the environment
 * for all services, the environment for this service.
 *
 * Files are YAML 1.2 of one document. Sections nest (`database:` / `  pool_size: 8`) or are written with dots
 * (`database.pool_size: 8`). In every value, `${NAME}` is replaced by that variable of the environment and
 * `${NAME:-text}` falls back to the text when it is unset or empty; `$${` stands for a plain `${`.
 *
 * Environment: `OKNO_<SERVICE>__<KEY>`, or `OKNO_COMMON__<KEY>` for all services, in capitals, every dot of the
 * key written as `__`: database.pool_size of tracking is OKNO_TRACKING__DATABASE__POOL_SIZE. Names of keys hold
 * no double underscore, so this reads only one way. A list is written `a, b` or `[a, b]`; a map as a whole
 * `{name: [a, b]}`, or one of its entries `OKNO_TRACKING__PEERS__APPLICANTS=a, b`. These values are taken as
 * they are, without `${…}`.
 *
 * Strict: an unknown key, section or variable of these prefixes, a key set twice in one place, a value of the
 * wrong kind or out of range is refused with file, line, what is allowed, and the name that was probably meant.
 *
 * Secrets: `<key>` holds the secret itself, `<key>_file` the path of a file that holds it (one trailing newline
 * is cut). They appear neither in problems nor in print-outs.
 */
#ifndef OKNO_CONF_H
#define OKNO_CONF_H

#include <okno/base.h>

/** Exit code of a process whose configuration is refused: EX_CONFIG of sysexits. */
#define CONF_EXIT_CODE 78

struct conf_list {
    size_t count;
    const char *const *items;
};

struct conf_entry {
    const char *name;
    struct conf_list values;
};

/** Entries of all places together, by name; the later place replaces the entry of the same name. */
struct conf_map {
    size_t count;
    const struct conf_entry *entries;
};

/** The list under a name, NULL when there is none. */
const struct conf_list *conf_map_find(const struct conf_map *map, const char *name);

enum conf_type {
    CONF_TYPE_STRING,
    CONF_TYPE_INT,
    CONF_TYPE_BOOL,
    CONF_TYPE_DURATION, /* milliseconds; written 250ms, 5s, 10m, 2h, 1d */
    CONF_TYPE_SIZE,     /* bytes; written 512B, 64KiB, 16MiB, 1GiB */
    CONF_TYPE_ENUM,     /* index into `names` */
    CONF_TYPE_LIST,
    CONF_TYPE_MAP,
    CONF_TYPE_SECRET,
};

/** One key. Made by the macros below, which check the member's C type. */
struct conf_key {
    const char *name;         /* sections and key joined by dots; each [a-z][a-z0-9]* with single underscores */
    const char *fallback;     /* default as it would stand in the environment, ${…} allowed; NULL: required */
    const char *help;         /* a full sentence for people */
    const char *const *names; /* of an enum, ended by NULL */
    int64_t min, max;         /* of int, duration (ms) and size (bytes), both allowed */
    size_t offset;
    enum conf_type type;
    int width; /* bytes of the member of an int, duration or size */
};

/** Keys ended by CONF_END, and the struct that they fill. An array of tables ends with { 0 }. */
struct conf_table {
    const struct conf_key *keys;
    void *values;
};

#define CONF_IS_(S, member, T) __builtin_types_compatible_p(__typeof__(((S *)0)->member), T)
#define CONF_OFFSET_(S, member, fits) (offsetof(S, member) + 0 * sizeof(char[(fits) ? 1 : -1]))
#define CONF_NUMBER_(S, member)                                                                                        \
    (CONF_IS_(S, member, int) || CONF_IS_(S, member, int64_t) || CONF_IS_(S, member, size_t))
#define CONF_KEY_(S, member, key, text, sentence, kind, fits)                                                          \
    .name = (key), .fallback = (text), .help = (sentence), .type = (kind), .offset = CONF_OFFSET_(S, member, fits)
#define CONF_RANGE_(S, member, least, most) .min = (least), .max = (most), .width = (int)sizeof(((S *)0)->member)

/** Member `const char *`; never NULL after loading. */
#define CONF_STRING(S, member, key, fallback, help)                                                                    \
    {                                                                                                                  \
        CONF_KEY_(S, member, key, fallback, help, CONF_TYPE_STRING, CONF_IS_(S, member, const char *))                 \
    }
/** Member int, int64_t or size_t, as for the next two. */
#define CONF_INT(S, member, key, fallback, min, max, help)                                                             \
    {                                                                                                                  \
        CONF_KEY_(S, member, key, fallback, help, CONF_TYPE_INT, CONF_NUMBER_(S, member)),                             \
            CONF_RANGE_(S, member, min, max)                                                                           \
    }
#define CONF_DURATION(S, member, key, fallback, min_ms, max_ms, help)                                                  \
    {                                                                                                                  \
        CONF_KEY_(S, member, key, fallback, help, CONF_TYPE_DURATION, CONF_NUMBER_(S, member)),                        \
            CONF_RANGE_(S, member, min_ms, max_ms)                                                                     \
    }
#define CONF_SIZE(S, member, key, fallback, min_bytes, max_bytes, help)                                                \
    {                                                                                                                  \
        CONF_KEY_(S, member, key, fallback, help, CONF_TYPE_SIZE, CONF_NUMBER_(S, member)),                            \
            CONF_RANGE_(S, member, min_bytes, max_bytes)                                                               \
    }
/** Member `bool`; written true or false. */
#define CONF_BOOL(S, member, key, fallback, help)                                                                      \
    {                                                                                                                  \
        CONF_KEY_(S, member, key, fallback, help, CONF_TYPE_BOOL, CONF_IS_(S, member, bool))                           \
    }
/** Member int or an enum; gets the index of the name. */
#define CONF_ENUM(S, member, key, fallback, list, help)                                                                \
    {                                                                                                                  \
        CONF_KEY_(S, member, key, fallback, help, CONF_TYPE_ENUM, sizeof(((S *)0)->member) == sizeof(int)),            \
            .names = (list)                                                                                            \
    }
/** Member `struct conf_list`: of texts. */
#define CONF_LIST(S, member, key, fallback, help)                                                                      \
    {                                                                                                                  \
        CONF_KEY_(S, member, key, fallback, help, CONF_TYPE_LIST, CONF_IS_(S, member, struct conf_list))               \
    }
/** Member `struct conf_map`: name to list of texts, `peers: {applicants: [ipc:///…]}`. */
#define CONF_MAP(S, member, key, fallback, help)                                                                       \
    {                                                                                                                  \
        CONF_KEY_(S, member, key, fallback, help, CONF_TYPE_MAP, CONF_IS_(S, member, struct conf_map))                 \
    }
/** Member `const char *`. */
#define CONF_SECRET(S, member, key, fallback, help)                                                                    \
    {                                                                                                                  \
        CONF_KEY_(S, member, key, fallback, help, CONF_TYPE_SECRET, CONF_IS_(S, member, const char *))                 \
    }
#define CONF_END                                                                                                       \
    {                                                                                                                  \
        0                                                                                                              \
    }

/** What was loaded: owns every text, list and map in the filled structs. Read-only, so for all threads. */
struct conf;

/**
 * Fills the structs of all tables.
 *
 * Keys of all tables form one configuration, the same key in two tables is a bug. The common file is held to
 * the same tables: libs/service declares what all services share, so that each of them knows it.
 *
 * @service   lower-case name, for the environment prefix
 * @files     paths ended by NULL, each must exist
 * @ret_conf  to be freed after the last use of the structs
 * @ret_problems  on failure: one problem a line, "path:line: what", all there are (the first 100)
 * @return RPC_OK; RPC_INVALID_ARGUMENT, and no struct touched
 */
enum rpc_code conf_load(const char *service, const char *const *files, const struct conf_table *tables,
                        struct conf **ret_conf, struct text *ret_problems) OKNO_MUST_CHECK;
void conf_free(struct conf *conf); /* NULL is fine */

/** What is allowed but unwise (a secret that everybody can read), one a line; "" when nothing is. */
const char *conf_warnings(const struct conf *conf);

/**
 * For --print-config: every key as `key: value  # origin` with origin default, path:line or the variable.
 * Valid as a configuration file again, except for secrets, which are masked.
 */
void conf_print(const struct conf *conf, struct text *ret_text);

/** For manuals: every key of the tables with help, type, limits and default, in the form of a file. */
void conf_describe(const struct conf_table *tables, struct text *ret_text);

/** A duration as keys take it ("250ms", "5s", "12h"), for options of a command line. False when it is none. */
bool conf_duration(const char *text, int64_t *ret_ms) OKNO_MUST_CHECK;

/**
 * A YAML document as JSON, for data that people write in YAML and programs take as JSON.
 *
 * Mappings keep their order. Scalars become texts, except plain ones that are a JSON number, true, false or
 * null; `~` and nothing at all are null. A quoted scalar is always a text. Anchors and aliases are resolved.
 * An empty document is null.
 *
 * Refused with path and line: a key twice in a mapping, keys that are not scalars, merge keys (`<<`), tags
 * other than !!str, !!seq, !!map, NUL characters, a second document, more than 64 levels; and what would
 * exhaust the machine: more than 8 MiB of input, 1000 anchors, 64 MiB once aliases are resolved.
 *
 * @ret_json   added to; untouched on failure
 * @ret_error  added to on failure: "path:line: what", a line for each
 * @return RPC_OK; RPC_NOT_FOUND or RPC_PERMISSION_DENIED when the file cannot be opened, RPC_UNAVAILABLE when
 *         not read; RPC_INVALID_ARGUMENT
 */
enum rpc_code conf_yaml_to_json(const char *path, struct text *ret_json, struct text *ret_error) OKNO_MUST_CHECK;
/** The same for YAML in memory. @name  stands for the path in errors */
enum rpc_code conf_yaml_text_to_json(const char *name, const char *yaml, size_t length, struct text *ret_json,
                                     struct text *ret_error) OKNO_MUST_CHECK;

#endif
