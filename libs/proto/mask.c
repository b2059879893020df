/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "copy.h"

#include <assert.h>
#include <string.h>

/* ------------------------------------------------------------------ paths */

/* Takes the first name off a path; false when nothing is left. */
static bool
next_name(const char **path, const char **ret_name, size_t *ret_length)
{
    if (!*path)
        return false;
    *ret_name = *path;
    *ret_length = strcspn(*path, ".");
    *path = (*path)[*ret_length] ? *path + *ret_length + 1 : NULL;
    return true;
}

static bool
can_descend(const ProtobufCFieldDescriptor *field)
{
    return field->type == PROTOBUF_C_TYPE_MESSAGE && field->label != PROTOBUF_C_LABEL_REPEATED;
}

static bool
path_exists(const ProtobufCMessageDescriptor *type, const char *path)
{
    const char *name;
    size_t length;
    while (next_name(&path, &name, &length)) {
        const ProtobufCFieldDescriptor *field = type ? proto_field(type, name, length) : NULL;
        if (!field)
            return false;
        type = can_descend(field) ? field->descriptor : NULL;
    }
    return true;
}

/* ------------------------------------------------------------------ fields */

static void
mark_present(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, const ProtobufCMessage *like)
{
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        *proto_count(message, field) = *proto_count(like, field);
    else if (proto_field_in_oneof(field))
        *proto_oneof_case(message, field) = field->id;
    else if (field->label == PROTOBUF_C_LABEL_OPTIONAL && field->quantifier_offset)
        *(protobuf_c_boolean *)proto_quantifier(message, field) = 1;
}

static bool
replace_field(struct arena *arena, ProtobufCMessage *target, const ProtobufCMessage *patch,
              const ProtobufCFieldDescriptor *field)
{
    proto_clear_field(target, field);
    if (!patch || !proto_has(patch, field))
        return true;
    bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
    size_t size = repeated ? sizeof(void *) : proto_value_size(field->type);
    memcpy(proto_member(target, field), proto_member(patch, field), size);
    mark_present(target, field, patch);
    return proto_own_field(arena, target, field);
}

static ProtobufCMessage *
submessage(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return message && proto_has(message, field) ? *(ProtobufCMessage **)proto_member(message, field) : NULL;
}

static ProtobufCMessage *
make_submessage(struct arena *arena, ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    ProtobufCMessage *made = proto_new(arena, field->descriptor);
    *(ProtobufCMessage **)proto_member(message, field) = made;
    if (proto_field_in_oneof(field))
        *proto_oneof_case(message, field) = field->id;
    return made;
}

/* The path exists. Where neither side has the message on the way, there is nothing to change. */
static bool
merge_path(struct arena *arena, ProtobufCMessage *target, const ProtobufCMessage *patch, const char *path)
{
    const char *name;
    size_t length;
    while (next_name(&path, &name, &length)) {
        const ProtobufCFieldDescriptor *field = proto_field(target->descriptor, name, length);
        if (!path)
            return replace_field(arena, target, patch, field);
        ProtobufCMessage *below = submessage(target, field);
        patch = submessage(patch, field);
        if (!below && !patch)
            return true;
        target = below ? below : make_submessage(arena, target, field);
    }
    return true;
}

static bool
merge_all(struct arena *arena, ProtobufCMessage *target, const ProtobufCMessage *patch, bool clear_absent)
{
    const ProtobufCMessageDescriptor *type = target->descriptor;
    for (unsigned i = 0; i < type->n_fields; i++)
        if (clear_absent || proto_has(patch, &type->fields[i]))
            if (!replace_field(arena, target, patch, &type->fields[i]))
                return false;
    return true;
}

enum rpc_code
proto_merge_mask(struct arena *arena, ProtobufCMessage *target, const ProtobufCMessage *patch, char *const *paths,
                 size_t n_paths, const char **ret_path)
{
    assert(target->descriptor == patch->descriptor);
    for (size_t i = 0; i < n_paths; i++)
        if (!text_equal(paths[i], "*") && !path_exists(target->descriptor, paths[i])) {
            if (ret_path)
                *ret_path = paths[i];
            return RPC_INVALID_ARGUMENT;
        }
    bool fits = n_paths > 0 || merge_all(arena, target, patch, false);
    for (size_t i = 0; fits && i < n_paths; i++)
        fits = text_equal(paths[i], "*") ? merge_all(arena, target, patch, true)
                                         : merge_path(arena, target, patch, paths[i]);
    return fits ? RPC_OK : RPC_RESOURCE_EXHAUSTED;
}
