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
