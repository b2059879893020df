/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** okno token: signs a token with the installation's own key, where the configuration allows it. */
#include "okno.h"

#include <okno/token.h>

#include <errno.h>
#include <getopt.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

struct options {
    struct token_claims claims;
    int64_t ttl_ms;
    bool create;
};

/* ------------------------------------------------------------------ the key */

static int
open_key(struct okno *okno, struct token_key **ret_key)
{
    const char *path = okno->own.token_key;
    switch (token_key_open(path, ret_key)) {
    case RPC_OK:
        return EX_OK;
    case RPC_NOT_FOUND:
        return okno_fail(EX_CONFIG, "%s: no key; make one with `okno token --create-key`", path);
    case RPC_PERMISSION_DENIED:
        return okno_fail(EX_NOPERM, "%s: must be readable by its owner alone, and by you (chmod 600)", path);
    default:
        return okno_fail(EX_CONFIG, "%s: holds no private P-256 key", path);
    }
}

/* Makes what is missing; both there is fine. */
static int
create_key(struct okno *okno)
{
    const char *path = okno->own.token_key, *jwks = okno->own.token_jwks;
    if (okno_make_folder(okno, path, 0755) || okno_make_folder(okno, jwks, 0755))
        return EX_CANTCREAT;
    enum rpc_code code = token_key_create(path, jwks);
    if (code == RPC_OK) {
        printf("made %s and %s\n", path, jwks);
        return EX_OK;
    }
    if (code != RPC_ALREADY_EXISTS)
        return okno_fail(EX_CANTCREAT, "%s or %s: %s", path, jwks, strerror(errno));
    struct token_key *key;
    int exit_code = open_key(okno, &key);
    if (exit_code)
        return exit_code;
    if (access(jwks, F_OK) != 0 && token_key_publish(key, jwks) != RPC_OK)
        exit_code = okno_fail(EX_CANTCREAT, "%s: %s", jwks, strerror(errno));
    token_key_close(key);
    if (!exit_code)
        printf("%s is there\n", path);
    return exit_code;
}

/* ------------------------------------------------------------------ the token */

static int
issue(struct okno *okno, const struct options *options)
{
    struct token_key *key;
    int exit_code = open_key(okno, &key);
    if (exit_code)
        return exit_code;
    TEXT_SCOPED token = { 0 };
    enum rpc_code code = token_issue(key, okno->own.token_issuer, okno->own.token_audience, &options->claims,
                                     options->ttl_ms / 1000, &token);
    token_key_close(key);
    if (code != RPC_OK)
        return okno_fail(EX_USAGE,
                         "such a token would not be believed: claims are at most 200 bytes of text, a token is "
                         "valid for at least a second");
    puts(token.data);
    return EX_OK;
}

/* What the role cannot work without. */
static void
advise(const struct token_claims *claims)
{
    bool in_centre = claims->role == RPC_ROLE_OPERATOR || claims->role == RPC_ROLE_SUPERVISOR;
    const char *missing = in_centre && !*claims->centre                               ? "--centre"
                          : claims->role == RPC_ROLE_AGENCY && !*claims->agency       ? "--agency"
                          : claims->role == RPC_ROLE_APPLICANT && !*claims->applicant ? "--applicant"
                                                                                      : NULL;
    if (missing)
        fprintf(stderr, "okno: without %s a token of this role sees no applications\n", missing);
}

static const char *
own_name(struct okno *okno)
{
    const struct passwd *account = getpwuid(getuid());
    return account ? arena_strdup(okno->arena, account->pw_name) : "administrator";
}

static int
parse(struct okno *okno, int argc, char **argv, struct options *options)
{
    static const struct option longs[] = {
        { "role", required_argument, NULL, 'r' },      { "sub", required_argument, NULL, 's' },
        { "centre", required_argument, NULL, 'c' },    { "agency", required_argument, NULL, 'a' },
        { "applicant", required_argument, NULL, 'p' }, { "ttl", required_argument, NULL, 't' },
        { "create-key", no_argument, NULL, 'k' },      { 0 },
    };
    *options = (struct options){ .claims = { RPC_ROLE_NOBODY, own_name(okno), "", "", "", 0 },
                                 .ttl_ms = okno->own.token_ttl_ms };
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", longs, NULL)) != -1;)
        switch (option) {
        case 'r':
            options->claims.role = rpc_role_by_name(optarg);
            if (options->claims.role == RPC_ROLE_NOBODY || options->claims.role >= RPC_ROLE_SERVICE)
                return okno_usage("token", "no token can have the role \"%s\"", optarg);
            break;
        case 's':
            options->claims.subject = optarg;
            break;
        case 'c':
            options->claims.centre = optarg;
            break;
        case 'a':
            options->claims.agency = optarg;
            break;
        case 'p':
            options->claims.applicant = optarg;
            break;
        case 't':
            if (!conf_duration(optarg, &options->ttl_ms))
                return okno_usage("token", "--ttl takes a time such as 12h, not \"%s\"", optarg);
            break;
        case 'k':
            options->create = true;
            break;
        default:
            return okno_bad_option("token", argv, optind);
        }
    return optind < argc ? okno_usage("token", "unexpected argument %s", argv[optind]) : EX_OK;
}

int
okno_token(struct okno *okno, int argc, char **argv)
{
    struct options options;
    int exit_code = parse(okno, argc, argv, &options);
    if (exit_code)
        return exit_code;
    if (!okno->own.issue)
        return okno_fail(EX_NOPERM,
                         "tokens.issue is false in %s/okno.yaml: this installation signs no tokens of its own",
                         okno->folder);
    if (options.create)
        return create_key(okno);
    if (options.claims.role == RPC_ROLE_NOBODY)
        return okno_usage("token", "--role is needed");
    advise(&options.claims);
    return issue(okno, &options);
}
