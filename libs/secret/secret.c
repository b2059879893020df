/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/secret.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE 4096

void
secret_wipe(struct text *text)
{
    if (text->data)
        explicit_bzero(text->data, text->capacity);
    text_release(text);
}

/* ------------------------------------------------------------------ reading */

/* Room for all of it is there before, so that no copy stays behind in memory that was given back. */
static enum rpc_code
read_all(int fd, size_t limit, struct text *text)
{
    text_reserve(text, limit + 2);
    for (;;) {
        ssize_t got = read(fd, text->data + text->length, limit + 1 - text->length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return RPC_UNAVAILABLE;
        text->length += (size_t)got;
        text->data[text->length] = '\0';
        if (text->length > limit)
            return RPC_OUT_OF_RANGE;
        if (got == 0)
            return RPC_OK;
    }
}

static enum rpc_code
read_guarded(const char *path, mode_t forbidden, size_t limit, struct text *ret_text)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? RPC_NOT_FOUND : RPC_PERMISSION_DENIED;
    SECRET_SCOPED text = { 0 };
    bool exposed = fstat(fd, &status) != 0 || (status.st_mode & forbidden) != 0;
    enum rpc_code code = exposed ? RPC_PERMISSION_DENIED : read_all(fd, limit, &text);
    int why = errno;
    close(fd);
    errno = why;
    if (code == RPC_OK)
        text_add(ret_text, text.data, text.length);
    return code;
}

enum rpc_code
secret_read(const char *path, size_t limit, struct text *ret_text)
{
    return read_guarded(path, 037, limit, ret_text);
}

enum rpc_code
secret_read_owned(const char *path, size_t limit, struct text *ret_text)
{
    return read_guarded(path, 077, limit, ret_text);
}

/* ------------------------------------------------------------------ writing */

static bool
write_all(int fd, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        ssize_t written = write(fd, text, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        text += written;
        left -= (size_t)written;
    }
    return fsync(fd) == 0;
}

/* Only root may give a file away; for everybody else it stays their own. */
static bool
set_owner(int fd, mode_t mode, const struct stat *like)
{
    if (like && geteuid() == 0 && fchown(fd, like->st_uid, like->st_gid) != 0)
        return false;
    return fchmod(fd, mode) == 0;
}

static enum rpc_code
write_file(const char *path, int flags, mode_t mode, const struct stat *like, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
    if (fd < 0)
        return errno == EEXIST ? RPC_ALREADY_EXISTS : RPC_UNAVAILABLE;
    bool written = set_owner(fd, mode, like) && write_all(fd, text);
    int why = errno;
    close(fd);
    if (written)
        return RPC_OK;
    unlink(path);
    errno = why;
    return RPC_UNAVAILABLE;
}

static const struct stat *
folder_of(const char *path, struct stat *status)
{
    TEXT_SCOPED folder = { 0 };
    const char *slash = strrchr(path, '/');
    if (!slash)
        text_adds(&folder, ".");
    else
        text_add(&folder, path, slash == path ? 1 : (size_t)(slash - path));
    return stat(folder.data, status) == 0 ? status : NULL;
}

enum rpc_code
secret_create(const char *path, mode_t mode, const char *text)
{
    struct stat status;
    return write_file(path, O_EXCL, mode, folder_of(path, &status), text);
}

enum rpc_code
secret_replace(const char *path, mode_t mode, const char *text)
{
    struct stat status;
    TEXT_SCOPED fresh = { 0 };
    text_addf(&fresh, "%s.new", path);
    bool exists = stat(path, &status) == 0;
    const struct stat *like = exists ? &status : folder_of(path, &status);
    enum rpc_code code = write_file(fresh.data, O_TRUNC, exists ? status.st_mode & 07777 : mode, like, text);
    if (code != RPC_OK)
        return RPC_UNAVAILABLE;
    return rename(fresh.data, path) == 0 ? RPC_OK : RPC_UNAVAILABLE;
}
