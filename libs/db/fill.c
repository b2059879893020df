/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows into messages, by column name. */
#include "internal.h"

#include <okno/json.h>
#include <okno/log.h>
#include <okno/proto.h>

#include <string.h>

/* Type oids that need more than their text, from pg_type.dat; they never change. */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_JSON = 114, OID_JSONB = 3802, OID_TIMESTAMPTZ = 1184 };

static bool
fill_time(struct arena *arena, const char *text, ProtobufCMessage **ret_message, const ProtobufCMessageDescriptor *type)
{
    char padded[48];
    int64_t us;
    snprintf(padded, sizeof padded, "%s:00", text); /* PostgreSQL writes +00 for +00:00 */
    if (!time_parse(padded, &us))
        return false;
    ProtobufCMessage *time = proto_new(arena, type);
    const ProtobufCFieldDescriptor *seconds = protobuf_c_message_descriptor_get_field(type, 1);
    const ProtobufCFieldDescriptor *nanos = protobuf_c_message_descriptor_get_field(type, 2);
    int64_t whole = us / 1000000 - (us % 1000000 < 0);
    *(int64_t *)proto_member(time, seconds) = whole;
    *(int32_t *)proto_member(time, nanos) = (int32_t)(us - whole * 1000000) * 1000;
    *ret_message = time;
    return true;
}

static bool
fill_bytes(struct arena *arena, const char *text, ProtobufCBinaryData *ret_data)
{
    size_t length = strlen(text);
    if (length < 2 || text[0] != '\\' || text[1] != 'x')
        return false;
    ret_data->len = (length - 2) / 2;
    ret_data->data = arena_alloc(arena, ret_data->len);
    for (size_t i = 0; i < ret_data->len; i++) {
        char high = text[2 + 2 * i], low = text[3 + 2 * i];
        ret_data->data[i] =
            (uint8_t)((high <= '9' ? high - '0' : high - 'a' + 10) << 4 | (low <= '9' ? low - '0' : low - 'a' + 10));
    }
    return true;
}

static bool
fill_enum(const ProtobufCEnumDescriptor *type, const char *text, int *ret_value)
{
    int64_t number;
    if (parse_int64(text, &number)) {
        *ret_value = (int)number;
        return true;
    }
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value_by_name(type, text);
    if (value)
        *ret_value = value->value;
    return value != NULL;
}

/* One element of {a,"b c"} at *at; NULL when there is none left. */
static char *
array_element(struct arena *arena, const char **at)
{
    const char *s = *at;
    if (*s == '{' || *s == ',')
        s++;
    if (*s == '}' || !*s)
        return NULL;
    char *element = arena_alloc(arena, strlen(s) + 1), *out = element;
    bool quoted = *s == '"';
    if (quoted)
        s++;
    while (*s && (quoted ? *s != '"' : *s != ',' && *s != '}')) {
        if (*s == '\\' && s[1])
            s++;
        *out++ = *s++;
    }
    *at = quoted ? s + 1 : s;
    return element;
}

static bool
fill_array(struct arena *arena, const char *text, const ProtobufCFieldDescriptor *field, ProtobufCMessage *message)
{
    size_t n = 0, room = 1;
    for (const char *s = text; *s; s++)
        room += *s == ',';
    char **elements = ARENA_ARRAY(arena, char *, room);
    int32_t *numbers = ARENA_ARRAY(arena, int32_t, room);
    for (char *element; (element = array_element(arena, &text)); n++) {
        int64_t number = 0;
        elements[n] = element;
        if (field->type != PROTOBUF_C_TYPE_STRING && !parse_int64(element, &number))
            return false;
        numbers[n] = (int32_t)number;
    }
    *(size_t *)proto_quantifier(message, field) = n;
    *(void **)proto_member(message, field) = field->type == PROTOBUF_C_TYPE_STRING ? (void *)elements : (void *)numbers;
    return true;
}

