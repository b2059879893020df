/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * The administrator's command. Each subcommand is one file:
 *
 *     migrate.c    runs the schema files that a database lacks
 *     reference.c  loads reference data from a folder of YAML files
 *     regulation.c checks, publishes and shows electronic regulations
 *     regulation_migrate.c  moves what runs on one version of a regulation to another
 *     queue.c      loads the settings of halls from a YAML file
 *     token.c      signs a token with the installation's own key
 *     user.c       local accounts: add, list, remove, password
 *     session_key.c  the keys that seal cookies of sessions
 *     rpc.c        lists, describes and calls methods of running daemons
 *     status.c     asks every configured replica how it is
 *     doctor.c     looks at the machine, the configuration, the database and the daemons
 *     audit.c      walks the audit chains
 *
 * report.c holds what they say alike, peers.c and asking.c how they reach the daemons, config.c the keys of okno.yaml.
 */
#include "okno.h"

#include <okno/log.h>

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct okno_command commands[] = {
    { "migrate", "[--dry-run] [--wait TIME] [SERVICE]...", "bring the database to what this version needs",
      "  --dry-run      say what would be run, change nothing\n"
      "  --wait TIME    wait so long for a database that is not up yet (30s, 5m)\n"
      "Without SERVICE: all. Each file runs in a transaction of its own, so an interrupted run is simply repeated.\n"
      "Exit: 0 done, 69 no database, 78 the database is newer than this program or a file was edited, 70 a file "
      "failed.\n",
      okno_migrate },
    { "reference load", "[--wait TIME] [--complete] FOLDER", "load reference data from a folder of YAML files",
      "  --wait TIME    wait so long for the service\n"
      "  --complete     the folder holds everything: what the service has and the folder has not is withdrawn\n"
      "What is equal to the stored is left alone. Exit: 0 loaded, 65 a record is refused, 69 no service.\n",
      okno_reference_load },
    { "regulation check", "[--wait TIME] FILE|FOLDER...", "say what stands in the way of publishing BPMN files",
      "Exit: 0 all could be published, 65 one could not, 69 no service.\n", okno_regulation_check },
    { "regulation publish", "[--wait TIME] FILE|FOLDER...",
      "publish BPMN files as the next versions of their regulations",
      "  --wait TIME    wait so long for the service\n"
      "A folder stands for its .bpmn files. The very same file again is left alone. Exit: 0 published, 65 one is "
      "refused, 69 no service.\n",
      okno_regulation_publish },
    { "regulation list", "[CODE]", "list regulations, or all versions of one", "Exit: 0, 69 no service.\n",
      okno_regulation_list },
    { "regulation show", "[--bpmn] CODE [VERSION]", "show the elements of a regulation, or its file",
      "  --bpmn         print the BPMN file itself\n", okno_regulation_show },
    { "regulation diff", "CODE FROM TO", "show what is different between two versions", "Exit: 0, 69 no service.\n",
      okno_regulation_diff },
    { "regulation migrate", "CODE --from N --to M [--map OLD=NEW]... [--dry-run]",
      "move what runs on one version of a regulation to another",
      "  --map OLD=NEW  what waits in OLD goes on waiting in NEW; elements not named keep their ids\n"
      "  --dry-run      only say what would happen\n"
      "What cannot be moved safely stays as it is and is named with the element and the reason. A repeat goes on "
      "where\n"
      "the last one ended. Exit: 0 all moved, 65 some were refused, 69 no service.\n",
      okno_regulation_migrate },
    { "queue load", "[--wait TIME] FILE", "load groups, priorities, windows and limits of halls from a YAML file",
      "  --wait TIME    wait so long for the service\n"
      "What is equal to the stored is left alone, and so is what a supervisor changed at a window.\n"
      "Exit: 0 loaded, 65 a record is refused, 69 no service.\n",
      okno_queue_load },
    { "token", "--role ROLE [OPTION]...", "print a token signed with the installation's own key",
      "  --role ROLE       APPLICANT, OPERATOR, CONSULTANT, SUPERVISOR, AGENCY, CONTROLLER, CALL_CENTRE, KIOSK, ADMIN\n"
      "  --sub NAME        who it is for (default: name of this account)\n"
      "  --centre CODE     centre of an operator, consultant, supervisor or kiosk\n"
      "  --agency CODE     agency of an official\n"
      "  --applicant ID    applicant that an APPLICANT is\n"
      "  --ttl TIME        how long it is valid (default: tokens.ttl)\n"
      "  --create-key      only make the key and its public set, when there are none\n"
      "Refused unless tokens.issue is true. Exit: 0, 64 wrong option, 77 not allowed, 78 no key.\n",
      okno_token },
    { "user add", "--login LOGIN --role ROLE [OPTION]...", "make a local account and print its password",
      "  --login LOGIN         small Latin letters, digits and . _ -\n"
      "  --role ROLE           as of `okno token`; KIOSK is for devices, whose sessions last long\n"
      "  --centre, --agency    codes, as the role needs them\n"
      "  --applicant ID        applicant that an APPLICANT is\n"
      "  --name NAME           of the person or place, as pages show it\n"
      "  --password-file FILE  first line is the password (-: standard input); without: one is made and printed\n"
      "The gateway takes it where local.sign_in is true. Exit: 0, 64 wrong option, 65 exists or bad password, 77 not "
      "allowed.\n",
      okno_user_add },
    { "user list", "", "list the local accounts", "Exit: 0, 77 not allowed.\n", okno_user_list },
    { "user remove", "LOGIN", "remove a local account and end its sessions", "Exit: 0, 66 there is none.\n",
      okno_user_remove },
    { "user password", "[--password-file FILE] LOGIN", "give a local account another password and end its sessions",
      "Without a file a password is made and printed. Exit: 0, 65 bad password, 66 there is no such account.\n",
      okno_user_password },
    { "session-key", "[--rotate [--keep N]]", "make the key that seals cookies of sessions, or a further one",
      "  --rotate       the new key seals from now on, the ones before still open\n"
      "  --keep N       keys to keep in all, from 1 to 8 (default 3)\n"
      "Exit: 0, 77 not allowed, 78 no keys to rotate.\n",
      okno_session_key },
    { "rpc list", "[SERVICE]", "list the services of the running daemons, or the methods of one",
      "  --to NAME|ADDRESS  only this daemon\n", okno_rpc_list },
    { "rpc describe", "SERVICE[/METHOD] | MESSAGE", "show a service, method or message with its comments and rules",
      "  --to NAME|ADDRESS  ask this daemon\n", okno_rpc_describe },
    { "rpc call", "SERVICE/METHOD [OPTION]...", "call a method; JSON in, JSON out",
      "  -d JSON            the request; @FILE reads a file, @- standard input (default {})\n"
      "  --deadline TIME    how long it may take (default 5s)\n"
      "  --role ROLE        as whom (default ADMIN); with --sub, --centre, --agency, --applicant as of `okno token`\n"
      "  --outside          as the gateway passes on the call of a person; without it as a daemon calls another\n"
      "  --request-id ID    makes a write repeatable: the same id gives the same outcome\n"
      "  --trace PARENT     W3C traceparent that the call carries\n"
      "  --language ru|en   of messages (default by LANG)\n"
      "  --to NAME|ADDRESS  daemon to call, for services that every daemon has\n"
      "Exit: the status of the call, 0 OK, 3 INVALID_ARGUMENT, 5 NOT_FOUND … as in gRPC.\n",
      okno_rpc_call },
    { "status", "[--json] [--wait TIME] [SERVICE]...", "ask every configured replica how it is",
      "  --json         one JSON object a line\n"
      "  --wait TIME    ask again until all are ready, at most so long\n"
      "Exit: 0 all are ready, 1 something is not.\n",
      okno_status },
    { "doctor", "", "look for what is wrong or will be",
      "Each line is ok, warn or fail and says what to do. Exit: 0 nothing failed, 1 something did.\n", okno_doctor },
    { "audit verify", "[SERVICE]...", "check the hash chains of the audit records",
      "The end of a chain is compared with its anchor, where the state folder has one.\n"
      "Exit: 0 all hold, 1 one is broken, 69 no database.\n",
      okno_audit_verify },
};

