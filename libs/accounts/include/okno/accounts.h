/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Local accounts of an installation that has no identity provider: who may sign in with a password, and as whom.
 *
 * They stand in one file, a line each: login, hash of the password (crypt(5), yescrypt), role, centre, agency,
 * applicant, name, time of the last change; between colons. `okno user` writes it, the gateway reads it.
 *
 * Passwords are judged by NIST SP 800-63B 5.1.1: length decides, no rules of composition.
 */
#ifndef OKNO_ACCOUNTS_H
#define OKNO_ACCOUNTS_H

#include <okno/base.h>
#include <okno/rpc.h>

#define ACCOUNT_LOGIN_MAX 64
#define ACCOUNT_TEXT_MAX 200
#define PASSWORD_MIN 12  /* characters */
#define PASSWORD_MAX 256 /* bytes */
#define PASSWORD_HASH_SIZE 384

/** Texts are never NULL. */
struct account {
    const char *login; /* small Latin letters, digits and . _ - */
    const char *hash;
    enum rpc_role role;
    const char *centre, *agency, *applicant;
    const char *name;   /* of the person or place, as pages show it */
    int64_t changed_us; /* a session that was opened before is over */
};

/* ------------------------------------------------------------------ reading, by one thread */

struct accounts;

/** The file is looked at again every second; accounts that were had stay while it cannot be read (logged). */
struct accounts *accounts_open(const char *path);
void accounts_close(struct accounts *accounts); /* NULL is fine */
/** NULL when there is none. It lives until the next call. */
const struct account *accounts_find(struct accounts *accounts, const char *login);

/* ------------------------------------------------------------------ changing, from a command */

/**
 * Takes the file for changing it: others wait. One that is not there yet is empty.
 *
 * @ret_accounts  to be closed in any case
 * @return RPC_OK; RPC_PERMISSION_DENIED; RPC_INVALID_ARGUMENT when it is no such file (logged); RPC_UNAVAILABLE
 */
enum rpc_code accounts_edit(const char *path, struct accounts **ret_accounts) OKNO_MUST_CHECK;
/** By login, NULL behind the last. */
const struct account *accounts_at(const struct accounts *accounts, size_t index);
/** Copies; an account of this login is replaced. RPC_INVALID_ARGUMENT when account_fault finds something. */
enum rpc_code accounts_put(struct accounts *accounts, const struct account *account) OKNO_MUST_CHECK;
/** False when there is none. */
bool accounts_remove(struct accounts *accounts, const char *login);
/** RPC_OK; RPC_UNAVAILABLE (errno tells). */
enum rpc_code accounts_save(struct accounts *accounts) OKNO_MUST_CHECK;

/** What is wrong with an account, as a sentence; NULL: nothing. */
const char *account_fault(const struct account *account);

/* ------------------------------------------------------------------ passwords, from any thread */

/** What is wrong with a new password, as a sentence; NULL: nothing. */
const char *password_fault(const char *login, const char *password);
/** Four groups of five letters and digits that nobody mixes up: 100 bits. */
void password_make(char ret_password[24]);
/** Takes about a tenth of a second, on purpose. False when the system's crypt(3) has no yescrypt. */
bool password_hash(const char *password, char ret_hash[PASSWORD_HASH_SIZE]) OKNO_MUST_CHECK;
/** As slow as password_hash, whatever comes out. NULL for `hash`: no account; just as slow, and false. */
bool password_verify(const char *hash, const char *password) OKNO_MUST_CHECK;

#endif
