/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Configuration keys of this daemon alone. */
#ifndef OKNO_TRACKING_SETTINGS_H
#define OKNO_TRACKING_SETTINGS_H

#include <stddef.h>

struct tracking_settings {
    const char *public_url;   /* of the pages that applicants see; the tracking page is below it */
    const char *public_phone; /* where applicants ask */
    size_t scan_limit;
    const char *issued_key, *issued_certificate, *issued_digest, *issued_engine;
    const char *issued_folder;  /* <agency code>.pem of agencies, with .key of those for which the installation signs */
    const char *issued_trusted; /* certificates of former keys */
};

extern struct tracking_settings tracking_settings;

#endif
