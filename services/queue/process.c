/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_MAX ((size_t)8 * 1024 * 1024)
#define PIECE 65536

/* A file rather than a pipe: nobody has to wait for it to be read. */
static int
file_of(const char *bytes, size_t size)
{
    int fd = memfd_create("input", MFD_CLOEXEC);
    if (fd >= 0 && (write(fd, bytes, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) != 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

/* With nothing of ours but its input and output, and in a group of its own, that can be ended as a whole. */
static int
spawn(const char *program, const char *const *arguments, int input, int output, pid_t *ret_pid)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&files, input, 0);
    posix_spawn_file_actions_adddup2(&files, output, 1);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    int error = posix_spawnp(ret_pid, program, &files, &attributes, (char *const *)(uintptr_t)arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return error;
}

static int
left_ms(int64_t until_us)
{
    int64_t left_us = until_us - time_mono_us();
    return left_us > 0 ? (int)(left_us / 1000) + 1 : 0;
}

/* To the end of its output. */
static bool
read_all(int fd, int64_t until_us, struct text *out)
{
    for (;;) {
        struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
        int ready = poll(&poll_fd, 1, left_ms(until_us));
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0 || out->length > OUTPUT_MAX)
            return false;
        ssize_t n = read(fd, text_reserve(out, PIECE), PIECE);
        if (n == 0)
            return true;
        if (n < 0 && errno != EINTR)
            return false;
        out->length += n > 0 ? (size_t)n : 0;
    }
}

/* Whether it ended well. A process that does not end is ended. */
static bool
reap(pid_t pid, bool read, int64_t until_us)
{
    int status = 0;
    pid_t ended = 0;
    while (read && (ended = waitpid(pid, &status, WNOHANG)) == 0 && left_ms(until_us) > 0)
        usleep(2000);
    if (ended != pid) {
        kill(-pid, SIGKILL);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            ;
        return false;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool
run(const char *program, const char *const *arguments, int input, int pipe_fds[2], int64_t until_us, struct text *out,
    const char **ret_why)
{
    pid_t pid;
    int error = spawn(program, arguments, input, pipe_fds[1], &pid);
    close(pipe_fds[1]);
    pipe_fds[1] = -1;
    if (error) {
        *ret_why = error == ENOENT ? "the program is not there" : "the program cannot be started";
        return false;
    }
    bool read = read_all(pipe_fds[0], until_us, out);
    bool good = reap(pid, read, until_us);
    *ret_why = !read ? "it did not end in time" : "it failed";
    return good;
}

bool
process_run(const char *program, const char *const *arguments, const char *bytes, size_t size, int64_t timeout_ms,
            struct text *ret_output, const char **ret_why)
{
    int pipe_fds[2] = { -1, -1 }, input = file_of(bytes, size);
    int64_t until_us = time_mono_us() + timeout_ms * 1000;
    *ret_why = "no file descriptors are left";
    bool good = input >= 0 && pipe2(pipe_fds, O_CLOEXEC) == 0
                && run(program, arguments, input, pipe_fds, until_us, ret_output, ret_why);
    if (input >= 0)
        close(input);
    for (int i = 0; i < 2; i++)
        if (pipe_fds[i] >= 0)
            close(pipe_fds[i]);
    return good;
}
