/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_GATEWAY_URI_H
#define OKNO_GATEWAY_URI_H

#include <okno/base.h>

#define URI_SEGMENTS_MAX 32
#define URI_PARAMETERS_MAX 100

struct uri_parameter {
    const char *name, *value;
};

/** A request target taken apart. Everything is percent-decoded once, is UTF-8 and holds no control
 * characters. */
struct uri {
    const char *path; /* as sent, without the query */
    const char *segment[URI_SEGMENTS_MAX];
    size_t n_segments;
    const char *verb;        /* what follows the last ':' of the last segment as sent; "" without */
    const char *before_verb; /* the last segment without it */
    struct uri_parameter *parameter;
    size_t n_parameters;
};

enum uri_fault {
    URI_OK,
    URI_BAD_ESCAPE, /* '%' without two hexadecimal digits */
    URI_BAD_TEXT,   /* not UTF-8, or control characters */
    URI_BAD_FORM,   /* does not begin with '/' */
    URI_TOO_MANY,   /* segments or parameters */
};

/** @raw  as it stood in the request line */
enum uri_fault uri_parse(struct arena *arena, const char *raw, struct uri *ret_uri);

#endif
