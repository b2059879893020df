/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_GATEWAY_ETAG_H
#define OKNO_GATEWAY_ETAG_H

#include <okno/base.h>

enum if_match { IF_MATCH_ANY, IF_MATCH_ONE, IF_MATCH_WEAK, IF_MATCH_MALFORMED };

/**
 * Reads If-Match: "*", or one strong tag, whose text is put into the arena without its quotes. The empty tag, which
 * names no version of ours and would pass for no condition at all, is malformed.
 */
enum if_match etag_if_match(struct arena *arena, const char *header, const char **ret_tag);

/** Whether If-None-Match (RFC 9110 13.1.2, weak comparison) names the tag, which is given without quotes. */
bool etag_none_match_hits(const char *header, const char *tag);

/** Whether the text may stand between the quotes of an ETag. */
bool etag_valid(const char *tag);

#endif
