/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** okno regulation migrate: what runs on one version of a regulation goes on with another. */
#include "asking.h"

#include <okno/tracking.rpc.h>

#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MOVES_MAX 200

/* Processes that wait in the same elements and fare alike. */
struct group {
    struct group *next;
    const char *waiting, *reason;
    bool movable;
    int64_t processes;
};

struct migrating {
    Tracking__MigrateRegulationRequest request;
    Tracking__ElementMove moves[MOVES_MAX], *listed[MOVES_MAX];
    struct group *groups;
    int64_t moved, refused;
};

/* ------------------------------------------------------------------ arguments */

static bool
take_move(struct arena *arena, const char *text, struct migrating *m)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || !equals[1] || m->request.n_moves == MOVES_MAX)
        return false;
    Tracking__ElementMove *move = m->listed[m->request.n_moves] = &m->moves[m->request.n_moves];
    tracking__element_move__init(move);
    move->from = arena_strndup(arena, text, (size_t)(equals - text));
    move->to = arena_strdup(arena, equals + 1);
    m->request.n_moves++;
    return true;
}

static int
take_arguments(struct okno *okno, int argc, char **argv, struct migrating *m)
{
    static const char command[] = "regulation migrate";
    static const struct option longs[] = { { "from", required_argument, NULL, 'f' },
                                           { "to", required_argument, NULL, 't' },
                                           { "map", required_argument, NULL, 'm' },
                                           { "dry-run", no_argument, NULL, 'd' },
                                           { 0 } };
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (option == 'd')
            m->request.dry_run = true;
        else if (option == 'm' && !take_move(okno->arena, optarg, m))
            return okno_usage(command, "--map takes OLD=NEW, at most %d times, not \"%s\"", MOVES_MAX, optarg);
        else if ((option == 'f' && !regulation_number(optarg, &m->request.from))
                 || (option == 't' && !regulation_number(optarg, &m->request.to)))
            return okno_usage(command, "--from and --to take a version from 1, not \"%s\"", optarg);
        else if (!strchr("ftm", option))
            return okno_bad_option(command, argv, optind);
    }
    if (argc - optind != 1 || !m->request.from || !m->request.to)
        return okno_usage(command, "a code, --from and --to are needed");
    m->request.code = argv[optind];
    return EX_OK;
}

/* ------------------------------------------------------------------ telling */

static const char *
joined(struct arena *arena, const char *const *texts, size_t n)
{
    const char *all = n ? "" : "-";
    for (size_t i = 0; i < n; i++)
        all = arena_printf(arena, "%s%s%s", all, i ? ", " : "", texts[i]);
    return all;
}

/* Of all pages together. */
static void
add_group(struct okno *okno, struct migrating *m, const Tracking__MigrationGroup *group)
{
    const char *waiting = joined(okno->arena, (const char *const *)group->waiting, group->n_waiting);
    struct group *found = m->groups;
    while (found
           && (found->movable != group->movable || !text_equal(found->waiting, waiting)
               || !text_equal(found->reason, group->reason)))
        found = found->next;
    if (!found) {
        found = ARENA_NEW(okno->arena, struct group);
        *found = (struct group){ .next = m->groups,
                                 .waiting = waiting,
                                 .reason = arena_strdup(okno->arena, group->reason),
                                 .movable = group->movable };
        m->groups = found;
    }
    found->processes += group->processes;
}

static void
print_refusal(const Tracking__MigrationRefusal *refusal)
{
    fprintf(stderr, "%s%s%s: %s\n", refusal->process_id, *refusal->application_id ? " of application " : "",
            refusal->application_id, refusal->reason);
}

static void
print_groups(const struct okno *okno, const struct migrating *m)
{
    struct table table = { .arena = okno->arena, .n_columns = 4 };
    const char *moved = m->request.dry_run ? "would move" : "moved";
    for (const struct group *group = m->groups; group; group = group->next)
        TABLE_ROW(&table, group->movable ? moved : "refused", arena_printf(okno->arena, "%" PRId64, group->processes),
                  group->waiting, group->reason);
    table_print(&table, stdout);
    printf("%s %" PRId64 ", refused %" PRId64 "\n", moved, m->moved, m->refused);
}

/* ------------------------------------------------------------------ asking */

/* Page by page, each with a time of its own. */
static enum rpc_code
run(struct asking *asking, struct migrating *m)
{
    struct okno *okno = asking->okno;
    const Tracking__MigrateRegulationResponse *reply;
    do {
        asking_renew(asking);
        enum rpc_code code = asking_call(asking, &tracking_method_migrate_regulation, &m->request.base, &reply);
        if (code != RPC_OK)
            return code;
        for (size_t i = 0; i < reply->n_groups; i++)
            add_group(okno, m, reply->groups[i]);
        for (size_t i = 0; i < reply->n_refusals; i++)
            print_refusal(reply->refusals[i]);
        m->moved += reply->moved;
        m->refused += (int64_t)reply->n_refusals;
        m->request.page_token = arena_strdup(okno->arena, reply->next_page_token);
    } while (*m->request.page_token);
    return RPC_OK;
}

int
okno_regulation_migrate(struct okno *okno, int argc, char **argv)
{
    struct asking asking;
    struct migrating *m = ARENA_NEW(okno->arena, struct migrating);
    tracking__migrate_regulation_request__init(&m->request);
    m->request.moves = m->listed;
    int exit_code = take_arguments(okno, argc, argv, m);
    if (exit_code)
        return exit_code;
    exit_code = asking_open(okno, 0, &asking);
    if (exit_code)
        return exit_code;
    enum rpc_code code = run(&asking, m);
    print_groups(okno, m);
    asking_close(&asking);
    return code != RPC_OK ? okno_exit_code(code) : m->refused ? EX_DATAERR : EX_OK;
}
