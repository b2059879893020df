/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_GATEWAY_ETAG_H
#define OKNO_GATEWAY_ETAG_H

#include <okno/base.h>

enum if_match { IF_MATCH_ANY, IF_MATCH_ONE, IF_MATCH_WEAK, IF_MATCH_MALFORMED };

/**
 * Tag of a body that shows a version: "7~0c5b7e9a41d2f386". The same version is shown differently to others, in another
 * language, or on another day.
 */
const char *etag_of_body(struct arena *arena, const char *version, const char *body, size_t size);

/**
 * Reads If-Match: "*", or one strong tag, by itself or with what etag_of_body added. The version is put into the arena.
 * The empty tag, which names no version of ours and would pass for no condition at all, is malformed.
 */
enum if_match etag_if_match(struct arena *arena, const char *header, const char **ret_version);

/** Whether If-None-Match (RFC 9110 13.1.2, weak comparison), or If-Match of a file, names the tag, which is given
 * without quotes. */
bool etag_hits(const char *header, const char *tag);

/** Whether the text may stand between the quotes of an ETag. */
bool etag_valid(const char *tag);

#endif
