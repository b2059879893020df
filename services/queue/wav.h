/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Sound as samples: 16 bits, one channel, WAV_RATE a second; read from and written as WAV files. */
#ifndef OKNO_QUEUE_WAV_H
#define OKNO_QUEUE_WAV_H

#include <okno/base.h>

#define WAV_RATE 22050

struct sound {
    int16_t *samples;
    size_t n, room;
};

void sound_release(struct sound *sound);
void sound_silence(struct sound *sound, int ms);
/** Two falling tones, a little over a second. */
void sound_chime(struct sound *sound);
/** Adds the samples of a WAV file. A size in its header that is not true (a stream's) is of no account. False: another
 * form. */
bool sound_add_wav(struct sound *sound, const void *bytes, size_t size);
/** Adds the whole as a WAV file. */
void sound_write_wav(const struct sound *sound, struct text *out);

#endif
