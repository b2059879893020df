/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * PostgreSQL as methods see it: statements are files, rows fill messages, writes that wait at the same moment
 * share a transaction.
 *
 * A process has one database: the schema of its service. Reads of calls that wait together go down one pipeline;
 * writes are units of work, and the library commits several of them as one group. When a member of a group
 * fails, the group is rolled back and its members run again alone, so nobody is hurt by a neighbour.
 */
#ifndef OKNO_DB_H
#define OKNO_DB_H

#include <okno/base.h>
#include <okno/rpc.h>

/* ------------------------------------------------------------------ statements and their arguments */

/** One .sql file, made by the build; see "Data" in the README of libs/db for the header lines of a file. */
struct db_statement {
    const char *name; /* "tracking_get_application" */
    const char *text;
    const char *file; /* "services/tracking/sql/get_application.sql" */
    int n_params;
    const char *const *types; /* documented type of every parameter: "text", "int8", "text[]" */
    const char *fills;        /* message its columns fill, NULL when none is named */
    bool rows;  /* every parameter is an array, one element a row: rows of many callers go in one statement */
    bool alone; /* slow by nature: never shares a pipeline with others */
};

enum db_kind { DB_NULL, DB_TEXT, DB_INT, DB_DOUBLE, DB_BOOL, DB_BYTES, DB_TIME };

struct db_value {
    enum db_kind kind;
    union {
        const char *text;
        int64_t number; /* also microseconds of DB_TIME */
        double real;
        bool truth;
        struct {
            const void *data;
            size_t size;
        } bytes;
    };
};

struct db_args {
    const struct db_value *values;
    int n;
};

/** Values by their C type: texts (NULL is SQL's NULL), whole numbers, doubles, bools, bytes, db_time(...). */
#define DB_VALUE(x)                                                                                                    \
    _Generic((x), char *: db_text, const char *: db_text, bool: db_bool, int: db_int, unsigned: db_unsigned, \
             long: db_long, long long: db_longlong, double: db_double, struct db_value: db_value,           \
             ProtobufCBinaryData: db_bytes)(x)

struct db_value db_text(const char *text);
struct db_value db_bool(bool truth);
struct db_value db_int(int number);
struct db_value db_unsigned(unsigned number);
struct db_value db_long(long number);
struct db_value db_longlong(long long number);
struct db_value db_double(double real);
struct db_value db_value(struct db_value value);
struct db_value db_bytes(ProtobufCBinaryData bytes);
/** An instant; 0 is NULL. */
struct db_value db_time(int64_t time_us);
/** A text that is NULL when empty: an absent protobuf string is "". */
struct db_value db_nonempty(const char *text);
/** A whole number that is NULL when 0. */
struct db_value db_nonzero(int64_t number);
struct db_value db_null(void);
/** Texts for a parameter that is a text[] or uuid[] (not of a `rows` statement, whose rows are put one by one). */
struct db_value db_texts(struct arena *arena, const char *const *texts, size_t n);

#define DB_MAP_1(a) DB_VALUE(a)
#define DB_MAP_2(a, ...) DB_VALUE(a), DB_MAP_1(__VA_ARGS__)
#define DB_MAP_3(a, ...) DB_VALUE(a), DB_MAP_2(__VA_ARGS__)
#define DB_MAP_4(a, ...) DB_VALUE(a), DB_MAP_3(__VA_ARGS__)
#define DB_MAP_5(a, ...) DB_VALUE(a), DB_MAP_4(__VA_ARGS__)
#define DB_MAP_6(a, ...) DB_VALUE(a), DB_MAP_5(__VA_ARGS__)
#define DB_MAP_7(a, ...) DB_VALUE(a), DB_MAP_6(__VA_ARGS__)
#define DB_MAP_8(a, ...) DB_VALUE(a), DB_MAP_7(__VA_ARGS__)
#define DB_MAP_9(a, ...) DB_VALUE(a), DB_MAP_8(__VA_ARGS__)
#define DB_MAP_10(a, ...) DB_VALUE(a), DB_MAP_9(__VA_ARGS__)
#define DB_MAP_11(a, ...) DB_VALUE(a), DB_MAP_10(__VA_ARGS__)
#define DB_MAP_12(a, ...) DB_VALUE(a), DB_MAP_11(__VA_ARGS__)
#define DB_MAP_13(a, ...) DB_VALUE(a), DB_MAP_12(__VA_ARGS__)
#define DB_MAP_14(a, ...) DB_VALUE(a), DB_MAP_13(__VA_ARGS__)
#define DB_MAP_15(a, ...) DB_VALUE(a), DB_MAP_14(__VA_ARGS__)
#define DB_MAP_16(a, ...) DB_VALUE(a), DB_MAP_15(__VA_ARGS__)
#define DB_MAP_17(a, ...) DB_VALUE(a), DB_MAP_16(__VA_ARGS__)
#define DB_MAP_18(a, ...) DB_VALUE(a), DB_MAP_17(__VA_ARGS__)
#define DB_MAP_19(a, ...) DB_VALUE(a), DB_MAP_18(__VA_ARGS__)
#define DB_MAP_20(a, ...) DB_VALUE(a), DB_MAP_19(__VA_ARGS__)
#define DB_MAP_21(a, ...) DB_VALUE(a), DB_MAP_20(__VA_ARGS__)
#define DB_MAP_22(a, ...) DB_VALUE(a), DB_MAP_21(__VA_ARGS__)
#define DB_MAP_23(a, ...) DB_VALUE(a), DB_MAP_22(__VA_ARGS__)
#define DB_MAP_24(a, ...) DB_VALUE(a), DB_MAP_23(__VA_ARGS__)
#define DB_MAP_25(a, ...) DB_VALUE(a), DB_MAP_24(__VA_ARGS__)
#define DB_MAP_26(a, ...) DB_VALUE(a), DB_MAP_25(__VA_ARGS__)
#define DB_MAP_27(a, ...) DB_VALUE(a), DB_MAP_26(__VA_ARGS__)
#define DB_MAP_28(a, ...) DB_VALUE(a), DB_MAP_27(__VA_ARGS__)
#define DB_PICK(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, _17, _18, _19, _20, _21, _22,   \
                _23, _24, _25, _26, _27, _28, name, ...)                                                               \
    name
