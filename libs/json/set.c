/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "read.h"

#include <string.h>

/* ------------------------------------------------------------------ the way to the field */

/* Takes the first name off the path, which is NULL after the last; the copy is terminated. */
static char *
take_name(struct arena *arena, const char **path)
{
    size_t length = strcspn(*path, ".");
    char *name = arena_try_alloc(arena, length + 1);
    if (!name)
        return NULL;
    memcpy(name, *path, length);
    *path = (*path)[length] ? *path + length + 1 : NULL;
    return name;
}

/* The message behind a field, made when it is not there yet. */
static enum rpc_code
descend(struct reader *reader, const struct place *place, ProtobufCMessage **message, const struct shape *shape,
        const struct shape_field *field)
{
    const ProtobufCFieldDescriptor *descriptor = field->field;
    if (descriptor->type != PROTOBUF_C_TYPE_MESSAGE || descriptor->label == PROTOBUF_C_LABEL_REPEATED
        || shape_of(descriptor->descriptor)->known != KNOWN_NONE)
        return json_refuse(reader, place, "у этого поля нет своих полей", "this field has no fields of its own");
    if (!proto_has(*message, descriptor)) {
        const cJSON empty = { .type = cJSON_Object };
        enum rpc_code code = json_read_field(reader, place, &empty, *message, shape, field);
        if (code != RPC_OK)
            return code;
    }
    *message = *(ProtobufCMessage **)proto_member(*message, descriptor);
    return RPC_OK;
}

/* ------------------------------------------------------------------ the field */

static enum rpc_code
append(struct reader *reader, const struct place *place, const cJSON *node, ProtobufCMessage *message,
       const ProtobufCFieldDescriptor *field)
{
    size_t *count = proto_count(message, field), size = proto_value_size(field->type);
    void **list = proto_member(message, field);
    char *longer = arena_try_alloc(reader->arena, (*count + 1) * size);
    if (!longer)
        return json_full(reader);
    if (*count > 0)
        memcpy(longer, *list, *count * size);
    struct place here = { .up = place, .index = *count };
    enum rpc_code code = json_read_value(reader, &here, node, field, longer + *count * size);
    if (code != RPC_OK)
        return code;
    *list = longer;
    *count += 1;
    return RPC_OK;
}

/* The field whose type says how a text is to be understood: that of a wrapper is the one inside. */
static const ProtobufCFieldDescriptor *
inner_field(const ProtobufCFieldDescriptor *field)
{
    if (field->type != PROTOBUF_C_TYPE_MESSAGE)
        return field;
    const struct shape *shape = shape_of(field->descriptor);
    return shape->known == KNOWN_WRAPPER ? shape->fields[0].field : field;
}

static enum rpc_code
set_field(struct reader *reader, const struct place *place, ProtobufCMessage *message, const struct shape *shape,
          const struct shape_field *field, const char *text)
{
    cJSON node = json_text_node(text, inner_field(field->field));
    if (field->is_map)
        return json_refuse(reader, place, "это поле задаётся только в JSON", "this field can only be given in JSON");
    if (field->field->label == PROTOBUF_C_LABEL_REPEATED)
        return append(reader, place, &node, message, field->field);
    if (proto_has(message, field->field))
        return json_refuse(reader, place, "поле указано дважды", "the field is given twice");
    return json_read_field(reader, place, &node, message, shape, field);
}

/* Each step stands in its own frame, as a place needs the one above. */
static enum rpc_code
walk(struct reader *reader, const struct place *place, ProtobufCMessage *message, const char *path, const char *text)
{
    const struct shape *shape = shape_of(message->descriptor);
    char *name = take_name(reader->arena, &path);
    if (!name)
        return json_full(reader);
    const struct shape_field *field = shape_field(shape, name, 0);
    if (!field)
        return json_refuse_name(reader, place, shape, name);
    struct place here = { .up = place, .name = field->name };
    if (!path)
        return set_field(reader, &here, message, shape, field, text);
    if (++reader->depth == PROTO_DEPTH_MAX)
        return json_refuse(reader, &here, "вложенность слишком велика", "nested too deeply");
    enum rpc_code code = descend(reader, &here, &message, shape, field);
    return code == RPC_OK ? walk(reader, &here, message, path, text) : code;
}

enum rpc_code
json_set_text(struct arena *arena, ProtobufCMessage *message, const char *path, const char *text,
              struct json_error *ret_error)
{
    struct json_error unwanted;
    struct reader reader = { .arena = arena, .error = ret_error ? ret_error : &unwanted };
    size_t length = strlen(text);
    struct place here = { .name = path };
    if (!utf8_valid(path, strlen(path)) || !utf8_valid(text, length))
        return json_refuse(&reader, &here, "текст не в кодировке UTF-8", "the text is not UTF-8");
    char *copy = arena_try_alloc(arena, length + 1);
    if (!copy)
        return json_full(&reader);
    memcpy(copy, text, length);
    return walk(&reader, NULL, message, path, copy);
}
