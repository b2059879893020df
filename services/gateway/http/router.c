/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "router.h"

/* What ends at a node: a route, perhaps with a verb. */
struct leaf {
    const char *verb;
    enum http_method method;
    size_t route;
    bool rest; /* takes all segments from here on */
};

struct node {
    const char *literal; /* NULL: of a variable */
    struct node *child;  /* literal ones in order, looked up by bisection */
    size_t n_children;
    struct node *variable;
    struct leaf *leaf;
    size_t n_leaves;
};

struct router {
    struct node root;
};

static const char *const METHODS[HTTP_METHODS] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

enum http_method
http_method_by_name(const char *name)
{
    if (strcmp(name, "HEAD") == 0)
        return HTTP_GET;
    int method = 0;
    while (method < HTTP_METHODS && strcmp(name, METHODS[method]) != 0)
        method++;
    return (enum http_method)method;
}

const char *
http_method_name(enum http_method method)
{
    return METHODS[method];
}

/* ------------------------------------------------------------------ building */

static void *
grow(void *array, size_t count, size_t size)
{
    void *grown = realloc(array, count * size);
    if (!grown)
        abort();
    return grown;
}

/* Position of the literal, or where it belongs. */
static size_t
position(const struct node *node, const char *literal)
{
    size_t low = 0, high = node->n_children;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(node->child[middle].literal, literal) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct node *
literal_child(const struct node *node, const char *literal)
{
    size_t at = position(node, literal);
    return at < node->n_children && strcmp(node->child[at].literal, literal) == 0 ? &node->child[at] : NULL;
}

static struct node *
add_literal(struct node *node, const char *literal)
{
    struct node *found = literal_child(node, literal);
    if (found)
        return found;
    size_t at = position(node, literal);
    node->child = grow(node->child, node->n_children + 1, sizeof *node->child);
    memmove(&node->child[at + 1], &node->child[at], (node->n_children - at) * sizeof *node->child);
    node->n_children++;
    node->child[at] = (struct node){ .literal = literal };
    return &node->child[at];
}

static struct node *
add_variable(struct node *node)
{
    if (!node->variable) {
        node->variable = grow(NULL, 1, sizeof *node->variable);
        *node->variable = (struct node){ 0 };
    }
    return node->variable;
}

static void
add_route(struct node *node, const struct route *route, size_t index)
{
    bool rest = false;
    for (size_t i = 0; i < route->n_segments && !rest; i++) {
        if (route->segments[i].kind == ROUTE_LITERAL)
            node = add_literal(node, route->segments[i].text);
        else if (route->segments[i].kind == ROUTE_VARIABLE)
            node = add_variable(node);
        else
            rest = true;
    }
    node->leaf = grow(node->leaf, node->n_leaves + 1, sizeof *node->leaf);
    node->leaf[node->n_leaves++] = (struct leaf){ route->verb, http_method_by_name(route->http_method), index, rest };
}

struct router *
router_new(const struct route *list, size_t n_routes)
{
    struct router *router = grow(NULL, 1, sizeof *router);
    *router = (struct router){ 0 };
    for (size_t i = 0; i < n_routes; i++)
        add_route(&router->root, &list[i], i);
    return router;
}

static void
node_release(struct node *node)
{
    for (size_t i = 0; i < node->n_children; i++)
        node_release(&node->child[i]);
    if (node->variable)
        node_release(node->variable);
    free(node->variable);
    free(node->child);
    free(node->leaf);
}

void
router_free(struct router *router)
{
    if (!router)
        return;
    node_release(&router->root);
    free(router);
}

/* ------------------------------------------------------------------ finding */

struct search {
    enum http_method method;
    const struct uri *uri;
    struct arena *arena;
    const char *verb; /* looked for now; "" first takes the verb, if any, as part of the segment */
    struct router_match *match;
    size_t n_values;
};

static const char *
segment_at(const struct search *search, size_t depth)
{
    bool last = depth + 1 == search->uri->n_segments;
    return last && *search->verb ? search->uri->before_verb : search->uri->segment[depth];
}

static const struct leaf *
leaf_of(const struct node *node, const struct search *search, bool rest)
{
    for (size_t i = 0; i < node->n_leaves; i++)
        if (node->leaf[i].method == search->method && node->leaf[i].rest == rest
            && strcmp(node->leaf[i].verb, search->verb) == 0)
            return &node->leaf[i];
    return NULL;
}

static bool
settle(struct search *search, const struct leaf *leaf)
{
    search->match->route = leaf->route;
    search->match->value[search->n_values] = NULL;
    return true;
}

static bool
take_rest(const struct node *node, struct search *search, size_t depth)
{
    const struct leaf *leaf = leaf_of(node, search, true);
    if (!leaf)
        return false;
    struct text rest = { 0 };
    for (size_t i = depth; i < search->uri->n_segments; i++) {
        if (i > depth)
            text_addc(&rest, '/');
        text_adds(&rest, segment_at(search, i));
    }
    search->match->value[search->n_values++] = arena_strndup(search->arena, rest.data, rest.length);
    text_release(&rest);
    return settle(search, leaf);
}

static bool
walk(const struct node *node, struct search *search, size_t depth)
{
    if (depth == search->uri->n_segments) {
        const struct leaf *leaf = leaf_of(node, search, false);
        return leaf && settle(search, leaf);
    }
    const char *segment = segment_at(search, depth);
    const struct node *literal = literal_child(node, segment);
    if (literal && walk(literal, search, depth + 1))
        return true;
    if (node->variable && *segment && search->n_values + 1 < URI_SEGMENTS_MAX) {
        search->match->value[search->n_values++] = segment;
        if (walk(node->variable, search, depth + 1))
            return true;
        search->n_values--;
    }
    return *segment && take_rest(node, search, depth);
}

bool
router_find(const struct router *router, struct arena *arena, enum http_method method, const struct uri *uri,
            struct router_match *ret_match)
{
    struct search search = { method, uri, arena, uri->verb, ret_match, 0 };
    if (*uri->verb && walk(&router->root, &search, 0))
        return true;
    search.verb = "";
    search.n_values = 0;
    return walk(&router->root, &search, 0);
}

unsigned
router_methods(const struct router *router, struct arena *arena, const struct uri *uri)
{
    struct router_match match;
    unsigned methods = 0;
    for (int method = 0; method < HTTP_METHODS; method++)
        if (router_find(router, arena, (enum http_method)method, uri, &match))
            methods |= 1u << method;
    return methods;
}
