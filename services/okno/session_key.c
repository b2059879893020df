/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** okno session-key: the keys that seal the cookies of sessions. */
#include "okno.h"

#include <okno/seal.h>

#include <errno.h>
#include <getopt.h>
#include <string.h>

#define KEEP_DEFAULT 3

static int
rotate(const char *path, int keep)
{
    switch (seal_keys_rotate(path, keep)) {
    case RPC_OK:
        printf("%s has a new key; sessions of the %d before it stay\n", path, keep - 1);
        return EX_OK;
    case RPC_NOT_FOUND:
        return okno_fail(EX_CONFIG, "%s: no keys; make one with `okno session-key`", path);
    case RPC_PERMISSION_DENIED:
        return okno_fail(EX_NOPERM, "%s: must be readable by its owner and group alone, and by you (chmod 600)", path);
    case RPC_INVALID_ARGUMENT:
        return okno_fail(EX_CONFIG, "%s: holds no keys for sealing", path);
    default:
        return okno_fail(EX_CANTCREAT, "%s: %s", path, strerror(errno));
    }
}

/* One there already is fine. */
static int
create(struct okno *okno, const char *path)
{
    int exit_code = okno_make_folder(okno, path, 0700);
    if (exit_code)
        return exit_code;
    enum rpc_code code = seal_keys_create(path);
    if (code != RPC_OK && code != RPC_ALREADY_EXISTS)
        return okno_fail(EX_CANTCREAT, "%s: %s", path, strerror(errno));
    printf(code == RPC_OK ? "made %s\n" : "%s is there\n", path);
    return EX_OK;
}

int
okno_session_key(struct okno *okno, int argc, char **argv)
{
    static const struct option longs[] = { { "rotate", no_argument, NULL, 'r' },
                                           { "keep", required_argument, NULL, 'k' },
                                           { 0 } };
    bool again = false;
    int64_t keep = KEEP_DEFAULT;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", longs, NULL)) != -1;)
        if (option == 'r')
            again = true;
        else if (option != 'k' || !parse_int64(optarg, &keep) || keep < 1 || keep > 8)
            return option == 'k' ? okno_usage("session-key", "--keep takes a number from 1 to 8, not %s", optarg)
                                 : okno_bad_option("session-key", argv, optind);
    if (optind < argc)
        return okno_usage("session-key", "unexpected argument %s", argv[optind]);
    return again ? rotate(okno->own.session_keys, (int)keep) : create(okno, okno->own.session_keys);
}
