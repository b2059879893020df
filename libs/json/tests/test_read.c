/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is read, and how it comes out again. tests/json/compare.py does the same at large, against the
 * reference. */
#include "json_test.h"

#include <math.h>

TEST(json_reads_names_in_both_spellings)
{
    EXPECT_INT(read_json("{\"anInt32\":5}")->an_int32, 5);
    EXPECT_INT(read_json("{\"an_int32\":5}")->an_int32, 5);
    EXPECT_TEXT(read_json("{\"with2Digits\":\"x\"}")->with_2_digits, "x");
    EXPECT_TEXT(read_json("{\"with_2_digits\":\"x\"}")->with_2_digits, "x");
    EXPECT_TEXT(read_json("{\"AlreadyCamel\":\"x\"}")->alreadycamel, "x");
}

TEST(json_takes_null_for_absent)
{
    expect_prints("{\"anInt32\":null,\"leaf\":null,\"manyInt32\":null,\"textByText\":null,\"wrappedInt32\":null,"
                  "\"aTime\":null,\"choiceString\":null,\"choiceInt32\":3}",
                  "{\"choiceInt32\":3}");
}

TEST(json_takes_null_for_a_value_where_it_is_one)
{
    expect_same("{\"aValue\":null}");
    expect_same("{\"choiceNull\":null}");
    expect_same("{\"secondValue\":null,\"manyValue\":[null,1,null]}");
    expect_same("{\"valueByText\":{\"a\":null}}");
    expect_prints("{\"choiceNull\":\"NULL_VALUE\"}", "{\"choiceNull\":null}");
}

TEST(json_reads_whole_numbers_in_their_forms)
{
    expect_prints("{\"anInt32\":\"-5\",\"anInt64\":5,\"aUint32\":1e2,\"aUint64\":100.00}",
                  "{\"anInt32\":-5,\"anInt64\":\"5\",\"aUint32\":100,\"aUint64\":\"100\"}");
    expect_same("{\"anInt32\":-2147483648,\"anInt64\":\"-9223372036854775808\",\"aUint32\":4294967295,"
                "\"aUint64\":\"18446744073709551615\"}");
    expect_prints("{\"anInt64\":9007199254740991,\"aSint64\":-9007199254740991}",
                  "{\"anInt64\":\"9007199254740991\",\"aSint64\":\"-9007199254740991\"}");
    expect_prints("{\"anInt32\":-0}", "{}");
}

TEST(json_reads_numbers_with_a_fraction)
{
    expect_same("{\"aDouble\":0.1,\"aFloat\":0.1,\"manyDouble\":[1e+300,-0.0,0,2.5e-308]}");
    expect_prints("{\"aDouble\":\"1.5\",\"aFloat\":\"1e3\"}", "{\"aDouble\":1.5,\"aFloat\":1000}");
    expect_same("{\"manyDouble\":[\"NaN\",\"Infinity\",\"-Infinity\"],\"manyFloat\":[\"NaN\",\"-Infinity\"]}");
    expect_same("{\"aFloat\":3.4028235e+38}");
    EXPECT(isnan(read_json("{\"aDouble\":\"NaN\"}")->a_double));
}

TEST(json_reads_strings)
{
    expect_same("{\"aString\":\"Строка \\\"и\\\" \\\\ / \\n\\t\\u0001 🙂\"}");
    expect_prints("{\"aString\":\"\\u0416\\ud83d\\ude42\\/\"}", "{\"aString\":\"Ж🙂/\"}");
}

TEST(json_reads_bytes_in_either_alphabet)
{
    expect_same("{\"someBytes\":\"+/+/\"}");
    expect_prints("{\"someBytes\":\"-_-_\"}", "{\"someBytes\":\"+/+/\"}");
    expect_prints("{\"manyBytes\":[\"YQ\",\"YQ==\",\"YWI\",\"YWI=\",\"\"]}",
                  "{\"manyBytes\":[\"YQ==\",\"YQ==\",\"YWI=\",\"YWI=\",\"\"]}");
}

TEST(json_reads_enums)
{
    expect_same("{\"colour\":\"DARK_BLUE\",\"manyColour\":[\"BELOW\",\"FAR\",\"RED\"]}");
    expect_prints("{\"colour\":2,\"choiceColour\":0}",
                  "{\"colour\":\"DARK_BLUE\",\"choiceColour\":\"COLOUR_UNSPECIFIED\"}");
    EXPECT_INT(read_json("{\"alias\":\"ONE\"}")->alias, 1);
    EXPECT_INT(read_json("{\"alias\":\"FIRST\"}")->alias, 1);
}

