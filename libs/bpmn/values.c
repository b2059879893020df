/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Values of variables. None changes once it is made: to change an object is to make another that shares the rest. */
#include "values.h"

#include <google/protobuf/struct.pb-c.h>
#include <okno/proto.h>

static const struct bpmn_value null_value = { .kind = BPMN_NULL };

const struct bpmn_value *
bpmn_null(void)
{
    return &null_value;
}

static const struct bpmn_value *
made(struct arena *arena, struct bpmn_value value)
{
    return arena_memdup(arena, &value, sizeof value);
}

const struct bpmn_value *
bpmn_bool(struct arena *arena, bool truth)
{
    return made(arena, (struct bpmn_value){ .kind = BPMN_BOOL, .truth = truth });
}

const struct bpmn_value *
bpmn_number(struct arena *arena, double number)
{
    return made(arena, (struct bpmn_value){ .kind = BPMN_NUMBER, .number = number });
}

const struct bpmn_value *
bpmn_text(struct arena *arena, const char *text)
{
    return made(arena, (struct bpmn_value){ .kind = BPMN_TEXT, .text = arena_strdup(arena, text) });
}

const struct bpmn_value *
value_list(struct arena *arena, const struct bpmn_value *const *items, size_t n)
{
    const struct bpmn_value **copy = ARENA_ARRAY(arena, const struct bpmn_value *, n);
    for (size_t i = 0; i < n; i++)
        copy[i] = items[i] ? items[i] : &null_value;
    return made(arena, (struct bpmn_value){ .kind = BPMN_LIST, .n = n, .items = copy });
}

const struct bpmn_value *
bpmn_with(struct arena *arena, const struct bpmn_value *object, const char *name, const struct bpmn_value *value)
{
    size_t n = object && object->kind == BPMN_OBJECT ? object->n : 0, at = 0;
    const struct bpmn_value **items = ARENA_ARRAY(arena, const struct bpmn_value *, n + 1);
    const char **names = ARENA_ARRAY(arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = object->items[i];
        names[i] = object->names[i];
    }
    while (at < n && strcmp(names[at], name) != 0)
        at++;
    if (at == n)
        names[at] = arena_strdup(arena, name);
    items[at] = value ? value : &null_value;
    return made(arena,
                (struct bpmn_value){ .kind = BPMN_OBJECT, .n = at == n ? n + 1 : n, .items = items, .names = names });
}

const struct bpmn_value *
bpmn_get(const struct bpmn_value *object, const char *name)
{
    for (size_t i = 0; object && object->kind == BPMN_OBJECT && i < object->n; i++)
        if (strcmp(object->names[i], name) == 0)
            return object->items[i];
    return NULL;
}

const struct bpmn_value *
value_merge(struct arena *arena, const struct bpmn_value *object, const struct bpmn_value *over)
{
    for (size_t i = 0; over && over->kind == BPMN_OBJECT && i < over->n; i++)
        object = bpmn_with(arena, object, over->names[i], over->items[i]);
    return object;
}

const struct bpmn_value *
value_with_path(struct arena *arena, const struct bpmn_value *object, const char *path, const struct bpmn_value *value)
{
    const char *dot = strchr(path, '.');
    if (!dot)
        return bpmn_with(arena, object, path, value);
    const char *name = arena_strndup(arena, path, (size_t)(dot - path));
    return bpmn_with(arena, object, name, value_with_path(arena, bpmn_get(object, name), dot + 1, value));
}

bool
bpmn_same(const struct bpmn_value *a, const struct bpmn_value *b)
{
    if (a == b || !a || !b)
        return a == b;
    if (a->kind != b->kind || a->n != b->n || a->truth != b->truth || a->number != b->number
        || !text_equal(a->text, b->text))
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!bpmn_same(a->items[i], a->kind == BPMN_LIST ? b->items[i] : bpmn_get(b, a->names[i])))
            return false;
    return true;
}

/* ------------------------------------------------------------------ google.protobuf */

