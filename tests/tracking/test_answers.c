/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers to what a card asks. */
#include "answers.h"

#include <okno/test.h>

#define KIND(name) REFERENCE__QUESTION__KIND__##name
#define IS(name) GOOGLE__PROTOBUF__VALUE__KIND_##name##_VALUE

static enum answers_fault
check(Reference__Question__Kind kind, bool required, const Google__Protobuf__Value *given)
{
    static Google__Protobuf__Struct__FieldsEntry entry;
    static Google__Protobuf__Struct__FieldsEntry *entries[] = { &entry };
    static Reference__Option near, far;
    static Reference__Option *options[] = { &near, &far };
    Google__Protobuf__Struct answers = GOOGLE__PROTOBUF__STRUCT__INIT;
    Reference__Question question = REFERENCE__QUESTION__INIT;
    google__protobuf__struct__fields_entry__init(&entry);
    reference__option__init(&near);
    reference__option__init(&far);
    near.value = "near";
    far.value = "far";
    question.name = entry.key = "asked";
    question.kind = kind;
    question.required = required;
    question.options = options;
    question.n_options = kind == KIND(CHOICE) ? 2 : 0;
    entry.value = (Google__Protobuf__Value *)(uintptr_t)given;
    answers.fields = entries;
    answers.n_fields = given ? 1 : 0;
    return answers_check(&question, &answers);
}

static const Google__Protobuf__Value *
text(const char *said)
{
    static Google__Protobuf__Value value;
    google__protobuf__value__init(&value);
    value.kind_case = IS(STRING);
    value.string_value = (char *)(uintptr_t)said;
    return &value;
}

static const Google__Protobuf__Value *
number(double said)
{
    static Google__Protobuf__Value value;
    google__protobuf__value__init(&value);
    value.kind_case = IS(NUMBER);
    value.number_value = said;
    return &value;
}

static const Google__Protobuf__Value *
truth(bool said)
{
    static Google__Protobuf__Value value;
    google__protobuf__value__init(&value);
    value.kind_case = IS(BOOL);
    value.bool_value = said;
    return &value;
}

TEST(answers_are_needed_where_they_are_required)
{
    EXPECT_INT(check(KIND(TEXT), true, NULL), ANSWERS_MISSING);
    EXPECT_INT(check(KIND(TEXT), true, text("")), ANSWERS_MISSING);
    EXPECT_INT(check(KIND(TEXT), false, NULL), ANSWERS_GOOD);
    EXPECT_INT(check(KIND(TEXT), true, text("улица")), ANSWERS_GOOD);
    EXPECT_INT(check(KIND(BOOLEAN), true, truth(false)), ANSWERS_MISSING);
    EXPECT_INT(check(KIND(BOOLEAN), true, truth(true)), ANSWERS_GOOD);
    EXPECT_INT(check(KIND(BOOLEAN), false, truth(false)), ANSWERS_GOOD);
}

TEST(answers_are_of_the_kind_that_is_asked_for)
{
    EXPECT_INT(check(KIND(TEXT), false, number(1)), ANSWERS_NO_TEXT);
    EXPECT_INT(check(KIND(NUMBER), false, number(1.5)), ANSWERS_GOOD);
    EXPECT_INT(check(KIND(NUMBER), false, text("1")), ANSWERS_NO_NUMBER);
    EXPECT_INT(check(KIND(DATE), false, text("2026-02-28")), ANSWERS_GOOD);
    EXPECT_INT(check(KIND(DATE), false, text("2026-02-30")), ANSWERS_NO_DATE);
    EXPECT_INT(check(KIND(DATE), false, number(20260228)), ANSWERS_NO_DATE);
    EXPECT_INT(check(KIND(BOOLEAN), false, text("true")), ANSWERS_NO_BOOLEAN);
    EXPECT_INT(check(KIND(CHOICE), false, text("far")), ANSWERS_GOOD);
    EXPECT_INT(check(KIND(CHOICE), false, text("wide")), ANSWERS_NO_OPTION);
    EXPECT_INT(check(KIND(CHOICE), false, truth(true)), ANSWERS_NO_OPTION);
}

TEST(a_question_is_asked_in_its_scenarios_of_its_recipients)
{
    Reference__Question question = REFERENCE__QUESTION__INIT;
    int32_t scenarios[] = { 1, 2 };
    Reference__Recipient recipients[] = { REFERENCE__RECIPIENT__LEGAL_ENTITY };
    EXPECT(answers_asked(&question, 0, REFERENCE__RECIPIENT__PERSON));
    question.scenarios = scenarios;
    question.n_scenarios = 2;
    EXPECT(!answers_asked(&question, 0, REFERENCE__RECIPIENT__PERSON));
    EXPECT(answers_asked(&question, 2, REFERENCE__RECIPIENT__PERSON));
    question.recipients = recipients;
    question.n_recipients = 1;
    EXPECT(!answers_asked(&question, 2, REFERENCE__RECIPIENT__PERSON));
    EXPECT(answers_asked(&question, 1, REFERENCE__RECIPIENT__LEGAL_ENTITY));
}
