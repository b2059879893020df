/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What `okno:` elements and attributes say, from extensionElements of an element. */
#include "parse.h"
#include "timers.h"

static void
fault(struct parser *parser, const struct element *element, const struct xml *xml, const char *rule, const char *ru,
      const char *en, const char *what)
{
    fault_at(parser, element->shown.id, xml->line, rule, ru, en, what);
}

/* Our elements' attributes are without prefix, as those of any XML vocabulary; the prefixed form is taken as well. */
static const char *
get(const struct xml *xml, const char *name)
{
    const char *value = xml_get(xml, name);
    return value ? value : xml_ours(xml, name);
}

static const char *
needed(struct parser *parser, const struct element *element, const struct xml *xml, const char *name)
{
    const char *value = get(xml, name);
    if (!value || !*value)
        fault(parser, element, xml, "okno-attribute-missing", "не указано обязательное: «%s»", "\"%s\" is missing",
              name);
    return value ? value : "";
}

/* Text that may be an expression. */
static const char *
computed(struct parser *parser, const struct element *element, const struct xml *xml, const char *name)
{
    const char *value = get(xml, name);
    if (value)
        check_text(parser, element, xml->line, value);
    return value;
}

static bool
flag(const struct xml *xml, const char *name)
{
    return text_equal(get(xml, name), "true");
}

static size_t
count(const struct xml *xml, const char *name)
{
    size_t n = 0;
    for (const struct xml *child = xml->first; child; child = child->next)
        n += child->ours && strcmp(child->name, name) == 0;
    return n;
}

/* ------------------------------------------------------------------ one by one */

static void
performer(struct parser *parser, const struct element *element, const struct xml *xml, struct bpmn_extensions *okno)
{
    okno->performer =
        (struct bpmn_performer){ computed(parser, element, xml, "role"), computed(parser, element, xml, "centre"),
                                 computed(parser, element, xml, "agency"), computed(parser, element, xml, "subject") };
}

static void
term(struct parser *parser, const struct element *element, const struct xml *xml, struct bpmn_extensions *okno)
{
    static const char *const names[] = { "record", "supervisor", "escalate" };
    const char *missed = get(xml, "missed");
    int32_t amount;
    enum bpmn_term_unit unit;
    okno->term.text = needed(parser, element, xml, "value");
    okno->term.escalation = get(xml, "escalation");
    if (*okno->term.text == '=')
        check_text(parser, element, xml->line, okno->term.text);
    else if (*okno->term.text && !term_parse(okno->term.text, &amount, &unit))
        fault(parser, element, xml, "okno-term", "срок не разобран: «%s» (пример: 5 WORKING)",
              "the term is not understood: \"%s\" (5 WORKING is one)", okno->term.text);
    size_t i = 0;
    while (missed && i < OKNO_ARRAY_SIZE(names) && strcmp(missed, names[i]) != 0)
        i++;
    if (i == OKNO_ARRAY_SIZE(names))
        fault(parser, element, xml, "okno-term", "неизвестное действие при пропуске срока: «%s»",
              "unknown \"missed\": \"%s\"", missed);
    okno->term.missed = (enum bpmn_missed)i;
    if (okno->term.missed == BPMN_MISSED_ESCALATE)
        needed(parser, element, xml, "escalation");
}

static void
field(struct parser *parser, const struct element *element, const struct xml *xml, struct bpmn_field *field)
{
    struct bpmn_option *options = ARENA_ARRAY(parser->arena, struct bpmn_option, count(xml, "option"));
    const char *type = get(xml, "type");
    *field = (struct bpmn_field){ .name = needed(parser, element, xml, "name"),
                                  .label = needed(parser, element, xml, "label"),
                                  .type = type ? type : "text",
                                  .required = flag(xml, "required"),
                                  .options = options };
    for (const struct xml *child = xml->first; child; child = child->next)
        if (child->ours && strcmp(child->name, "option") == 0)
            options[field->n_options++] = (struct bpmn_option){ needed(parser, element, child, "value"),
                                                                needed(parser, element, child, "label") };
}

static void
form(struct parser *parser, const struct element *element, const struct xml *xml, struct bpmn_extensions *okno)
{
    struct bpmn_field *fields = ARENA_ARRAY(parser->arena, struct bpmn_field, count(xml, "field"));
    okno->form = get(xml, "name");
    okno->fields = fields;
    for (const struct xml *child = xml->first; child; child = child->next)
        if (child->ours && strcmp(child->name, "field") == 0)
            field(parser, element, child, &fields[okno->n_fields++]);
}

