/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules of (okno.field), checked over a whole message; every violation is reported, with its path. */
#include <okno/service.h>

#include <okno/ids.h>
#include <okno/proto.h>

#include <inttypes.h>
#include <string.h>

#define PATH_SIZE 256
#define DEPTH_MAX 32
#define ADDED_MAX 64

/* Kind of libs/ids for each format; texts, days and codes are checked here. */
static const int kinds[] = {
    [RPC_FORMAT_SNILS] = IDS_SNILS, [RPC_FORMAT_INN_PERSON] = IDS_INN_PERSON, [RPC_FORMAT_INN_ENTITY] = IDS_INN_ENTITY,
    [RPC_FORMAT_OGRN] = IDS_OGRN,   [RPC_FORMAT_OGRNIP] = IDS_OGRNIP,         [RPC_FORMAT_KPP] = IDS_KPP,
    [RPC_FORMAT_PHONE] = IDS_PHONE, [RPC_FORMAT_EMAIL] = IDS_EMAIL,           [RPC_FORMAT_OKTMO] = IDS_OKTMO,
};

static bool
is_code(const char *text)
{
    for (; *text; text++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-.", *text))
            return false;
    return true;
}

static void
check_format(struct rpc_call *call, const char *path, enum rpc_format format, const char *text)
{
    char normal[IDS_NORMAL_SIZE];
    struct date day;
    switch (format) {
    case RPC_FORMAT_TEXT:
        return;
    case RPC_FORMAT_DATE:
        if (!date_parse(text, &day))
            rpc_violate(call, path, "Нужен существующий день в виде ГГГГ-ММ-ДД",
                        "An existing day as YYYY-MM-DD is needed");
        return;
    case RPC_FORMAT_UUID:
        if (!uuid_valid(text))
            rpc_violate(call, path, "Нужен идентификатор вида 0190163d-8694-739b-aea5-966c26f8ad91",
                        "An id like 0190163d-8694-739b-aea5-966c26f8ad91 is needed");
        return;
    case RPC_FORMAT_CODE:
        if (!is_code(text))
            rpc_violate(call, path, "Допустимы строчные латинские буквы, цифры, «-» и «.»",
                        "Lower-case Latin letters, digits, '-' and '.' are allowed");
        return;
    default:
        break;
    }
    enum ids_fault fault = ids_check((enum ids_kind)kinds[format], text, normal, sizeof normal);
    if (fault != IDS_OK)
        rpc_violate(call, path, "%s", "%s", ids_fault_text((enum ids_kind)kinds[format], fault, call->language));
}

static void
check_text(struct rpc_call *call, const char *path, const struct rpc_field_rule *rule, const char *text)
{
    if (text_empty(text))
        return;
    if (rule->max_length && utf8_length(text) > rule->max_length)
        rpc_violate(call, path, "Не длиннее %" PRIu32 " знаков", "At most %" PRIu32 " characters", rule->max_length);
    else
        check_format(call, path, rule->format, text);
}

static bool
number_of(const ProtobufCFieldDescriptor *field, const void *value, double *ret_number)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_ENUM:
        *ret_number = *(const int32_t *)value;
        return true;
    case PROTOBUF_C_TYPE_UINT32:
        *ret_number = *(const uint32_t *)value;
        return true;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
        *ret_number = (double)*(const int64_t *)value;
        return true;
    case PROTOBUF_C_TYPE_DOUBLE:
        *ret_number = *(const double *)value;
        return true;
    default:
        return false;
    }
}

/* How deep, and whether what is required may be left out: a PATCH says only what changes (AIP-134). */
struct where {
    int depth;
    bool partial;
};

static void check_message(struct rpc_call *call, const struct rpc_message_rules *rules, const ProtobufCMessage *message,
                          char *path, struct where where);

