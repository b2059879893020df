/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fields.h"

#include <math.h>

static const Google__Protobuf__Value *
find(const Google__Protobuf__Struct *fields, const char *key)
{
    for (size_t i = 0; fields && i < fields->n_fields; i++)
        if (text_equal(fields->fields[i]->key, key))
            return fields->fields[i]->value;
    return NULL;
}

bool
fields_has(const Google__Protobuf__Struct *fields, const char *key)
{
    return find(fields, key) != NULL;
}

const char *
fields_text(const Google__Protobuf__Struct *fields, const char *key)
{
    const Google__Protobuf__Value *value = find(fields, key);
    return value && value->kind_case == GOOGLE__PROTOBUF__VALUE__KIND_STRING_VALUE ? value->string_value : "";
}

bool
fields_int(const Google__Protobuf__Struct *fields, const char *key, int min, int max, int *ret_number)
{
    const Google__Protobuf__Value *value = find(fields, key);
    if (!value || value->kind_case != GOOGLE__PROTOBUF__VALUE__KIND_NUMBER_VALUE)
        return false;
    double number = value->number_value;
    if (!(number >= min && number <= max) || number != floor(number))
        return false;
    *ret_number = (int)number;
    return true;
}

bool
fields_texts(struct arena *arena, const Google__Protobuf__Struct *fields, const char *key,
             const char *const **ret_texts, size_t *ret_n)
{
    const Google__Protobuf__Value *value = find(fields, key);
    *ret_texts = NULL;
    *ret_n = 0;
    if (!value)
        return true;
    if (value->kind_case != GOOGLE__PROTOBUF__VALUE__KIND_LIST_VALUE)
        return false;
    const char **texts = ARENA_ARRAY(arena, const char *, value->list_value->n_values + 1);
    for (size_t i = 0; i < value->list_value->n_values; i++) {
        if (value->list_value->values[i]->kind_case != GOOGLE__PROTOBUF__VALUE__KIND_STRING_VALUE)
            return false;
        texts[i] = value->list_value->values[i]->string_value;
    }
    *ret_texts = texts;
    *ret_n = value->list_value->n_values;
    return true;
}
