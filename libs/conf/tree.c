/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * libyaml's events as a tree. Everything a document could exhaust is bounded here: bytes, levels, anchors,
 * and what aliases multiply, which is counted when an alias is met rather than when it is followed.
 */
#include "conf_local.h"

#include <limits.h>
#include <yaml.h>

#define NODE_BYTES 16 /* a node's share of a print-out besides its text */
#define CHAINS 256

struct anchor {
    const char *name;
    struct node *node;
    struct anchor *older; /* of the same chain */
};

/* Which chain an anchor hangs on: millions of aliases may each look among a thousand. */
static size_t
chain_of(const char *name)
{
    uint32_t value = 2166136261u; /* FNV-1a */
    for (; *name; name++)
        value = (value ^ (unsigned char)*name) * 16777619u;
    return value % CHAINS;
}

struct reader {
    yaml_parser_t parser;
    struct arena *arena;
    struct problems *problems;
    const char *name;
    const char *yaml;
    size_t length;
    bool lines;
    struct anchor *anchors[CHAINS];
    size_t anchor_count;
};

#define report(reader, line, ...) problem((reader)->problems, (reader)->name, (reader)->lines ? (line) : 0, __VA_ARGS__)
#define EVENT_SCOPED OKNO_CLEANUP(yaml_event_delete) yaml_event_t

static struct node *read_node(struct reader *reader, const yaml_event_t *event, int depth);

static int
line_of(yaml_mark_t mark)
{
    return mark.line < INT_MAX ? (int)mark.line + 1 : INT_MAX;
}

/* Bad bytes are reported by their offset only. */
static int
line_of_offset(const struct reader *reader, size_t offset)
{
    int line = 1;
    for (size_t i = 0; i < offset && i < reader->length; i++)
        line += reader->yaml[i] == '\n';
    return line;
}

static void
report_parser(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    const char *what = parser->problem ? parser->problem : "cannot be read";
    if (parser->error == YAML_READER_ERROR)
        report(reader, line_of_offset(reader, parser->problem_offset), "not UTF-8 text: %s", what);
    else if (parser->context)
        report(reader, line_of(parser->problem_mark), "%s %s", what, parser->context);
    else
        report(reader, line_of(parser->problem_mark), "%s", what);
}

static bool
next_event(struct reader *reader, yaml_event_t *ret_event)
{
    if (yaml_parser_parse(&reader->parser, ret_event))
        return true;
    report_parser(reader);
    return false;
}

static void *
take(struct reader *reader, size_t size)
{
    void *memory = arena_try_alloc(reader->arena, size);
    if (!memory)
        report(reader, 0, "the document is too large");
    return memory;
}

static struct node *
new_node(struct reader *reader, enum node_kind kind, const yaml_event_t *event)
{
    struct node *node = take(reader, sizeof *node);
    if (!node)
        return NULL;
    node->kind = kind;
    node->line = reader->lines ? line_of(event->start_mark) : 0;
    node->height = 1;
    node->size = NODE_BYTES;
    return node;
}

static bool
grow(struct reader *reader, struct node *node)
{
    size_t capacity = node->capacity ? node->capacity * 2 : 4, arrays = node->kind == NODE_MAP ? 2 : 1;
    struct node **memory = take(reader, capacity * arrays * sizeof(struct node *));
    if (!memory)
        return false;
    if (node->count) {
        memcpy(memory, node->items, node->count * sizeof *memory);
        if (node->keys)
            memcpy(memory + capacity, node->keys, node->count * sizeof *memory);
    }
    node->items = memory;
    node->keys = node->kind == NODE_MAP ? memory + capacity : NULL;
    node->capacity = capacity;
    return true;
}

/* @key  NULL in a list */
static bool
add_child(struct reader *reader, struct node *node, struct node *key, struct node *item)
{
    if (node->count == node->capacity && !grow(reader, node))
        return false;
    if (key)
        node->keys[node->count] = key;
    node->items[node->count++] = item;
    node->size += item->size + (key ? key->size : 0); /* cannot overflow: each is at most the limit */
    if (item->height >= node->height)
        node->height = item->height + 1;
    if (node->size <= EXPANDED_MAX_BYTES)
        return true;
    report(reader, item->line, "grows beyond %zu MiB once its aliases are resolved", EXPANDED_MAX_BYTES >> 20);
    return false;
}

