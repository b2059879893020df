/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** okno user: local accounts, for installations without an identity provider. */
#include "okno.h"

#include <okno/accounts.h>

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#define PASSWORD_FILE_MAX (PASSWORD_MAX + 2)

/* ------------------------------------------------------------------ the file */

static int
open_file(struct okno *okno, struct accounts **ret_accounts)
{
    const char *path = okno->own.accounts;
    enum rpc_code code = okno_make_folder(okno, path, 0700) ? RPC_UNAVAILABLE : accounts_edit(path, ret_accounts);
    if (code == RPC_OK)
        return EX_OK;
    if (code == RPC_PERMISSION_DENIED)
        return okno_fail(EX_NOPERM, "%s: must be readable by its owner and group alone, and by you (chmod 600)", path);
    if (code == RPC_INVALID_ARGUMENT)
        return okno_fail(EX_DATAERR, "%s: is no file of accounts", path);
    return okno_fail(EX_CANTCREAT, "%s: %s", path, strerror(errno));
}

static int
save(struct okno *okno, struct accounts *accounts)
{
    if (accounts_save(accounts) == RPC_OK)
        return EX_OK;
    return okno_fail(EX_CANTCREAT, "%s: %s", okno->own.accounts, strerror(errno));
}

/* ------------------------------------------------------------------ passwords */

static int
read_password(struct okno *okno, const char *path, const char **ret_password)
{
    char text[PASSWORD_FILE_MAX];
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (!file)
        return okno_fail(EX_NOINPUT, "%s: %s", path, strerror(errno));
    bool got = fgets(text, sizeof text, file) != NULL;
    if (file != stdin)
        fclose(file);
    if (!got)
        return okno_fail(EX_DATAERR, "%s: holds no password", path);
    text[strcspn(text, "\r\n")] = '\0';
    *ret_password = arena_strdup(okno->arena, text);
    explicit_bzero(text, sizeof text);
    return EX_OK;
}

/* Without a file one is made, and told once. */
static int
choose_password(struct okno *okno, const char *login, const char *path, const char **ret_hash)
{
    char *made = arena_alloc(okno->arena, 24), *hash = arena_alloc(okno->arena, PASSWORD_HASH_SIZE);
    const char *password = made;
    int exit_code = path ? read_password(okno, path, &password) : EX_OK;
    if (exit_code)
        return exit_code;
    if (!path)
        password_make(made);
    const char *fault = password_fault(login, password);
    if (fault)
        return okno_fail(EX_DATAERR, "%s", fault);
    if (!password_hash(password, hash))
        return okno_fail(EX_OSERR, "crypt(3) of this system has no yescrypt");
    if (!path)
        printf("%s %s\n", login, made);
    *ret_hash = hash;
    return EX_OK;
}

/* ------------------------------------------------------------------ add */

struct options {
    struct account account;
    const char *password_file;
};

static int
parse(int argc, char **argv, struct options *options)
{
    static const struct option longs[] = {
        { "login", required_argument, NULL, 'l' },         { "role", required_argument, NULL, 'r' },
        { "centre", required_argument, NULL, 'c' },        { "agency", required_argument, NULL, 'a' },
        { "applicant", required_argument, NULL, 'p' },     { "name", required_argument, NULL, 'n' },
        { "password-file", required_argument, NULL, 'f' }, { 0 },
    };
    *options = (struct options){ .account = { "", "$", RPC_ROLE_NOBODY, "", "", "", "", 0 } };
    struct account *account = &options->account;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", longs, NULL)) != -1;)
        switch (option) {
        case 'l':
            account->login = optarg;
            break;
        case 'r':
            account->role = rpc_role_by_name(optarg);
            break;
        case 'c':
            account->centre = optarg;
            break;
        case 'a':
            account->agency = optarg;
            break;
        case 'p':
            account->applicant = optarg;
            break;
        case 'n':
            account->name = optarg;
            break;
        case 'f':
            options->password_file = optarg;
            break;
        default:
            return okno_bad_option("user add", argv, optind);
        }
    return optind < argc ? okno_usage("user add", "unexpected argument %s", argv[optind]) : EX_OK;
}

