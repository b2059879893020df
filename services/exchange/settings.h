/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Configuration keys of this daemon alone. */
#ifndef OKNO_EXCHANGE_SETTINGS_H
#define OKNO_EXCHANGE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct exchange_settings {
    const char *source;      /* of our messages, as their receivers see it */
    const char *keys_folder; /* <key id>.hmac and <key id>.pem of agencies */
    const char *signing_key, *signing_certificate, *signing_digest, *signing_engine;
    const char *push_ca;
    bool push_private, push_plain;
    int push_threads;
    int64_t push_every_ms;
    int64_t tolerance_ms;
    size_t file_limit;
};

extern struct exchange_settings exchange_settings;

#endif
