/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Everything that is refused, where the error points, and what it says. */
#include "json_test.h"

TEST(json_refuses_what_is_not_json)
{
    expect_refused("", "", "not JSON (line 1, column 1)");
    expect_refused("{", "", "not JSON");
    expect_refused("{\"anInt32\":}", "", "not JSON (line 1, column 12)");
    expect_refused("{\"aString\":\"ё\",\n \"anInt32\" 5}", "", "line 2");
    expect_refused("{'anInt32':5}", "", "does not belong");
    expect_refused("{anInt32:5}", "", "does not belong");
    expect_refused("{\"anInt32\":5,}", "", "not JSON");
    expect_refused("{\"manyInt32\":[1,]}", "", "not JSON");
    expect_refused("{\"aBool\":TRUE}", "", "does not belong");
    expect_refused("{\"aBool\":truefalse}", "", "not JSON");
    expect_refused("{\"aDouble\":NaN}", "", "does not belong");
    expect_refused("// no\n{}", "", "does not belong");
    expect_refused("{\"aString\":\"abc", "", "the string does not end");
    expect_refused("{\"aString\":\"\\", "", "the string does not end");
}

TEST(json_refuses_sloppy_json)
{
    expect_refused("{\"anInt32\":01}", "", "malformed number (line 1, column 14)");
    expect_refused("{\"anInt32\":-}", "", "malformed number");
    expect_refused("{\"anInt32\":1.}", "", "digits after its point");
    expect_refused("{\"anInt32\":1.e5}", "", "digits after its point");
    expect_refused("{\"anInt32\":1e}", "", "digits in its exponent");
    expect_refused("{\"anInt32\":+1}", "", "does not belong");
    expect_refused("{\"anInt32\":.5}", "", "does not belong");
    expect_refused("{\"aString\":\"a\nb\"}", "", "must be escaped");
    expect_refused("{\"aString\":\"\\u12\"}", "", "four hexadecimal");
    expect_refused("{\"aString\":\"\\uZZZZ\"}", "", "four hexadecimal");
    expect_refused("{\"aString\":\"\\u0000\"}", "", "U+0000");
    expect_refused("{\"aString\":\"\\ud83d\"}", "", "not JSON");
    expect_refused("{\"aString\":\"\\ude42\"}", "", "not JSON");
    expect_refused("{\"aString\":\"\\x41\"}", "", "not JSON");
    expect_refused("{\f}", "", "does not belong");
    expect_refused("\xEF\xBB\xBF{}", "", "does not belong");
}

TEST(json_refuses_garbage_after_the_value)
{
    expect_refused("{} {}", "", "text after the value (line 1, column 4)");
    expect_refused("{}]", "", "text after the value");
    expect_refused("{},", "", "text after the value");
}

TEST(json_refuses_broken_utf8_and_nul)
{
    ProtobufCMessage *message;
    struct json_error error;
    const char nul[] = "{\"aString\":\"a\0b\"}";
    expect_refused("{\"aString\":\"\xC3\x28\"}", "", "not UTF-8 (line 1, column 13)");
    expect_refused("{\"aString\":\"\xED\xA0\x80\"}", "", "not UTF-8");
    expect_refused("{\"\xFF\":1}", "", "not UTF-8");
    expect_refused("{\"aString\":\"ж\xC0\x80\"}", "", "column 14");
    EXPECT_CODE(json_to_message(arena, TORTURE, nul, sizeof nul - 1, &message, &error), RPC_INVALID_ARGUMENT);
}

static char *
nested(int levels, const char *open, const char *core, const char *close)
{
    TEXT_SCOPED json = { 0 };
    for (int i = 0; i < levels; i++)
        text_adds(&json, open);
    text_adds(&json, core);
    for (int i = 0; i < levels; i++)
        text_adds(&json, close);
    return arena_strdup(arena, json.data);
}

TEST(json_refuses_deep_nesting)
{
    read_json(nested(JSON_DEPTH_MAX - 1, "{\"torture\":", "{}", "}"));
    expect_refused(nested(JSON_DEPTH_MAX, "{\"torture\":", "{}", "}"), "", "64 levels");
    expect_refused(nested(100000, "[", "", "]"), "", "64 levels");
    expect_refused(nested(100000, "[", "", ""), "", "64 levels");
}

