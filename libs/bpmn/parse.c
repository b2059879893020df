/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From bytes to a model: reading, making elements, connecting them, checking. */
#include "parse.h"

/* The state names its model by this; the bytes of a published version never change, what we make of them may. */
static uint64_t
fingerprint(const unsigned char *bytes, size_t length)
{
    uint64_t digest = DIGEST_START;
    for (size_t i = 0; i < length; i++)
        digest = (digest ^ bytes[i]) * UINT64_C(1099511628211);
    return digest;
}

static void
check_language(struct parser *parser)
{
    const char *language = xml_get(parser->root, "expressionLanguage");
    parser->language = language && *language ? language : LUA_LANGUAGE;
    if (text_equal(parser->language, "http://www.w3.org/1999/XPath"))
        parser->language = LUA_LANGUAGE; /* what the schema and many modellers put there unasked */
}

static void
make(struct parser *parser)
{
    check_language(parser);
    index_ids(parser);
    parse_elements(parser);
    parse_flows(parser);
    struct elements *all = &parser->model->elements;
    for (size_t i = 0; i < all->n; i++) {
        parse_data(parser, all->items[i]);
        parse_extensions(parser, all->items[i]);
    }
    for (size_t i = 0; i < all->n; i++) {
        parse_events(parser, all->items[i]);
        parse_activity(parser, all->items[i]);
    }
    parse_links(parser);
    check_model(parser);
}

static enum rpc_code
parse(const void *bytes, size_t length, const struct bpmn_limits *limits, bool published, struct arena *arena,
      struct bpmn_model **ret_model, struct bpmn_faults *ret_faults)
{
    struct arena *own = arena_new(SIZE_MAX);
    struct parser parser = { .model = ARENA_NEW(own, struct bpmn_model), .arena = own, .faults.arena = arena };
    parser.model->arena = own;
    parser.model->fingerprint = fingerprint(bytes, length);
    enum rpc_code code = xml_read(&parser, bytes, length, limits);
    if (code == RPC_OK)
        make(&parser);
    for (size_t i = 0; code == RPC_OK && published && i < parser.faults.n; i++)
        parser.faults.items[i].warning = true;
    faults_sort(&parser.faults);
    *ret_faults = (struct bpmn_faults){ parser.faults.items, parser.faults.n };
    if (code == RPC_OK && parser.faults.refused && !published)
        code = RPC_INVALID_ARGUMENT;
    if (code == RPC_OK)
        *ret_model = parser.model;
    else
        bpmn_model_free(parser.model);
    return code;
}

enum rpc_code
bpmn_parse(const void *bytes, size_t length, const struct bpmn_limits *limits, struct arena *arena,
           struct bpmn_model **ret_model, struct bpmn_faults *ret_faults)
{
    return parse(bytes, length, limits, false, arena, ret_model, ret_faults);
}

enum rpc_code
bpmn_parse_published(const void *bytes, size_t length, struct arena *arena, struct bpmn_model **ret_model,
                     struct bpmn_faults *ret_faults)
{
    return parse(bytes, length, NULL, true, arena, ret_model, ret_faults);
}
