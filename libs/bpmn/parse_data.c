/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Data: which variables a scope declares, and what goes into and comes out of activities and events. */
#include "parse.h"

static bool
is_identifier(const char *name)
{
    if (!name || !*name || (*name >= '0' && *name <= '9'))
        return false;
    for (; *name; name++)
        if (!((*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') || (*name >= '0' && *name <= '9')
              || *name == '_'))
            return false;
    return true;
}

/* Its `okno:variable`, or its name when Lua can write it; else NULL. */
static const char *
written_name(const struct xml *xml)
{
    const char *name = xml_ours(xml, "variable");
    if (name && *name)
        return name;
    return is_identifier(xml_get(xml, "name")) ? xml_get(xml, "name") : NULL;
}

static const char *
name_of(struct parser *parser, const struct xml *xml)
{
    const char *object_ref = xml_is(xml, "dataObjectReference")  ? xml_get(xml, "dataObjectRef")
                             : xml_is(xml, "dataStoreReference") ? xml_get(xml, "dataStoreRef")
                                                                 : NULL;
    const struct xml *object = object_ref ? find_xml(parser, object_ref, NULL) : NULL;
    const char *name = object ? written_name(object) : NULL;
    if (!name)
        name = written_name(xml);
    if (!name)
        name = xml_get(object ? object : xml, "id");
    return name ? name : "";
}

const char *
variable_name(struct parser *parser, const char *ref)
{
    const struct xml *xml = find_xml(parser, ref, NULL);
    return xml ? name_of(parser, xml) : NULL;
}

/* ------------------------------------------------------------------ what a scope declares */

static void
declared(struct parser *parser, struct element *element)
{
    size_t n = 0, room = 0;
    for (const struct xml *child = element->xml->first; child; child = child->next)
        room++;
    const char **names = ARENA_ARRAY(parser->arena, const char *, room);
    for (const struct xml *child = element->xml->first; child; child = child->next)
        if (xml_is(child, "dataObject") || xml_is(child, "property"))
            names[n++] = name_of(parser, child);
    element->data = names;
    element->n_data = n;
}

/* ------------------------------------------------------------------ mappings */

struct growing {
    struct mapping *items;
    size_t n, room;
};

static void
put(struct parser *parser, struct growing *list, struct mapping mapping)
{
    if (list->n == list->room) {
        struct mapping *larger = ARENA_ARRAY(parser->arena, struct mapping, list->room * 2 + 4);
        if (list->n)
            memcpy(larger, list->items, list->n * sizeof *larger);
        list->items = larger;
        list->room = list->room * 2 + 4;
    }
    list->items[list->n++] = mapping;
}

static const char *
referred(struct parser *parser, const struct element *element, const struct xml *association, const char *which)
{
    const struct xml *ref = xml_child(association, which);
    const char *name = ref ? variable_name(parser, ref->text) : NULL;
    if (ref && !name)
        fault_at(parser, element->shown.id, ref->line, "ref-unknown", "ссылка ведёт в никуда: «%s»",
                 "the reference leads nowhere: \"%s\"", ref->text);
    return name;
}

/* Assignments say it piece by piece; a transformation says it for the target; else it is a copy. */
static void
association(struct parser *parser, const struct element *element, const struct xml *xml, struct growing *list)
{
    const char *source = referred(parser, element, xml, "sourceRef");
    const char *target = referred(parser, element, xml, "targetRef");
    const struct xml *transformation = xml_child(xml, "transformation");
    const struct xml *assignment = xml_child(xml, "assignment");
    for (; assignment; assignment = xml_next(assignment, "assignment")) {
        const struct xml *to = xml_child(assignment, "to"), *from = xml_child(assignment, "from");
        if (to && from && *to->text && *from->text)
            put(parser, list,
                (struct mapping){ parse_expression(parser, element, from, false), NULL, to->text, assignment->line });
        else
            fault_at(parser, element->shown.id, assignment->line, "assignment-incomplete",
                     "в присваивании нужны from и to", "an assignment needs from and to", NULL);
    }
    if (xml_child(xml, "assignment"))
        return;
    if (target && (source || transformation))
        put(parser, list,
            (struct mapping){ parse_expression(parser, element, transformation, false), source, target, xml->line });
    else
        fault_at(parser, element->shown.id, xml->line, "association-incomplete",
                 "в связи данных нужны источник и приёмник", "a data association needs a source and a target", NULL);
}

static struct mappings
mappings(struct parser *parser, const struct element *element, const char *kind)
{
    struct growing list = { 0 };
    for (const struct xml *child = xml_child(element->xml, kind); child; child = xml_next(child, kind))
        association(parser, element, child, &list);
    return (struct mappings){ list.items, list.n };
}

void
parse_data(struct parser *parser, struct element *element)
{
    declared(parser, element);
    element->inputs = mappings(parser, element, "dataInputAssociation");
    element->outputs = mappings(parser, element, "dataOutputAssociation");
}