/* Each level of free-form JSON is two or three messages. */
TEST(json_refuses_what_could_not_be_unpacked)
{
    TEXT_SCOPED wire = { 0 };
    Torture *deepest = read_json(nested(1, "{\"aValue\":", nested(32, "{\"a\":", "1", "}"), "}"));
    proto_pack(&deepest->base, &wire);
    EXPECT(proto_unpack(arena, TORTURE, wire.data, wire.length));
    ProtobufCMessage *message;
    struct json_error error;
    const char *deeper = nested(1, "{\"aValue\":", nested(40, "{\"a\":", "1", "}"), "}");
    EXPECT_CODE(json_to_message(arena, TORTURE, deeper, strlen(deeper), &message, &error), RPC_INVALID_ARGUMENT);
    EXPECT_TEXT(error.message_en, "nested too deeply");
    EXPECT(text_starts(error.path, "aValue[\"a\"][\"a\"]"));
}

TEST(json_refuses_unknown_fields_and_suggests)
{
    expect_refused("{\"anInt23\":5}", "anInt23", "did you mean anInt32");
    expect_refused("{\"colour\":1,\"leaf\":{\"sheetCount\":1}}", "leaf.sheetCount", "did you mean sheetsCount");
    expect_refused("{\"ANINT32\":5}", "ANINT32", "did you mean anInt32");
    expect_refused("{\"leaf\":{\"документ\":1}}", "leaf.документ",
                   "the fields are: name, sheetsCount, parts, innerLeaf");
    expect_refused("{\"anEmpty\":{\"a\":1}}", "anEmpty.a", "no such field");
    expect_refused("{\"qqqqqqqqqqqqqqq\":1}", "qqqqqqqqqqqqqqq", "the fields are: aDouble");
    expect_refused("{\"\":1}", "", "no such field");
}

TEST(json_errors_repeat_only_so_much_of_a_name)
{
    struct json_error error;
    ProtobufCMessage *message;
    const char *json = nested(1, "{\"x", nested(50, "ж", "", ""), "\":1}");
    EXPECT_CODE(json_to_message(arena, TORTURE, json, strlen(json), &message, &error), RPC_INVALID_ARGUMENT);
    EXPECT_INT(utf8_length(error.path), 1 + 31 + 1); /* x, 31 letters of 2 bytes, an ellipsis */
}

TEST(json_refuses_a_field_given_twice)
{
    expect_refused("{\"anInt32\":5,\"anInt32\":5}", "anInt32", "given twice");
    expect_refused("{\"anInt32\":5,\"an_int32\":6}", "anInt32", "given twice");
    expect_refused("{\"anInt32\":null,\"anInt32\":5}", "anInt32", "given twice");
    expect_refused("{\"manyLeaf\":[{},{\"name\":\"a\",\"name\":\"b\"}]}", "manyLeaf[1].name", "given twice");
    expect_refused("{\"textByText\":{\"a\":\"1\",\"b\":\"2\",\"a\":\"3\"}}", "textByText[\"a\"]", "given twice");
    expect_refused("{\"aStruct\":{\"x\":1,\"x\":1}}", "aStruct[\"x\"]", "given twice");
    expect_refused("{\"leafByInt32\":{\"1\":{},\"\\u0031\":{}}}", "leafByInt32[\"1\"]", "given twice");
}

TEST(json_refuses_two_members_of_a_oneof)
{
    expect_refused("{\"choiceString\":\"a\",\"choiceInt32\":1}", "choiceInt32",
                   "only one of these fields may be given: choiceString, choiceInt32, choiceLeaf");
    expect_refused("{\"choiceNull\":null,\"choiceInt32\":0}", "choiceInt32", "only one");
    read_json("{\"choiceString\":\"a\",\"secondString\":\"b\"}");
}

TEST(json_refuses_wrong_types)
{
    expect_refused("[]", "", "an object is expected, not a list");
    expect_refused("null", "", "an object is expected, not null");
    expect_refused("{\"anInt32\":true}", "anInt32", "is expected, not true or false");
    expect_refused("{\"aBool\":1}", "aBool", "true or false is expected, not a number");
    expect_refused("{\"aBool\":\"true\"}", "aBool", "true or false is expected, not a string");
    expect_refused("{\"aString\":1}", "aString", "a string is expected, not a number");
    expect_refused("{\"aDouble\":[]}", "aDouble", "a number or the string");
    expect_refused("{\"someBytes\":{}}", "someBytes", "a string in base64 is expected, not an object");
    expect_refused("{\"colour\":true}", "colour", "the name of a value");
    expect_refused("{\"leaf\":[]}", "leaf", "an object is expected, not a list");
    expect_refused("{\"manyInt32\":1}", "manyInt32", "a list is expected, not a number");
    expect_refused("{\"manyInt32\":{}}", "manyInt32", "a list is expected, not an object");
    expect_refused("{\"textByText\":[]}", "textByText", "an object is expected, not a list");
    expect_refused("{\"aTime\":1}", "aTime", "RFC 3339");
    expect_refused("{\"aDuration\":1}", "aDuration", "a number of seconds");
    expect_refused("{\"aMask\":[\"a\"]}", "aMask", "names of fields");
    expect_refused("{\"aStruct\":[]}", "aStruct", "an object is expected");
    expect_refused("{\"aList\":{}}", "aList", "a list is expected");
    expect_refused("{\"wrappedInt32\":{\"value\":1}}", "wrappedInt32", "is expected, not an object");
}

