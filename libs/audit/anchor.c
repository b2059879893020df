/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "anchor.h"

#include <okno/audit.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_SIZE 256

const char *
audit_anchor_path(struct arena *arena, const char *folder, const char *schema)
{
    return arena_printf(arena, "%s/audit-%s.anchor", folder, schema);
}

enum anchor_state
anchor_read(const char *path, struct anchor *ret_anchor)
{
    char line[LINE_SIZE];
    FILE *file = fopen(path, "re");
    if (!file)
        return errno == ENOENT || errno == ENOTDIR ? ANCHOR_NONE : ANCHOR_UNREADABLE;
    size_t length = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[length] = '\0';
    struct anchor anchor;
    int end = 0;
    if (sscanf(line, "seal %" SCNd64 " %64[0-9a-f] %31[0-9TZ:.-]\n%n", &anchor.number, anchor.sha256, anchor.sealed,
               &end)
            != 3
        || (size_t)end != length || anchor.number < 1 || strlen(anchor.sha256) != sizeof anchor.sha256 - 1)
        return ANCHOR_MALFORMED;
    *ret_anchor = anchor;
    return ANCHOR_THERE;
}

static bool
write_all(int file, const char *bytes, size_t length)
{
    while (length) {
        ssize_t n = write(file, bytes, length);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0) {
            bytes += n;
            length -= (size_t)n;
        }
    }
    return true;
}

static bool
write_file(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (file < 0)
        return false;
    bool good = write_all(file, text, strlen(text)) && fsync(file) == 0;
    int error = errno;
    close(file);
    errno = error;
    return good;
}

/* The name is durable once its folder is. */
static bool
sync_folder(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path + 1) : 1, slash ? path : ".");
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return false;
    bool good = fsync(file) == 0;
    close(file);
    return good;
}

bool
anchor_write(const char *path, const struct anchor *anchor)
{
    char line[LINE_SIZE], fresh[PATH_MAX];
    snprintf(line, sizeof line, "seal %" PRId64 " %s %s\n", anchor->number, anchor->sha256, anchor->sealed);
    /* Replicas that share the folder write at the same time. */
    if (snprintf(fresh, sizeof fresh, "%s.%d", path, (int)getpid()) >= (int)sizeof fresh) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (write_file(fresh, line) && rename(fresh, path) == 0)
        return sync_folder(path);
    int error = errno;
    unlink(fresh);
    errno = error;
    return false;
}
