/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Gives every file of a folder to a fuzzer's entry once: the corpus as an ordinary test, with any compiler.
 */
#include <okno/base.h>

#include <dirent.h>
#include <errno.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
replay_file(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    TEXT_SCOPED text = { 0 };
    size_t got;
    while ((got = fread(text_reserve(&text, 4096), 1, 4096, file)) > 0)
        text.length += got;
    fclose(file);
    LLVMFuzzerTestOneInput((const uint8_t *)(text.data ? text.data : ""), text.length);
    return true;
}

int
main(int argc, char **argv)
{
    DIR *folder = argc > 1 ? opendir(argv[1]) : NULL;
    if (!folder) {
        fprintf(stderr, "usage: %s FOLDER (%s)\n", argv[0], strerror(errno));
        return 2;
    }
    int passed = 0, failed = 0;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        TEXT_SCOPED path = { 0 };
        text_addf(&path, "%s/%s", argv[1], entry->d_name);
        if (entry->d_name[0] == '.')
            continue;
        if (replay_file(path.data))
            passed++;
        else
            failed++;
    }
    closedir(folder);
    printf("%d passed, %d failed\n", passed, failed);
    return failed || !passed;
}
