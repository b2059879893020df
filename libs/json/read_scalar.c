/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "read.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EXACT_MAX 9007199254740991.0 /* 2^53 - 1: whole numbers up to here are themselves in a double */

#define FLOAT_MAX 0x1.fffffefffffffp+127 /* the last double that rounds to a float: 3.4028235e+38 is beyond FLT_MAX */

/* ------------------------------------------------------------------ whole numbers */

struct range {
    int64_t min;
    uint64_t max;
    struct phrase expected;
};

static const struct range int32_range = { INT32_MIN,
                                          INT32_MAX,
                                          { "целое число от -2147483648 до 2147483647",
                                            "a whole number from -2147483648 to 2147483647" } };
static const struct range uint32_range = {
    0, UINT32_MAX, { "целое число от 0 до 4294967295", "a whole number from 0 to 4294967295" }
};
static const struct range int64_range = {
    INT64_MIN,
    INT64_MAX,
    { "целое число от -9223372036854775808 до 9223372036854775807 (за пределами ±9007199254740991 - строкой)",
      "a whole number from -9223372036854775808 to 9223372036854775807 (as a string beyond "
      "±9007199254740991)" }
};
static const struct range uint64_range = {
    0,
    UINT64_MAX,
    { "целое число от 0 до 18446744073709551615 (больше 9007199254740991 - строкой)",
      "a whole number from 0 to 18446744073709551615 (as a string beyond 9007199254740991)" }
};

bool
json_is_integer(const char *text)
{
    const char *digits = text + (*text == '-');
    size_t count = strspn(digits, "0123456789");
    return count > 0 && !digits[count] && (digits[0] != '0' || (count == 1 && digits == text));
}

/* The sign of -0.0 is lost, as a whole number has none. */
static bool
whole_from_number(double number, const struct range *range, uint64_t *ret_bits)
{
    if (!(fabs(number) <= EXACT_MAX) || number != trunc(number))
        return false;
    int64_t value = (int64_t)number;
    if (value < range->min || (value > 0 && (uint64_t)value > range->max))
        return false;
    *ret_bits = (uint64_t)value;
    return true;
}

static bool
whole_from_text(const char *text, const struct range *range, uint64_t *ret_bits)
{
    if (!json_is_integer(text))
        return false;
    errno = 0;
    if (*text == '-') {
        int64_t value = strtoll(text, NULL, 10);
        *ret_bits = (uint64_t)value;
        return errno == 0 && value >= range->min;
    }
    *ret_bits = strtoull(text, NULL, 10);
    return errno == 0 && *ret_bits <= range->max;
}

static enum rpc_code
read_whole(struct reader *reader, const struct place *place, const cJSON *node, const struct range *range,
           uint64_t *ret_bits)
{
    if (!cJSON_IsNumber(node) && !cJSON_IsString(node))
        return json_refuse_type(reader, place, range->expected, node);
    bool fits = cJSON_IsNumber(node) ? whole_from_number(node->valuedouble, range, ret_bits)
                                     : whole_from_text(node->valuestring, range, ret_bits);
    return fits ? RPC_OK : json_refuse_value(reader, place, range->expected);
}

static enum rpc_code
read_32(struct reader *reader, const struct place *place, const cJSON *node, const struct range *range, void *ret_value)
{
    uint64_t bits = 0;
    enum rpc_code code = read_whole(reader, place, node, range, &bits);
    if (code == RPC_OK)
        *(uint32_t *)ret_value = (uint32_t)bits;
    return code;
}

/* ------------------------------------------------------------------ numbers with a fraction */

static bool
is_number_text(const char *text)
{
    const char *s = text + (*text == '-');
    size_t whole = strspn(s, "0123456789");
    if (whole == 0 || (s[0] == '0' && whole > 1))
        return false;
    s += whole;
    if (*s == '.') {
        size_t fraction = strspn(s + 1, "0123456789");
        if (fraction == 0)
            return false;
        s += 1 + fraction;
    }
    if (*s == 'e' || *s == 'E') {
        s += 1 + (s[1] == '+' || s[1] == '-');
        size_t exponent = strspn(s, "0123456789");
        if (exponent == 0)
            return false;
        s += exponent;
    }
    return !*s;
}

static bool
number_from_text(const char *text, double *ret_number)
{
    if (text_equal(text, "NaN"))
        *ret_number = NAN;
    else if (text_equal(text, "Infinity"))
        *ret_number = INFINITY;
    else if (text_equal(text, "-Infinity"))
        *ret_number = -INFINITY;
    else
        return is_number_text(text) && parse_double(text, ret_number) && isfinite(*ret_number);
    return true;
}

static enum rpc_code
read_number(struct reader *reader, const struct place *place, const cJSON *node, const ProtobufCFieldDescriptor *field,
            double *ret_number)
{
    static const struct phrase expected = { "число либо строка \"NaN\", \"Infinity\" или \"-Infinity\"",
                                            "a number or the string \"NaN\", \"Infinity\" or \"-Infinity\"" };
    static const struct phrase doubles = { "число в пределах ±1.7976931348623157e308",
                                           "a number within ±1.7976931348623157e308" };
    static const struct phrase floats = { "число в пределах ±3.4028235e38", "a number within ±3.4028235e38" };
    bool is_float = field->type == PROTOBUF_C_TYPE_FLOAT;
    double number = 0;
    if (cJSON_IsNumber(node))
        number = node->valuedouble;
    else if (!cJSON_IsString(node))
        return json_refuse_type(reader, place, expected, node);
    else if (!number_from_text(node->valuestring, &number))
        return json_refuse_value(reader, place, expected);
    bool too_large = fabs(number) > (is_float ? FLOAT_MAX : DBL_MAX);
    if (too_large && (cJSON_IsNumber(node) || isfinite(number)))
        return json_refuse_value(reader, place, is_float ? floats : doubles);
    *ret_number = number;
    return RPC_OK;
}

