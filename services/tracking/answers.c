/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answers.h"

#include <string.h>

#define TEXT_MAX 2000

typedef Google__Protobuf__Value value;
#define IS(what) GOOGLE__PROTOBUF__VALUE__KIND_##what##_VALUE

bool
answers_asked(const Reference__Question *question, int scenario, Reference__Recipient recipient)
{
    bool way = question->n_scenarios == 0, person = question->n_recipients == 0;
    for (size_t i = 0; i < question->n_scenarios; i++)
        way |= question->scenarios[i] == scenario;
    for (size_t i = 0; i < question->n_recipients; i++)
        person |= question->recipients[i] == recipient;
    return way && person;
}

static const value *
find(const Google__Protobuf__Struct *answers, const char *name)
{
    for (size_t i = 0; answers && i < answers->n_fields; i++)
        if (text_equal(answers->fields[i]->key, name))
            return answers->fields[i]->value;
    return NULL;
}

static bool
is_given(const value *answer, bool required)
{
    if (!answer || answer->kind_case == IS(NULL))
        return false;
    if (answer->kind_case == IS(STRING))
        return *answer->string_value != '\0';
    return answer->kind_case != IS(BOOL) || answer->bool_value || !required;
}

static bool
is_option(const Reference__Question *question, const value *answer)
{
    for (size_t i = 0; answer->kind_case == IS(STRING) && i < question->n_options; i++)
        if (text_equal(question->options[i]->value, answer->string_value))
            return true;
    return false;
}

enum answers_fault
answers_check(const Reference__Question *question, const Google__Protobuf__Struct *answers)
{
    struct date day;
    const value *answer = find(answers, question->name);
    if (!is_given(answer, question->required))
        return question->required ? ANSWERS_MISSING : ANSWERS_GOOD;
    switch (question->kind) {
    case REFERENCE__QUESTION__KIND__NUMBER:
        return answer->kind_case == IS(NUMBER) ? ANSWERS_GOOD : ANSWERS_NO_NUMBER;
    case REFERENCE__QUESTION__KIND__DATE:
        return answer->kind_case == IS(STRING) && date_parse(answer->string_value, &day) ? ANSWERS_GOOD
                                                                                         : ANSWERS_NO_DATE;
    case REFERENCE__QUESTION__KIND__BOOLEAN:
        return answer->kind_case == IS(BOOL) ? ANSWERS_GOOD : ANSWERS_NO_BOOLEAN;
    case REFERENCE__QUESTION__KIND__CHOICE:
        return is_option(question, answer) ? ANSWERS_GOOD : ANSWERS_NO_OPTION;
    default:
        return answer->kind_case == IS(STRING) && strlen(answer->string_value) <= TEXT_MAX ? ANSWERS_GOOD
                                                                                           : ANSWERS_NO_TEXT;
    }
}

bool
answers_fit(const Google__Protobuf__Struct *answers)
{
    return !answers || protobuf_c_message_get_packed_size(&answers->base) <= ANSWERS_MAX_BYTES;
}

size_t
answers_lacks(const Reference__ServiceCard *card, int scenario, Reference__Recipient recipient,
              const Google__Protobuf__Struct *answers, struct answers_lack *ret_lacks)
{
    size_t n = 0;
    for (size_t i = 0; i < card->n_questions; i++) {
        const Reference__Question *question = card->questions[i];
        enum answers_fault fault =
            answers_asked(question, scenario, recipient) ? answers_check(question, answers) : ANSWERS_GOOD;
        if (fault != ANSWERS_GOOD)
            ret_lacks[n++] = (struct answers_lack){ question, fault };
    }
    return n;
}

const char *
answers_fault_text(enum answers_fault fault, bool english)
{
    static const char *const words[][2] = {
        [ANSWERS_GOOD] = { "", "" },
        [ANSWERS_MISSING] = { "нужен ответ", "an answer is needed" },
        [ANSWERS_NO_TEXT] = { "нужен текст, не длиннее 2000 байт", "a text is needed, of 2000 bytes at most" },
        [ANSWERS_NO_NUMBER] = { "нужно число", "a number is needed" },
        [ANSWERS_NO_DATE] = { "нужен день вида 2026-03-05", "a day is needed, as 2026-03-05" },
        [ANSWERS_NO_BOOLEAN] = { "нужно «да» или «нет»", "true or false is needed" },
        [ANSWERS_NO_OPTION] = { "такого варианта нет", "there is no such option" },
    };
    return words[fault][english];
}
