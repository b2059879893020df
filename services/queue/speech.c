/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "speech.h"

#include "process.h"

#include <string.h>

#define WORDS_A_MINUTE "140"

bool
speech_render(const char *program, bool english, const char *words, int64_t timeout_ms, struct text *ret_wav,
              const char **ret_why)
{
    const char *const arguments[] = { "espeak-ng", "-v", english ? "en-gb" : "ru", "-s", WORDS_A_MINUTE, "--stdin",
                                      "--stdout",  NULL };
    return process_run(program, arguments, words, strlen(words), timeout_ms, ret_wav, ret_why);
}
