/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What the subcommands of `okno` share. */
#ifndef OKNO_OKNO_H
#define OKNO_OKNO_H

#include <okno/conf.h>
#include <okno/rpc.h>
#include <okno/service.h>

#include <stdio.h>
#include <sys/types.h>
#include <sysexits.h>

/** Keys of okno.yaml; their help stands in config.c. */
struct okno_conf {
    bool issue;
    const char *token_key, *token_jwks, *token_issuer, *token_audience;
    int64_t token_ttl_ms;
    const char *accounts, *session_keys;
};
extern const struct conf_key okno_keys[];

/** One run of the command: its configuration, and memory for as long as it lasts. */
struct okno {
    const char *folder; /* of the configuration */
    struct conf *conf;
    struct service_conf common;
    struct okno_conf own;
    struct arena *arena;
};

/** A subcommand. `run` gets its own arguments, argv[0] being its last word, and returns the exit code. */
struct okno_command {
    const char *name;  /* "rpc call" */
    const char *usage; /* arguments: "SERVICE/METHOD [-d JSON]" */
    const char *brief; /* one line */
    const char *help;  /* options and exit codes, a line each */
    int (*run)(struct okno *okno, int argc, char **argv);
};

int okno_migrate(struct okno *okno, int argc, char **argv);
int okno_reference_load(struct okno *okno, int argc, char **argv);
int okno_regulation_check(struct okno *okno, int argc, char **argv);
int okno_regulation_publish(struct okno *okno, int argc, char **argv);
int okno_regulation_list(struct okno *okno, int argc, char **argv);
int okno_regulation_show(struct okno *okno, int argc, char **argv);
int okno_regulation_diff(struct okno *okno, int argc, char **argv);
int okno_regulation_migrate(struct okno *okno, int argc, char **argv);
int okno_queue_load(struct okno *okno, int argc, char **argv);
int okno_token(struct okno *okno, int argc, char **argv);
int okno_user_add(struct okno *okno, int argc, char **argv);
int okno_user_list(struct okno *okno, int argc, char **argv);
int okno_user_remove(struct okno *okno, int argc, char **argv);
int okno_user_password(struct okno *okno, int argc, char **argv);
int okno_session_key(struct okno *okno, int argc, char **argv);
int okno_rpc_list(struct okno *okno, int argc, char **argv);
int okno_rpc_describe(struct okno *okno, int argc, char **argv);
int okno_rpc_call(struct okno *okno, int argc, char **argv);
int okno_status(struct okno *okno, int argc, char **argv);
int okno_doctor(struct okno *okno, int argc, char **argv);
int okno_audit_verify(struct okno *okno, int argc, char **argv);

/* ------------------------------------------------------------------ report.c: what everyone says the same way */

/** "okno: …" on stderr. Returns `exit_code`. */
int okno_fail(int exit_code, const char *fmt, ...) OKNO_PRINTF(2, 3);
/** Says which option or argument is wrong and how to get help. Returns EX_USAGE. */
int okno_usage(const char *command, const char *fmt, ...) OKNO_PRINTF(2, 3);
/** Exit code of sysexits for a status. */
int okno_exit_code(enum rpc_code code);
/** Failure of a call on stderr: code, text, fields at fault. */
void okno_print_failure(const struct rpc_call *call);
/** What getopt_long returned for an option it does not know. Returns EX_USAGE. */
int okno_bad_option(const char *command, char **argv, int optind);
/** Makes the folder that the file is to stand in, unless it is there. Returns EX_OK or EX_CANTCREAT (told). */
int okno_make_folder(struct okno *okno, const char *path, mode_t mode);

/** A table for people: columns as wide as their cells. */
struct table {
    struct arena *arena;
    int n_columns;
    const char **cells;
    size_t n, capacity;
};
void table_row(struct table *table, const char *const *cells);
#define TABLE_ROW(table, ...) table_row((table), (const char *const[]){ __VA_ARGS__ })
void table_print(const struct table *table, FILE *to);

/* ------------------------------------------------------------------ peers.c: calling the daemons */

/** One address of a service, with a client of its own. */
struct replica {
    const char *service, *address;
    struct rpc_client *client;
};

/** Opens a client for every address of the configuration, in their order; `only` NULL: of every service. */
size_t okno_replicas(struct okno *okno, const char *only, struct replica **ret_replicas);
void okno_replicas_close(struct replica *replicas, size_t n);
/** The client of a service over all its addresses, or of one address ("ipc://…"); NULL: not configured. */
struct rpc_client *okno_client(struct okno *okno, const char *service_or_address);

/** Waits until the service can be called, at least a few seconds; false when it does not answer. */
bool okno_await(struct rpc_client *client, int64_t wait_ms);

/** A call as the administrator: role ADMIN, subject the account's name, language by LANG. */
void okno_call_init(struct okno *okno, struct rpc_call *call, int64_t timeout_ms);

#endif
