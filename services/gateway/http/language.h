/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_GATEWAY_LANGUAGE_H
#define OKNO_GATEWAY_LANGUAGE_H

#include <stdbool.h>

/** Whether Accept-Language (RFC 9110 12.5.4) would rather have English than Russian; NULL is Russian. */
bool language_is_english(const char *accept_language);

/** Whether Accept (RFC 9110 12.5.1) allows JSON; NULL does. */
bool accepts_json(const char *accept);

#endif
