/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules of fields, over the message that has every kind of them. */
#include <okno/proto.h>
#include <okno/service.h>
#include <okno/test.h>

#include "torture.pb-c.h"

#include <math.h>
#include <string.h>

#define FIELDS_MAX 160

static struct rpc_field_rule torture_fields[FIELDS_MAX], leaf_fields[4];
static const struct rpc_message_rules torture_rules = { &okno__torture__torture__descriptor, torture_fields };
static const struct rpc_message_rules leaf_rules = { &okno__torture__leaf__descriptor, leaf_fields };

static struct rpc_call call;
static Okno__Torture__Torture *message;

static struct rpc_field_rule *
rule(const struct rpc_message_rules *rules, struct rpc_field_rule *fields, const char *name)
{
    const ProtobufCFieldDescriptor *field = proto_field(rules->message, name, strlen(name));
    ck_assert_msg(field != NULL, "no field %s", name);
    return &fields[field - rules->message->fields];
}

/* Rule of a field of the message, and of those within. */
#define RULE(name, ...) (*rule(&torture_rules, torture_fields, (name)) = (struct rpc_field_rule){ __VA_ARGS__ })
#define LEAF_RULE(name, ...) (*rule(&leaf_rules, leaf_fields, (name)) = (struct rpc_field_rule){ __VA_ARGS__ })

static void
begin(void)
{
    ck_assert_uint_le(okno__torture__torture__descriptor.n_fields, FIELDS_MAX);
    memset(torture_fields, 0, sizeof torture_fields);
    memset(leaf_fields, 0, sizeof leaf_fields);
    rpc_call_init(&call, "test", 1000, NULL);
    message = proto_new(call.arena, &okno__torture__torture__descriptor);
}

static void
end(void)
{
    rpc_call_release(&call);
}

__attribute__((constructor)) static void
set_fixture(void)
{
    test_before = begin;
    test_after = end;
}

static char *
text(const char *value)
{
    return arena_strdup(call.arena, value);
}

static Okno__Torture__Leaf *
leaf(const char *name, int32_t sheets)
{
    Okno__Torture__Leaf *made = proto_new(call.arena, &okno__torture__leaf__descriptor);
    made->name = text(name);
    made->sheets_count = sheets;
    return made;
}

/* "field: words" of every violation, joined by "; ". */
static const char *
found(void)
{
    TEXT_SCOPED all = { 0 };
    call.n_violations = 0;
    service_validate(&call, &torture_rules, &message->base, "");
    for (size_t i = 0; i < call.n_violations; i++)
        text_addf(&all, "%s%s: %s", i ? "; " : "", call.violations[i].field, call.violations[i].message);
    return text(all.length ? all.data : "");
}

TEST(without_rules_everything_is_taken)
{
    EXPECT_TEXT(found(), "");
    service_validate(&call, NULL, &message->base, "");
    EXPECT_INT(call.n_violations, 0);
}

TEST(what_is_required_must_be_there)
{
    RULE("a_string", .required = true);
    RULE("leaf", .required = true, .message = &leaf_rules);
    RULE("many_leaf", .required = true, .message = &leaf_rules);
    EXPECT_TEXT(found(), "aString: Обязательное поле; leaf: Обязательное поле; manyLeaf: Обязательное поле");
    call.language = "en";
    EXPECT_TEXT(found(),
                "aString: The field is required; leaf: The field is required; manyLeaf: The field is required");
    Okno__Torture__Leaf *one = leaf("", 0);
    message->a_string = text("есть");
    message->leaf = one;
    message->n_many_leaf = 1;
    message->many_leaf = &one;
    EXPECT_TEXT(found(), "");
}

TEST(lengths_count_characters_and_lists_elements)
{
    RULE("a_string", .max_length = 4);
    RULE("many_string", .max_length = 2, .max_items = 2);
    char *texts[] = { text("ёж"), text("ёжи"), text("") };
    message->a_string = text("окно");
    message->many_string = texts;
    message->n_many_string = 2;
    EXPECT_TEXT(found(), "manyString[1]: Не длиннее 2 знаков");
    message->a_string = text("окна!");
    message->n_many_string = 3; /* a list too long is not looked at further */
    EXPECT_TEXT(found(), "aString: Не длиннее 4 знаков; manyString: Не больше 2 элементов");
}

static void
expect_format(enum rpc_format format, const char *good, const char *bad)
{
    RULE("a_string", .format = format);
    message->a_string = text(good);
    EXPECT_TEXT(found(), "");
    message->a_string = text(bad);
    EXPECT(text_starts(found(), "aString: "));
    EXPECT_INT(call.n_violations, 1);
    message->a_string = text(""); /* what is not there has no form */
    EXPECT_TEXT(found(), "");
}

TEST(each_form_takes_its_own_and_refuses_others)
{
    expect_format(RPC_FORMAT_DATE, "2024-02-29", "2023-02-29");
    expect_format(RPC_FORMAT_UUID, "0190163d-8694-739b-aea5-966c26f8ad91", "0190163d8694739baea5966c26f8ad91");
    expect_format(RPC_FORMAT_CODE, "passport-foreign.2", "Passport");
    expect_format(RPC_FORMAT_SNILS, "112-233-445 95", "112-233-445 96");
    expect_format(RPC_FORMAT_INN_PERSON, "500100732259", "500100732258");
    expect_format(RPC_FORMAT_INN_ENTITY, "7707083893", "7707083894");
    expect_format(RPC_FORMAT_OGRN, "1027700132195", "1027700132196");
    expect_format(RPC_FORMAT_PHONE, "+79001234567", "12");
    expect_format(RPC_FORMAT_EMAIL, "a@example.org", "a@");
    RULE("a_string", .format = RPC_FORMAT_TEXT);
    message->a_string = text("что угодно");
    EXPECT_TEXT(found(), "");
}

