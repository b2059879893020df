/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/accounts.h>
#include <okno/secret.h>
#include <okno/test.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASH "$y$j9T$abc$def"

static char folder[64], path[128], lock_path[160];
static struct accounts *accounts;

static void
set_up(void)
{
    snprintf(folder, sizeof folder, "/tmp/okno-accounts.XXXXXX");
    EXPECT(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/accounts", folder);
    snprintf(lock_path, sizeof lock_path, "%s.lock", path);
    accounts = NULL;
}

static void
tear_down(void)
{
    accounts_close(accounts);
    unlink(path);
    unlink(lock_path);
    EXPECT(rmdir(folder) == 0);
}

__attribute__((constructor)) static void
begin(void)
{
    test_before = set_up;
    test_after = tear_down;
}

static struct account
somebody(const char *login)
{
    return (struct account){ login, HASH, RPC_ROLE_OPERATOR, "arbat", "", "", "Окно 5", 1700000000123456 };
}

static void
write_text(const char *text)
{
    EXPECT_CODE(secret_replace(path, 0600, text), RPC_OK);
}

TEST(what_was_put_is_found_again)
{
    static const char *const logins[] = { "operator", "admin", "kiosk-1" };
    EXPECT_CODE(accounts_edit(path, &accounts), RPC_OK);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(logins); i++) {
        struct account account = somebody(logins[i]);
        EXPECT_CODE(accounts_put(accounts, &account), RPC_OK);
    }
    EXPECT_CODE(accounts_save(accounts), RPC_OK);
    accounts_close(accounts);
    accounts = accounts_open(path);
    const struct account *found = accounts_find(accounts, "operator");
    EXPECT(found);
    EXPECT_TEXT(found->name, "Окно 5");
    EXPECT_TEXT(found->centre, "arbat");
    EXPECT_TEXT(found->agency, "");
    EXPECT_TEXT(found->hash, HASH);
    EXPECT_INT(found->role, RPC_ROLE_OPERATOR);
    EXPECT_INT(found->changed_us, 1700000000123456);
    EXPECT(accounts_find(accounts, "admin") && !accounts_find(accounts, "nobody") && !accounts_find(accounts, ""));
    EXPECT_TEXT(accounts_at(accounts, 0)->login, "admin");
    EXPECT(!accounts_at(accounts, 3));
}

TEST(an_account_is_replaced_and_removed)
{
    struct account account = somebody("operator");
    EXPECT_CODE(accounts_edit(path, &accounts), RPC_OK);
    EXPECT_CODE(accounts_put(accounts, &account), RPC_OK);
    account.centre = "tverskoy";
    EXPECT_CODE(accounts_put(accounts, &account), RPC_OK);
    EXPECT_TEXT(accounts_at(accounts, 0)->centre, "tverskoy");
    EXPECT(!accounts_at(accounts, 1));
    EXPECT(!accounts_remove(accounts, "admin"));
    EXPECT(accounts_remove(accounts, "operator"));
    EXPECT(!accounts_at(accounts, 0));
}

TEST(what_the_file_cannot_hold_is_refused)
{
    EXPECT_CODE(accounts_edit(path, &accounts), RPC_OK);
    static const char *const logins[] = { "", "Operator", "a b", "a:b", "-a", ".a", "оператор", "a\n" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(logins); i++) {
        struct account account = somebody(logins[i]);
        EXPECT_CODE(accounts_put(accounts, &account), RPC_INVALID_ARGUMENT);
    }
    struct account account = somebody("a");
    account.name = "a:b";
    EXPECT_CODE(accounts_put(accounts, &account), RPC_INVALID_ARGUMENT);
    account.name = "a\nroot";
    EXPECT_CODE(accounts_put(accounts, &account), RPC_INVALID_ARGUMENT);
    account = somebody("a");
    account.role = RPC_ROLE_SERVICE;
    EXPECT_CODE(accounts_put(accounts, &account), RPC_INVALID_ARGUMENT);
    account = somebody("a");
    account.hash = "x";
    EXPECT_CODE(accounts_put(accounts, &account), RPC_INVALID_ARGUMENT);
}

