/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the edge answers by itself: a page that says what this is, and the OpenAPI document. */
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

bool
reply_site(struct request *request)
{
    const struct edge_options *options = &request->edge->options;
    bool get = http_method_by_name(request->http_method) == HTTP_GET;
    if (!get || request->headers.body_size != 0 || request->uri.n_segments != 1)
        return false;
    const char *name = request->uri.segment[0];
    if (*name == '\0') {
        request->policy = INDEX_POLICY;
        response_set_static(request, 200, "text/html; charset=utf-8", INDEX, sizeof INDEX - 1);
    } else if (strcmp(name, "openapi.json") == 0 && options->openapi) {
        response_set_static(request, 200, "application/json", options->openapi, options->openapi_size);
    } else {
        return false;
    }
    request->code = RPC_OK;
    return true;
}
