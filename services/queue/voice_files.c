/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "voice_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX ((int64_t)8 * 1024 * 1024)
#define LISTED_MAX 20000
#define AFTER_SENTENCE_MS 300
#define AFTER_LETTER_MS 80

static bool
read_path(const char *path, struct text *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat facts;
    if (fd < 0)
        return false;
    bool good = fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size > 0 && facts.st_size <= FILE_MAX;
    size_t size = good ? (size_t)facts.st_size : 0;
    good = good && read(fd, text_reserve(out, size), size) == (ssize_t)size;
    if (good)
        out->length += size;
    if (good)
        futimens(fd, (const struct timespec[]){ { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_OMIT } });
    close(fd);
    return good;
}

/* ------------------------------------------------------------------ clips */

bool
voice_clip(const char *folder, const char *language, const char *name, struct sound *sound)
{
    TEXT_SCOPED path = { 0 };
    TEXT_SCOPED file = { 0 };
    if (text_empty(folder))
        return false;
    text_addf(&path, "%s/%s/%s.wav", folder, language, name);
    return read_path(path.data, &file) && sound_add_wav(sound, file.data, file.length);
}

bool
voice_clips(const char *folder, const char *language, const struct phrase *phrase, struct sound *sound)
{
    size_t before = sound->n;
    for (int i = 0; i < phrase->n; i++) {
        const struct phrase_part *part = &phrase->parts[i];
        if (!voice_clip(folder, language, part->clip, sound)) {
            sound->n = before;
            return false;
        }
        if (*part->pause == '.')
            sound_silence(sound, AFTER_SENTENCE_MS);
        else if (*part->pause == ',')
            sound_silence(sound, AFTER_LETTER_MS);
    }
    return true;
}

int64_t
voice_clips_changed(const char *folder, const char *language)
{
    struct stat all, own;
    TEXT_SCOPED path = { 0 };
    if (text_empty(folder) || stat(folder, &all) != 0)
        return 0;
    text_addf(&path, "%s/%s", folder, language);
    if (stat(path.data, &own) != 0)
        own.st_mtim = (struct timespec){ 0 };
    return all.st_mtim.tv_sec * 31 + all.st_mtim.tv_nsec + own.st_mtim.tv_sec * 7 + own.st_mtim.tv_nsec;
}

/* ------------------------------------------------------------------ what was rendered */

bool
voice_file_read(const char *folder, const char *key, struct text *out)
{
    TEXT_SCOPED path = { 0 };
    text_addf(&path, "%s/%s.wav", folder, key);
    return read_path(path.data, out);
}

struct listed {
    char name[72];
    int64_t used_s, size;
};

static int
compare(const void *a, const void *b)
{
    const struct listed *one = a, *other = b;
    return (one->used_s > other->used_s) - (one->used_s < other->used_s);
}

static size_t
list(DIR *folder, struct listed *files)
{
    struct dirent *entry;
    struct stat facts;
    size_t n = 0;
    while (n < LISTED_MAX && (entry = readdir(folder))) {
        if (*entry->d_name == '.' || strlen(entry->d_name) >= sizeof files[n].name
            || fstatat(dirfd(folder), entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(facts.st_mode))
            continue;
        snprintf(files[n].name, sizeof files[n].name, "%.71s", entry->d_name);
        files[n].used_s = facts.st_atim.tv_sec;
        files[n++].size = facts.st_size;
    }
    return n;
}

/* Down to nine tenths, so that it is not done at every file. */
static void
make_room(const char *path, int64_t most)
{
    DIR *folder = opendir(path);
    struct listed *files = folder ? calloc(LISTED_MAX, sizeof *files) : NULL;
    size_t n = files ? list(folder, files) : 0;
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += files[i].size;
    if (sum > most) {
        qsort(files, n, sizeof *files, compare);
        for (size_t i = 0; i < n && sum > most / 10 * 9; sum -= files[i++].size)
            unlinkat(dirfd(folder), files[i].name, 0);
    }
    free(files);
    if (folder)
        closedir(folder);
}

void
voice_file_keep(const char *folder, int64_t most, const char *key, const struct text *file)
{
    TEXT_SCOPED path = { 0 };
    TEXT_SCOPED new = { 0 };
    text_addf(&path, "%s/%s.wav", folder, key);
    text_addf(&new, "%s/%s.new", folder, key);
    int fd = open(new.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    bool good = write(fd, file->data, file->length) == (ssize_t)file->length;
    good = close(fd) == 0 && good;
    if (!good || rename(new.data, path.data) != 0)
        unlink(new.data);
    make_room(folder, most);
}
