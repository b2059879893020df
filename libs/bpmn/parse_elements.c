/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Processes and what lies in them: which elements there are, and how they contain each other. */
#include "parse.h"

struct tag {
    const char *name;
    enum bpmn_kind kind;
};

static const struct tag tags[] = {
    { "startEvent", BPMN_START_EVENT },
    { "endEvent", BPMN_END_EVENT },
    { "intermediateCatchEvent", BPMN_CATCH_EVENT },
    { "intermediateThrowEvent", BPMN_THROW_EVENT },
    { "boundaryEvent", BPMN_BOUNDARY_EVENT },
    { "task", BPMN_TASK },
    { "userTask", BPMN_USER_TASK },
    { "manualTask", BPMN_MANUAL_TASK },
    { "serviceTask", BPMN_SERVICE_TASK },
    { "scriptTask", BPMN_SCRIPT_TASK },
    { "sendTask", BPMN_SEND_TASK },
    { "receiveTask", BPMN_RECEIVE_TASK },
    { "businessRuleTask", BPMN_RULE_TASK },
    { "subProcess", BPMN_SUB_PROCESS },
    { "transaction", BPMN_TRANSACTION },
    { "callActivity", BPMN_CALL_ACTIVITY },
    { "exclusiveGateway", BPMN_EXCLUSIVE_GATEWAY },
    { "inclusiveGateway", BPMN_INCLUSIVE_GATEWAY },
    { "parallelGateway", BPMN_PARALLEL_GATEWAY },
    { "complexGateway", BPMN_COMPLEX_GATEWAY },
    { "eventBasedGateway", BPMN_EVENT_GATEWAY },
};

static const struct tag globals[] = {
    { "globalTask", BPMN_TASK },
    { "globalUserTask", BPMN_USER_TASK },
    { "globalManualTask", BPMN_MANUAL_TASK },
    { "globalScriptTask", BPMN_SCRIPT_TASK },
    { "globalBusinessRuleTask", BPMN_RULE_TASK },
};

static const char *const refused[] = {
    "adHocSubProcess", "choreography",     "globalChoreographyTask", "choreographyTask",
    "subChoreography", "callChoreography", "implicitThrowEvent",     "globalConversation",
};

static const struct tag *
find_tag(const struct tag *list, size_t n, const struct xml *xml)
{
    for (size_t i = 0; i < n; i++)
        if (xml_is(xml, list[i].name))
            return &list[i];
    return NULL;
}

/* ------------------------------------------------------------------ ids */

static size_t
count_nodes(const struct xml *xml)
{
    size_t n = 1;
    for (const struct xml *child = xml->first; child; child = child->next)
        n += count_nodes(child);
    return n;
}

static void
index_node(struct parser *parser, const struct xml *xml)
{
    const char *id = xml->ours ? NULL : xml_get(xml, "id");
    if (id) {
        size_t at = (size_t)digest_text(DIGEST_START, id) % parser->n_by_id;
        while (parser->by_id[at] && strcmp(xml_get(parser->by_id[at], "id"), id) != 0)
            at = (at + 1) % parser->n_by_id;
        if (parser->by_id[at])
            fault_at(parser, id, xml->line, "duplicate-id", "идентификатор «%s» встречается дважды",
                     "the id \"%s\" occurs twice", id);
        else
            parser->by_id[at] = xml;
    }
    for (const struct xml *child = xml->first; child; child = child->next)
        index_node(parser, child);
}

void
index_ids(struct parser *parser)
{
    parser->n_by_id = count_nodes(parser->root) * 2 + 1;
    parser->by_id = ARENA_ARRAY(parser->arena, const struct xml *, parser->n_by_id);
    index_node(parser, parser->root);
}

const struct xml *
find_xml(const struct parser *parser, const char *id, const char *kind)
{
    const char *local = xml_local(id);
    for (const char *name = id; name; name = name == local ? NULL : local) {
        size_t at = (size_t)digest_text(DIGEST_START, name) % parser->n_by_id;
        for (; parser->by_id[at]; at = (at + 1) % parser->n_by_id)
            if (strcmp(xml_get(parser->by_id[at], "id"), name) == 0)
                return !kind || xml_is(parser->by_id[at], kind) ? parser->by_id[at] : NULL;
    }
    return NULL;
}

/* ------------------------------------------------------------------ elements */

void
elements_add(struct arena *arena, struct elements *list, struct element *element)
{
    if ((list->n & (list->n - 1)) == 0) { /* 0, 1, 2, 4, 8: full */
        struct element **larger = ARENA_ARRAY(arena, struct element *, list->n ? list->n * 2 : 1);
        if (list->n)
            memcpy(larger, list->items, list->n * sizeof *larger);
        list->items = larger;
    }
    list->items[list->n++] = element;
}

