/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "conf_local.h"

#include <ctype.h>

static size_t
digits(const char *s)
{
    size_t count = 0;
    while (isdigit((unsigned char)s[count]))
        count++;
    return count;
}

/* By the grammar of RFC 8259: no leading zeros or plus, digits on both sides of the point. */
static bool
is_json_number(const char *s)
{
    s += *s == '-';
    size_t whole = digits(s);
    if (!whole || (*s == '0' && whole > 1))
        return false;
    s += whole;
    if (*s == '.') {
        size_t fraction = digits(++s);
        if (!fraction)
            return false;
        s += fraction;
    }
    if (*s == 'e' || *s == 'E') {
        s += s[1] == '+' || s[1] == '-' ? 2 : 1;
        size_t exponent = digits(s);
        if (!exponent)
            return false;
        s += exponent;
    }
    return !*s;
}

static void
add_scalar(struct text *out, const struct node *node)
{
    if (node_is_null(node))
        text_adds(out, "null");
    else if (node->plain
             && (text_equal(node->text, "true") || text_equal(node->text, "false") || is_json_number(node->text)))
        text_add(out, node->text, node->length);
    else
        add_json_string(out, node->text, node->length);
}

static void
add_json(struct text *out, const struct node *node)
{
    if (node->kind == NODE_SCALAR) {
        add_scalar(out, node);
        return;
    }
    bool map = node->kind == NODE_MAP;
    text_addc(out, map ? '{' : '[');
    for (size_t i = 0; i < node->count; i++) {
        if (i)
            text_addc(out, ',');
        if (map) {
            add_json_string(out, node->keys[i]->text, node->keys[i]->length);
            text_addc(out, ':');
        }
        add_json(out, node->items[i]);
    }
    text_addc(out, map ? '}' : ']');
}

enum rpc_code
conf_yaml_text_to_json(const char *name, const char *yaml, size_t length, struct text *ret_json, struct text *ret_error)
{
    struct problems problems = { .out = ret_error };
    if (length > INPUT_MAX_BYTES) {
        problem(&problems, name, 0, "is larger than %zu MiB", INPUT_MAX_BYTES >> 20);
        return RPC_INVALID_ARGUMENT;
    }
    struct arena *arena = arena_new(TREE_MAX_BYTES);
    const struct node *root = tree_read(arena, name, true, yaml, length, &problems);
    if (root && !problems.count)
        add_json(ret_json, root);
    problems_end(&problems);
    arena_free(arena);
    return problems.count ? RPC_INVALID_ARGUMENT : RPC_OK;
}

enum rpc_code
conf_yaml_to_json(const char *path, struct text *ret_json, struct text *ret_error)
{
    TEXT_SCOPED yaml = { 0 };
    const char *why;
    enum rpc_code code = read_file(path, INPUT_MAX_BYTES, &yaml, &why);
    if (code == RPC_OK)
        return conf_yaml_text_to_json(path, yaml.data, yaml.length, ret_json, ret_error);
    struct problems problems = { .out = ret_error };
    problem(&problems, path, 0, "%s", why);
    return code;
}