static void
print_all(FILE *to)
{
    fputs("usage: okno [--config FOLDER] COMMAND [ARGUMENT]...\n\n", to);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(commands); i++)
        fprintf(to, "  %-15s  %s\n", commands[i].name, commands[i].brief);
    fputs("\n`okno COMMAND --help` tells more. The configuration is common.yaml and okno.yaml of the folder\n"
          "(default $OKNO_CONFIG or /etc/okno). Also: --check-config, --print-config, --describe-config, --version.\n",
          to);
}

static int
print_one(const struct okno_command *command)
{
    printf("usage: okno %s %s\n%s.\n\n%s", command->name, command->usage, command->brief, command->help);
    return EX_OK;
}

/* ------------------------------------------------------------------ which command */

/* Words of the command's name that stand at the head of argv; 0 when it is another. */
static int
words_matched(const struct okno_command *command, int argc, char **argv)
{
    const char *name = command->name;
    for (int i = 0; i < argc; i++) {
        size_t length = strcspn(name, " ");
        if (strlen(argv[i]) != length || strncmp(argv[i], name, length) != 0)
            return 0;
        if (!name[length])
            return i + 1;
        name += length + 1;
    }
    return 0;
}

static const struct okno_command *
find_command(int argc, char **argv, int *ret_words)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(commands); i++) {
        *ret_words = words_matched(&commands[i], argc, argv);
        if (*ret_words)
            return &commands[i];
    }
    return NULL;
}