static enum rpc_code
read_float(struct reader *reader, const struct place *place, const cJSON *node, const ProtobufCFieldDescriptor *field,
           float *ret_value)
{
    double number = 0;
    enum rpc_code code = read_number(reader, place, node, field, &number);
    if (code == RPC_OK)
        *ret_value = (float)number;
    return code;
}

/* ------------------------------------------------------------------ the rest */

static enum rpc_code
read_bool(struct reader *reader, const struct place *place, const cJSON *node, protobuf_c_boolean *ret_value)
{
    if (!cJSON_IsBool(node))
        return json_refuse_type(reader, place, (struct phrase){ "true или false", "true or false" }, node);
    *ret_value = cJSON_IsTrue(node);
    return RPC_OK;
}

static enum rpc_code
read_string(struct reader *reader, const struct place *place, const cJSON *node, char **ret_value)
{
    if (!cJSON_IsString(node))
        return json_refuse_type(reader, place, (struct phrase){ "строка", "a string" }, node);
    *ret_value = node->valuestring;
    return RPC_OK;
}

static enum rpc_code
read_enum(struct reader *reader, const struct place *place, const cJSON *node, const ProtobufCEnumDescriptor *type,
          int *ret_value)
{
    const ProtobufCEnumValue *value = NULL;
    uint64_t number;
    if (cJSON_IsNull(node) && shape_is_null_value(type))
        value = &type->values[0];
    else if (cJSON_IsString(node))
        value = protobuf_c_enum_descriptor_get_value_by_name(type, node->valuestring);
    else if (!cJSON_IsNumber(node))
        return json_refuse_type(reader, place,
                                (struct phrase){ "имя значения, строкой", "the name of a value, as a string" }, node);
    else if (whole_from_number(node->valuedouble, &int32_range, &number))
        value = shape_enum_value(type, (int)(uint32_t)number);
    if (!value)
        return json_refuse_enum(reader, place, type, cJSON_IsString(node) ? node->valuestring : "");
    *ret_value = value->value;
    return RPC_OK;
}

static int
base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* Both alphabets of RFC 4648, padding optional; bits left over at the end must be zero. */
static bool
base64_decode(const char *text, size_t length, uint8_t *ret_data)
{
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < length; i++) {
        int digit = base64_digit(text[i]);
        if (digit < 0)
            return false;
        bits = bits << 6 | (uint32_t)digit;
        held += 6;
        if (held >= 8) {
            held -= 8;
            *ret_data++ = (uint8_t)(bits >> held);
        }
    }
    return held < 6 && (bits & ((1U << held) - 1)) == 0;
}

static enum rpc_code
read_bytes(struct reader *reader, const struct place *place, const cJSON *node, ProtobufCBinaryData *ret_value)
{
    static const struct phrase expected = { "строка в кодировке base64", "a string in base64" };
    if (!cJSON_IsString(node))
        return json_refuse_type(reader, place, expected, node);
    const char *text = node->valuestring;
    size_t all = strlen(text), length = all;
    while (length > 0 && all - length < 2 && text[length - 1] == '=')
        length--;
    if (length < all && all % 4 != 0)
        return json_refuse_value(reader, place, expected);
    ret_value->len = length / 4 * 3 + (length % 4 ? length % 4 - 1 : 0);
    ret_value->data = arena_try_alloc(reader->arena, ret_value->len);
    if (!ret_value->data)
        return json_full(reader);
    return base64_decode(text, length, ret_value->data) ? RPC_OK : json_refuse_value(reader, place, expected);
}

enum rpc_code
json_read_scalar(struct reader *reader, const struct place *place, const cJSON *node,
                 const ProtobufCFieldDescriptor *field, void *ret_value)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        return read_32(reader, place, node, &int32_range, ret_value);
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return read_32(reader, place, node, &uint32_range, ret_value);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return read_whole(reader, place, node, &int64_range, ret_value);
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return read_whole(reader, place, node, &uint64_range, ret_value);
    case PROTOBUF_C_TYPE_FLOAT:
        return read_float(reader, place, node, field, ret_value);
    case PROTOBUF_C_TYPE_DOUBLE:
        return read_number(reader, place, node, field, ret_value);
    case PROTOBUF_C_TYPE_BOOL:
        return read_bool(reader, place, node, ret_value);
    case PROTOBUF_C_TYPE_ENUM:
        return read_enum(reader, place, node, field->descriptor, ret_value);
    case PROTOBUF_C_TYPE_STRING:
        return read_string(reader, place, node, ret_value);
    case PROTOBUF_C_TYPE_BYTES:
        return read_bytes(reader, place, node, ret_value);
    case PROTOBUF_C_TYPE_MESSAGE:
        break;
    }
    return RPC_INTERNAL;
}
