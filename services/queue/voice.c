/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "voice.h"

#include "speech.h"
#include "voice_files.h"
#include "wav.h"

#include <okno/lock.h>
#include <okno/log.h>

#include <openssl/evp.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PARALLEL_MAX 16
#define WAITING_MAX 12   /* beyond, one is told at once: workers are for the queue */
#define PATIENCE_MS 2000 /* for others' renderings */
#define REST_US 5000000  /* after a failure */
#define AFTER_CHIME_MS 150
#define FORM "1" /* of what is rendered; another form makes other files */

static struct voice_options conf;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t over = PTHREAD_COND_INITIALIZER;
static char running[PARALLEL_MAX][65]; /* keys; "" a free place */
static int n_waiting;
static int64_t broken_until_us;

static char *
copy(const char *text)
{
    char *made = strdup(text ? text : "");
    if (!made)
        abort();
    return made;
}

void
voice_open(const struct voice_options *options)
{
    conf = *options;
    conf.program = copy(options->program);
    conf.clips = copy(options->clips);
    conf.cache = copy(options->cache);
    if (conf.parallel > PARALLEL_MAX)
        conf.parallel = PARALLEL_MAX;
    broken_until_us = 0;
    if (mkdir(conf.cache, 0700) != 0 && errno != EEXIST)
        log_warn("no folder for announcements", LOG_ERRNO(errno));
}

void
voice_close(void)
{
    free((char *)(uintptr_t)conf.program);
    free((char *)(uintptr_t)conf.clips);
    free((char *)(uintptr_t)conf.cache);
    conf = (struct voice_options){ 0 };
}

static void
digest(const void *bytes, size_t size, char ret_hex[65])
{
    uint8_t hash[32];
    EVP_Digest(bytes, size, hash, NULL, EVP_sha256(), NULL);
    hex_encode(hash, sizeof hash, ret_hex);
}

/* ------------------------------------------------------------------ one at a time for a phrase, and so many in all */

static bool
is_running(const char *key)
{
    for (int i = 0; i < conf.parallel; i++)
        if (strcmp(running[i], key) == 0)
            return true;
    return false;
}

/* A place for a key that nobody else renders: NULL when none comes free in time. */
static char *
wait_for_place(const char *key)
{
    int64_t until_us = time_mono_us() + PATIENCE_MS * INT64_C(1000);
    while (is_running(key) || !is_running(""))
        if (!condition_wait_until(&over, &lock, until_us))
            return NULL;
    for (int i = 0; i < conf.parallel; i++)
        if (!*running[i])
            return memcpy(running[i], key, sizeof running[i]);
    return NULL;
}

static char *
take_place(const char *key)
{
    pthread_mutex_lock(&lock);
    char *place = NULL;
    if (n_waiting < WAITING_MAX) {
        n_waiting++;
        place = wait_for_place(key);
        n_waiting--;
    }
    pthread_mutex_unlock(&lock);
    return place;
}

static void
give_place(char *place)
{
    pthread_mutex_lock(&lock);
    *place = '\0';
    pthread_cond_broadcast(&over);
    pthread_mutex_unlock(&lock);
}

/* ------------------------------------------------------------------ rendering */

static bool
is_broken(void)
{
    pthread_mutex_lock(&lock);
    bool broken = time_mono_us() < broken_until_us;
    pthread_mutex_unlock(&lock);
    return broken;
}

static void
note_failure(const char *why)
{
    pthread_mutex_lock(&lock);
    broken_until_us = time_mono_us() + REST_US;
    pthread_mutex_unlock(&lock);
    log_warn("announcements cannot be spoken", LOG_STR("program", conf.program), LOG_STR("why", why));
}

static bool
speak(bool english, const char *words, struct sound *sound)
{
    TEXT_SCOPED wav = { 0 };
    const char *why = "it is no WAV file of 16 bits, one channel, 22050 Hz";
    if (text_empty(conf.program))
        return false;
    if (speech_render(conf.program, english, words, conf.timeout_ms, &wav, &why)
        && sound_add_wav(sound, wav.data, wav.length))
        return true;
    note_failure(why);
    return false;
}

static bool
render(bool english, const struct phrase *phrase, const char *words, struct text *out)
{
    struct sound sound = { 0 };
    if (!voice_clip(conf.clips, "", "chime", &sound))
        sound_chime(&sound);
    sound_silence(&sound, AFTER_CHIME_MS);
    bool good = voice_clips(conf.clips, english ? "en" : "ru", phrase, &sound) || speak(english, words, &sound);
    if (good)
        sound_write_wav(&sound, out);
    sound_release(&sound);
    return good;
}

/* Rendered by us, or by who was at it meanwhile. */
static bool
make(bool english, const struct phrase *phrase, const char *words, const char *key, struct text *out)
{
    char *place = is_broken() ? NULL : take_place(key);
    if (!place)
        return false;
    bool good = voice_file_read(conf.cache, key, out);
    if (!good && (good = render(english, phrase, words, out)))
        voice_file_keep(conf.cache, conf.cache_size, key, out);
    give_place(place);
    return good;
}

/* New clips make new files. */
static void
key_of(bool english, const char *words, char ret_key[65])
{
    TEXT_SCOPED all = { 0 };
    text_addf(&all, FORM "\n%s\n%lld\n%s", english ? "en" : "ru",
              (long long)voice_clips_changed(conf.clips, english ? "en" : "ru"), words);
    digest(all.data, all.length, ret_key);
}

enum rpc_code
voice_render(struct rpc_call *call, bool english, const struct phrase *phrase, ProtobufCBinaryData *ret_wav,
             const char **ret_sha256)
{
    TEXT_SCOPED words = { 0 };
    TEXT_SCOPED wav = { 0 };
    char key[65], sha256[65];
    phrase_write(phrase, &words);
    key_of(english, words.data, key);
    if (!voice_file_read(conf.cache, key, &wav) && !make(english, phrase, words.data, key, &wav)) {
        rpc_explain(call, "NO_VOICE", NULL);
        return rpc_fail(call, RPC_UNAVAILABLE, "Сейчас объявление не произнести", "Announcements cannot be spoken now");
    }
    digest(wav.data, wav.length, sha256);
    *ret_wav = (ProtobufCBinaryData){ wav.length, arena_memdup(call->arena, wav.data, wav.length) };
    *ret_sha256 = arena_strdup(call->arena, sha256);
    return RPC_OK;
}
