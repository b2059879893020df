/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/blob.h>
#include <okno/log.h>

#include <magic.h>
#include <pthread.h>

#define UNKNOWN "application/octet-stream"

/* Only the signatures: what looks into archives, programs and texts is left out, for what is never asked cannot break.
 */
#define FLAGS                                                                                                          \
    (MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_APPTYPE | MAGIC_NO_CHECK_ELF      \
     | MAGIC_NO_CHECK_TEXT | MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_CSV | MAGIC_NO_CHECK_TOKENS | MAGIC_NO_CHECK_ENCODING \
     | MAGIC_NO_CHECK_JSON)

/* Loaded with the first file and kept: a handle serves one thread at a time. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static magic_t magic;

static bool
load(void)
{
    if (magic)
        return true;
    magic = magic_open(FLAGS);
    if (magic && magic_load(magic, NULL) == 0)
        return true;
    log_error("the database of file types does not load", LOG_STR("error", magic ? magic_error(magic) : ""));
    if (magic)
        magic_close(magic);
    magic = NULL;
    return false;
}

const char *
blob_type(struct arena *arena, const void *head, size_t size)
{
    const char *type = NULL;
    pthread_mutex_lock(&lock);
    if (load())
        type = magic_buffer(magic, head, size);
    type = arena_strdup(arena, type ? type : UNKNOWN);
    pthread_mutex_unlock(&lock);
    return type;
}

__attribute__((destructor)) static void
unload(void)
{
    if (magic)
        magic_close(magic);
}
