/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Protobuf messages as JSON and back, by descriptor, after the proto3 JSON mapping
 * (https://protobuf.dev/programming-guides/json/).
 *
 * Reading is strict, so that a slip of the sender is told and never guessed at. Refused are: text that is not
 * JSON (RFC 8259) in UTF-8, anything after the value, the character U+0000, more than JSON_DEPTH_MAX levels,
 * unknown fields and enum names, a field given twice (also once in snake_case and once in lowerCamel), two
 * members of one oneof, null in a list, numbers out of range, and 64-bit integers written as a bare number
 * beyond 2^53 - 1 (they would not be exact: send them as a string).
 *
 * Thread-safe. Names given by `json_name` and the JSON form of google.protobuf.Any are not supported; an Any
 * is read and printed as the plain message it is.
 */
#ifndef OKNO_JSON_H
#define OKNO_JSON_H

#include <okno/base.h>
#include <protobuf-c/protobuf-c.h>

/** Objects and lists within each other that are read. */
#define JSON_DEPTH_MAX 64

/** What was wrong and what is allowed, for the person or program that sent it. The texts live in the arena.
 */
struct json_error {
    const char *path;       /* "documents[2].sheets"; "" when it is the text as a whole */
    const char *message_ru; /* a phrase without a full stop */
    const char *message_en;
};

/**
 * Message from JSON.
 *
 * Everything made on the way - the message, the parsed text, the error - lives in the arena and counts
 * towards its limit. A message that is read can be packed and read again with proto_read.
 *
 * @json  needs no terminator; not needed after the call
 * @ret_message  of the given type; set only on success
 * @ret_error  set only on failure; may be NULL
 * @return RPC_OK; RPC_INVALID_ARGUMENT when the text is refused; RPC_RESOURCE_EXHAUSTED when the arena is
 * full
 */
enum rpc_code json_to_message(struct arena *arena, const ProtobufCMessageDescriptor *type, const char *json,
                              size_t length, ProtobufCMessage **ret_message,
                              struct json_error *ret_error) OKNO_MUST_CHECK;

/**
 * Sets one field from plain text, as it stands in a path or a query of HTTP: "serviceCode", "page.size". A
 * repeated field gets one more element each time. Takes what JSON takes in a string, and true and false.
 *
 * @path  names in lowerCamel or snake_case, joined by dots; messages on the way are made
 * @return as json_to_message
 */
enum rpc_code json_set_text(struct arena *arena, ProtobufCMessage *message, const char *path, const char *text,
                            struct json_error *ret_error) OKNO_MUST_CHECK;

/**
 * Adds the message to `out` as JSON without whitespace: names in lowerCamel, in the order of field numbers;
 * fields at their default left out; 64-bit integers as strings; enums by name (a number that has no name, as
 * a number); bytes in base64.
 *
 * A Timestamp or Duration outside the range of the mapping becomes null. Bytes of a string that are not UTF-8
 * become U+FFFD: the output is always JSON.
 */
void json_from_message(const ProtobufCMessage *message, struct text *out);

/** Adds the text as a JSON string, quotes included. */
void json_add_string(struct text *out, const char *text);

#endif