TEST(a_change_is_noticed_and_a_broken_file_changes_nothing)
{
    write_text("a:" HASH ":ADMIN:::::2026-11-21T20:59:41Z\n");
    accounts = accounts_open(path);
    EXPECT(accounts_find(accounts, "a"));
    write_text("b:" HASH ":ADMIN:::::2026-11-21T20:59:41Z\n");
    usleep(1100000);
    EXPECT(accounts_find(accounts, "b") && !accounts_find(accounts, "a"));
    write_text("a:" HASH ":ADMIN:::\n");
    usleep(1100000);
    EXPECT(accounts_find(accounts, "b"));
}

TEST(broken_files_are_refused)
{
    static const char *const bad[] = {
        "a\n",
        "a:" HASH ":ADMIN:::::\n",
        "a:" HASH ":ROOT:::::2026-11-21T20:59:41Z\n",
        "a::ADMIN:::::2026-11-21T20:59:41Z\n",
        "a:" HASH ":ADMIN::::2026-11-21T20:59:41Z\n",
        "a:" HASH ":ADMIN:::::2026-11-21T20:59:41Z\na:" HASH ":ADMIN:::::2026-11-21T20:59:41Z\n",
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(bad); i++) {
        struct accounts *refused;
        write_text(bad[i]);
        EXPECT_CODE(accounts_edit(path, &refused), RPC_INVALID_ARGUMENT);
        accounts_close(refused);
    }
    write_text("# nothing\n\n");
    EXPECT_CODE(accounts_edit(path, &accounts), RPC_OK);
    EXPECT(!accounts_at(accounts, 0));
}

TEST(a_file_for_everybody_is_refused)
{
    write_text("# nothing\n");
    EXPECT(chmod(path, 0644) == 0);
    EXPECT_CODE(accounts_edit(path, &accounts), RPC_PERMISSION_DENIED);
}

/* ------------------------------------------------------------------ passwords */

TEST(passwords_are_judged_by_length)
{
    EXPECT(!password_fault("operator", "correct horse"));
    EXPECT(!password_fault("operator", "тополиный пух"));
    EXPECT(password_fault("operator", "short"));
    EXPECT(password_fault("operator", "одиннадцать"));
    EXPECT(password_fault("operator", "my-Operator-pass"));
    EXPECT(password_fault("operator", "aaaaaaaaaaaaaaaa"));
    EXPECT(password_fault("operator", "abcd\xff"
                                      "abcdefghijkl"));
    char long_password[PASSWORD_MAX + 2];
    for (size_t i = 0; i <= PASSWORD_MAX; i++)
        long_password[i] = (char)('a' + i % 26);
    long_password[PASSWORD_MAX + 1] = '\0';
    EXPECT(password_fault("operator", long_password));
}

TEST(made_passwords_are_good_and_different)
{
    char first[24], second[24];
    password_make(first);
    password_make(second);
    EXPECT(!password_fault("operator", first));
    EXPECT_INT(strlen(first), 23);
    EXPECT(strcmp(first, second) != 0);
}

TEST(only_the_password_itself_verifies)
{
    char hash[PASSWORD_HASH_SIZE], again[PASSWORD_HASH_SIZE];
    EXPECT(password_hash("correct horse battery", hash));
    EXPECT(password_hash("correct horse battery", again));
    EXPECT(strncmp(hash, "$y$", 3) == 0 && strcmp(hash, again) != 0);
    EXPECT(password_verify(hash, "correct horse battery"));
    EXPECT(!password_verify(hash, "correct horse batterz"));
    EXPECT(!password_verify(hash, ""));
    EXPECT(!password_verify(NULL, "no account has this password"));
    EXPECT(!password_verify("", ""));
    EXPECT(!password_verify("*0", "*0"));
}

static int64_t
took_us(const char *hash)
{
    int64_t best = INT64_MAX;
    for (int i = 0; i < 5; i++) {
        int64_t begun = time_mono_us();
        EXPECT(!password_verify(hash, "wrong password"));
        int64_t took = time_mono_us() - begun;
        best = took < best ? took : best;
    }
    return best;
}

TEST(no_account_takes_as_long_as_a_wrong_password)
{
    char hash[PASSWORD_HASH_SIZE];
    EXPECT(password_hash("correct horse battery", hash));
    EXPECT(!password_verify(NULL, ""));
    int64_t wrong = took_us(hash), nobody = took_us(NULL);
    EXPECT(nobody > wrong / 2 && nobody < wrong * 2);
}
