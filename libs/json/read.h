/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Between the files that read. */
#ifndef OKNO_JSON_READ_H
#define OKNO_JSON_READ_H

#include "shape.h"

#include <okno/json.h>

#include <cjson/cJSON.h>

/** One call of json_to_message. */
struct reader {
    struct arena *arena;
    struct json_error *error;
    int depth; /* messages within messages so far */
};

/** Where in the text we are: a step from the place above, up to NULL at the top. */
struct place {
    const struct place *up;
    const char *name; /* of a field in lowerCamel; NULL for an element of a list */
    const char *key;  /* of a map or a Struct; NULL elsewhere */
    size_t index;
};

/** A phrase for people. */
struct phrase {
    const char *ru;
    const char *en;
};

/* fail.c: all return the code to pass on */
enum rpc_code json_refuse(struct reader *reader, const struct place *place, const char *ru, const char *en, ...)
    OKNO_PRINTF(3, 5) OKNO_PRINTF(4, 5);
enum rpc_code json_refuse_type(struct reader *reader, const struct place *place, struct phrase expected,
                               const cJSON *got);
enum rpc_code json_refuse_value(struct reader *reader, const struct place *place, struct phrase expected);
enum rpc_code json_refuse_name(struct reader *reader, const struct place *place, const struct shape *shape,
                               const char *name);
enum rpc_code json_refuse_enum(struct reader *reader, const struct place *place, const ProtobufCEnumDescriptor *type,
                               const char *name);
enum rpc_code json_refuse_choice(struct reader *reader, const struct place *place, const struct shape *shape,
                                 const ProtobufCFieldDescriptor *field);
/** At a byte of the text, shown as line and column. */
enum rpc_code json_refuse_text(struct reader *reader, const char *json, size_t offset, struct phrase what);
enum rpc_code json_full(struct reader *reader);

/* suggest.c */
/** The name most like `wrong`, or NULL when none is near. `name_at(names, i)` gives the candidates. */
const char *json_suggest(const char *wrong, const char *(*name_at)(const void *names, unsigned i), const void *names,
                         unsigned count);

/* scan.c */
/** Refuses what cJSON would let pass; says nothing about the rest. */
enum rpc_code json_scan(struct reader *reader, const char *json, size_t length);

/* parse.c */
/** Tree in the arena, never to be deleted; nor are its strings. */
enum rpc_code json_parse(struct reader *reader, const char *json, size_t length, cJSON **ret_root);

/* read.c */
enum rpc_code json_read_message(struct reader *reader, const struct place *place, const cJSON *node,
                                const ProtobufCMessageDescriptor *type, ProtobufCMessage **ret_message);
/** One value where the struct, or a list, keeps it. */
enum rpc_code json_read_value(struct reader *reader, const struct place *place, const cJSON *node,
                              const ProtobufCFieldDescriptor *field, void *ret_value);
/** A text that stands for a value, as the key of a map does: a string, or true and false for a bool. */
cJSON json_text_node(const char *text, const ProtobufCFieldDescriptor *field);
/** A field that is not null: sets the value, the count and the choice of a oneof. */
enum rpc_code json_read_field(struct reader *reader, const struct place *place, const cJSON *node,
                              ProtobufCMessage *message, const struct shape *shape, const struct shape_field *field);
/** All elements of a list, or all entries of an object when the field is a map. */
enum rpc_code json_read_repeated(struct reader *reader, const struct place *place, const cJSON *node,
                                 ProtobufCMessage *message, const struct shape_field *field);

/* read_scalar.c */
/** Writes one value of any type but message where the struct, or a list, keeps it. */
enum rpc_code json_read_scalar(struct reader *reader, const struct place *place, const cJSON *node,
                               const ProtobufCFieldDescriptor *field, void *ret_value);
/** Whether the text is a whole number in decimal without leading zeros. */
bool json_is_integer(const char *text);

/* read_known.c */
enum rpc_code json_read_known(struct reader *reader, const struct place *place, const cJSON *node,
                              ProtobufCMessage *message, const struct shape *shape);

#endif
