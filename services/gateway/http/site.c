/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the edge answers by itself: the web pages, and the OpenAPI document. Without pages, one that says what this is.
 */
#include "etag.h"
#include "pages.h"
#include "request.h"

static const char INDEX[] =
    "<!doctype html>\n<html lang=\"ru\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Окно</title>\n"
    "<style>body{font:1.125rem/1.5 sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}</style>\n"
    "</head>\n<body>\n<h1>Окно</h1>\n"
    "<p>Программный интерфейс центра обслуживания «одного окна»: заявители, обращения, "
    "справочники.</p>\n<ul>\n"
    "<li><a href=\"/openapi.json\">Описание интерфейса</a> (OpenAPI 3.1)</li>\n"
    "<li><a href=\"/v1/services\">Услуги</a></li>\n<li><a href=\"/v1/centres\">Центры</a></li>\n</ul>\n"
    "</body>\n</html>\n";
/* The page's own style element, and nothing else, is let through. */
#define INDEX_POLICY "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

/* All of a page comes from this host; no text becomes script or markup but through lit-html's templates (Trusted
 * Types), but for the constant markup of bpmn-js, which the operator's page lets pass by a policy of its own. blob: is
 * for documents and sounds that a page asked the API for. */
#define PAGE_POLICY                                                                                                    \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "           \
    "connect-src 'self'; media-src 'self' blob:; frame-src 'self' blob:; manifest-src 'self'; form-action 'self'; "    \
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html default"

const char *
site_page_policy(void)
{
    return PAGE_POLICY;
}

static void
add_page_headers(struct request *request)
{
    response_header(request, "Vary", "Accept-Encoding");
    response_header(request, "Referrer-Policy", "same-origin");
    response_header(request, "Cross-Origin-Opener-Policy", "same-origin");
    response_header(request, "Cross-Origin-Resource-Policy", "same-origin");
    response_header(request, "Permissions-Policy",
                    "camera=(), microphone=(), payment=(), usb=(), geolocation=(self), autoplay=(self)");
}

/* A tag of gzipped bytes is another than that of the plain ones, as RFC 9110 8.8.3.3 has it. */
static void
reply_page(struct request *request, const struct page_file *file)
{
    const char *takes = request->headers.accept_encoding;
    bool packed = file->gzip.bytes && takes && strcasestr(takes, "gzip") && !strcasestr(takes, "gzip;q=0");
    const struct page_body *body = packed ? &file->gzip : &file->plain;
    const char *known = request->headers.if_none_match;
    request->policy = PAGE_POLICY;
    if (known && etag_hits(known, body->tag))
        reply_nothing(request, 304);
    else
        response_set_static(request, 200, file->content_type, body->bytes, body->size);
    if (packed && request->status == 200)
        response_header(request, "Content-Encoding", "gzip");
    reply_etag(request, body->tag);
    add_page_headers(request);
}

static bool
reply_page_of_path(struct request *request)
{
    const struct pages *pages = request->edge->options.pages;
    const struct page_file *file = pages ? pages_find(pages, request->uri.path, request->uri.segment[0]) : NULL;
    if (file)
        reply_page(request, file);
    return file;
}

static bool
reply_document(struct request *request)
{
    const struct edge_options *options = &request->edge->options;
    const char *name = request->uri.segment[0];
    if (request->uri.n_segments != 1)
        return false;
    if (*name == '\0') {
        request->policy = INDEX_POLICY;
        response_set_static(request, 200, "text/html; charset=utf-8", INDEX, sizeof INDEX - 1);
    } else if (strcmp(name, "openapi.json") == 0 && options->openapi) {
        response_set_static(request, 200, "application/json", options->openapi, options->openapi_size);
    } else {
        return false;
    }
    return true;
}

bool
reply_site(struct request *request)
{
    bool get = http_method_by_name(request->http_method) == HTTP_GET;
    if (!get || request->headers.body_size != 0 || (!reply_page_of_path(request) && !reply_document(request)))
        return false;
    request->code = RPC_OK;
    return true;
}
