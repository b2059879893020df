/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/secret.h>
#include <okno/test.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], path[128];

static void
set_up(void)
{
    snprintf(folder, sizeof folder, "/tmp/okno-secret.XXXXXX");
    EXPECT(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
}

static void
tear_down(void)
{
    unlink(path);
    EXPECT(rmdir(folder) == 0);
}

__attribute__((constructor)) static void
begin(void)
{
    test_before = set_up;
    test_after = tear_down;
}

static mode_t
mode_of(const char *name)
{
    struct stat status;
    EXPECT(stat(name, &status) == 0);
    return status.st_mode & 07777;
}

TEST(what_was_created_is_read_and_not_created_again)
{
    SECRET_SCOPED text = { 0 };
    EXPECT_CODE(secret_read(path, 100, &text), RPC_NOT_FOUND);
    EXPECT_CODE(secret_create(path, 0600, "one"), RPC_OK);
    EXPECT_INT(mode_of(path), 0600);
    EXPECT_CODE(secret_create(path, 0600, "two"), RPC_ALREADY_EXISTS);
    EXPECT_CODE(secret_read_owned(path, 100, &text), RPC_OK);
    EXPECT_TEXT(text.data, "one");
}

TEST(a_file_that_strangers_reach_is_refused)
{
    SECRET_SCOPED text = { 0 };
    EXPECT_CODE(secret_create(path, 0640, "one"), RPC_OK);
    EXPECT_CODE(secret_read(path, 100, &text), RPC_OK);
    EXPECT_CODE(secret_read_owned(path, 100, &text), RPC_PERMISSION_DENIED);
    static const mode_t open_modes[] = { 0644, 0604, 0602, 0660, 0620 };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(open_modes); i++) {
        EXPECT(chmod(path, open_modes[i]) == 0);
        EXPECT_CODE(secret_read(path, 100, &text), RPC_PERMISSION_DENIED);
    }
}

TEST(a_file_that_is_too_long_is_refused)
{
    SECRET_SCOPED text = { 0 };
    EXPECT_CODE(secret_create(path, 0600, "0123456789"), RPC_OK);
    EXPECT_CODE(secret_read(path, 9, &text), RPC_OUT_OF_RANGE);
    EXPECT_INT(text.length, 0);
    EXPECT_CODE(secret_read(path, 10, &text), RPC_OK);
}

TEST(replacing_keeps_the_mode)
{
    SECRET_SCOPED text = { 0 };
    EXPECT_CODE(secret_replace(path, 0600, "one"), RPC_OK);
    EXPECT_INT(mode_of(path), 0600);
    EXPECT(chmod(path, 0640) == 0);
    EXPECT_CODE(secret_replace(path, 0600, "a longer text"), RPC_OK);
    EXPECT_INT(mode_of(path), 0640);
    EXPECT_CODE(secret_read(path, 100, &text), RPC_OK);
    EXPECT_TEXT(text.data, "a longer text");
}

TEST(what_root_makes_belongs_to_the_owner_of_the_folder)
{
    struct stat status;
    if (geteuid() != 0)
        return;
    EXPECT(chown(folder, 65534, 65534) == 0);
    EXPECT_CODE(secret_create(path, 0600, "one"), RPC_OK);
    EXPECT(stat(path, &status) == 0 && status.st_uid == 65534 && status.st_gid == 65534);
    EXPECT(chown(path, 1, 2) == 0);
    EXPECT_CODE(secret_replace(path, 0600, "two"), RPC_OK);
    EXPECT(stat(path, &status) == 0 && status.st_uid == 1 && status.st_gid == 2);
}
