/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Files of announcements: recorded clips, and what was rendered before. */
#ifndef OKNO_QUEUE_VOICE_FILES_H
#define OKNO_QUEUE_VOICE_FILES_H

#include "phrase.h"
#include "wav.h"

/** Adds the clip FOLDER/LANGUAGE/NAME.wav. False: there is none of our form. */
bool voice_clip(const char *folder, const char *language, const char *name, struct sound *sound);
/** All clips of a phrase with its pauses; nothing is added when one is missing. */
bool voice_clips(const char *folder, const char *language, const struct phrase *phrase, struct sound *sound);
/** A number that changes when clips come, go or are replaced by a rename. */
int64_t voice_clips_changed(const char *folder, const char *language);

bool voice_file_read(const char *folder, const char *key, struct text *out);
/** Keeps a file; those unused for longest make room. A disk that takes nothing is no failure: it is rendered again. */
void voice_file_keep(const char *folder, int64_t most, const char *key, const struct text *file);

#endif
