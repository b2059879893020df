/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * What the parts of the parser share.
 *
 * xml.c reads the bytes into a tree of what is BPMN's and ours; the other files make the model of it, in passes: what
 * the definitions name, then processes and what lies in them, then what refers to what.
 */
#ifndef OKNO_BPMN_PARSE_H
#define OKNO_BPMN_PARSE_H

#include "model.h"

struct xml_attribute {
    const char *name, *value;
    bool ours; /* of the okno namespace */
};

/* An XML element of BPMN's namespace or ours. */
struct xml {
    const char *name, *text; /* text: never NULL, trimmed */
    bool ours;
    int line;
    size_t n_attributes;
    const struct xml_attribute *attributes;
    const struct xml *parent;
    struct xml *first, *last, *next;
};

struct faults {
    struct arena *arena; /* of the caller */
    struct bpmn_fault *items;
    size_t n, room;
    bool refused; /* one was no warning */
};

struct parser {
    struct bpmn_model *model;
    struct arena *arena; /* the model's */
    struct faults faults;
    const struct xml *root;
    const char *language;     /* expressionLanguage of the file */
    struct element *process;  /* at hand */
    const struct xml **by_id; /* hash table of all XML elements with an id */
    size_t n_by_id;
    size_t expressions; /* compiled */
    bool flooded;       /* more flows than a model may hold: told once */
};

/* ------------------------------------------------------------------ faults.c */

#define LUA_LANGUAGE "https://www.lua.org/manual/5.4/"
/* What a model may hold; a regulation has hundreds of elements. */
#define MODEL_ELEMENTS 5000
#define MODEL_FLOWS 20000
#define MODEL_EXPRESSIONS 20000
#define EXTENSIONS_MAX 500 /* of one element */

#define FAULTS_MAX 200 /* more are not told */

void fault_add(struct parser *parser, const char *element, int line, const char *rule, const char *ru, const char *en);
/* %s in both sentences stands for `what`. */
void fault_about(struct parser *parser, const struct element *element, const char *rule, const char *ru, const char *en,
                 const char *what);
void fault_at(struct parser *parser, const char *element, int line, const char *rule, const char *ru, const char *en,
              const char *what);
void warn_about(struct parser *parser, const struct element *element, const char *rule, const char *ru, const char *en);
void faults_sort(struct faults *faults);

/* ------------------------------------------------------------------ xml.c */

enum rpc_code xml_read(struct parser *parser, const void *bytes, size_t length, const struct bpmn_limits *limits);
const char *xml_get(const struct xml *xml, const char *name);         /* BPMN attribute; NULL */
const char *xml_ours(const struct xml *xml, const char *name);        /* okno: attribute; NULL */
const struct xml *xml_child(const struct xml *xml, const char *name); /* BPMN child; NULL */
bool xml_is(const struct xml *xml, const char *name);                 /* of BPMN */
bool xml_flag(const struct xml *xml, const char *name, bool otherwise);
/* The local part of a QName. */
const char *xml_local(const char *name);

/* Children of BPMN with this name, one after another. */
const struct xml *xml_next(const struct xml *child, const char *name);

/* ------------------------------------------------------------------ parse_*.c */

/* XML element with this id (or QName of one), which must be a `kind` when that is given. */
const struct xml *find_xml(const struct parser *parser, const char *id, const char *kind);
void index_ids(struct parser *parser);
void parse_elements(struct parser *parser);
void parse_flows(struct parser *parser);
void parse_events(struct parser *parser, struct element *element);
/* NULL when it is none that is executed. */
const struct definition *parse_definition(struct parser *parser, const struct element *element, const struct xml *xml);
void parse_activity(struct parser *parser, struct element *element);
void parse_loop(struct parser *parser, struct element *element);
void parse_data(struct parser *parser, struct element *element);
const char *variable_name(struct parser *parser, const char *ref);
void parse_extensions(struct parser *parser, struct element *element);
void parse_links(struct parser *parser); /* boundary events, compensation handlers, called elements */

/*
 * Expression of a BPMN element (tExpression or tFormalExpression), or NULL; checked and compiled.
 * @plain  whether a text without '=' is meant as it stands
 */
struct expression parse_expression(struct parser *parser, const struct element *element, const struct xml *xml,
                                   bool plain);
struct expression parse_script(struct parser *parser, const struct element *element, const struct xml *xml,
                               const char *language);
/* Expression in an attribute of ours: `=expression` or plain text. */
void check_text(struct parser *parser, const struct element *element, int line, const char *text);

/* ------------------------------------------------------------------ check_*.c */

void check_model(struct parser *parser);
void check_events(struct parser *parser, const struct element *element);
/* Of an element where an instance can begin by itself. */
void check_beginning(struct parser *parser, const struct element *element);
void check_activities(struct parser *parser, const struct element *element);
void check_gateways(struct parser *parser, const struct element *element);
void check_flows(struct parser *parser, const struct element *element);
void check_reach(struct parser *parser);
void check_calls(struct parser *parser);
void check_names(struct parser *parser);

void elements_add(struct arena *arena, struct elements *list, struct element *element);
void flows_add(struct arena *arena, struct flows *list, struct flow *flow);

#endif
