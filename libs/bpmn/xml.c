/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bytes into a tree of what is BPMN's and ours. The diagram and what is foreign are passed over. libxml2 is fed in
 * pieces and only asked for events, so that a stranger's file ends where a limit says: a DTD stops it before an entity
 * can be declared, and a tag that goes on and on before libxml2 has to hold it.
 */
#include "parse.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>

#define BPMN_NAMESPACE "http://www.omg.org/spec/BPMN/20100524/MODEL"
#define OKNO_NAMESPACE "urn:okno:bpmn:1"

#define PIECE ((size_t)16 * 1024)
#define SILENCE_MAX ((size_t)128 * 1024) /* bytes without an event: the longest tag or comment */
#define ATTRIBUTES_MAX 200
#define NAMESPACES_MAX 40
#define TEXT_MAX ((size_t)256 * 1024) /* of one element */

enum { DEFAULT_BYTES = 8 * 1024 * 1024, DEFAULT_ELEMENTS = 200000, DEFAULT_DEPTH = 64 };

struct reader {
    struct parser *parser;
    xmlParserCtxtPtr context;
    struct bpmn_limits limits;
    struct xml *at; /* innermost element that is kept */
    size_t depth;   /* of all elements */
    size_t passed;  /* depth of the element that is passed over; 0: none */
    size_t elements;
    size_t since_event; /* bytes */
    struct text text;
    enum rpc_code code;
};

static void
stop(struct reader *reader, enum rpc_code code, const char *rule, const char *ru, const char *en)
{
    if (reader->code != RPC_OK)
        return;
    reader->code = code;
    fault_add(reader->parser, "", xmlSAX2GetLineNumber(reader->context), rule, ru, en);
    xmlStopParser(reader->context);
}

static char *
keep(struct reader *reader, const xmlChar *from, size_t length)
{
    return arena_strndup(reader->parser->arena, (const char *)from, length);
}

static void
keep_attributes(struct reader *reader, struct xml *xml, size_t n, const xmlChar **values)
{
    struct xml_attribute *kept = ARENA_ARRAY(reader->parser->arena, struct xml_attribute, n);
    for (size_t i = 0; i < n; i++, values += 5) {
        bool ours = text_equal((const char *)values[2], OKNO_NAMESPACE);
        if (values[2] && !ours)
            continue; /* foreign, or xsi:type */
        kept[xml->n_attributes++] =
            (struct xml_attribute){ keep(reader, values[0], strlen((const char *)values[0])),
                                    keep(reader, values[3], (size_t)(values[4] - values[3])), ours };
    }
    xml->attributes = kept;
}

static void
finish_text(struct reader *reader)
{
    while (reader->text.length && strchr(" \t\r\n", reader->text.data[reader->text.length - 1]))
        reader->text.length--;
    if (reader->at && *reader->at->text == '\0' && reader->text.length)
        reader->at->text = arena_strndup(reader->parser->arena, reader->text.data, reader->text.length);
    text_clear(&reader->text);
}

static void
append(struct reader *reader, struct xml *xml)
{
    finish_text(reader);
    if (!reader->at) {
        reader->parser->root = xml;
    } else {
        xml->parent = reader->at;
        *(reader->at->last ? &reader->at->last->next : &reader->at->first) = xml;
        reader->at->last = xml;
    }
    reader->at = xml;
}

static bool
within_limits(struct reader *reader, int n_namespaces, int n_attributes)
{
    if (++reader->elements > reader->limits.elements)
        stop(reader, RPC_RESOURCE_EXHAUSTED, "too-many-elements", "в файле слишком много элементов",
             "the file has too many elements");
    else if (++reader->depth > reader->limits.depth)
        stop(reader, RPC_RESOURCE_EXHAUSTED, "too-deep", "элементы вложены слишком глубоко",
             "elements are nested too deeply");
    else if (n_attributes > ATTRIBUTES_MAX || n_namespaces > NAMESPACES_MAX)
        stop(reader, RPC_RESOURCE_EXHAUSTED, "too-many-attributes", "у элемента слишком много атрибутов",
             "an element has too many attributes");
    return reader->code == RPC_OK;
}

static void
on_start(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
         const xmlChar **namespaces, int n_attributes, int n_defaulted, const xmlChar **attributes)
{
    (void)prefix, (void)namespaces, (void)n_defaulted;
    struct reader *reader = arg;
    reader->since_event = 0;
    if (!within_limits(reader, n_namespaces, n_attributes) || reader->passed)
        return;
    bool ours = text_equal((const char *)uri, OKNO_NAMESPACE);
    if (!ours && !text_equal((const char *)uri, BPMN_NAMESPACE)) {
        reader->passed = reader->depth;
        return;
    }
    struct xml *xml = ARENA_NEW(reader->parser->arena, struct xml);
    xml->name = keep(reader, name, strlen((const char *)name));
    xml->ours = ours;
    xml->text = "";
    xml->line = xmlSAX2GetLineNumber(reader->context);
    keep_attributes(reader, xml, (size_t)n_attributes, attributes);
    append(reader, xml);
}

static void
on_end(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    struct reader *reader = arg;
    reader->since_event = 0;
    if (reader->code != RPC_OK)
        return;
    if (!reader->passed) {
        finish_text(reader);
        reader->at = (struct xml *)(uintptr_t)reader->at->parent;
    } else if (reader->passed == reader->depth) {
        reader->passed = 0;
    }
    reader->depth--;
}

