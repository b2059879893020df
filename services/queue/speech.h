/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Speech by espeak-ng, in a process of its own: whatever happens to it, it is over in time and nobody else notices. */
#ifndef OKNO_QUEUE_SPEECH_H
#define OKNO_QUEUE_SPEECH_H

#include <okno/base.h>

/**
 * Words as a WAV file.
 *
 * @program  "espeak-ng", or a path; takes its options, text on its input
 * @timeout_ms  for all of it; then the process is ended
 * @ret_why  when it fails: for the log
 */
bool speech_render(const char *program, bool english, const char *words, int64_t timeout_ms, struct text *ret_wav,
                   const char **ret_why);

#endif