static void
outcome(struct parser *parser, const struct element *element, const struct xml *xml, struct bpmn_outcome *outcome)
{
    *outcome = (struct bpmn_outcome){ needed(parser, element, xml, "code"), needed(parser, element, xml, "label"),
                                      flag(xml, "refusal") };
}

static void
document(struct parser *parser, const struct element *element, const struct xml *xml, struct bpmn_document *document)
{
    const char *direction = get(xml, "direction"), *label = get(xml, "label");
    bool out = text_equal(direction, "out");
    if (direction && !out && !text_equal(direction, "in"))
        fault(parser, element, xml, "okno-document", "direction бывает in или out, а не «%s»",
              "direction is in or out, not \"%s\"", direction);
    *document =
        (struct bpmn_document){ needed(parser, element, xml, "code"), label ? label : "", flag(xml, "required"), out };
}

static void
status(struct parser *parser, const struct element *element, const struct xml *xml, struct bpmn_status *status)
{
    const char *when = get(xml, "when");
    if (when && !text_equal(when, "enter") && !text_equal(when, "leave"))
        fault(parser, element, xml, "okno-status", "when бывает enter или leave, а не «%s»",
              "when is enter or leave, not \"%s\"", when);
    *status = (struct bpmn_status){ get(xml, "code"), get(xml, "epgu"), get(xml, "moscow"), get(xml, "text"),
                                    text_equal(when, "leave") };
}

/* ------------------------------------------------------------------ all */

struct lists {
    struct bpmn_outcome *outcomes;
    struct bpmn_document *documents;
    struct bpmn_status *statuses;
};

static void
read_one(struct parser *parser, const struct element *element, const struct xml *xml, struct bpmn_extensions *okno,
         const struct lists *lists)
{
    if (strcmp(xml->name, "performer") == 0)
        performer(parser, element, xml, okno);
    else if (strcmp(xml->name, "term") == 0)
        term(parser, element, xml, okno);
    else if (strcmp(xml->name, "form") == 0)
        form(parser, element, xml, okno);
    else if (strcmp(xml->name, "outcome") == 0)
        outcome(parser, element, xml, &lists->outcomes[okno->n_outcomes++]);
    else if (strcmp(xml->name, "document") == 0)
        document(parser, element, xml, &lists->documents[okno->n_documents++]);
    else if (strcmp(xml->name, "status") == 0)
        status(parser, element, xml, &lists->statuses[okno->n_statuses++]);
    else
        fault(parser, element, xml, "okno-unknown", "неизвестный элемент okno:%s", "unknown element okno:%s",
              xml->name);
}

static void
attributes(struct parser *parser, const struct element *element, struct bpmn_extensions *okno)
{
    const struct xml *xml = element->xml;
    okno->share = xml_ours(xml, "share");
    okno->operation = xml_ours(xml, "operation");
    okno->target = xml_ours(xml, "target");
    okno->correlation = xml_ours(xml, "correlation");
    okno->binding = xml_ours(xml, "binding");
    if (okno->target)
        check_text(parser, element, xml->line, okno->target);
    if (okno->correlation)
        check_text(parser, element, xml->line, okno->correlation);
}

void
parse_extensions(struct parser *parser, struct element *element)
{
    static const struct xml none = { .name = "", .text = "" };
    struct bpmn_extensions *okno = ARENA_NEW(parser->arena, struct bpmn_extensions);
    const struct xml *extensions = xml_child(element->xml, "extensionElements");
    extensions = extensions ? extensions : &none;
    struct lists lists = { ARENA_ARRAY(parser->arena, struct bpmn_outcome, count(extensions, "outcome")),
                           ARENA_ARRAY(parser->arena, struct bpmn_document, count(extensions, "document")),
                           ARENA_ARRAY(parser->arena, struct bpmn_status, count(extensions, "status")) };
    okno->outcomes = lists.outcomes;
    okno->documents = lists.documents;
    okno->statuses = lists.statuses;
    size_t n = 0;
    for (const struct xml *child = extensions->first; child && n <= EXTENSIONS_MAX; child = child->next)
        if (child->ours && ++n > EXTENSIONS_MAX)
            fault(parser, element, child, "too-many-elements",
                  "у элемента слишком много элементов okno:", "the element has too many okno: elements", NULL);
        else if (child->ours)
            read_one(parser, element, child, okno, &lists);
    attributes(parser, element, okno);
    element->shown.okno = okno;
}