/*
 * Tags could make a text mean anything; only those that say what is so anyway are taken. Neither a tag nor the
 * name of an alias is quoted: an unquoted secret that begins with ! or * would be read as one.
 */
static void
check_tag(struct reader *reader, const yaml_event_t *event, const yaml_char_t *tag, const char *allowed)
{
    const char *name = (const char *)tag;
    if (!name || text_equal(name, "!") || text_equal(name, allowed))
        return;
    report(reader, line_of(event->start_mark), "a tag (!) is not supported; quote a text that begins so");
}

static struct node *
read_scalar(struct reader *reader, const yaml_event_t *event)
{
    const char *value = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    struct node *node = new_node(reader, NODE_SCALAR, event);
    char *text = node ? take(reader, length + 1) : NULL;
    if (!text)
        return NULL;
    memcpy(text, value, length);
    node->text = text;
    node->length = length;
    node->size += length;
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !event->data.scalar.tag;
    check_tag(reader, event, event->data.scalar.tag, YAML_STR_TAG);
    if (memchr(value, '\0', length))
        report(reader, node->line, "a text holds a NUL character");
    return node;
}

static struct node *
read_list(struct reader *reader, const yaml_event_t *start, int depth)
{
    struct node *list = new_node(reader, NODE_LIST, start);
    check_tag(reader, start, start->data.sequence_start.tag, YAML_SEQ_TAG);
    while (list) {
        EVENT_SCOPED event = { 0 };
        if (!next_event(reader, &event))
            return NULL;
        if (event.type == YAML_SEQUENCE_END_EVENT)
            return list;
        struct node *item = read_node(reader, &event, depth + 1);
        if (!item || !add_child(reader, list, NULL, item))
            return NULL;
    }
    return NULL;
}

static int
compare_keys(const void *a, const void *b)
{
    const struct node *left = *(struct node *const *)a, *right = *(struct node *const *)b;
    int order = strcmp(left->text, right->text);
    return order ? order : left->line - right->line;
}

static bool
check_duplicates(struct reader *reader, const struct node *map)
{
    if (map->count < 2)
        return true;
    struct node **sorted = take(reader, map->count * sizeof *sorted);
    if (!sorted)
        return false;
    memcpy(sorted, map->keys, map->count * sizeof *sorted);
    qsort(sorted, map->count, sizeof *sorted, compare_keys);
    for (size_t i = 1; i < map->count; i++) {
        if (!text_equal(sorted[i]->text, sorted[i - 1]->text))
            continue;
        sorted[i]->repeated = true;
        const char *key = quoted(reader->arena, sorted[i]->text);
        if (reader->lines)
            report(reader, sorted[i]->line, "%s stands twice, first in line %d", key, sorted[i - 1]->line);
        else
            report(reader, 0, "%s stands twice", key);
    }
    return true;
}

static struct node *
read_key(struct reader *reader, const yaml_event_t *event, int depth)
{
    struct node *key = read_node(reader, event, depth + 1);
    if (!key)
        return NULL;
    if (key->kind != NODE_SCALAR) {
        report(reader, key->line, "a key must be a text, not a list or a mapping");
        return NULL;
    }
    if (key->plain && text_equal(key->text, "<<"))
        report(reader, key->line, "merge keys (<<) are not supported; write the keys out");
    return key;
}

static struct node *
read_map(struct reader *reader, const yaml_event_t *start, int depth)
{
    struct node *map = new_node(reader, NODE_MAP, start);
    check_tag(reader, start, start->data.mapping_start.tag, YAML_MAP_TAG);
    while (map) {
        EVENT_SCOPED key_event = { 0 };
        EVENT_SCOPED item_event = { 0 };
        if (!next_event(reader, &key_event))
            return NULL;
        if (key_event.type == YAML_MAPPING_END_EVENT)
            return check_duplicates(reader, map) ? map : NULL;
        struct node *key = read_key(reader, &key_event, depth);
        if (!key || !next_event(reader, &item_event))
            return NULL;
        struct node *item = read_node(reader, &item_event, depth + 1);
        if (!item || !add_child(reader, map, key, item))
            return NULL;
    }
    return NULL;
}

