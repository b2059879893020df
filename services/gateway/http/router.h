/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_GATEWAY_ROUTER_H
#define OKNO_GATEWAY_ROUTER_H

#include "uri.h"

#include <okno/routes.h>

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_METHODS };

/** HTTP_METHODS for a name that is none of ours. HEAD counts as GET. */
enum http_method http_method_by_name(const char *name);
const char *http_method_name(enum http_method method);

struct router;

/** A tree of the routes' segments. The list must outlive it. */
struct router *router_new(const struct route *list, size_t n_routes);
void router_free(struct router *router); /* NULL is fine */

struct router_match {
    size_t route;                        /* index into the routes */
    const char *value[URI_SEGMENTS_MAX]; /* of the route's variables, in order; NULL ends them */
};

/**
 * The route of a method and path: a literal segment is preferred to a variable, that to a rest, a path with
 * the verb to one that takes the verb as part of a variable.
 *
 * @arena  for the value of a rest ("a/b/c")
 */
bool router_find(const struct router *router, struct arena *arena, enum http_method method, const struct uri *uri,
                 struct router_match *ret_match);
/** Bits (1 << method) of the methods that this path has routes for. */
unsigned router_methods(const struct router *router, struct arena *arena, const struct uri *uri);

#endif