TEST(numbers_stay_within_their_bounds)
{
    RULE("an_int32", .min = 1, .max = 5);
    RULE("a_sint64", .min = -2, .max = 2);
    RULE("a_double", .min = 0, .max = 1);
    RULE("colour", .min = 1, .max = 2);
    message->an_int32 = 1;
    message->colour = OKNO__TORTURE__COLOUR__DARK_BLUE;
    EXPECT_TEXT(found(), "");
    message->an_int32 = 6;
    message->a_sint64 = -3;
    message->a_double = (double)NAN;
    message->colour = OKNO__TORTURE__COLOUR__FAR;
    EXPECT_TEXT(found(), "aDouble: От 0 до 1; anInt32: От 1 до 5; aSint64: От -2 до 2; colour: От 1 до 2");
}

TEST(fields_within_are_named_by_their_path)
{
    RULE("leaf", .message = &leaf_rules);
    RULE("many_leaf", .message = &leaf_rules);
    LEAF_RULE("name", .max_length = 1);
    LEAF_RULE("sheets_count", .min = 1, .max = 9);
    LEAF_RULE("parts", .message = &leaf_rules);
    Okno__Torture__Leaf *parts[] = { leaf("a", 1), leaf("aa", 10) };
    message->leaf = leaf("b", 1);
    message->leaf->n_parts = 2;
    message->leaf->parts = parts;
    Okno__Torture__Leaf *many[] = { leaf("c", 0) };
    message->n_many_leaf = 1;
    message->many_leaf = many;
    EXPECT_TEXT(found(), "leaf.parts[1].name: Не длиннее 1 знаков; leaf.parts[1].sheetsCount: От 1 до 9;"
                         " manyLeaf[0].sheetsCount: От 1 до 9");
    call.n_violations = 0;
    service_validate(&call, &leaf_rules, &many[0]->base, "documents[2]");
    EXPECT_TEXT(call.violations[0].field, "documents[2].sheetsCount");
}

TEST(of_a_choice_only_what_was_chosen_is_checked)
{
    RULE("choice_string", .max_length = 1);
    RULE("choice_int32", .min = 1, .max = 2);
    message->choice_case = OKNO__TORTURE__TORTURE__CHOICE_CHOICE_INT32;
    message->choice_int32 = 2;
    EXPECT_TEXT(found(), "");
    message->choice_case = OKNO__TORTURE__TORTURE__CHOICE_CHOICE_STRING;
    message->choice_string = text("два");
    EXPECT_TEXT(found(), "choiceString: Не длиннее 1 знаков");
}

/* The message has a field of the type FieldMask, as a request that changes a part of something has. */
TEST(below_an_update_mask_nothing_is_required_but_all_is_checked)
{
    RULE("leaf", .required = true, .message = &leaf_rules);
    LEAF_RULE("name", .required = true, .max_length = 3);
    LEAF_RULE("inner_leaf", .message = &leaf_rules);
    EXPECT_TEXT(found(), "leaf: Обязательное поле");
    message->leaf = leaf("", 0);
    message->leaf->inner_leaf = leaf("", 0);
    EXPECT_TEXT(found(), "");
    message->leaf->inner_leaf = leaf("слово", 0);
    EXPECT_TEXT(found(), "leaf.innerLeaf.name: Не длиннее 3 знаков");
    call.n_violations = 0;
    service_validate(&call, &leaf_rules, &message->leaf->base, ""); /* once merged, by itself */
    EXPECT_TEXT(call.violations[0].message, "Обязательное поле");
}

TEST(however_deep_it_goes_it_ends)
{
    RULE("leaf", .message = &leaf_rules);
    LEAF_RULE("name", .max_length = 1);
    LEAF_RULE("inner_leaf", .message = &leaf_rules);
    Okno__Torture__Leaf *at = message->leaf = leaf("aa", 0);
    for (int i = 0; i < 99; i++)
        at = at->inner_leaf = leaf("aa", 0);
    call.n_violations = 0;
    service_validate(&call, &torture_rules, &message->base, "");
    EXPECT_INT(call.n_violations, 32);
    at->inner_leaf = message->leaf; /* not even where it goes round */
    call.n_violations = 0;
    service_validate(&call, &torture_rules, &message->base, "");
    EXPECT_INT(call.n_violations, 32);
}

/* ------------------------------------------------------------------ requests */

static const struct rpc_method method = {
    .service = "okno.test.v1.Test",
    .name = "Try",
    .request = &okno__torture__torture__descriptor,
    .rules = &torture_rules,
};

static void
check_pair(struct rpc_call *of, const ProtobufCMessage *request)
{
    const Okno__Torture__Torture *req = (const Okno__Torture__Torture *)request;
    if (req->an_int32 && !text_empty(req->a_string))
        rpc_violate(of, "aString", "Одно из двух", "One of the two");
}

TEST(a_method_s_own_checks_are_reported_with_the_rules)
{
    service_check_also(&method, check_pair);
    RULE("an_int32", .min = 1, .max = 5);
    call.method = &method;
    call.request = &message->base;
    message->an_int32 = 1;
    EXPECT_CODE(service_check_request(&call), RPC_OK);
    message->an_int32 = 6;
    message->a_string = text("а");
    EXPECT_CODE(service_check_request(&call), RPC_INVALID_ARGUMENT);
    EXPECT_INT(call.n_violations, 2);
    EXPECT_TEXT(call.violations[0].field, "anInt32");
    EXPECT_TEXT(call.violations[1].message, "Одно из двух");
    EXPECT_TEXT(call.message, "Проверьте поля: ошибок 2");
}
