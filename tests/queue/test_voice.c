/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Announcements over the method: espeak-ng itself, and programs that are missing, silent, failing or slow. */
#include "fixture.h"

#include "voice.h"
#include "wav.h"

#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static const char *
in_folder(const char *name)
{
    return pg_text("%s/%s", folder, name);
}

static void
write_file(const char *path, const void *bytes, size_t size, mode_t mode)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
    chmod(path, mode);
}

static const char *
script(const char *name, const char *body)
{
    const char *path = in_folder(name), *all = pg_text("#!/bin/sh\n%s\n", body);
    write_file(path, all, strlen(all), 0755);
    return path;
}

static void
speak_by(const char *program, const char *clips)
{
    voice_close();
    voice_open(&(struct voice_options){ .program = program,
                                        .clips = clips,
                                        .cache = in_folder("cache"),
                                        .cache_size = 4 << 20,
                                        .parallel = 2,
                                        .timeout_ms = 700 });
}

static const char *
called_ticket(void)
{
    snprintf(folder, sizeof folder, "/tmp/okno-voice-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    const char *session = open_window("2", "clerk");
    take_ticket("passports");
    const char *ticket_id = pg_text("%s", call_next(session)->ticket_id);
    as_kiosk();
    return ticket_id;
}

static void
tidy(void)
{
    voice_close();
    ck_assert_int_eq(system(pg_text("rm -rf '%s'", folder)), 0);
}

static int
files_kept(void)
{
    FILE *list = popen(pg_text("ls %s/cache/*.wav 2>/dev/null | wc -l", folder), "r");
    int n = -1;
    ck_assert_int_eq(fscanf(list, "%d", &n), 1);
    pclose(list);
    return n;
}

TEST(a_call_is_spoken_with_a_chime_and_kept)
{
    const char *ticket_id = called_ticket();
    speak_by("espeak-ng", "");
    const Common__Content *ru = CALL(Queue__GetAnnouncement, .ticket_id = ticket_id, .language = "ru");
    EXPECT_TEXT(ru->content_type, "audio/wav");
    struct sound sound = { 0 }, chime = { 0 };
    EXPECT(sound_add_wav(&sound, ru->data.data, ru->data.len));
    sound_chime(&chime);
    EXPECT(sound.n > 3 * WAV_RATE && sound.n < 12 * WAV_RATE);
    EXPECT(memcmp(sound.samples, chime.samples, 2 * chime.n) == 0);
    sound_release(&sound);
    sound_release(&chime);
    const char *sha256 = pg_text("%s", ru->sha256);
    const Common__Content *en = CALL(Queue__GetAnnouncement, .ticket_id = ticket_id, .language = "en");
    EXPECT(!text_equal(sha256, en->sha256));
    EXPECT_INT(files_kept(), 2);
    speak_by("/nonexistent/espeak-ng", ""); /* what was rendered is there all the same */
    EXPECT_TEXT(
        ((const Common__Content *)CALL(Queue__GetAnnouncement, .ticket_id = ticket_id, .language = "ru"))->sha256,
        sha256);
    tidy();
}

TEST(who_was_not_called_is_not_announced)
{
    called_ticket();
    speak_by("espeak-ng", "");
    const char *waiting = pg_text("%s", take_ticket("passports")->ticket_id);
    as_kiosk();
    EXPECT_CODE(TRY(Queue__GetAnnouncement, .ticket_id = waiting), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(TRY(Queue__GetAnnouncement, .ticket_id = waiting, .language = "xx"), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Queue__GetAnnouncement, .ticket_id = "00000000-0000-7000-8000-000000000000"), RPC_NOT_FOUND);
    tidy();
}

static void
expect_silence(const char *ticket_id, const char *program, int64_t within_ms)
{
    speak_by(program, "");
    int64_t begun_us = time_mono_us();
    EXPECT_CODE(TRY(Queue__GetAnnouncement, .ticket_id = ticket_id), RPC_UNAVAILABLE);
    EXPECT(time_mono_us() - begun_us < within_ms * 1000);
    begun_us = time_mono_us();
    EXPECT_CODE(TRY(Queue__GetAnnouncement, .ticket_id = ticket_id), RPC_UNAVAILABLE);
    EXPECT(time_mono_us() - begun_us < 200000); /* not tried again at once */
    voice_close();
    EXPECT_INT(files_kept(), 0);
}

TEST(a_voice_that_fails_is_unavailable_and_soon)
{
    const char *ticket_id = called_ticket();
    expect_silence(ticket_id, "/nonexistent/espeak-ng", 500);
    expect_silence(ticket_id, "", 500);
    expect_silence(ticket_id, script("fails", "exit 3"), 500);
    expect_silence(ticket_id, script("says-nothing", "exit 0"), 500);
    expect_silence(ticket_id, script("talks-rubbish", "echo hello"), 500);
    expect_silence(ticket_id, script("crashes", "kill -SEGV $$"), 500);
    expect_silence(ticket_id, script("sleeps", "sleep 30 & sleep 30"), 1500);
    expect_silence(ticket_id, script("floods", "exec cat /dev/zero"), 1500);
    expect_silence(ticket_id, script("closes-and-stays", "exec >&-; exec sleep 30"), 1500);
    speak_by("espeak-ng", "");
    CALL(Queue__GetAnnouncement, .ticket_id = ticket_id);
    tidy();
}

TEST(clips_replace_speech_where_there_are_all)
{
    const char *ticket_id = called_ticket();
    static const char *const names[] = { "ticket", "letter-a", "0", "1", "window", "2" };
    struct sound beep = { 0 }, chime = { 0 };
    TEXT_SCOPED wav = { 0 };
    sound_silence(&beep, 100);
    for (size_t i = 0; i < beep.n; i++)
        beep.samples[i] = 4242;
    sound_write_wav(&beep, &wav);
    mkdir(in_folder("clips"), 0755);
    mkdir(in_folder("clips/ru"), 0755);
    for (size_t i = 0; i + 1 < OKNO_ARRAY_SIZE(names); i++)
        write_file(pg_text("%s/clips/ru/%s.wav", folder, names[i]), wav.data, wav.length, 0644);
    speak_by("/nonexistent/espeak-ng", in_folder("clips"));
    EXPECT_CODE(TRY(Queue__GetAnnouncement, .ticket_id = ticket_id, .language = "ru"), RPC_UNAVAILABLE);
    write_file(in_folder("clips/ru/2.wav"), wav.data, wav.length, 0644);
    write_file(in_folder("clips/chime.wav"), wav.data, wav.length, 0644);
    voice_close();
    speak_by("/nonexistent/espeak-ng", in_folder("clips"));
    const Common__Content *said = CALL(Queue__GetAnnouncement, .ticket_id = ticket_id, .language = "ru");
    sound_chime(&chime);
    struct sound sound = { 0 };
    EXPECT(sound_add_wav(&sound, said->data.data, said->data.len));
    EXPECT(sound.samples[0] == 4242 && sound.n < 2 * WAV_RATE);
    sound_release(&sound);
    sound_release(&beep);
    sound_release(&chime);
    tidy();
}

/* ------------------------------------------------------------------ many at once */

static const char *many_ticket;
static _Atomic int good, refused;

static void *
ask(void *arg)
{
    struct rpc_call call;
    struct phrase phrase;
    ProtobufCBinaryData wav;
    const char *sha256;
    rpc_call_init(&call, "test", 10000, NULL);
    EXPECT(phrase_call(false, arg, "5", &phrase));
    if (voice_render(&call, false, &phrase, &wav, &sha256) == RPC_OK)
        good++;
    else
        refused++;
    rpc_call_release(&call);
    return NULL;
}

TEST(boards_that_ask_at_once_make_one_rendering)
{
    pthread_t threads[12];
    many_ticket = called_ticket();
    good = refused = 0;
    speak_by(script("counted", pg_text("echo x >> %s/count; exec espeak-ng \"$@\"", folder)), "");
    for (int i = 0; i < 12; i++)
        pthread_create(&threads[i], NULL, ask, (void *)(uintptr_t) "А777");
    for (int i = 0; i < 12; i++)
        pthread_join(threads[i], NULL);
    EXPECT_INT(good, 12);
    FILE *count = fopen(in_folder("count"), "r");
    char line[8];
    EXPECT(count && fgets(line, sizeof line, count) && !fgets(line, sizeof line, count));
    fclose(count);
    tidy();
}