TEST(json_refuses_null_in_lists_and_maps)
{
    expect_refused("{\"manyString\":[\"a\",null]}", "manyString[1]", "a string is expected, not null");
    expect_refused("{\"manyLeaf\":[null]}", "manyLeaf[0]", "an object is expected, not null");
    expect_refused("{\"manyTorture\":[{},{\"manyTime\":[\"1970-01-01T00:00:00Z\",null]}]}",
                   "manyTorture[1].manyTime[1]", "RFC 3339");
    expect_refused("{\"textByText\":{\"a\":null}}", "textByText[\"a\"]", "a string is expected, not null");
}

TEST(json_refuses_whole_numbers_out_of_range)
{
    expect_refused("{\"anInt32\":2147483648}", "anInt32", "from -2147483648 to 2147483647");
    expect_refused("{\"anInt32\":\"-2147483649\"}", "anInt32", "from -2147483648 to 2147483647");
    expect_refused("{\"aUint32\":-1}", "aUint32", "from 0 to 4294967295");
    expect_refused("{\"aUint32\":4294967296}", "aUint32", "from 0 to 4294967295");
    expect_refused("{\"anInt64\":\"9223372036854775808\"}", "anInt64", "to 9223372036854775807");
    expect_refused("{\"aUint64\":\"18446744073709551616\"}", "aUint64", "to 18446744073709551615");
    expect_refused("{\"aUint64\":\"-1\"}", "aUint64", "from 0");
    expect_refused("{\"anInt32\":1.5}", "anInt32", "a whole number");
    expect_refused("{\"anInt64\":1e400}", "anInt64", "a whole number");
}

TEST(json_refuses_bare_numbers_that_are_not_exact)
{
    expect_refused("{\"anInt64\":9007199254740992}", "anInt64", "as a string beyond");
    expect_refused("{\"anInt64\":-9007199254740992}", "anInt64", "as a string beyond");
    expect_refused("{\"aUint64\":18446744073709551615}", "aUint64", "as a string beyond");
}

TEST(json_refuses_texts_that_are_no_numbers)
{
    const char *wrong[] = { "", " 1", "1 ", "+1", "01", "-0", "-", "1.0", "1e2", "0x10", "١", "NaN" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(wrong); i++)
        expect_refused(arena_printf(arena, "{\"anInt32\":\"%s\"}", wrong[i]), "anInt32", "a whole number");
    const char *unreal[] = { "",   " 1", "1 ",   "+1",  "01",  "-",        "1.",
                             ".5", "1e", "0x10", "inf", "nan", "infinity", "1e400" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(unreal); i++)
        expect_refused(arena_printf(arena, "{\"aDouble\":\"%s\"}", unreal[i]), "aDouble", "a number or the string");
}

TEST(json_refuses_numbers_too_large_for_their_type)
{
    expect_refused("{\"aFloat\":3.5e38}", "aFloat", "a number within ±3.4028235e38");
    expect_refused("{\"aFloat\":\"-1e39\"}", "aFloat", "a number within ±3.4028235e38");
    expect_refused("{\"aDouble\":1e400}", "aDouble", "a number within ±1.79");
    expect_refused("{\"aValue\":-1e400}", "aValue", "a number within");
}

TEST(json_refuses_unknown_enum_names)
{
    expect_refused("{\"colour\":\"DARKBLUE\"}", "colour",
                   "did you mean DARK_BLUE; allowed are: BELOW, COLOUR_UNSPECIFIED, RED, DARK_BLUE, FAR");
    expect_refused("{\"colour\":\"зелёный\"}", "colour", "no such value; allowed are: BELOW");
    expect_refused("{\"colour\":\"red\"}", "colour", "did you mean RED");
    expect_refused("{\"colour\":3}", "colour", "no such value");
    expect_refused("{\"colour\":1.5}", "colour", "no such value");
    expect_refused("{\"manyColour\":[\"RED\",\"\"]}", "manyColour[1]", "no such value");
}

TEST(json_refuses_wrong_base64)
{
    const char *wrong[] = { "Y", "YQ=", "YQ===", "Y=Q=", "YR==", "YW=", "Y Q==", "YQ==\\n", "YWJj=", "====", "=", "ж" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(wrong); i++)
        expect_refused(arena_printf(arena, "{\"someBytes\":\"%s\"}", wrong[i]), "someBytes", "a string in base64");
}