/* What the element says of itself, without what lies in it and how it is drawn. */
static uint64_t
digest_xml(uint64_t digest, const struct xml *xml, bool top)
{
    digest = digest_text(digest_text(digest, xml->name), xml->text);
    for (size_t i = 0; i < xml->n_attributes; i++)
        digest = digest_text(digest_text(digest, xml->attributes[i].name), xml->attributes[i].value);
    for (const struct xml *child = xml->first; child; child = child->next)
        if (!(top && !child->ours
              && (find_tag(tags, OKNO_ARRAY_SIZE(tags), child) || xml_is(child, "sequenceFlow")
                  || xml_is(child, "laneSet") || xml_is(child, "incoming") || xml_is(child, "outgoing")
                  || xml_is(child, "association") || xml_is(child, "textAnnotation"))))
            digest = digest_xml(digest, child, false);
    return digest;
}

static const char *
text_of(const struct xml *xml, const char *name)
{
    const char *value = xml_get(xml, name);
    return value ? value : "";
}

static struct element *
add(struct parser *parser, struct element *parent, const struct xml *xml, enum bpmn_kind kind)
{
    struct element *element = ARENA_NEW(parser->arena, struct element);
    const struct xml *documentation = xml_child(xml, "documentation");
    element->xml = xml;
    element->parent = parent;
    element->shown = (struct bpmn_element){ .index = (uint32_t)parser->model->elements.n,
                                            .kind = kind,
                                            .line = xml->line,
                                            .id = text_of(xml, "id"),
                                            .name = text_of(xml, "name"),
                                            .documentation = documentation ? documentation->text : "",
                                            .trigger_name = "",
                                            .timer = "",
                                            .called = "",
                                            .parent = parent ? &parent->shown : NULL };
    element->digest = digest_xml(DIGEST_START, xml, true);
    if (*element->shown.id == '\0')
        fault_about(parser, element, "id-missing", "у элемента <%s> нет идентификатора", "<%s> has no id", xml->name);
    elements_add(parser->arena, &parser->model->elements, element);
    if (parent)
        elements_add(parser->arena, &parent->children, element);
    return element;
}

static void
refuse(struct parser *parser, const struct xml *xml)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(refused); i++)
        if (xml_is(xml, refused[i]))
            fault_at(parser, text_of(xml, "id"), xml->line, "not-executable", "элемент <%s> не исполняется",
                     "<%s> is not executed", xml->name);
}

static void
contents(struct parser *parser, struct element *scope)
{
    for (const struct xml *child = scope->xml->first; child; child = child->next) {
        if (parser->model->elements.n >= MODEL_ELEMENTS) {
            fault_at(parser, scope->shown.id, child->line, "too-many-elements", "в модели больше 5 000 элементов",
                     "the model has more than 5 000 elements", NULL);
            return;
        }
        const struct tag *tag = find_tag(tags, OKNO_ARRAY_SIZE(tags), child);
        if (!tag) {
            refuse(parser, child);
            continue;
        }
        enum bpmn_kind kind = tag->kind;
        if (kind == BPMN_SUB_PROCESS && xml_flag(child, "triggeredByEvent", false))
            kind = BPMN_EVENT_SUB_PROCESS;
        struct element *element = add(parser, scope, child, kind);
        if (is_scope(element))
            contents(parser, element);
    }
}

static void
index_elements(struct parser *parser)
{
    struct bpmn_model *model = parser->model;
    model->n_by_id = model->elements.n * 2 + 1;
    model->by_id = ARENA_ARRAY(parser->arena, struct element *, model->n_by_id);
    for (size_t i = 0; i < model->elements.n; i++) {
        struct element *element = model->elements.items[i];
        if (model_element(model, element->shown.id))
            continue; /* a duplicate, told already */
        size_t at = (size_t)digest_text(DIGEST_START, element->shown.id) % model->n_by_id;
        while (model->by_id[at])
            at = (at + 1) % model->n_by_id;
        model->by_id[at] = element;
    }
}

void
parse_elements(struct parser *parser)
{
    for (const struct xml *child = parser->root->first; child; child = child->next) {
        if (parser->model->elements.n >= MODEL_ELEMENTS)
            break;
        const struct tag *global = find_tag(globals, OKNO_ARRAY_SIZE(globals), child);
        if (global)
            add(parser, NULL, child, global->kind)->is_global = true;
        else if (!xml_is(child, "process"))
            refuse(parser, child);
        else {
            struct element *process = add(parser, NULL, child, BPMN_PROCESS);
            process->shown.executable = xml_flag(child, "isExecutable", false);
            contents(parser, process);
        }
    }
    index_elements(parser);
}
