/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A daemon knows its own keys, so it is asked: `okno-tracking --print-config` fails with every problem, or tells the
 * settings, of which the addresses are looked at here.
 */
#include "doctor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <netdb.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* ------------------------------------------------------------------ running the daemon's program */

/* Beside this program, where an installation has it; in the build folder; else by PATH. */
static const char *
program_of(struct doctor *doctor, const char *daemon)
{
    struct arena *arena = doctor->okno->arena;
    char self[4096];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    self[length > 0 ? length : 0] = '\0';
    const char *folder = dirname(self);
    const char *beside = arena_printf(arena, "%s/okno-%s", folder, daemon);
    const char *built = arena_printf(arena, "%s/../%s/okno-%s", folder, daemon, daemon);
    return access(beside, X_OK) == 0  ? beside
           : access(built, X_OK) == 0 ? built
                                      : arena_printf(arena, "okno-%s", daemon);
}

static void
read_all(int fd, struct text *ret_text)
{
    char block[4096];
    ssize_t got;
    while ((got = read(fd, block, sizeof block)) > 0 || (got < 0 && errno == EINTR))
        if (got > 0)
            text_add(ret_text, block, (size_t)got);
}

/* Exit code of `program --config FOLDER --print-config`, -1 when it cannot be run. Both outputs go into the text. */
static int
print_config(struct doctor *doctor, const char *program, struct text *ret_output)
{
    const char *const argv[] = { program, "--config", doctor->okno->folder, "--print-config", NULL };
    posix_spawn_file_actions_t actions;
    int ends[2], status = -1;
    pid_t child;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    int error = posix_spawnp(&child, program, &actions, NULL, (char *const *)(uintptr_t)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (!error) {
        read_all(ends[0], ret_output);
        waitpid(child, &status, 0);
    }
    close(ends[0]);
    return error || !WIFEXITED(status) ? -1 : WEXITSTATUS(status);
}

/* ------------------------------------------------------------------ its ports */

/* Value of a line `key: "value"  # origin`; NULL when there is none or it is empty. */
static const char *
setting(struct arena *arena, const char *output, const char *key)
{
    const char *line = strstr(output, key);
    if (!line || (line != output && line[-1] != '\n'))
        return NULL;
    const char *quote = strchr(line, '"'), *end = strchr(line, '\n');
    if (!quote || !end || quote > end || quote[1] == '"')
        return NULL;
    return arena_strndup(arena, quote + 1, strcspn(quote + 1, "\""));
}

static int
connect_to(const char *address)
{
    char host[256];
    const char *colon = strrchr(address, ':');
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found;
    if (!colon || (size_t)(colon - address) >= sizeof host)
        return EINVAL;
    snprintf(host, sizeof host, "%.*s", (int)(colon - address), address);
    if (getaddrinfo(*host ? host : NULL, colon + 1, &hints, &found) != 0)
        return EADDRNOTAVAIL;
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int error = fd < 0 || connect(fd, found->ai_addr, found->ai_addrlen) != 0 ? errno : 0;
    if (fd >= 0)
        close(fd);
    freeaddrinfo(found);
    return error;
}

static void
examine_port(struct doctor *doctor, const char *daemon, const char *output, const char *key)
{
    TEXT_SCOPED subject = { 0 };
    const char *address = setting(doctor->okno->arena, output, key);
    if (!address)
        return;
    text_addf(&subject, "%s %.*s", daemon, (int)strlen(key) - 1, key);
    int error = connect_to(address);
    if (!error)
        doctor_ok(doctor, subject.data, "%s is open", address);
    else if (error == ECONNREFUSED)
        doctor_fail(doctor, subject.data, "start the daemon; its log says why it does not run", "nobody listens on %s",
                    address);
    else
        doctor_fail(doctor, subject.data, "correct the address", "%s: %s", address, strerror(error));
}

/* ------------------------------------------------------------------ all of them */

static void
examine_daemon(struct doctor *doctor, const char *daemon)
{
    TEXT_SCOPED output = { 0 };
    TEXT_SCOPED subject = { 0 };
    text_addf(&subject, "%s.yaml", daemon);
    int exit_code = print_config(doctor, program_of(doctor, daemon), &output);
    if (exit_code < 0 || exit_code == 127) {
        doctor_warn(doctor, subject.data, "install it, or remove the file", "okno-%s is not installed here", daemon);
        return;
    }
    if (exit_code != 0) {
        doctor_fail(doctor, subject.data, "correct these lines", "refused:\n%s      ",
                    output.length ? output.data : "");
        return;
    }
    doctor_ok(doctor, subject.data, "good");
    examine_port(doctor, daemon, output.data, "http.listen:");
    examine_port(doctor, daemon, output.data, "admin.listen:");
}

static int
is_daemon(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && text_equal(entry->d_name + length - 5, ".yaml") && !text_equal(entry->d_name, "common.yaml")
           && !text_equal(entry->d_name, "okno.yaml");
}

void
doctor_daemons(struct doctor *doctor)
{
    struct dirent **files;
    int n = scandir(doctor->okno->folder, &files, is_daemon, alphasort);
    for (int i = 0; i < n; i++) {
        TEXT_SCOPED name = { 0 };
        text_add(&name, files[i]->d_name, strlen(files[i]->d_name) - 5);
        examine_daemon(doctor, name.data);
        free(files[i]);
    }
    if (n >= 0)
        free(files);
}
