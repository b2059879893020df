/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wav.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HEADER 44

void
sound_release(struct sound *sound)
{
    free(sound->samples);
    *sound = (struct sound){ 0 };
}

static int16_t *
grow(struct sound *sound, size_t more)
{
    if (sound->n + more > sound->room) {
        sound->room = sound->n + more + sound->room / 2;
        sound->samples = realloc(sound->samples, sound->room * sizeof *sound->samples);
        if (!sound->samples)
            abort();
    }
    int16_t *place = sound->samples + sound->n;
    memset(place, 0, more * sizeof *place);
    sound->n += more;
    return place;
}

void
sound_silence(struct sound *sound, int ms)
{
    grow(sound, (size_t)ms * WAV_RATE / 1000);
}

/* A struck bar: the tone and a quiet overtone, dying away. */
static void
strike(int16_t *samples, size_t n, double hertz)
{
    for (size_t i = 0; i < n; i++) {
        double s = (double)i / WAV_RATE, swell = s < 0.005 ? s / 0.005 : 1;
        double tone = sin(2 * M_PI * hertz * s) * exp(-4 * s) + 0.3 * sin(2 * M_PI * 2.76 * hertz * s) * exp(-9 * s);
        double sum = samples[i] + 9000 * swell * tone;
        samples[i] = (int16_t)(sum > 32767 ? 32767 : sum < -32768 ? -32768 : sum);
    }
}

void
sound_chime(struct sound *sound)
{
    size_t all = WAV_RATE * 12 / 10, second = WAV_RATE * 4 / 10;
    int16_t *place = grow(sound, all);
    strike(place, all, 659.26);
    strike(place + second, all - second, 523.25);
}

/* ------------------------------------------------------------------ files */

static uint32_t
number(const uint8_t *bytes, int size)
{
    uint32_t value = 0;
    for (int i = size - 1; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

static bool
is_ours(const uint8_t *format)
{
    return number(format, 2) == 1 && number(format + 2, 2) == 1 && number(format + 4, 4) == WAV_RATE
           && number(format + 14, 2) == 16;
}

bool
sound_add_wav(struct sound *sound, const void *data, size_t size)
{
    const uint8_t *bytes = data;
    bool ours = false;
    if (size < HEADER || memcmp(bytes, "RIFF", 4) != 0 || memcmp(bytes + 8, "WAVE", 4) != 0)
        return false;
    for (size_t at = 12; at + 8 <= size;) {
        size_t left = size - at - 8, length = number(bytes + at + 4, 4);
        if (memcmp(bytes + at, "fmt ", 4) == 0 && length >= 16 && left >= 16)
            ours = is_ours(bytes + at + 8);
        if (memcmp(bytes + at, "data", 4) == 0) {
            size_t n = (length < left ? length : left) / 2;
            if (ours && n)
                memcpy(grow(sound, n), bytes + at + 8, 2 * n);
            return ours && n > 0;
        }
        if (length > left)
            return false;
        at += 8 + length + (length & 1);
    }
    return false;
}

static void
add_number(struct text *out, uint32_t value, int size)
{
    for (int i = 0; i < size; i++)
        text_addc(out, (char)(uint8_t)(value >> 8 * i));
}

void
sound_write_wav(const struct sound *sound, struct text *out)
{
    uint32_t size = (uint32_t)(2 * sound->n);
    text_adds(out, "RIFF");
    add_number(out, size + HEADER - 8, 4);
    text_adds(out, "WAVEfmt ");
    add_number(out, 16, 4);
    add_number(out, 1, 2);
    add_number(out, 1, 2);
    add_number(out, WAV_RATE, 4);
    add_number(out, 2 * WAV_RATE, 4);
    add_number(out, 2, 2);
    add_number(out, 16, 2);
    text_adds(out, "data");
    add_number(out, size, 4);
    text_add(out, (const char *)sound->samples, size);
}