TEST(json_refuses_wrong_times)
{
    const char *times[] = { "",
                            "2026-11-21",
                            "2026-11-21T20:59:41",
                            "2026-11-21 20:59:41Z",
                            "2026-11-21t20:59:41Z",
                            "2026-11-21T20:59:41z",
                            "2026-02-29T00:00:00Z",
                            "2026-11-21T24:00:00Z",
                            "0000-01-01T00:00:00Z",
                            "2026-11-21T20:59:41.Z",
                            "2026-11-21T20:59:41.1234567890Z",
                            "2026-11-21T20:59:41+0300",
                            "0001-01-01T00:00:00+01:00",
                            "9999-12-31T23:59:59-01:00",
                            "10000-01-01T00:00:00Z" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(times); i++)
        expect_refused(arena_printf(arena, "{\"aTime\":\"%s\"}", times[i]), "aTime", "RFC 3339");
    const char *spans[] = { "",
                            "1",
                            "s",
                            "-s",
                            "1.s",
                            ".5s",
                            "1.1234567890s",
                            "+1s",
                            "1 s",
                            "315576000001s",
                            "315576000000.1s",
                            "9999999999999s",
                            "--1s",
                            "1m" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(spans); i++)
        expect_refused(arena_printf(arena, "{\"aDuration\":\"%s\"}", spans[i]), "aDuration", "a number of seconds");
}

TEST(json_refuses_wrong_masks)
{
    const char *wrong[] = { ",", "a,", ",a", "a,,b", "a b", "a;b", "имя" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(wrong); i++)
        expect_refused(arena_printf(arena, "{\"aMask\":\"%s\"}", wrong[i]), "aMask", "names of fields");
}

TEST(json_refuses_wrong_keys_of_maps)
{
    expect_refused("{\"leafByInt32\":{\"a\":{}}}", "leafByInt32[\"a\"]", "a whole number");
    expect_refused("{\"leafByInt32\":{\"01\":{}}}", "leafByInt32[\"01\"]", "a whole number");
    expect_refused("{\"bytesByUint32\":{\"-1\":\"\"}}", "bytesByUint32[\"-1\"]", "from 0 to 4294967295");
    expect_refused("{\"textByBool\":{\"1\":\"\"}}", "textByBool[\"1\"]", "true or false");
    expect_refused("{\"tortureByText\":{\"ключ\":{\"leaf\":1}}}", "tortureByText[\"ключ\"].leaf",
                   "an object is expected");
}

TEST(json_speaks_russian)
{
    struct json_error error;
    ProtobufCMessage *message;
    const char json[] = "{\"manyLeaf\":[{},{\"sheetCount\":1}]}";
    EXPECT_CODE(json_to_message(arena, TORTURE, json, sizeof json - 1, &message, &error), RPC_INVALID_ARGUMENT);
    EXPECT_TEXT(error.path, "manyLeaf[1].sheetCount");
    EXPECT_TEXT(error.message_ru, "такого поля нет; возможно, имелось в виду sheetsCount");
}

TEST(json_stops_at_the_limit_of_the_arena)
{
    struct arena *small = arena_new(10000);
    struct json_error error;
    ProtobufCMessage *message = NULL;
    const char *zeros = nested(1, "{\"manyInt32\":[0", nested(5000, ",0", "", ""), "]}");
    EXPECT_CODE(json_to_message(small, TORTURE, zeros, strlen(zeros), &message, &error), RPC_RESOURCE_EXHAUSTED);
    EXPECT_TEXT(error.message_en, "the text is too large");
    EXPECT(!message && arena_used(small) < 11000);
    arena_free(small);
}

/* Every allocation on the way fails once. */
TEST(json_survives_any_limit)
{
    const char json[] =
        "{\"someBytes\":\"YWJj\",\"leaf\":{\"name\":\"a\"},\"manyInt32\":[1,2],\"textByText\":{\"a\":\"b\"},"
        "\"aMask\":\"a,b\",\"aStruct\":{\"a\":[1,{}]},\"choiceLeaf\":{},\"wrappedString\":\"a\"}";
    enum rpc_code code = RPC_RESOURCE_EXHAUSTED;
    size_t limit = 0;
    for (; code != RPC_OK; limit += 16) {
        struct arena *small = arena_new(limit);
        ProtobufCMessage *message = NULL;
        code = json_to_message(small, TORTURE, json, sizeof json - 1, &message, NULL);
        EXPECT(code == RPC_OK || code == RPC_RESOURCE_EXHAUSTED);
        arena_free(small);
    }
    EXPECT(limit < 20000);
}