static int
add(struct okno *okno, struct accounts *accounts, struct options *options)
{
    struct account *account = &options->account;
    if (accounts_find(accounts, account->login))
        return okno_fail(EX_DATAERR, "%s exists; `okno user remove` it, or give it another password", account->login);
    int exit_code = choose_password(okno, account->login, options->password_file, &account->hash);
    if (exit_code)
        return exit_code;
    account->changed_us = time_now_us();
    if (accounts_put(accounts, account) != RPC_OK)
        return okno_fail(EX_SOFTWARE, "the account cannot be stored");
    return save(okno, accounts);
}

int
okno_user_add(struct okno *okno, int argc, char **argv)
{
    struct options options;
    struct accounts *accounts = NULL;
    int exit_code = parse(argc, argv, &options);
    if (exit_code)
        return exit_code;
    const char *fault = account_fault(&options.account);
    if (fault)
        return okno_usage("user add", "%s", fault);
    exit_code = open_file(okno, &accounts);
    if (!exit_code)
        exit_code = add(okno, accounts, &options);
    accounts_close(accounts);
    return exit_code;
}

/* ------------------------------------------------------------------ list, remove, password */

int
okno_user_list(struct okno *okno, int argc, char **argv)
{
    struct accounts *accounts = NULL;
    struct table table = { .arena = okno->arena, .n_columns = 7 };
    if (argc > 1)
        return okno_usage("user list", "unexpected argument %s", argv[1]);
    int exit_code = open_file(okno, &accounts);
    const struct account *account;
    for (size_t i = 0; !exit_code && (account = accounts_at(accounts, i)); i++) {
        char *changed = arena_alloc(okno->arena, 32);
        time_format(account->changed_us / 1000000 * 1000000, changed);
        TABLE_ROW(&table, account->login, rpc_role_name(account->role), account->centre, account->agency,
                  account->applicant, changed, account->name);
    }
    if (!exit_code)
        table_print(&table, stdout);
    accounts_close(accounts);
    return exit_code;
}

int
okno_user_remove(struct okno *okno, int argc, char **argv)
{
    struct accounts *accounts = NULL;
    if (argc != 2)
        return okno_usage("user remove", "takes one LOGIN");
    int exit_code = open_file(okno, &accounts);
    if (!exit_code)
        exit_code = accounts_remove(accounts, argv[1]) ? save(okno, accounts)
                                                       : okno_fail(EX_NOINPUT, "there is no account %s", argv[1]);
    accounts_close(accounts);
    return exit_code;
}

static int
change_password(struct okno *okno, struct accounts *accounts, const char *login, const char *path)
{
    const struct account *found = accounts_find(accounts, login);
    if (!found)
        return okno_fail(EX_NOINPUT, "there is no account %s", login);
    struct account account = *found;
    int exit_code = choose_password(okno, login, path, &account.hash);
    if (exit_code)
        return exit_code;
    account.changed_us = time_now_us();
    return accounts_put(accounts, &account) == RPC_OK ? save(okno, accounts)
                                                      : okno_fail(EX_SOFTWARE, "the account cannot be stored");
}

int
okno_user_password(struct okno *okno, int argc, char **argv)
{
    static const struct option longs[] = { { "password-file", required_argument, NULL, 'f' }, { 0 } };
    struct accounts *accounts = NULL;
    const char *path = NULL;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (option != 'f')
            return okno_bad_option("user password", argv, optind);
        path = optarg;
    }
    if (argc != optind + 1)
        return okno_usage("user password", "takes one LOGIN");
    int exit_code = open_file(okno, &accounts);
    if (!exit_code)
        exit_code = change_password(okno, accounts, argv[optind], path);
    accounts_close(accounts);
    return exit_code;
}