#define DB_MAP(...)                                                                                                    \
    DB_PICK(__VA_ARGS__, DB_MAP_28, DB_MAP_27, DB_MAP_26, DB_MAP_25, DB_MAP_24, DB_MAP_23, DB_MAP_22, DB_MAP_21,       \
            DB_MAP_20, DB_MAP_19, DB_MAP_18, DB_MAP_17, DB_MAP_16, DB_MAP_15, DB_MAP_14, DB_MAP_13, DB_MAP_12,         \
            DB_MAP_11, DB_MAP_10, DB_MAP_9, DB_MAP_8, DB_MAP_7, DB_MAP_6, DB_MAP_5, DB_MAP_4, DB_MAP_3, DB_MAP_2,      \
            DB_MAP_1, )                                                                                                \
    (__VA_ARGS__)

/** Arguments of a statement, $1 first: DB_ARGS(req->application_id, db_time(now)). */
#define DB_ARGS(...)                                                                                                   \
    ((struct db_args){ (const struct db_value[]){ DB_MAP(__VA_ARGS__) },                                               \
                       (int)(sizeof((const struct db_value[]){ DB_MAP(__VA_ARGS__) }) / sizeof(struct db_value)) })
#define DB_NO_ARGS ((struct db_args){ NULL, 0 })

/** JSON of one field of a message (an object, or an array for a repeated field), for a jsonb parameter. */
const char *db_json_field(struct arena *arena, const ProtobufCMessage *message, const char *field);
/** JSON of a message. */
const char *db_json(struct arena *arena, const ProtobufCMessage *message);

/* ------------------------------------------------------------------ reading */

/**
 * One row into a message. Columns fill fields of the same name: texts, numbers, bools and enums (by name or
 * number) as they are; timestamptz a google.protobuf.Timestamp; date, uuid, numeric a string; text[] a repeated
 * string; json and jsonb a message field or a repeated one, in proto3 JSON; bytea a bytes field. NULL leaves the
 * field as it is. A column without a field is a bug of ours and found by the test that prepares every statement.
 *
 * @return RPC_OK; RPC_NOT_FOUND without a text when there is no row: the method words it, for only it knows
 *         what was looked for; else a failure already worded
 */
enum rpc_code db_one(struct rpc_call *call, const struct db_statement *statement, struct db_args args,
                     ProtobufCMessage *ret_message) OKNO_MUST_CHECK;

/** What a method does with a row that was read for it; `code` is what db_one would have returned. */
typedef enum rpc_code db_then(struct rpc_call *call, void *arg, enum rpc_code code);
/**
 * The same as the last reading of a method, which returns what this returns: nobody sleeps until the row is there. The
 * call leaves its worker (RPC_DETACHED); `then` runs on another, and its code is the method's.
 *
 * @args, @arg  live as long as the call
 */
enum rpc_code db_one_then(struct rpc_call *call, const struct db_statement *statement, struct db_args args,
                          ProtobufCMessage *ret_message, db_then *then, void *arg) OKNO_MUST_CHECK;

