/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The file of accounts: read, looked after, changed. */
#include <okno/accounts.h>

#include <errno.h>
#include <fcntl.h>
#include <okno/log.h>
#include <okno/secret.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX_BYTES ((size_t)4 * 1024 * 1024)
#define FILE_CHECK_US 1000000
#define ARENA_MAX ((size_t)64 * 1024 * 1024)
#define FIELDS 7 /* and the time of the change, which has colons in it */

/* What one reading of the file gave. */
struct book {
    struct arena *arena;
    struct account *account;
    size_t n, capacity;
};

struct accounts {
    char *path;
    struct book book;
    struct stat seen;
    int64_t looked_us;
    int lock; /* of the file, while it is edited; -1 */
    bool failing;
};

/* ------------------------------------------------------------------ one account */

static bool
login_valid(const char *login)
{
    size_t length = strlen(login);
    return length > 0 && length <= ACCOUNT_LOGIN_MAX
           && strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789._-") == length && *login != '-' && *login != '.';
}

static bool
text_storable(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if (*p < 0x20 || *p == 0x7f || *p == ':')
            return false;
    return strlen(text) <= ACCOUNT_TEXT_MAX && utf8_valid(text, strlen(text));
}

const char *
account_fault(const struct account *account)
{
    if (!login_valid(account->login))
        return "a login has 1 to 64 small Latin letters, digits and . _ -";
    if (account->role == RPC_ROLE_NOBODY || account->role >= RPC_ROLE_SERVICE)
        return "nobody can sign in with this role";
    const char *const texts[] = { account->centre, account->agency, account->applicant, account->name };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++)
        if (!text_storable(texts[i]))
            return "centre, agency, applicant and name have at most 200 bytes and no colon";
    if (text_empty(account->hash) || *account->hash != '$' || strlen(account->hash) >= PASSWORD_HASH_SIZE
        || strchr(account->hash, ':'))
        return "the hash of the password is none of crypt(5)";
    return NULL;
}

/* ------------------------------------------------------------------ a book */

static void
book_release(struct book *book)
{
    arena_free(book->arena);
    free(book->account);
    *book = (struct book){ 0 };
}

static struct account
own(struct arena *arena, const struct account *from)
{
    struct account account = *from;
    account.login = arena_strdup(arena, from->login);
    account.hash = arena_strdup(arena, from->hash);
    account.centre = arena_strdup(arena, from->centre);
    account.agency = arena_strdup(arena, from->agency);
    account.applicant = arena_strdup(arena, from->applicant);
    account.name = arena_strdup(arena, from->name);
    return account;
}

static int
by_login(const void *a, const void *b)
{
    return strcmp(((const struct account *)a)->login, ((const struct account *)b)->login);
}

static struct account *
book_find(const struct book *book, const char *login)
{
    const struct account wanted = { .login = login };
    return book->n ? bsearch(&wanted, book->account, book->n, sizeof wanted, by_login) : NULL;
}

static void
book_add(struct book *book, const struct account *account)
{
    if (book->n == book->capacity) {
        book->capacity = book->capacity ? book->capacity * 2 : 64;
        book->account = reallocarray(book->account, book->capacity, sizeof *book->account);
        if (!book->account)
            abort();
    }
    book->account[book->n++] = own(book->arena, account);
}

/* Takes a line apart in place. */
static bool
read_line(char *line, struct account *ret_account)
{
    char *field[FIELDS];
    int64_t changed_us;
    for (size_t i = 0; i < FIELDS; i++)
        field[i] = strsep(&line, ":");
    if (!line || !time_parse(line, &changed_us))
        return false;
    *ret_account = (struct account){ field[0], field[1],  rpc_role_by_name(field[2]), field[3], field[4], field[5],
                                     field[6], changed_us };
    return !account_fault(ret_account);
}

static enum rpc_code
refuse(const char *path, const char *why, int line)
{
    log_error("the accounts are refused", LOG_STR("path", path), LOG_STR("why", why), LOG_INT("line", line));
    return RPC_INVALID_ARGUMENT;
}

static bool
sort(struct book *book)
{
    if (book->n == 0)
        return true;
    qsort(book->account, book->n, sizeof *book->account, by_login);
    for (size_t i = 1; i < book->n; i++)
        if (by_login(&book->account[i - 1], &book->account[i]) == 0)
            return false;
    return true;
}

static enum rpc_code
book_read(const char *path, char *rest, struct book *book)
{
    for (int number = 1; rest && *rest; number++) {
        struct account account;
        char *line = strsep(&rest, "\n");
        if (!*line || *line == '#')
            continue;
        if (!read_line(line, &account))
            return refuse(path, "a line is malformed", number);
        book_add(book, &account);
    }
    return sort(book) ? RPC_OK : refuse(path, "a login stands twice", 0);
}

