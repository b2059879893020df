/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Configuration keys of this daemon alone. (What a hall is set up with is data: halls.[ch].) */
#ifndef OKNO_QUEUE_SETTINGS_H
#define OKNO_QUEUE_SETTINGS_H

#include <stdbool.h>

struct queue_settings {
    bool enforce_hours; /* tickets only while the centre receives people */
};

extern struct queue_settings queue_settings;

#endif