/** All rows, as new messages of a type in the call's arena: assign them to a repeated field. */
enum rpc_code db_list(struct rpc_call *call, const struct db_statement *statement, struct db_args args,
                      const ProtobufCMessageDescriptor *type, size_t *ret_n,
                      ProtobufCMessage ***ret_items) OKNO_MUST_CHECK;
/** db_list into `reply->field` with its count: DB_LIST(call, &stmt, DB_ARGS(...), reply, applications, type) */
#define DB_LIST(call, statement, args, reply, field, type)                                                             \
    db_list((call), (statement), (args), &(type), &(reply)->n_##field, (ProtobufCMessage ***)&(reply)->field)

/** Rows as texts, for results that are no message. Everything lives in the call's arena. */
struct db_rows {
    int n, n_columns;
    const char *const *columns;
    const char *const *cells; /* row by row; NULL is SQL's NULL */
};
enum rpc_code db_rows(struct rpc_call *call, const struct db_statement *statement, struct db_args args,
                      struct db_rows *ret_rows) OKNO_MUST_CHECK;
const char *db_cell(const struct db_rows *rows, int row, const char *column); /* NULL: NULL, or no such column */

/* ------------------------------------------------------------------ writing */

/**
 * A unit of work: what one call changes. Collect statements, then commit. The call's reply must be complete
 * before the commit: it is stored under the call's request id, in the same transaction, and returned again when
 * the call is repeated.
 *
 * The work's statements run in the order given, but rows of a `rows` statement run together with those of other
 * calls, at the place of the first of them: foreign keys between them are DEFERRABLE INITIALLY DEFERRED.
 */
struct db_work;

struct db_work *db_begin(struct rpc_call *call);
/** Adds a statement; of a `rows` statement, one row. The arguments are copied. */
void db_put(struct db_work *work, const struct db_statement *statement, struct db_args args);
/**
 * Adds an UPDATE or DELETE that must touch exactly one row; otherwise the work fails with this code and text, and
 * nothing of it happens. A `rows` statement must touch one for each of its rows: put it with an expectation always, or
 * never.
 */
void db_expect(struct db_work *work, const struct db_statement *statement, struct db_args args, enum rpc_code code,
               const char *ru, const char *en);
/**
 * Durable when it returns RPC_OK. Failures are worded: a violated unique constraint is RPC_ALREADY_EXISTS (its
 * name: db_violated), a foreign key or exclusion RPC_FAILED_PRECONDITION, a check RPC_INVALID_ARGUMENT; a
 * method may word them better with rpc_fail. Serialization failures and deadlocks are repeated here.
 */
enum rpc_code db_commit(struct db_work *work) OKNO_MUST_CHECK;
/**
 * The same as the last act of a method, which returns what this returns: nobody sleeps until the commit. The call
 * leaves its worker (RPC_DETACHED) and is answered when the work is durable, or with the failure. Whoever has
 * something left to do after the commit needs db_commit.
 */
enum rpc_code db_finish(struct db_work *work) OKNO_MUST_CHECK;
/**
 * For records whose loss in a crash of PostgreSQL itself is bearable (reading of personal data: at most its last
 * half second): committed with synchronous_commit off. A crash of the service loses nothing.
 */
enum rpc_code db_commit_relaxed(struct db_work *work) OKNO_MUST_CHECK;
enum rpc_code db_finish_relaxed(struct db_work *work) OKNO_MUST_CHECK;
/** Name of the constraint that the last commit of this call violated, NULL when none. */
const char *db_violated(const struct rpc_call *call);

/** Called for every work just before it is queued; libs/audit adds its record here. */
void db_on_commit(void (*hook)(struct db_work *work, struct rpc_call *call));
/** Called after a work that put a row of this statement was committed; libs/events wakes readers here. */
void db_after_put(const struct db_statement *statement, void (*hook)(void));

/**
 * The stored outcome of a repeated call: fills call->reply and returns RPC_OK; RPC_NOT_FOUND when there is none;
 * RPC_FAILED_PRECONDITION with reason IDEMPOTENCY_KEY_REUSED when the key came with another request. A key belongs to
 * the caller with all that the token says: role, subject, centre, agency, applicant.
 * libs/service asks when a write failed; methods need not.
 */
enum rpc_code db_replay(struct rpc_call *call) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ transactions that decide in between */

struct db_tx;
/**
 * Runs `body` in one SERIALIZABLE transaction and commits when it returns RPC_OK. On a serialization failure or
 * deadlock it runs again, so it must have no effect but on the database. For what a unit of work cannot say.
 */
enum rpc_code db_transaction(struct rpc_call *call, enum rpc_code (*body)(struct db_tx *tx, void *arg),
                             void *arg) OKNO_MUST_CHECK;
enum rpc_code db_tx_rows(struct db_tx *tx, const struct db_statement *statement, struct db_args args,
                         struct db_rows *ret_rows) OKNO_MUST_CHECK;
/** @ret_touched  rows changed; NULL is fine */
enum rpc_code db_tx_run(struct db_tx *tx, const struct db_statement *statement, struct db_args args,
                        int64_t *ret_touched) OKNO_MUST_CHECK;
struct rpc_call *db_tx_call(struct db_tx *tx);

/* ------------------------------------------------------------------ turns: calls about one thing, decided together */

/**
 * When many callers want to change the same thing - the queue of a hall - they take turns at it. Those that wait at
 * the same moment share one transaction: the thing is locked and loaded once, every call decides in memory, in order
 * of arrival and seeing what those before it decided, what came of it is written once, and all are answered after the
 * commit. Another process waits for the lock, so the thing is never decided about in two places.
 *
 * When the transaction fails, each call takes a turn of its own: nobody is hurt by a neighbour.
 */
struct db_turn;

struct db_turn_kind {
    const char *name;
    /** What is loaded; $1 is the key. The first locks (FOR UPDATE), the others see what the lock let through. Ended
     *  by NULL. */
    const struct db_statement *const *load;
    /** The thing, from the rows of each statement, in the arena of the turn; NULL when there is none of that key. */
    void *(*open)(struct arena *arena, const char *key, const struct db_rows *rows);
    /** Adds what the decisions changed. Called once, after the last of them, when any of them wrote. */
    void (*save)(void *thing, struct db_work *work);
};

/**
 * What one call does at its turn. May run again from a newly loaded thing, possibly on another thread: it keeps
 * nothing elsewhere, and changes the thing only once nothing can fail any more. What it adds to the work (events,
 * rows of its own) is written with the thing. The reply must be complete when it returns.
 *
 * @thing  NULL when there is none of that key
 */
typedef enum rpc_code db_decide(struct db_turn *turn, void *thing, struct db_work *work, void *arg);

/**
 * Takes a turn and waits for its outcome. A call of a method that writes is audited and repeatable as with db_commit;
 * one that only reads sees the thing between two turns.
 */
enum rpc_code db_take_turn(struct rpc_call *call, const struct db_turn_kind *kind, const char *key, db_decide *decide,
                           void *arg) OKNO_MUST_CHECK;
/** Reads more, within the transaction of the turn; rows live in the arena of the call that decides. */
enum rpc_code db_turn_rows(struct db_turn *turn, const struct db_statement *statement, struct db_args args,
                           struct db_rows *ret_rows) OKNO_MUST_CHECK;
/** The call that decides now. */
struct rpc_call *db_turn_call(const struct db_turn *turn);

/* ------------------------------------------------------------------ opening */

struct db_options {
    const char *url;    /* libpq connection string */
    const char *schema; /* of the service; becomes the search path */
    int read_lanes;     /* connections that carry reads */
    int write_lanes;    /* connections that carry groups of writes */
    int group_limit;    /* most units of work in a group; 0: as many as the library takes */
};

/** Starts the lanes. A database that is not up yet is waited for with back-off; calls fail UNAVAILABLE meanwhile
 *  once their time is up. */
void db_open(const struct db_options *options);
void db_close(void);
/** Whether a lane is connected now. */
bool db_ready(void);

/* ------------------------------------------------------------------ schema */

struct db_migration {
    const char *name; /* "tracking/0001_applications.sql" */
    const char *text;
    const char *sha256; /* hexadecimal, of the text */
};

enum db_schema_state { DB_SCHEMA_CURRENT, DB_SCHEMA_BEHIND, DB_SCHEMA_UNKNOWN, DB_SCHEMA_UNREACHABLE };

/** Compares what the schema has with what this program knows. `ret_detail` gets an English sentence. */
enum db_schema_state db_schema_check(const char *url, const char *schema, const struct db_migration *migrations,
                                     size_t n, struct text *ret_detail);
/**
 * Runs what is missing, each file in a transaction of its own, under a lease so that two administrators do not
 * run at once. Makes the schema and the role `okno_<schema>` when there are none; without the right to make roles,
 * only the schema.
 *
 * @dry_run   only says what it would do
 * @progress  told of every file; NULL is fine
 */
enum rpc_code db_migrate(const char *url, const char *schema, const struct db_migration *migrations, size_t n,
                         bool dry_run, void (*progress)(const char *name, bool done, void *arg), void *arg,
                         struct text *ret_error) OKNO_MUST_CHECK;

#endif
