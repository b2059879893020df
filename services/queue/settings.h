/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Configuration keys of this daemon alone. (What a hall is set up with is data: halls.[ch].) */
#ifndef OKNO_QUEUE_SETTINGS_H
#define OKNO_QUEUE_SETTINGS_H

#include <okno/base.h>
#include <okno/conf.h>

struct queue_settings {
    bool enforce_hours;     /* tickets only while the centre receives people */
    const char *public_url; /* of the pages that visitors see; that of a ticket is below it */
    const char *voice_program, *voice_clips;
    size_t voice_cache_size;
    int voice_parallel;
    int64_t voice_timeout_ms;
    struct conf_map printers; /* of kiosks and centres */
    const char *printing_program;
    int printing_code_page;
    int64_t printing_timeout_ms;
};

extern struct queue_settings queue_settings;

#endif
