/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "conf_local.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum rpc_code
read_all(int fd, size_t limit, struct text *ret_content, const char **ret_why)
{
    for (;;) {
        char *place = text_reserve(ret_content, 65536);
        ssize_t got = read(fd, place, 65536);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            *ret_why = strerror(errno);
            return RPC_UNAVAILABLE;
        }
        ret_content->length += (size_t)got;
        ret_content->data[ret_content->length] = '\0';
        if (ret_content->length > limit) {
            *ret_why = "is too large";
            return RPC_INVALID_ARGUMENT;
        }
        if (!got)
            return RPC_OK;
    }
}

enum rpc_code
read_file(const char *path, size_t limit, struct text *ret_content, const char **ret_why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        *ret_why = strerror(errno);
        return errno == ENOENT ? RPC_NOT_FOUND : errno == EACCES ? RPC_PERMISSION_DENIED : RPC_UNAVAILABLE;
    }
    enum rpc_code code = read_all(fd, limit, ret_content, ret_why);
    close(fd);
    return code;
}

bool
open_to_everybody(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && (status.st_mode & (S_IROTH | S_IWOTH));
}
