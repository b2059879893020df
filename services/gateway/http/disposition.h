/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Content-Disposition: names of files in both directions. */
#ifndef OKNO_GATEWAY_DISPOSITION_H
#define OKNO_GATEWAY_DISPOSITION_H

#include <okno/base.h>

/** Name in the header of an upload, without folders; "" when there is none that is sound. Never NULL. */
char *disposition_file_name(struct arena *arena, const char *header);

/** Header of a download: an ASCII name for old clients, the whole one beside it (RFC 6266, RFC 8187). */
const char *disposition_header(struct arena *arena, const char *file_name);

#endif
