/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Protobuf messages as Okno handles them: in an arena, by descriptor, safe against what a stranger sends.
 *
 * A message lives as long as the arena it was made in; nothing here is ever freed piece by piece. Strings of
 * a message are UTF-8 without NUL: proto_read refuses others. Generated code and descriptors are
 * protobuf-c's.
 */
#ifndef OKNO_PROTO_H
#define OKNO_PROTO_H

#include <okno/base.h>
#include <google/protobuf/timestamp.pb-c.h>
#include <protobuf-c/protobuf-c.h>

/** Messages within messages that proto_read accepts; the limit of protobuf's own implementations. */
#define PROTO_DEPTH_MAX 100

/* ------------------------------------------------------------------ whole messages */

/** protobuf-c's allocator over an arena: takes with arena_try_alloc, gives nothing back. */
ProtobufCAllocator proto_allocator(struct arena *arena);

/** A message with its defaults, as `x__init` leaves it. Not subject to the arena's limit. */
void *proto_new(struct arena *arena, const ProtobufCMessageDescriptor *type);

/**
 * Message from its wire form. Unknown fields are kept (a newer sender may be right).
 *
 * @bytes  may be NULL when `length` is 0; not needed after the call
 * @ret_message  lives in the arena
 * @return RPC_OK; RPC_INVALID_ARGUMENT when the bytes are malformed, a string is not UTF-8 or messages nest
 * deeper than PROTO_DEPTH_MAX; RPC_RESOURCE_EXHAUSTED when the message would take the arena beyond its limit
 */
enum rpc_code proto_read(struct arena *arena, const ProtobufCMessageDescriptor *type, const void *bytes, size_t length,
                         ProtobufCMessage **ret_message) OKNO_MUST_CHECK;
/** proto_read for those who do not care why: the message (assignable to its generated type), or NULL. */
void *proto_unpack(struct arena *arena, const ProtobufCMessageDescriptor *type, const void *bytes,
                   size_t length) OKNO_MUST_CHECK;
/** Adds the wire form to `out`. */
void proto_pack(const ProtobufCMessage *message, struct text *out);
/** The wire form, in the arena; `data` is never NULL. */
ProtobufCBinaryData proto_packed(struct arena *arena, const ProtobufCMessage *message);

/** Copy that shares nothing with the original; NULL when it would take the arena beyond its limit. */
void *proto_copy(struct arena *arena, const ProtobufCMessage *message) OKNO_MUST_CHECK;
/** Back to the defaults; what the fields pointed to stays with its arena. */
void proto_clear(ProtobufCMessage *message);

/**
 * Writes the masked fields of `patch` over those of `target`: what a PATCH with `update_mask` means (AIP-134,
 * google.protobuf.FieldMask).
 *
 * A masked field that is absent in `patch` becomes absent in `target`. Repeated fields, maps and messages
 * named as a whole are replaced, not merged; "address.city" changes only the city and makes the address if
 * there is none.
 * "*" stands for all fields. Without paths, the fields present in `patch` are meant.
 *
 * @arena  for copies: `target` shares nothing with `patch` afterwards; give the arena that `target` lives in
 * @paths  names in snake_case or lowerCamel, joined by dots, as in `FieldMask.paths`
 * @ret_path  when not NULL: the path that does not exist, on RPC_INVALID_ARGUMENT; points into `paths`
 * @return RPC_OK; RPC_INVALID_ARGUMENT for a path that leads nowhere, with `target` untouched;
 *         RPC_RESOURCE_EXHAUSTED when the arena reached its limit, with `target` partly changed
 */
enum rpc_code proto_merge_mask(struct arena *arena, ProtobufCMessage *target, const ProtobufCMessage *patch,
                               char *const *paths, size_t n_paths, const char **ret_path) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ times */

/** Microseconds since 1970 as a Timestamp, not before that; 0 is "no time": NULL. */
Google__Protobuf__Timestamp *proto_time(struct arena *arena, int64_t time_us);
/** And back; 0 without one. */
int64_t proto_time_us(const Google__Protobuf__Timestamp *time);

/* ------------------------------------------------------------------ fields */

/** Field by its name in the .proto or in lowerCamel; NULL when there is none. `name` needs no terminator. */
const ProtobufCFieldDescriptor *proto_field(const ProtobufCMessageDescriptor *type, const char *name, size_t length);

/**
 * Whether two names are the same in lowerCamel: "service_code" and "serviceCode" are, and so are
 * "line_2_text" and "line2_text", which is what remains of the former once it has been through JSON.
 */
bool proto_same_name(const char *field_name, const char *name, size_t length);

/**
 * Whether the field is a map<>. protobuf-c shows a map as repeated messages of a nested type that protoc made
 * up: the field's name in CamelCase with "Entry", of key = 1 and value = 2.
 */
bool proto_field_is_map(const ProtobufCMessageDescriptor *type, const ProtobufCFieldDescriptor *field);

/** Bytes that one value of the type takes in a generated struct. */
size_t proto_value_size(ProtobufCType type);

/**
 * Whether a field says something: a chosen member of a oneof, a message that is there, a list that is not
 * empty, a scalar that is not its zero.
 */
bool proto_has(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);

/** Makes one field absent (a oneof keeps another member that is chosen). */
void proto_clear_field(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);

/**
 * Sets a string field by name, for what many messages have in common ("request_id").
 *
 * @value  must live as long as the message
 * @return false when the message has no such singular string field
 */
bool proto_set_text(ProtobufCMessage *message, const char *name, const char *value);
/** Value of a singular string field by name; NULL when there is no such field. */
const char *proto_get_text(const ProtobufCMessage *message, const char *name);

/** Where the field's value stands in the struct; for a repeated one, the pointer to its elements. */
static inline void *
proto_member(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return (char *)(uintptr_t)message + field->offset;
}

/** Where stands what says how much of the field is there: a count, the choice of a oneof, or has_x. */
static inline void *
proto_quantifier(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return (char *)(uintptr_t)message + field->quantifier_offset;
}

/** Number of elements of a repeated field. */
static inline size_t *
proto_count(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return proto_quantifier(message, field);
}

static inline bool
proto_field_in_oneof(const ProtobufCFieldDescriptor *field)
{
    return (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
}

/** Number of the chosen member of the oneof that the field belongs to; 0 when none is. */
static inline uint32_t *
proto_oneof_case(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return proto_quantifier(message, field);
}

#endif