const struct bpmn_value *
value_from_proto(struct arena *arena, const Google__Protobuf__Value *from)
{
    struct bpmn_value value = { .kind = BPMN_NULL };
    switch (from ? from->kind_case : GOOGLE__PROTOBUF__VALUE__KIND_NULL_VALUE) {
    case GOOGLE__PROTOBUF__VALUE__KIND_NUMBER_VALUE:
        value = (struct bpmn_value){ .kind = BPMN_NUMBER, .number = from->number_value };
        break;
    case GOOGLE__PROTOBUF__VALUE__KIND_STRING_VALUE:
        value = (struct bpmn_value){ .kind = BPMN_TEXT, .text = from->string_value };
        break;
    case GOOGLE__PROTOBUF__VALUE__KIND_BOOL_VALUE:
        value = (struct bpmn_value){ .kind = BPMN_BOOL, .truth = from->bool_value };
        break;
    case GOOGLE__PROTOBUF__VALUE__KIND_STRUCT_VALUE:
        return bpmn_from_struct(arena, from->struct_value);
    case GOOGLE__PROTOBUF__VALUE__KIND_LIST_VALUE: {
        size_t n = from->list_value->n_values;
        const struct bpmn_value **items = ARENA_ARRAY(arena, const struct bpmn_value *, n);
        for (size_t i = 0; i < n; i++)
            items[i] = value_from_proto(arena, from->list_value->values[i]);
        value = (struct bpmn_value){ .kind = BPMN_LIST, .n = n, .items = items };
        break;
    }
    default:
        return &null_value;
    }
    return made(arena, value);
}

const struct bpmn_value *
bpmn_from_struct(struct arena *arena, const Google__Protobuf__Struct *from)
{
    size_t n = from ? from->n_fields : 0;
    const struct bpmn_value **items = ARENA_ARRAY(arena, const struct bpmn_value *, n);
    const char **names = ARENA_ARRAY(arena, const char *, n);
    for (size_t i = 0; i < n; i++) {
        names[i] = from->fields[i]->key;
        items[i] = value_from_proto(arena, from->fields[i]->value);
    }
    return made(arena, (struct bpmn_value){ .kind = BPMN_OBJECT, .n = n, .items = items, .names = names });
}

Google__Protobuf__Value *
value_to_proto(struct arena *arena, const struct bpmn_value *from)
{
    Google__Protobuf__Value *value = proto_new(arena, &google__protobuf__value__descriptor);
    switch (from ? from->kind : BPMN_NULL) {
    case BPMN_BOOL:
        value->kind_case = GOOGLE__PROTOBUF__VALUE__KIND_BOOL_VALUE;
        value->bool_value = from->truth;
        break;
    case BPMN_NUMBER:
        value->kind_case = GOOGLE__PROTOBUF__VALUE__KIND_NUMBER_VALUE;
        value->number_value = from->number;
        break;
    case BPMN_TEXT:
        value->kind_case = GOOGLE__PROTOBUF__VALUE__KIND_STRING_VALUE;
        value->string_value = (char *)(uintptr_t)from->text;
        break;
    case BPMN_OBJECT:
        value->kind_case = GOOGLE__PROTOBUF__VALUE__KIND_STRUCT_VALUE;
        value->struct_value = bpmn_to_struct(arena, from);
        break;
    case BPMN_LIST:
        value->kind_case = GOOGLE__PROTOBUF__VALUE__KIND_LIST_VALUE;
        value->list_value = proto_new(arena, &google__protobuf__list_value__descriptor);
        value->list_value->n_values = from->n;
        value->list_value->values = ARENA_ARRAY(arena, Google__Protobuf__Value *, from->n);
        for (size_t i = 0; i < from->n; i++)
            value->list_value->values[i] = value_to_proto(arena, from->items[i]);
        break;
    default:
        value->kind_case = GOOGLE__PROTOBUF__VALUE__KIND_NULL_VALUE;
    }
    return value;
}

Google__Protobuf__Struct *
bpmn_to_struct(struct arena *arena, const struct bpmn_value *object)
{
    Google__Protobuf__Struct *made_struct = proto_new(arena, &google__protobuf__struct__descriptor);
    size_t n = object && object->kind == BPMN_OBJECT ? object->n : 0;
    made_struct->n_fields = n;
    made_struct->fields = ARENA_ARRAY(arena, Google__Protobuf__Struct__FieldsEntry *, n);
    for (size_t i = 0; i < n; i++) {
        made_struct->fields[i] = proto_new(arena, &google__protobuf__struct__fields_entry__descriptor);
        made_struct->fields[i]->key = (char *)(uintptr_t)object->names[i];
        made_struct->fields[i]->value = value_to_proto(arena, object->items[i]);
    }
    return made_struct;
}
