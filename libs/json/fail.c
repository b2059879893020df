/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "read.h"
#include "chars.h"

#include <string.h>

#define SHOWN 64 /* bytes of a name given by the sender that an answer repeats */
#define LISTED 30

/* ------------------------------------------------------------------ what and where */

/* Names that the sender chose are repeated only so far, and not beyond a character. */
static void
add_shown(struct text *out, const char *name)
{
    size_t length = strlen(name), shown = 0;
    while (shown < length) {
        size_t step = utf8_first(name + shown, length - shown);
        if (!step || shown + step > SHOWN)
            break;
        shown += step;
    }
    text_add(out, name, shown);
    if (shown < length)
        text_adds(out, "…");
}

static void
add_path(struct text *out, const struct place *place)
{
    if (!place)
        return;
    add_path(out, place->up);
    if (place->key) {
        text_adds(out, "[\"");
        add_shown(out, place->key);
        text_adds(out, "\"]");
    } else if (place->name) {
        text_adds(out, out->length ? "." : "");
        add_shown(out, place->name);
    } else {
        text_addf(out, "[%zu]", place->index);
    }
}

static const char *
path_of(struct arena *arena, const struct place *place)
{
    TEXT_SCOPED path = { 0 };
    add_path(&path, place);
    return arena_strndup(arena, path.data ? path.data : "", path.length);
}

static enum rpc_code
refuse(struct reader *reader, const struct place *place, const char *ru, const char *en)
{
    *reader->error = (struct json_error){ path_of(reader->arena, place), ru, en };
    return RPC_INVALID_ARGUMENT;
}

enum rpc_code
json_refuse(struct reader *reader, const struct place *place, const char *ru, const char *en, ...)
{
    va_list args, again;
    va_start(args, en);
    va_copy(again, args);
    const char *text_ru = arena_vprintf(reader->arena, ru, args);
    const char *text_en = arena_vprintf(reader->arena, en, again);
    va_end(again);
    va_end(args);
    return refuse(reader, place, text_ru, text_en);
}

enum rpc_code
json_full(struct reader *reader)
{
    json_refuse(reader, NULL, "текст слишком велик", "the text is too large");
    return RPC_RESOURCE_EXHAUSTED;
}

enum rpc_code
json_refuse_text(struct reader *reader, const char *json, size_t offset, struct phrase what)
{
    size_t line = 1, column = 1;
    for (size_t i = 0; i < offset; i++) {
        column += ((unsigned char)json[i] & 0xC0) != 0x80;
        if (json[i] == '\n') {
            line++;
            column = 1;
        }
    }
    return refuse(reader, NULL, arena_printf(reader->arena, "%s (строка %zu, знак %zu)", what.ru, line, column),
                  arena_printf(reader->arena, "%s (line %zu, column %zu)", what.en, line, column));
}

/* ------------------------------------------------------------------ what was wrong, what is allowed */

static struct phrase
kind_of(const cJSON *node)
{
    switch (node->type & 0xFF) {
    case cJSON_NULL:
        return (struct phrase){ "null", "null" };
    case cJSON_False:
    case cJSON_True:
        return (struct phrase){ "true или false", "true or false" };
    case cJSON_Number:
        return (struct phrase){ "число", "a number" };
    case cJSON_String:
        return (struct phrase){ "строка", "a string" };
    case cJSON_Array:
        return (struct phrase){ "список", "a list" };
    default:
        return (struct phrase){ "объект", "an object" };
    }
}

enum rpc_code
json_refuse_type(struct reader *reader, const struct place *place, struct phrase expected, const cJSON *got)
{
    struct phrase kind = kind_of(got);
    return refuse(reader, place, arena_printf(reader->arena, "ожидается %s; получено: %s", expected.ru, kind.ru),
                  arena_printf(reader->arena, "%s is expected, not %s", expected.en, kind.en));
}

enum rpc_code
json_refuse_value(struct reader *reader, const struct place *place, struct phrase expected)
{
    return refuse(reader, place, arena_printf(reader->arena, "ожидается %s; получено другое значение", expected.ru),
                  arena_printf(reader->arena, "%s is expected, not this value", expected.en));
}

/* ------------------------------------------------------------------ names */

static void
add_listed(struct text *out, const char *name)
{
    text_adds(out, out->length ? ", " : "");
    text_adds(out, name);
}

static const char *
field_name(const void *names, unsigned i)
{
    const struct shape *shape = names;
    return shape->fields[i].name;
}

static void
list_fields(struct text *out, const struct shape *shape)
{
    for (unsigned i = 0; i < shape->n_fields && i < LISTED; i++)
        add_listed(out, shape->fields[i].name);
    if (shape->n_fields > LISTED)
        add_listed(out, "…");
    if (shape->n_fields == 0)
        text_adds(out, "-");
}

enum rpc_code
json_refuse_name(struct reader *reader, const struct place *place, const struct shape *shape, const char *name)
{
    struct place here = { .up = place, .name = name };
    const char *near = json_suggest(name, field_name, shape, shape->n_fields);
    if (near)
        return json_refuse(reader, &here, "такого поля нет; возможно, имелось в виду %s",
                           "there is no such field; did you mean %s", near);
    TEXT_SCOPED all = { 0 };
    list_fields(&all, shape);
    return json_refuse(reader, &here, "такого поля нет; есть поля: %s", "there is no such field; the fields are: %s",
                       all.data);
}

static const char *
enum_name(const void *names, unsigned i)
{
    const ProtobufCEnumDescriptor *type = names;
    return type->values_by_name[i].name;
}

enum rpc_code
json_refuse_enum(struct reader *reader, const struct place *place, const ProtobufCEnumDescriptor *type,
                 const char *name)
{
    TEXT_SCOPED all = { 0 };
    for (unsigned i = 0; i < type->n_values && i < LISTED; i++)
        add_listed(&all, type->values[i].name);
    if (type->n_values > LISTED)
        add_listed(&all, "…");
    const char *near = json_suggest(name, enum_name, type, type->n_value_names);
    if (near)
        return json_refuse(reader, place, "такого значения нет; возможно, имелось в виду %s; допустимы: %s",
                           "there is no such value; did you mean %s; allowed are: %s", near, all.data);
    return json_refuse(reader, place, "такого значения нет; допустимы: %s", "there is no such value; allowed are: %s",
                       all.data);
}

enum rpc_code
json_refuse_choice(struct reader *reader, const struct place *place, const struct shape *shape,
                   const ProtobufCFieldDescriptor *field)
{
    TEXT_SCOPED all = { 0 };
    for (unsigned i = 0; i < shape->n_fields; i++) {
        const ProtobufCFieldDescriptor *member = shape->fields[i].field;
        if (proto_field_in_oneof(member) && member->quantifier_offset == field->quantifier_offset)
            add_listed(&all, shape->fields[i].name);
    }
    return json_refuse(reader, place, "можно указать только одно из полей: %s",
                       "only one of these fields may be given: %s", all.data);
}
