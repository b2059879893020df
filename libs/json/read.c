/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "read.h"

#include <stdlib.h>
#include <string.h>

static const struct phrase an_object = { "объект", "an object" };
static const struct phrase a_list = { "список", "a list" };

enum rpc_code
json_read_value(struct reader *reader, const struct place *place, const cJSON *node,
                const ProtobufCFieldDescriptor *field, void *ret_value)
{
    if (field->type != PROTOBUF_C_TYPE_MESSAGE)
        return json_read_scalar(reader, place, node, field, ret_value);
    return json_read_message(reader, place, node, field->descriptor, ret_value);
}

/* One message deeper; the caller takes `depth` back, whatever the outcome. */
static enum rpc_code
enter(struct reader *reader, const struct place *place, const ProtobufCMessageDescriptor *type,
      ProtobufCMessage **ret_message)
{
    if (++reader->depth > PROTO_DEPTH_MAX)
        return json_refuse(reader, place, "вложенность слишком велика", "nested too deeply");
    ProtobufCMessage *message = arena_try_alloc(reader->arena, type->sizeof_message);
    if (!message)
        return json_full(reader);
    protobuf_c_message_init(type, message);
    *ret_message = message;
    return RPC_OK;
}

static unsigned
count_of(const cJSON *node)
{
    unsigned count = 0;
    for (const cJSON *child = node->child; child; child = child->next)
        count++;
    return count;
}

/* ------------------------------------------------------------------ lists */

static enum rpc_code
read_list(struct reader *reader, const struct place *place, const cJSON *node, ProtobufCMessage *message,
          const ProtobufCFieldDescriptor *field)
{
    if (!cJSON_IsArray(node))
        return json_refuse_type(reader, place, a_list, node);
    size_t count = count_of(node), size = proto_value_size(field->type);
    char *elements = arena_try_alloc(reader->arena, count * size);
    if (!elements)
        return json_full(reader);
    struct place here = { .up = place };
    for (const cJSON *child = node->child; child; child = child->next, here.index++) {
        enum rpc_code code = json_read_value(reader, &here, child, field, elements + here.index * size);
        if (code != RPC_OK)
            return code;
    }
    *proto_count(message, field) = count;
    *(void **)proto_member(message, field) = elements;
    return RPC_OK;
}

/* ------------------------------------------------------------------ maps */