/* The latest anchor of the name, as YAML lets them be redefined. A node is no anchor of itself. */
static struct node *
find_anchor(const struct reader *reader, const char *name)
{
    const struct anchor *anchor = reader->anchors[chain_of(name)];
    while (anchor && !text_equal(anchor->name, name))
        anchor = anchor->older;
    return anchor ? anchor->node : NULL;
}

static struct node *
resolve_alias(struct reader *reader, const yaml_event_t *event, int depth)
{
    struct node *node = find_anchor(reader, (const char *)event->data.alias.anchor);
    int line = line_of(event->start_mark);
    if (!node)
        report(reader, line, "an alias (*) has no anchor before it; quote a text that begins so");
    else if (depth + node->height > DEPTH_MAX)
        report(reader, line, "nested deeper than %d levels", DEPTH_MAX);
    else
        return node;
    return NULL;
}

static bool
keep_anchor(struct reader *reader, const yaml_char_t *name, struct node *node)
{
    if (!name)
        return true;
    if (reader->anchor_count == ANCHORS_MAX) {
        report(reader, node->line, "has more than %d anchors", ANCHORS_MAX);
        return false;
    }
    struct anchor **chain = &reader->anchors[chain_of((const char *)name)];
    struct anchor *anchor = ARENA_NEW(reader->arena, struct anchor);
    *anchor = (struct anchor){ arena_strdup(reader->arena, (const char *)name), node, *chain };
    *chain = anchor;
    reader->anchor_count++;
    return true;
}

static struct node *
read_node(struct reader *reader, const yaml_event_t *event, int depth)
{
    if (event->type == YAML_ALIAS_EVENT)
        return resolve_alias(reader, event, depth);
    if (depth >= DEPTH_MAX) {
        report(reader, line_of(event->start_mark), "nested deeper than %d levels", DEPTH_MAX);
        return NULL;
    }
    const yaml_char_t *anchor;
    struct node *node;
    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        node = read_scalar(reader, event);
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        node = read_list(reader, event, depth);
    } else {
        anchor = event->data.mapping_start.anchor;
        node = read_map(reader, event, depth);
    }
    return node && keep_anchor(reader, anchor, node) ? node : NULL;
}

static struct node *
empty_document(struct reader *reader)
{
    struct node *node = take(reader, sizeof *node);
    if (node)
        *node = (struct node){ .kind = NODE_SCALAR, .line = 1, .height = 1, .plain = true, .text = "" };
    return node;
}

/* After the document comes the end of the stream, or there is too much. */
static bool
expect_end(struct reader *reader)
{
    EVENT_SCOPED document_end = { 0 };
    EVENT_SCOPED stream_end = { 0 };
    if (!next_event(reader, &document_end) || !next_event(reader, &stream_end))
        return false;
    if (stream_end.type == YAML_STREAM_END_EVENT)
        return true;
    report(reader, line_of(stream_end.start_mark), "a second document begins; one is taken");
    return false;
}

static struct node *
read_document(struct reader *reader)
{
    EVENT_SCOPED stream_start = { 0 };
    EVENT_SCOPED document_start = { 0 };
    EVENT_SCOPED first = { 0 };
    if (!next_event(reader, &stream_start) || !next_event(reader, &document_start))
        return NULL;
    if (document_start.type == YAML_STREAM_END_EVENT)
        return empty_document(reader);
    if (!next_event(reader, &first))
        return NULL;
    struct node *root = read_node(reader, &first, 0);
    return root && expect_end(reader) ? root : NULL;
}

struct node *
tree_read(struct arena *arena, const char *name, bool lines, const char *yaml, size_t length, struct problems *problems)
{
    struct reader *reader = ARENA_NEW(arena, struct reader);
    *reader = (struct reader){
        .arena = arena, .problems = problems, .name = name, .lines = lines, .yaml = yaml, .length = length
    };
    if (!yaml_parser_initialize(&reader->parser))
        abort(); /* out of memory */
    yaml_parser_set_input_string(&reader->parser, (const unsigned char *)yaml, length);
    struct node *root = read_document(reader);
    yaml_parser_delete(&reader->parser);
    return root;
}

bool
node_is_null(const struct node *node)
{
    return node->kind == NODE_SCALAR && node->plain
           && (!node->length || text_equal(node->text, "~") || text_equal(node->text, "null"));
}