/* One value: `path` names it; for a message its fields are appended there. */
static void
check_value(struct rpc_call *call, const ProtobufCFieldDescriptor *field, const struct rpc_field_rule *rule,
            const void *value, char *path, struct where where)
{
    double number;
    if (field->type == PROTOBUF_C_TYPE_STRING) {
        check_text(call, path, rule, *(char *const *)value);
    } else if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        const ProtobufCMessage *message = *(ProtobufCMessage *const *)value;
        if (message && rule->message && where.depth < DEPTH_MAX)
            check_message(call, rule->message, message, path, (struct where){ where.depth + 1, where.partial });
    } else if ((rule->min || rule->max) && number_of(field, value, &number)
               && !(number >= (double)rule->min && number <= (double)rule->max)) { /* NaN is between no bounds */
        rpc_violate(call, path, "От %" PRId64 " до %" PRId64, "From %" PRId64 " to %" PRId64, rule->min, rule->max);
    }
}

static void
check_list(struct rpc_call *call, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
           const struct rpc_field_rule *rule, char *path, struct where where)
{
    size_t n = *(const size_t *)proto_quantifier(message, field), length = strlen(path);
    if (rule->max_items && n > rule->max_items) {
        rpc_violate(call, path, "Не больше %" PRIu32 " элементов", "At most %" PRIu32 " elements", rule->max_items);
        return;
    }
    const char *items = *(const char *const *)proto_member(message, field);
    for (size_t i = 0; i < n; i++) {
        snprintf(path + length, PATH_SIZE - length, "[%zu]", i);
        check_value(call, field, rule, items + i * proto_value_size(field->type), path, where);
    }
    path[length] = '\0';
}

/* Adds ".lowerCamel" of the field's name. */
static void
add_name(char *path, const char *name)
{
    size_t length = strlen(path);
    if (length && length < PATH_SIZE - 1)
        path[length++] = '.';
    bool upper = false;
    for (; *name && length < PATH_SIZE - 1; name++) {
        if (*name == '_') {
            upper = true;
            continue;
        }
        path[length++] = upper && *name >= 'a' && *name <= 'z' ? (char)(*name - 32) : *name;
        upper = false;
    }
    path[length] = '\0';
}

static bool
chosen(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return !(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
           || *(const uint32_t *)proto_quantifier(message, field) == field->id;
}

/* A request with an update mask brings part of a message; the whole is checked once it is merged. */
static bool
has_mask(const ProtobufCMessageDescriptor *type)
{
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        const ProtobufCMessageDescriptor *below = field->type == PROTOBUF_C_TYPE_MESSAGE ? field->descriptor : NULL;
        if (below && text_equal(below->name, "google.protobuf.FieldMask"))
            return true;
    }
    return false;
}

static void
check_message(struct rpc_call *call, const struct rpc_message_rules *rules, const ProtobufCMessage *message, char *path,
              struct where where)
{
    size_t length = strlen(path);
    struct where below = { where.depth, where.partial || has_mask(message->descriptor) };
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        const struct rpc_field_rule *rule = &rules->fields[i];
        add_name(path, field->name);
        if (rule->required && !where.partial && !proto_has(message, field))
            rpc_violate(call, path, "Обязательное поле", "The field is required");
        else if (field->label == PROTOBUF_C_LABEL_REPEATED)
            check_list(call, message, field, rule, path, below);
        else if (chosen(message, field))
            check_value(call, field, rule, proto_member(message, field), path, below);
        path[length] = '\0';
    }
}

void
service_validate(struct rpc_call *call, const struct rpc_message_rules *rules, const ProtobufCMessage *message,
                 const char *prefix)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s", prefix);
    if (rules)
        check_message(call, rules, message, path, (struct where){ 0, false });
}

/* ------------------------------------------------------------------ requests */

static struct {
    const struct rpc_method *method;
    service_request_check *check;
} added[ADDED_MAX];
static size_t n_added;

void
service_check_also(const struct rpc_method *method, service_request_check *check)
{
    if (n_added == ADDED_MAX)
        abort();
    added[n_added].method = method;
    added[n_added++].check = check;
}

enum rpc_code
service_check_request(struct rpc_call *call)
{
    service_validate(call, call->method->rules, call->request, "");
    for (size_t i = 0; i < n_added; i++)
        if (added[i].method == call->method)
            added[i].check(call, call->request);
    return rpc_check(call);
}