/* Names of commands that begin with this word ("rpc"), for one who stopped halfway. */
static int
no_such_command(const char *word)
{
    bool found = false;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(commands); i++)
        if (text_starts(commands[i].name, word) && commands[i].name[strlen(word)] == ' ') {
            fprintf(stderr, "okno %s %s\n", commands[i].name, commands[i].usage);
            found = true;
        }
    return found ? EX_USAGE : okno_fail(EX_USAGE, "no command \"%s\"; `okno --help` lists them", word);
}

/* ------------------------------------------------------------------ configuration */

/* Takes --config out of the arguments, wherever it stands before "--". */
static const char *
take_folder(int *argc, char **argv)
{
    const char *folder = service_config_folder();
    int kept = 1;
    for (int i = 1; i < *argc; i++) {
        if (text_equal(argv[i], "--config") && i + 1 < *argc)
            folder = argv[++i];
        else if (text_starts(argv[i], "--config="))
            folder = argv[i] + strlen("--config=");
        else
            argv[kept++] = argv[i];
    }
    argv[kept] = NULL;
    *argc = kept;
    return folder;
}

static int
configure(struct okno *okno)
{
    TEXT_SCOPED problems = { 0 };
    enum rpc_code code =
        service_configure("okno", okno->folder, okno_keys, &okno->own, &okno->common, &okno->conf, &problems);
    if (code != RPC_OK) {
        fputs(problems.data, stderr);
        return CONF_EXIT_CODE;
    }
    fputs(conf_warnings(okno->conf), stderr);
    setenv("TZ", okno->common.timezone, 1);
    tzset();
    return EX_OK;
}

static int
print_configuration(struct okno *okno, const char *option)
{
    TEXT_SCOPED all = { 0 };
    if (text_equal(option, "--describe-config")) {
        service_describe(okno_keys, &all);
        fputs(all.data, stdout);
        return EX_OK;
    }
    int exit_code = configure(okno);
    if (exit_code)
        return exit_code;
    if (text_equal(option, "--check-config"))
        text_adds(&all, "the configuration is good\n");
    else
        conf_print(okno->conf, &all);
    fputs(all.data, stdout);
    return EX_OK;
}

/* ------------------------------------------------------------------ running */

static bool
asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc && !text_equal(argv[i], "--"); i++)
        if (text_equal(argv[i], "--help") || text_equal(argv[i], "-h"))
            return true;
    return false;
}

static int
run_command(struct okno *okno, int argc, char **argv)
{
    int words;
    const struct okno_command *command = find_command(argc, argv, &words);
    if (!command)
        return no_such_command(argv[0]);
    argc -= words - 1;
    argv += words - 1;
    if (asks_for_help(argc, argv))
        return print_one(command);
    int exit_code = configure(okno);
    return exit_code ? exit_code : command->run(okno, argc, argv);
}

static int
run(struct okno *okno, int argc, char **argv)
{
    const char *first = argc > 1 ? argv[1] : "--help";
    if (text_equal(first, "--version")) {
        printf("okno %s\n", service_version());
        return EX_OK;
    }
    if (text_equal(first, "--help") || text_equal(first, "-h") || text_equal(first, "help")) {
        int words;
        const struct okno_command *command = argc > 2 ? find_command(argc - 2, argv + 2, &words) : NULL;
        if (command)
            return print_one(command);
        print_all(argc > 1 ? stdout : stderr);
        return argc > 1 ? EX_OK : EX_USAGE;
    }
    if (text_equal(first, "--check-config") || text_equal(first, "--print-config")
        || text_equal(first, "--describe-config"))
        return print_configuration(okno, first);
    if (*first == '-')
        return okno_usage(NULL, "unknown option %s", first);
    return run_command(okno, argc - 1, argv + 1);
}

int
main(int argc, char **argv)
{
    struct okno okno = { .folder = take_folder(&argc, argv), .arena = arena_new(SIZE_MAX) };
    /* What goes wrong is said by the commands themselves, in the words of their own. */
    log_open("okno", LOG_LEVEL_ERROR);
    setvbuf(stdout, NULL, _IOLBF, 0);
    int exit_code = run(&okno, argc, argv);
    if (fflush(stdout) != 0 && exit_code == EX_OK)
        exit_code = okno_fail(EX_IOERR, "cannot write to standard output");
    conf_free(okno.conf);
    arena_free(okno.arena);
    log_close();
    return exit_code;
}