TEST(json_reads_known_types)
{
    expect_same("{\"aTime\":\"2026-11-21T20:59:41Z\",\"aDuration\":\"-3.500s\",\"aMask\":\"name,leaf.sheetsCount\"}");
    expect_same("{\"manyTime\":[\"0001-01-01T00:00:00Z\",\"9999-12-31T23:59:59.999999999Z\","
                "\"1969-12-31T23:59:59.500Z\"]}");
    expect_prints("{\"aTime\":\"2026-11-21T23:59:41.25+03:00\"}", "{\"aTime\":\"2026-11-21T20:59:41.250Z\"}");
    expect_same("{\"manyDuration\":[\"0s\",\"-0.000000001s\",\"315576000000s\",\"1.000001s\"]}");
    expect_same("{\"wrappedInt64\":\"0\",\"wrappedUint32\":0,\"wrappedBool\":false,\"wrappedString\":\"\"}");
    expect_same("{\"anEmpty\":{},\"manyMask\":[\"\"],\"manyEmpty\":[{}]}");
}

TEST(json_reads_masks_in_both_spellings)
{
    Torture *message = read_json("{\"aMask\":\"leaf.sheetsCount,leaf.sheets_count,with_2_digits\"}");
    EXPECT_TEXT(message->a_mask->paths[0], "leaf.sheets_count");
    EXPECT_TEXT(message->a_mask->paths[1], "leaf.sheets_count");
    EXPECT_TEXT(message->a_mask->paths[2], "with_2_digits");
    expect_same("{\"aMask\":\"leaf.sheetsCount,with_2_digits,*\"}");
}

TEST(json_reads_free_form_json)
{
    expect_same("{\"aStruct\":{\"a\":[1,\"2\",true,null,{\"b\":{}}],\"\":-0.5},\"aValue\":{\"x\":[]},"
                "\"aList\":[[],{}]}");
}

TEST(json_reads_maps)
{
    expect_same("{\"textByText\":{\"\":\"\",\"ключ\":\"значение\"},\"leafByInt32\":{\"-1\":{\"name\":\"a\"},\"0\":{}}"
                ","
                "\"textByBool\":{\"false\":\"a\",\"true\":\"b\"},\"timeByText\":{\"a\":\"1970-01-01T00:00:00Z\"}}");
}

TEST(json_reads_lists_of_entries_as_lists)
{
    expect_same("{\"likes\":[{\"key\":\"a\",\"value\":\"b\"},{\"key\":\"a\"}]}");
}

TEST(json_leaves_defaults_out_but_not_chosen_ones)
{
    expect_prints("{\"anInt32\":0,\"aString\":\"\",\"aBool\":false,\"colour\":0,\"manyInt32\":[],\"textByText\":{},"
                  "\"leaf\":{},\"choiceInt32\":0}",
                  "{\"leaf\":{},\"choiceInt32\":0}");
}

TEST(json_reads_without_a_terminator_and_with_whitespace)
{
    ProtobufCMessage *message = NULL;
    const char json[] = "\t\r\n { \"anInt32\" : 5 } \n ,garbage";
    EXPECT_CODE(json_to_message(arena, TORTURE, json, sizeof json - 1 - 8, &message, NULL), RPC_OK);
    EXPECT_INT(((Torture *)message)->an_int32, 5);
}

TEST(json_prints_what_was_not_read)
{
    TEXT_SCOPED out = { 0 };
    Torture *message = proto_new(arena, TORTURE);
    Google__Protobuf__Timestamp late = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
    Google__Protobuf__Duration mixed = GOOGLE__PROTOBUF__DURATION__INIT;
    Okno__Torture__Torture__LeafByInt32Entry bare = OKNO__TORTURE__TORTURE__LEAF_BY_INT32_ENTRY__INIT;
    Okno__Torture__Torture__LeafByInt32Entry *entries[] = { &bare };
    late.seconds = INT64_MAX;
    mixed.seconds = 1;
    mixed.nanos = -1;
    message->a_time = &late;
    message->a_duration = &mixed;
    message->n_leaf_by_int32 = 1;
    message->leaf_by_int32 = entries;
    message->colour = (Okno__Torture__Colour)77;
    message->a_string = arena_strdup(arena, "обрыв \xD0");
    json_from_message(&message->base, &out);
    EXPECT_TEXT(out.data, "{\"aString\":\"обрыв \uFFFD\",\"colour\":77,\"leafByInt32\":{\"0\":{}},\"aTime\":null,"
                          "\"aDuration\":null}");
}

TEST(json_adds_behind_what_is_there)
{
    TEXT_SCOPED out = { 0 };
    text_adds(&out, "data: ");
    json_from_message(&read_json("{\"anInt32\":1}")->base, &out);
    EXPECT_TEXT(out.data, "data: {\"anInt32\":1}");
}