static int
compare_keys(const void *a, const void *b)
{
    return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

/* By sorting, as the number of keys is the sender's choice. */
static enum rpc_code
refuse_repeated_keys(struct reader *reader, const struct place *place, const cJSON *node, size_t count)
{
    const cJSON **sorted = arena_try_alloc(reader->arena, count * sizeof *sorted);
    if (!sorted)
        return json_full(reader);
    size_t n = 0;
    for (const cJSON *child = node->child; child; child = child->next)
        sorted[n++] = child;
    qsort(sorted, n, sizeof *sorted, compare_keys);
    for (size_t i = 1; i < n; i++)
        if (compare_keys(&sorted[i - 1], &sorted[i]) == 0) {
            struct place here = { .up = place, .key = sorted[i]->string };
            return json_refuse(reader, &here, "ключ повторяется", "the key is given twice");
        }
    return RPC_OK;
}

cJSON
json_text_node(const char *text, const ProtobufCFieldDescriptor *field)
{
    cJSON node = { .type = cJSON_String, .valuestring = (char *)(uintptr_t)text };
    if (field->type == PROTOBUF_C_TYPE_BOOL && text_equal(text, "true"))
        node.type = cJSON_True;
    else if (field->type == PROTOBUF_C_TYPE_BOOL && text_equal(text, "false"))
        node.type = cJSON_False;
    return node;
}

static enum rpc_code
read_key(struct reader *reader, const struct place *place, const char *text, const ProtobufCFieldDescriptor *key,
         void *ret_value)
{
    cJSON node = json_text_node(text, key);
    return json_read_scalar(reader, place, &node, key, ret_value);
}

static enum rpc_code
read_entry(struct reader *reader, const struct place *place, const cJSON *node, const ProtobufCMessageDescriptor *type,
           ProtobufCMessage **ret_entry)
{
    struct place here = { .up = place, .key = node->string };
    ProtobufCMessage *entry = NULL;
    enum rpc_code code = enter(reader, &here, type, &entry);
    if (code == RPC_OK)
        code = read_key(reader, &here, node->string, &type->fields[0], proto_member(entry, &type->fields[0]));
    if (code == RPC_OK)
        code = json_read_value(reader, &here, node, &type->fields[1], proto_member(entry, &type->fields[1]));
    reader->depth--;
    *ret_entry = entry;
    return code;
}

static enum rpc_code
read_map(struct reader *reader, const struct place *place, const cJSON *node, ProtobufCMessage *message,
         const ProtobufCFieldDescriptor *field)
{
    if (!cJSON_IsObject(node))
        return json_refuse_type(reader, place, an_object, node);
    size_t count = count_of(node), done = 0;
    ProtobufCMessage **entries = arena_try_alloc(reader->arena, count * sizeof *entries);
    if (!entries)
        return json_full(reader);
    enum rpc_code code = refuse_repeated_keys(reader, place, node, count);
    for (const cJSON *child = node->child; code == RPC_OK && child; child = child->next)
        code = read_entry(reader, place, child, field->descriptor, &entries[done++]);
    *proto_count(message, field) = code == RPC_OK ? count : 0;
    *(void **)proto_member(message, field) = entries;
    return code;
}

enum rpc_code
json_read_repeated(struct reader *reader, const struct place *place, const cJSON *node, ProtobufCMessage *message,
                   const struct shape_field *field)
{
    return field->is_map ? read_map(reader, place, node, message, field->field)
                         : read_list(reader, place, node, message, field->field);
}

/* ------------------------------------------------------------------ messages */

enum rpc_code
json_read_field(struct reader *reader, const struct place *place, const cJSON *node, ProtobufCMessage *message,
                const struct shape *shape, const struct shape_field *field)
{
    const ProtobufCFieldDescriptor *descriptor = field->field;
    if (descriptor->label == PROTOBUF_C_LABEL_REPEATED)
        return json_read_repeated(reader, place, node, message, field);
    bool oneof = proto_field_in_oneof(descriptor);
    if (oneof && *proto_oneof_case(message, descriptor) != 0)
        return json_refuse_choice(reader, place, shape, descriptor);
    enum rpc_code code = json_read_value(reader, place, node, descriptor, proto_member(message, descriptor));
    if (code != RPC_OK)
        return code;
    if (oneof)
        *proto_oneof_case(message, descriptor) = descriptor->id;
    else if (descriptor->label == PROTOBUF_C_LABEL_OPTIONAL && descriptor->quantifier_offset)
        *(protobuf_c_boolean *)proto_quantifier(message, descriptor) = true;
    return RPC_OK;
}

/* `seen` has a bit for each field of the shape. */
static enum rpc_code
read_member(struct reader *reader, const struct place *place, const cJSON *node, ProtobufCMessage *message,
            const struct shape *shape, uint8_t *seen, unsigned *hint)
{
    const struct shape_field *field = shape_field(shape, node->string, *hint);
    if (!field)
        return json_refuse_name(reader, place, shape, node->string);
    unsigned i = (unsigned)(field - shape->fields);
    struct place here = { .up = place, .name = field->name };
    if (seen[i / 8] & 1U << i % 8)
        return json_refuse(reader, &here, "поле указано дважды", "the field is given twice");
    seen[i / 8] |= (uint8_t)(1U << i % 8);
    *hint = i + 1;
    if (cJSON_IsNull(node) && !shape_takes_null(field->field))
        return RPC_OK;
    return json_read_field(reader, &here, node, message, shape, field);
}

static enum rpc_code
read_object(struct reader *reader, const struct place *place, const cJSON *node, ProtobufCMessage *message,
            const struct shape *shape)
{
    if (!cJSON_IsObject(node))
        return json_refuse_type(reader, place, an_object, node);
    uint8_t *seen = arena_try_alloc(reader->arena, shape->n_fields / 8 + 1);
    if (!seen)
        return json_full(reader);
    unsigned hint = 0;
    for (const cJSON *child = node->child; child; child = child->next) {
        enum rpc_code code = read_member(reader, place, child, message, shape, seen, &hint);
        if (code != RPC_OK)
            return code;
    }
    return RPC_OK;
}

enum rpc_code
json_read_message(struct reader *reader, const struct place *place, const cJSON *node,
                  const ProtobufCMessageDescriptor *type, ProtobufCMessage **ret_message)
{
    const struct shape *shape = shape_of(type);
    ProtobufCMessage *message = NULL;
    enum rpc_code code = enter(reader, place, type, &message);
    if (code == RPC_OK)
        code = shape->known == KNOWN_NONE ? read_object(reader, place, node, message, shape)
                                          : json_read_known(reader, place, node, message, shape);
    reader->depth--;
    *ret_message = message;
    return code;
}

enum rpc_code
json_to_message(struct arena *arena, const ProtobufCMessageDescriptor *type, const char *json, size_t length,
                ProtobufCMessage **ret_message, struct json_error *ret_error)
{
    struct json_error unwanted;
    struct reader reader = { .arena = arena, .error = ret_error ? ret_error : &unwanted };
    cJSON *root = NULL;
    ProtobufCMessage *message = NULL;
    enum rpc_code code = json_scan(&reader, json, length);
    if (code == RPC_OK)
        code = json_parse(&reader, json, length, &root);
    if (code == RPC_OK)
        code = json_read_message(&reader, NULL, root, type, &message);
    if (code == RPC_OK)
        *ret_message = message;
    return code;
}