static bool
fill_scalar(struct arena *arena, const char *text, const ProtobufCFieldDescriptor *field, void *member)
{
    int64_t number = 0;
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        *(char **)member = arena_strdup(arena, text);
        return true;
    case PROTOBUF_C_TYPE_BOOL:
        *(protobuf_c_boolean *)member = *text == 't';
        return true;
    case PROTOBUF_C_TYPE_ENUM:
        return fill_enum(field->descriptor, text, member);
    case PROTOBUF_C_TYPE_BYTES:
        return fill_bytes(arena, text, member);
    case PROTOBUF_C_TYPE_DOUBLE:
        return parse_double(text, member);
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_SINT32:
        if (!parse_int64(text, &number))
            return false;
        *(int32_t *)member = (int32_t)number;
        return true;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_SINT64:
        return parse_int64(text, member);
    default:
        return false;
    }
}

static bool
fill_field(struct arena *arena, const char *text, Oid type, const ProtobufCFieldDescriptor *field,
           ProtobufCMessage *message)
{
    void *member = proto_member(message, field);
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return fill_array(arena, text, field, message);
    if (type == OID_TIMESTAMPTZ && field->type == PROTOBUF_C_TYPE_MESSAGE)
        return fill_time(arena, text, member, field->descriptor);
    if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
        *(uint32_t *)proto_quantifier(message, field) = field->id;
    return fill_scalar(arena, text, field, member);
}

/* All JSON columns of a row decode as one object of the message's type; then its fields are taken over. */
static enum rpc_code
fill_json(struct rpc_call *call, const char *json, size_t length, ProtobufCMessage *message)
{
    ProtobufCMessage *part;
    struct json_error error;
    enum rpc_code code = json_to_message(call->arena, message->descriptor, json, length, &part, &error);
    if (code != RPC_OK)
        return code;
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (!proto_has(part, field))
            continue;
        bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
        memcpy(proto_member(message, field), proto_member(part, field),
               repeated ? sizeof(void *) : proto_value_size(field->type));
        if (repeated)
            *(size_t *)proto_quantifier(message, field) = *(size_t *)proto_quantifier(part, field);
        else if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
            *(uint32_t *)proto_quantifier(message, field) = field->id;
    }
    return RPC_OK;
}

enum rpc_code
fill_message(struct rpc_call *call, const struct db_statement *statement, const PGresult *result, int row,
             ProtobufCMessage *message)
{
    TEXT_SCOPED json = { 0 };
    const char *culprit = NULL;
    for (int column = 0; column < PQnfields(result) && !culprit; column++) {
        const char *name = PQfname(result, column);
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
        if (PQgetisnull(result, row, column))
            continue;
        Oid type = PQftype(result, column);
        const char *text = PQgetvalue(result, row, column);
        if (!field)
            culprit = name;
        else if (type == OID_JSON || type == OID_JSONB)
            text_addf(&json, "%s\"%s\":%s", json.length ? "," : "{", name, text);
        else if (!fill_field(call->arena, text, type, field, message))
            culprit = name;
    }
    if (!culprit && json.length) {
        text_addc(&json, '}');
        if (fill_json(call, json.data, json.length, message) != RPC_OK)
            culprit = "json";
    }
    if (!culprit)
        return RPC_OK;
    log_error("a column does not fit its field", LOG_STR("statement", statement->name), LOG_STR("column", culprit),
              LOG_STR("message", message->descriptor->name));
    return rpc_fail(call, RPC_INTERNAL, "Внутренняя ошибка базы данных", "Internal error of the database");
}

void
fill_rows(struct arena *arena, const PGresult *result, struct db_rows *ret_rows)
{
    int n = PQntuples(result), columns = PQnfields(result);
    const char **names = ARENA_ARRAY(arena, const char *, columns);
    const char **cells = ARENA_ARRAY(arena, const char *, n *columns);
    for (int c = 0; c < columns; c++)
        names[c] = arena_strdup(arena, PQfname(result, c));
    for (int r = 0; r < n; r++)
        for (int c = 0; c < columns; c++)
            if (!PQgetisnull(result, r, c))
                cells[r * columns + c] =
                    arena_strndup(arena, PQgetvalue(result, r, c), (size_t)PQgetlength(result, r, c));
    *ret_rows = (struct db_rows){ n, columns, names, cells };
}