static void
on_text(void *arg, const xmlChar *text, int length)
{
    struct reader *reader = arg;
    reader->since_event = 0;
    if (reader->passed || !reader->at || reader->code != RPC_OK)
        return;
    const char *from = (const char *)text, *end = from + length;
    while (reader->text.length == 0 && from < end && strchr(" \t\r\n", *from)) /* what is only layout is not kept */
        from++;
    if (reader->text.length + (size_t)(end - from) > TEXT_MAX)
        stop(reader, RPC_RESOURCE_EXHAUSTED, "too-long", "текст элемента слишком длинный", "a text is too long");
    else
        text_add(&reader->text, from, (size_t)(end - from));
}

static void
on_doctype(void *arg, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    stop(arg, RPC_INVALID_ARGUMENT, "dtd", "DOCTYPE и объявления сущностей не допускаются",
         "DOCTYPE and declarations of entities are not allowed");
}

static void
on_error(void *arg, xmlErrorPtr error)
{
    struct reader *reader = arg;
    if (error->level != XML_ERR_FATAL || reader->code != RPC_OK)
        return;
    reader->code = RPC_INVALID_ARGUMENT;
    char *message = arena_strdup(reader->parser->arena, error->message ? error->message : "");
    message[strcspn(message, "\r\n")] = '\0';
    fault_at(reader->parser, "", error->line, "xml", "файл не является правильным XML: %s",
             "the file is not well-formed XML: %s", utf8_valid(message, strlen(message)) ? message : "");
}

static void
feed(struct reader *reader, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length && reader->code == RPC_OK; at += PIECE) {
        size_t piece = length - at < PIECE ? length - at : PIECE;
        reader->since_event += piece;
        xmlParseChunk(reader->context, bytes + at, (int)piece, 0);
        if (reader->since_event > SILENCE_MAX)
            stop(reader, RPC_RESOURCE_EXHAUSTED, "too-long", "тег или комментарий слишком длинный",
                 "a tag or a comment is too long");
    }
    if (reader->code == RPC_OK)
        xmlParseChunk(reader->context, bytes, 0, 1);
}

static xmlSAXHandler
handlers(void)
{
    return (xmlSAXHandler){ .initialized = XML_SAX2_MAGIC,
                            .startElementNs = on_start,
                            .endElementNs = on_end,
                            .characters = on_text,
                            .cdataBlock = on_text,
                            .ignorableWhitespace = on_text,
                            .internalSubset = on_doctype,
                            .serror = on_error };
}

static void
run(struct reader *reader, const void *bytes, size_t length)
{
    xmlSAXHandler sax = handlers();
    reader->context = xmlCreatePushParserCtxt(&sax, reader, NULL, 0, NULL);
    if (!reader->context)
        abort();
    /* NOENT is about the five entities of XML: no other can exist without a DTD. */
    xmlCtxtUseOptions(reader->context, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_BIG_LINES);
    feed(reader, bytes, length);
    xmlFreeDoc(reader->context->myDoc);
    xmlFreeParserCtxt(reader->context);
    text_release(&reader->text);
}

enum rpc_code
xml_read(struct parser *parser, const void *bytes, size_t length, const struct bpmn_limits *limits)
{
    struct reader reader = { .parser = parser, .limits = { DEFAULT_BYTES, DEFAULT_ELEMENTS, DEFAULT_DEPTH } };
    if (limits)
        reader.limits = *limits;
    if (length > reader.limits.bytes) {
        fault_add(parser, "", 0, "too-large", "файл слишком большой", "the file is too large");
        return RPC_RESOURCE_EXHAUSTED;
    }
    run(&reader, bytes, length);
    if (reader.code == RPC_OK && !(parser->root && xml_is(parser->root, "definitions"))) {
        fault_add(parser, "", 1, "not-bpmn", "файл не начинается с bpmn:definitions",
                  "the root is not bpmn:definitions");
        return RPC_INVALID_ARGUMENT;
    }
    return reader.code;
}

/* ------------------------------------------------------------------ looking */

static const char *
attribute(const struct xml *xml, const char *name, bool ours)
{
    for (size_t i = 0; i < xml->n_attributes; i++)
        if (xml->attributes[i].ours == ours && strcmp(xml->attributes[i].name, name) == 0)
            return xml->attributes[i].value;
    return NULL;
}

const char *
xml_get(const struct xml *xml, const char *name)
{
    return attribute(xml, name, false);
}

const char *
xml_ours(const struct xml *xml, const char *name)
{
    return attribute(xml, name, true);
}

bool
xml_is(const struct xml *xml, const char *name)
{
    return !xml->ours && strcmp(xml->name, name) == 0;
}

static const struct xml *
named(const struct xml *child, const char *name)
{
    while (child && !xml_is(child, name))
        child = child->next;
    return child;
}

const struct xml *
xml_child(const struct xml *xml, const char *name)
{
    return named(xml->first, name);
}

const struct xml *
xml_next(const struct xml *child, const char *name)
{
    return named(child->next, name);
}

bool
xml_flag(const struct xml *xml, const char *name, bool otherwise)
{
    const char *value = xml_get(xml, name);
    return value ? text_equal(value, "true") || text_equal(value, "1") : otherwise;
}

const char *
xml_local(const char *name)
{
    const char *colon = name ? strchr(name, ':') : NULL;
    return colon ? colon + 1 : name;
}
