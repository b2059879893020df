/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looking things up in a model, and what differs between two. */
#include "model.h"

uint64_t
digest_text(uint64_t digest, const char *text)
{
    for (; *text; text++)
        digest = (digest ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return (digest ^ 0xff) * UINT64_C(1099511628211);
}

struct element *
model_element(const struct bpmn_model *model, const char *id)
{
    if (!id || !model->n_by_id)
        return NULL;
    for (size_t at = (size_t)digest_text(DIGEST_START, id) % model->n_by_id; model->by_id[at];
         at = (at + 1) % model->n_by_id)
        if (strcmp(model->by_id[at]->shown.id, id) == 0)
            return model->by_id[at];
    return NULL;
}

struct flow *
model_flow(const struct bpmn_model *model, const char *id)
{
    for (size_t i = 0; id && i < model->flows.n; i++)
        if (strcmp(model->flows.items[i]->shown.id, id) == 0)
            return model->flows.items[i];
    return NULL;
}

const struct definition *
definition_of(const struct element *element, enum bpmn_trigger trigger)
{
    for (size_t i = 0; i < element->n_definitions; i++)
        if (element->definitions[i].trigger == trigger)
            return &element->definitions[i];
    return NULL;
}

/* ------------------------------------------------------------------ for others */

void
bpmn_model_free(struct bpmn_model *model)
{
    if (model)
        arena_free(model->arena); /* which the model itself lies in */
}

size_t
bpmn_model_elements(const struct bpmn_model *model)
{
    return model->elements.n;
}

const struct bpmn_element *
bpmn_model_element(const struct bpmn_model *model, size_t index)
{
    return index < model->elements.n ? &model->elements.items[index]->shown : NULL;
}

const struct bpmn_element *
bpmn_model_find(const struct bpmn_model *model, const char *id)
{
    const struct element *element = model_element(model, id);
    return element ? &element->shown : NULL;
}

/* A text that counts from the beginning, or is computed from variables, begins nothing by itself. */
static const char *
moments_of(const struct definition *definition)
{
    bool begins = definition->trigger == BPMN_TIMER && definition->timer != TIMER_DURATION
                  && !definition->expression.lua && definition->expression.text;
    return begins ? definition->expression.text : "";
}

bool
bpmn_beginning(const struct bpmn_element *shown, size_t index, struct bpmn_beginning *ret_beginning)
{
    const struct element *element = (const struct element *)shown; /* which it is the first member of */
    if (!shown->starts)
        return false;
    if (shown->kind == BPMN_RECEIVE_TASK && index == 0 && element->message) {
        *ret_beginning = (struct bpmn_beginning){ BPMN_MESSAGE, element->message, "" };
        return true;
    }
    if (index >= element->n_definitions)
        return false;
    const struct definition *definition = &element->definitions[index];
    *ret_beginning = (struct bpmn_beginning){ definition->trigger, definition->name ? definition->name : "",
                                              moments_of(definition) };
    return true;
}

size_t
bpmn_model_flows(const struct bpmn_model *model)
{
    return model->flows.n;
}

const struct bpmn_flow *
bpmn_model_flow(const struct bpmn_model *model, size_t index)
{
    return index < model->flows.n ? &model->flows.items[index]->shown : NULL;
}

/* ------------------------------------------------------------------ differences */

static bool
same_flow(const struct flow *a, const struct flow *b)
{
    return text_equal(a->shown.source->id, b->shown.source->id) && text_equal(a->shown.target->id, b->shown.target->id)
           && text_equal(a->shown.condition, b->shown.condition) && text_equal(a->shown.name, b->shown.name)
           && a->shown.is_default == b->shown.is_default;
}

static bool
same_element(const struct element *a, const struct element *b)
{
    return a->digest == b->digest && (!a->parent) == (!b->parent)
           && (!a->parent || text_equal(a->parent->shown.id, b->parent->shown.id));
}

static struct bpmn_change
element_change(enum bpmn_change_kind change, const struct element *element)
{
    return (struct bpmn_change){ change, element->shown.id, element->shown.name, bpmn_kind_name(element->shown.kind) };
}

static struct bpmn_change
flow_change(enum bpmn_change_kind change, const struct flow *flow)
{
    return (struct bpmn_change){ change, flow->shown.id, flow->shown.name, "sequenceFlow" };
}

/* What of `these` is not as in `others`; changes are told once, by the side that says so. */
static size_t
compare(const struct bpmn_model *these, const struct bpmn_model *others, enum bpmn_change_kind change, bool changed,
        struct bpmn_change *changes)
{
    size_t n = 0;
    for (size_t i = 0; i < these->elements.n; i++) {
        const struct element *element = these->elements.items[i];
        const struct element *other = model_element(others, element->shown.id);
        if (!other)
            changes[n++] = element_change(change, element);
        else if (changed && !same_element(element, other))
            changes[n++] = element_change(BPMN_CHANGED, element);
    }
    for (size_t i = 0; i < these->flows.n; i++) {
        const struct flow *flow = these->flows.items[i];
        const struct flow *other = model_flow(others, flow->shown.id);
        if (!other)
            changes[n++] = flow_change(change, flow);
        else if (changed && !same_flow(flow, other))
            changes[n++] = flow_change(BPMN_CHANGED, flow);
    }
    return n;
}

size_t
bpmn_diff(struct arena *arena, const struct bpmn_model *before, const struct bpmn_model *after,
          const struct bpmn_change **ret_changes)
{
    size_t most = before->elements.n + before->flows.n + after->elements.n + after->flows.n;
    struct bpmn_change *changes = ARENA_ARRAY(arena, struct bpmn_change, most);
    size_t n = compare(before, after, BPMN_REMOVED, false, changes);
    n += compare(after, before, BPMN_ADDED, true, changes + n);
    *ret_changes = changes;
    return n;
}