static enum rpc_code
book_load(const char *path, struct book *ret_book)
{
    SECRET_SCOPED text = { 0 };
    struct book book = { .arena = arena_new(ARENA_MAX) };
    enum rpc_code code = secret_read(path, FILE_MAX_BYTES, &text);
    if (code == RPC_OK)
        code = book_read(path, text.data, &book);
    if (code == RPC_OK)
        *ret_book = book;
    else
        book_release(&book);
    return code;
}

/* ------------------------------------------------------------------ reading */

static bool
is_unchanged(struct accounts *accounts, const struct stat *now)
{
    const struct stat *seen = &accounts->seen;
    bool same = seen->st_ino == now->st_ino && seen->st_size == now->st_size
                && seen->st_ctim.tv_sec == now->st_ctim.tv_sec && seen->st_ctim.tv_nsec == now->st_ctim.tv_nsec;
    accounts->seen = *now;
    return same;
}

static void
report(struct accounts *accounts, enum rpc_code code)
{
    if (code == RPC_OK)
        log_info("accounts loaded", LOG_STR("path", accounts->path), LOG_UINT("accounts", accounts->book.n));
    else if (!accounts->failing)
        log_warn("no accounts; those known before stay in force", LOG_STR("path", accounts->path), LOG_CODE(code));
    accounts->failing = code != RPC_OK;
}

static void
look(struct accounts *accounts)
{
    struct stat now = { 0 };
    struct book fresh;
    accounts->looked_us = time_mono_us();
    if (stat(accounts->path, &now) == 0 && is_unchanged(accounts, &now))
        return;
    enum rpc_code code = book_load(accounts->path, &fresh);
    if (code == RPC_OK) {
        book_release(&accounts->book);
        accounts->book = fresh;
    }
    report(accounts, code);
}

static struct accounts *
accounts_new(const char *path)
{
    struct accounts *accounts = calloc(1, sizeof *accounts);
    if (!accounts || !(accounts->path = strdup(path)))
        abort();
    accounts->lock = -1;
    return accounts;
}

struct accounts *
accounts_open(const char *path)
{
    struct accounts *accounts = accounts_new(path);
    look(accounts);
    return accounts;
}

void
accounts_close(struct accounts *accounts)
{
    if (!accounts)
        return;
    if (accounts->lock >= 0)
        close(accounts->lock);
    book_release(&accounts->book);
    free(accounts->path);
    free(accounts);
}

const struct account *
accounts_find(struct accounts *accounts, const char *login)
{
    if (accounts->lock < 0 && time_mono_us() - accounts->looked_us >= FILE_CHECK_US)
        look(accounts);
    return book_find(&accounts->book, login);
}

/* ------------------------------------------------------------------ changing */

static enum rpc_code
lock(struct accounts *accounts)
{
    TEXT_SCOPED name = { 0 };
    text_addf(&name, "%s.lock", accounts->path);
    accounts->lock = open(name.data, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (accounts->lock < 0)
        return errno == EACCES ? RPC_PERMISSION_DENIED : RPC_UNAVAILABLE;
    return flock(accounts->lock, LOCK_EX) == 0 ? RPC_OK : RPC_UNAVAILABLE;
}

enum rpc_code
accounts_edit(const char *path, struct accounts **ret_accounts)
{
    struct accounts *accounts = *ret_accounts = accounts_new(path);
    enum rpc_code code = lock(accounts);
    if (code != RPC_OK)
        return code;
    code = book_load(path, &accounts->book);
    if (code != RPC_NOT_FOUND)
        return code;
    accounts->book.arena = arena_new(ARENA_MAX);
    return RPC_OK;
}

const struct account *
accounts_at(const struct accounts *accounts, size_t index)
{
    return index < accounts->book.n ? &accounts->book.account[index] : NULL;
}

enum rpc_code
accounts_put(struct accounts *accounts, const struct account *account)
{
    struct book *book = &accounts->book;
    if (account_fault(account))
        return RPC_INVALID_ARGUMENT;
    struct account *old = book_find(book, account->login);
    if (old)
        *old = own(book->arena, account);
    else
        book_add(book, account);
    return sort(book) ? RPC_OK : RPC_INTERNAL;
}

bool
accounts_remove(struct accounts *accounts, const char *login)
{
    struct book *book = &accounts->book;
    struct account *found = book_find(book, login);
    if (!found)
        return false;
    size_t behind = (size_t)(book->account + book->n - (found + 1));
    memmove(found, found + 1, behind * sizeof *found);
    book->n--;
    return true;
}

enum rpc_code
accounts_save(struct accounts *accounts)
{
    SECRET_SCOPED text = { 0 };
    text_adds(&text, "# Accounts of this installation; `okno user` changes them.\n");
    for (size_t i = 0; i < accounts->book.n; i++) {
        const struct account *account = &accounts->book.account[i];
        char changed[32];
        time_format(account->changed_us, changed);
        text_addf(&text, "%s:%s:%s:%s:%s:%s:%s:%s\n", account->login, account->hash, rpc_role_name(account->role),
                  account->centre, account->agency, account->applicant, account->name, changed);
    }
    return secret_replace(accounts->path, 0600, text.data);
}
