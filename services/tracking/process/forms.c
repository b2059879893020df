/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forms.h"

#include "../fields.h"

static Tracking__FormField *
show_field(struct arena *arena, const struct bpmn_field *field)
{
    Tracking__FormField *shown = ARENA_NEW(arena, Tracking__FormField);
    tracking__form_field__init(shown);
    shown->name = field->name;
    shown->label = field->label;
    shown->type = field->type;
    shown->required = field->required;
    shown->options = ARENA_ARRAY(arena, Tracking__FormOption *, field->n_options);
    for (size_t i = 0; i < field->n_options; i++) {
        Tracking__FormOption *option = ARENA_NEW(arena, Tracking__FormOption);
        tracking__form_option__init(option);
        option->value = field->options[i].value;
        option->label = field->options[i].label;
        shown->options[shown->n_options++] = option;
    }
    return shown;
}

static Tracking__TaskChoice *
show_choice(struct arena *arena, const struct bpmn_outcome *outcome)
{
    Tracking__TaskChoice *shown = ARENA_NEW(arena, Tracking__TaskChoice);
    tracking__task_choice__init(shown);
    shown->outcome = outcome->code;
    shown->label = outcome->label;
    shown->refusal = outcome->refusal;
    return shown;
}

Tracking__TaskDocument **
forms_documents(struct arena *arena, const struct bpmn_element *element)
{
    const struct bpmn_extensions *okno = element->okno;
    Tracking__TaskDocument **list = ARENA_ARRAY(arena, Tracking__TaskDocument *, okno->n_documents);
    for (size_t i = 0; i < okno->n_documents; i++) {
        list[i] = ARENA_NEW(arena, Tracking__TaskDocument);
        tracking__task_document__init(list[i]);
        list[i]->kind = okno->documents[i].code;
        list[i]->label = text_or_empty(okno->documents[i].label);
        list[i]->required = okno->documents[i].required;
        list[i]->out = okno->documents[i].out;
    }
    return list;
}

void
forms_show(struct arena *arena, const struct regulation *regulation, Tracking__Task *task)
{
    const struct bpmn_element *element = bpmn_model_find(regulation->model, task->step);
    if (!element)
        return;
    task->form = ARENA_ARRAY(arena, Tracking__FormField *, element->okno->n_fields);
    for (size_t i = 0; i < element->okno->n_fields; i++)
        task->form[task->n_form++] = show_field(arena, &element->okno->fields[i]);
    task->choices = ARENA_ARRAY(arena, Tracking__TaskChoice *, element->okno->n_outcomes);
    for (size_t i = 0; i < element->okno->n_outcomes; i++)
        task->choices[task->n_choices++] = show_choice(arena, &element->okno->outcomes[i]);
    task->documents = forms_documents(arena, element);
    task->n_documents = element->okno->n_documents;
}

static bool
is_option(const struct bpmn_field *field, const char *value)
{
    for (size_t i = 0; i < field->n_options; i++)
        if (text_equal(field->options[i].value, value))
            return true;
    return field->n_options == 0;
}

static const Google__Protobuf__Value *
find(const Google__Protobuf__Struct *fields, const char *name)
{
    for (size_t i = 0; fields && i < fields->n_fields; i++)
        if (text_equal(fields->fields[i]->key, name))
            return fields->fields[i]->value;
    return NULL;
}

static bool
is_given(const Google__Protobuf__Value *value)
{
    return value && value->kind_case != GOOGLE__PROTOBUF__VALUE__KIND_NULL_VALUE
           && (value->kind_case != GOOGLE__PROTOBUF__VALUE__KIND_STRING_VALUE || *value->string_value);
}

/* Conditions of the regulation count on it. */
static bool
is_of_type(const struct bpmn_field *field, const Google__Protobuf__Value *value)
{
    struct date day;
    if (text_equal(field->type, "number"))
        return value->kind_case == GOOGLE__PROTOBUF__VALUE__KIND_NUMBER_VALUE;
    if (text_equal(field->type, "boolean"))
        return value->kind_case == GOOGLE__PROTOBUF__VALUE__KIND_BOOL_VALUE;
    if (text_equal(field->type, "date"))
        return value->kind_case == GOOGLE__PROTOBUF__VALUE__KIND_STRING_VALUE && date_parse(value->string_value, &day);
    return true;
}

static void
refuse_type(struct rpc_call *call, const char *path, const struct bpmn_field *field)
{
    if (text_equal(field->type, "number"))
        rpc_violate(call, path, "«%s»: нужно число", "\"%s\": a number is needed", field->label);
    else if (text_equal(field->type, "boolean"))
        rpc_violate(call, path, "«%s»: нужно true или false", "\"%s\": true or false is needed", field->label);
    else
        rpc_violate(call, path, "«%s»: нужна дата вида 2026-01-31", "\"%s\": a date like 2026-01-31 is needed",
                    field->label);
}

static void
check_field(struct rpc_call *call, const struct bpmn_field *field, const Google__Protobuf__Struct *fields)
{
    const char *path = arena_printf(call->arena, "fields.%s", field->name);
    const Google__Protobuf__Value *value = find(fields, field->name);
    if (!is_given(value)) {
        if (field->required)
            rpc_violate(call, path, "Обязательное поле «%s»", "The field \"%s\" is required", field->label);
    } else if (!is_option(field, fields_text(fields, field->name))) {
        rpc_violate(call, path, "«%s»: такого варианта нет", "\"%s\": there is no such option", field->label);
    } else if (!is_of_type(field, value)) {
        refuse_type(call, path, field);
    }
}

void
forms_check(struct rpc_call *call, const struct regulation *regulation, const char *element_id,
            const Google__Protobuf__Struct *fields)
{
    const struct bpmn_element *element = bpmn_model_find(regulation->model, element_id);
    for (size_t i = 0; element && i < element->okno->n_fields; i++)
        check_field(call, &element->okno->fields[i], fields);
}
