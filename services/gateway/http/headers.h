/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_GATEWAY_HEADERS_H
#define OKNO_GATEWAY_HEADERS_H

#include <okno/base.h>
#include <microhttpd.h>

/** The fields of a request that mean something to us, NULL when absent. They live as long as the request's
 * head. */
struct headers {
    const char *accept, *accept_encoding, *accept_language, *authorization, *content_disposition, *content_encoding,
        *content_length, *content_type, *cookie, *csrf_token, *expect, *forwarded_for, *host, *idempotency_key,
        *if_match, *if_none_match, *if_range, *last_event_id, *origin, *range, *request_timeout, *sec_fetch_mode,
        *sec_fetch_site, *traceparent, *transfer_encoding;
    int64_t body_size; /* by Content-Length; -1 when the body comes in chunks; 0 without a body */
};

/** Why a head could be understood in two ways, and is not answered. */
enum headers_fault {
    HEADERS_OK,
    HEADERS_BAD_NAME,     /* not a token (RFC 9110 5.1): a space before the colon, for one */
    HEADERS_BAD_VALUE,    /* control characters */
    HEADERS_TWICE,        /* a field that may come only once */
    HEADERS_BAD_LENGTH,   /* Content-Length that is no number */
    HEADERS_BAD_ENCODING, /* Transfer-Encoding other than "chunked" */
    HEADERS_TWO_LENGTHS,  /* Transfer-Encoding and Content-Length (RFC 9112 6.1): request smuggling */
};

/** Takes the fields out of the head in one pass. */
enum headers_fault headers_read(struct MHD_Connection *connection, struct headers *ret_headers);

#endif
