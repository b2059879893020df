/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/veil.h>

#include <okno/base.h>

#include <strings.h>

static bool
names_person(const char *key)
{
    static const char *const stems[] = {
        "name",     "surname", "patronymic", "fio",           "snils",   "inn",     "ogrn",      "passport",
        "birth",    "phone",   "mobile",     "email",         "mail",    "address", "applicant", "representative",
        "document", "series",  "account",    "фио",           "фамилия", "имя",     "отчество",  "снилс",
        "инн",      "паспорт", "рождения",   "телефон",       "почта",   "адрес",   "заявитель", "представитель",
        "ФИО",      "Фамилия", "Имя",        "Отчество",      "СНИЛС",   "ИНН",     "Паспорт",   "Телефон",
        "Почта",    "Адрес",   "Заявитель",  "Представитель",
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(stems); i++)
        if (strcasestr(key, stems[i]))
            return true;
    return false;
}

static void
hide_in(Google__Protobuf__Value *value)
{
    if (value->kind_case == GOOGLE__PROTOBUF__VALUE__KIND_STRUCT_VALUE)
        veil_hide(value->struct_value);
    else if (value->kind_case == GOOGLE__PROTOBUF__VALUE__KIND_LIST_VALUE)
        for (size_t i = 0; i < value->list_value->n_values; i++)
            hide_in(value->list_value->values[i]);
}

void
veil_hide(Google__Protobuf__Struct *fields)
{
    size_t kept = 0;
    for (size_t i = 0; i < fields->n_fields; i++) {
        if (names_person(fields->fields[i]->key))
            continue;
        if (fields->fields[i]->value)
            hide_in(fields->fields[i]->value);
        fields->fields[kept++] = fields->fields[i];
    }
    fields->n_fields = kept;
}
