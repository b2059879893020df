/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Between the files of this library. */
#ifndef OKNO_CONF_LOCAL_H
#define OKNO_CONF_LOCAL_H

#include <okno/conf.h>

#define DEPTH_MAX 64
#define INPUT_MAX_BYTES ((size_t)8 << 20)
#define EXPANDED_MAX_BYTES ((size_t)64 << 20)
#define TREE_MAX_BYTES ((size_t)256 << 20)
#define ANCHORS_MAX 1000
#define PROBLEMS_MAX 100

/* ---------------------------------------------------------------- problem.c: what is wrong, collected */

struct problems {
    struct text *out;
    size_t count;
};

/* "source:line: …" and a newline; line 0 is left out. */
void problem(struct problems *problems, const char *source, int line, const char *fmt, ...) OKNO_PRINTF(4, 5);
/* Says how many more there were than PROBLEMS_MAX. */
void problems_end(struct problems *problems);
/* A text as it may stand in a problem: quoted, escaped, cut. */
const char *quoted(struct arena *arena, const char *text);
/* As a JSON string, which is also a double-quoted YAML scalar. */
void add_json_string(struct text *out, const char *bytes, size_t length);

/* The candidate nearest to a misspelt word, as long as it is near enough. */
struct guess {
    const char *word;
    const char *best; /* NULL: none */
    size_t distance;
};
void guess_try(struct guess *guess, const char *candidate);

/* ---------------------------------------------------------------- file.c */

/* The whole of a file of at most `limit` bytes. On failure *ret_why says what, without the path. */
enum rpc_code read_file(const char *path, size_t limit, struct text *ret_content, const char **ret_why);
/* Whether everybody on the machine can read or write the file. */
bool open_to_everybody(const char *path);

/* ---------------------------------------------------------------- tree.c: YAML as a tree */

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

/* Aliases share nodes, so the tree must not be changed; `height` and `size` count them as often as they stand. */
struct node {
    enum node_kind kind;
    int line;         /* from 1; 0 when not from a file */
    int height;       /* levels, itself included */
    bool plain;       /* scalar without quotes or tag */
    bool repeated;    /* key that its mapping had before; was reported */
    const char *text; /* of a scalar; holds no NUL */
    size_t length;
    size_t size; /* bytes of a print-out, roughly */
    size_t count, capacity;
    struct node **items; /* of a list, or values of a map */
    struct node **keys;  /* of a map */
};

/*
 * The document, or NULL when it cannot be read; problems that do not stop reading (a key twice) are added as
 * well, so a caller looks at the count. An empty document is an empty plain scalar. Without `lines`, as within a
 * variable, problems and nodes name none.
 */
struct node *tree_read(struct arena *arena, const char *name, bool lines, const char *yaml, size_t length,
                       struct problems *problems);
/* A plain scalar that YAML reads as null. */
bool node_is_null(const struct node *node);

/* ---------------------------------------------------------------- settings */

/* Where a value was found. */
struct origin {
    int place;               /* number of the place, PLACE_DEFAULT of the table */
    const char *source;      /* path or variable */
    int line;                /* 0 for variables */
    const char *secret_path; /* file that held a secret */
};

#define PLACE_DEFAULT 0

struct map_entry {
    struct conf_entry entry;
    struct origin origin;
    struct map_entry *next;
};

/* A key and what is known of its value so far. */
struct setting {
    const struct conf_key *key;
    void *values;
    bool set; /* somewhere, be it badly */
    struct origin origin;
    const char *text; /* of a scalar as written; of a secret the secret */
    int64_t number;
    struct conf_list list;
    struct map_entry *entries;
    size_t entry_count;
};

struct conf {
    struct arena *arena;
    const char *service;
    struct setting *settings;
    size_t count;
    struct text warnings;
};

/* A place that values come from - the defaults, a file, the variables of a prefix - while it is read. */
struct place {
    struct conf *conf;
    struct problems *problems;
    int number;
    const char *source; /* path, or the variable at hand */
    const char *prefix; /* of variables, NULL for others */
    bool expand;
};

/* ---------------------------------------------------------------- assign.c */

/* A value at `path` (a key, key_file of a secret, or an entry of a map); false when nothing is called so. */
bool assign(struct place *place, const char *path, const struct node *node);
/* Defaults of the keys that were set nowhere; says which of them are required. */
void assign_defaults(struct place *place);

/* ---------------------------------------------------------------- value.c: a node by the type of its key */

/* Text of a scalar with variables expanded. Like the next two, adds the problem on failure. */
bool value_text(struct place *place, const char *path, const struct node *node, const char **ret_text);
bool value_scalar(struct place *place, const struct conf_key *key, const struct node *node, const char **ret_text,
                  int64_t *ret_number);
bool value_read_list(struct place *place, const char *path, const struct node *node, struct conf_list *ret_list);
/* What the key takes, for people: "a whole number from 1 to 64". */
const char *value_allowed(struct arena *arena, const struct conf_key *key);

/* ---------------------------------------------------------------- expand.c, environment.c, unknown.c */

/* ${NAME} and ${NAME:-text}; adds the problem on failure. */
bool expand(struct place *place, const char *path, int line, const char *text, const char **ret_text);

/* Assigns the variables of the place's prefix, in the order of their names. */
void read_variables(struct place *place);
/* The text of a variable or a default as the node a file would have given; NULL and a problem when it is none. */
struct node *node_of_text(struct place *place, enum conf_type type, const char *text);
/* "OKNO_TRACKING__" and "database.pool_size" to OKNO_TRACKING__DATABASE__POOL_SIZE. */
const char *environment_name(struct arena *arena, const char *prefix, const char *path);

/* Says that nothing is called so, and what was probably meant. */
void refuse_unknown(struct place *place, const char *path, int line);
void refuse_unknown_section(struct place *place, const char *path, int line);
bool is_section(const struct conf *conf, const char *path);

#endif
