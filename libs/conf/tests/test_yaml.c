/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/conf.h>
#include <okno/test.h>

#include <unistd.h>

static struct text json, error;

/* JSON of a document, or NULL with the problems in `error`. */
static const char *
convert(const char *yaml)
{
    text_clear(&json);
    text_clear(&error);
    enum rpc_code code = conf_yaml_text_to_json("t.yaml", yaml, strlen(yaml), &json, &error);
    if (code == RPC_OK)
        return json.data;
    EXPECT_CODE(code, RPC_INVALID_ARGUMENT);
    EXPECT_INT(json.length, 0);
    EXPECT(!text_empty(error.data));
    return NULL;
}

#define EXPECT_REFUSED(yaml, message)                                                                                  \
    do {                                                                                                               \
        EXPECT_TEXT(convert(yaml), NULL);                                                                              \
        EXPECT_TEXT(error.data, message);                                                                              \
    } while (0)

TEST(yaml_scalars_become_json)
{
    EXPECT_TEXT(convert("[1, -2.5, 0, 1e9, 6.02E+23, true, false, null, ~, ]"),
                "[1,-2.5,0,1e9,6.02E+23,true,false,null,null]");
    EXPECT_TEXT(convert("[007, +1, 1., .5, 0x1F, 1_000, yes, No, True, NULL, 2026-11-21, 12:30, -, 1e, 1e+, '1']"),
                "[\"007\",\"+1\",\"1.\",\".5\",\"0x1F\",\"1_000\",\"yes\",\"No\",\"True\",\"NULL\","
                "\"2026-11-21\",\"12:30\",\"-\",\"1e\",\"1e+\",\"1\"]");
    EXPECT_TEXT(convert("a: '1'\nb: \"true\"\nc: |\n  null\nd: !!str 5\ne:\n1: 2\n"),
                "{\"a\":\"1\",\"b\":\"true\",\"c\":\"null\\u000a\",\"d\":\"5\",\"e\":null,\"1\":2}");
    EXPECT_TEXT(convert("45301000"), "45301000");
}

TEST(yaml_documents_become_json)
{
    EXPECT_TEXT(convert("# services\n- code: passport\n  name: Загранпаспорт \"нового\" поколения\n  days: [20, 90]\n"),
                "[{\"code\":\"passport\",\"name\":\"Загранпаспорт \\\"нового\\\" поколения\",\"days\":[20,90]}]");
    EXPECT_TEXT(convert("text: >\n  one\n  two\n\n  three\\\n"), "{\"text\":\"one two\\u000athree\\\\\\u000a\"}");
    EXPECT_TEXT(convert(""), "null");
    EXPECT_TEXT(convert("# nothing\n---\n"), "null");
    EXPECT_TEXT(convert("{}"), "{}");
    EXPECT_TEXT(convert("\"\\u0416\\t\\x7f\""), "\"Ж\\u0009\\u007f\"");
    EXPECT_TEXT(convert("\"\\N\\L\\P\\uFEFF\\x80\\uFFFF€\""), "\"\\u0085\\u2028\\u2029\\ufeff\\u0080\\uffff€\"");
    EXPECT_TEXT(convert("--- !!map\na: !!seq [!!str a]\n...\n"), "{\"a\":[\"a\"]}");
}

TEST(yaml_aliases_are_resolved)
{
    EXPECT_TEXT(convert("base: &b {kind: COPY, sheets: 1}\nlist: [*b, *b]\n&k key: 1\nvalue: *k\n"),
                "{\"base\":{\"kind\":\"COPY\",\"sheets\":1},\"list\":[{\"kind\":\"COPY\",\"sheets\":1},"
                "{\"kind\":\"COPY\",\"sheets\":1}],\"key\":1,\"value\":\"key\"}");
    EXPECT_TEXT(convert("[&a 1, *a, &a 2, *a]"), "[1,1,2,2]");
    EXPECT_REFUSED("a: 1\nb: *c\n", "t.yaml:2: an alias (*) has no anchor before it; quote a text that begins so\n");
    EXPECT_REFUSED("&a [1, *a]", "t.yaml:1: an alias (*) has no anchor before it; quote a text that begins so\n");
}

TEST(yaml_is_refused_with_the_line)
{
    EXPECT_REFUSED("a: 1\nb: 2\na: 3\nb: 4\n",
                   "t.yaml:3: \"a\" stands twice, first in line 1\nt.yaml:4: \"b\" stands twice, first in line 2\n");
    EXPECT_REFUSED("a: {x: 1, 'x': 2}\n", "t.yaml:1: \"x\" stands twice, first in line 1\n");
    EXPECT_REFUSED("a: 1\n--- \nb: 2\n", "t.yaml:2: a second document begins; one is taken\n");
    EXPECT_REFUSED("\n? [a]\n: 1\n", "t.yaml:2: a key must be a text, not a list or a mapping\n");
    EXPECT_REFUSED("a: &a {x: 1}\nb:\n  <<: *a\n", "t.yaml:3: merge keys (<<) are not supported; write the keys out\n");
    EXPECT_REFUSED("\na: !secret x\n", "t.yaml:2: a tag (!) is not supported; quote a text that begins so\n");
    EXPECT_REFUSED("a: \"x\\0y\"\n", "t.yaml:1: a text holds a NUL character\n");
    EXPECT_REFUSED("a: [1, 2\nb: 3\n", "t.yaml:2: did not find expected ',' or ']' while parsing a flow sequence\n");
    EXPECT_REFUSED("a: 1\n\tb: 2\n",
                   "t.yaml:2: found a tab character that violates indentation while scanning a plain scalar\n");
    EXPECT_REFUSED("a: 1\nb: \xff\n", "t.yaml:2: not UTF-8 text: invalid leading UTF-8 octet\n");
}

TEST(yaml_depth_is_bounded)
{
    char yaml[300] = { 0 };
    memset(yaml, '[', 64);
    memset(yaml + 64, ']', 64);
    EXPECT(convert(yaml) != NULL);
    memset(yaml, '[', 65);
    memset(yaml + 65, ']', 65);
    EXPECT_REFUSED(yaml, "t.yaml:1: nested deeper than 64 levels\n");
    TEXT_SCOPED chain = { 0 };
    for (int i = 0; i < 70; i++)
        text_addf(&chain, "a%d: &a%d [%s%d]\n", i, i, i ? "*a" : "", i ? i - 1 : 0);
    EXPECT_REFUSED(chain.data, "t.yaml:63: nested deeper than 64 levels\n");
}

TEST(yaml_laughs_are_bounded)
{
    TEXT_SCOPED yaml = { 0 };
    text_adds(&yaml, "a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n");
    for (int i = 1; i < 12; i++)
        text_addf(&yaml, "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i, i, i - 1, i - 1, i - 1, i - 1,
                  i - 1, i - 1, i - 1, i - 1, i - 1);
    int64_t start = time_mono_us();
    EXPECT_REFUSED(yaml.data, "t.yaml:6: grows beyond 64 MiB once its aliases are resolved\n");
    EXPECT(time_mono_us() - start < 1000000);
}

TEST(yaml_size_is_bounded)
{
    TEXT_SCOPED yaml = { 0 };
    memset(text_reserve(&yaml, 9 << 20), ' ', 9 << 20);
    yaml.length = 9 << 20;
    yaml.data[yaml.length] = '\0';
    EXPECT_REFUSED(yaml.data, "t.yaml: is larger than 8 MiB\n");
    text_clear(&yaml);
    for (int i = 0; i < 1001; i++)
        text_addf(&yaml, "- &a%d\n", i);
    EXPECT_REFUSED(yaml.data, "t.yaml:1001: has more than 1000 anchors\n");
}

TEST(yaml_files_that_cannot_be_read_are_named)
{
    text_clear(&error);
    EXPECT_CODE(conf_yaml_to_json("/nonexistent/x.yaml", &json, &error), RPC_NOT_FOUND);
    EXPECT_TEXT(error.data, "/nonexistent/x.yaml: No such file or directory\n");
    text_clear(&error);
    EXPECT_CODE(conf_yaml_to_json("/", &json, &error), RPC_UNAVAILABLE);
    EXPECT_TEXT(error.data, "/: Is a directory\n");
    char path[] = "/tmp/okno-test-yaml-XXXXXX";
    int fd = mkstemp(path);
    EXPECT_INT(write(fd, "a: [б]\n", 8), 8);
    close(fd);
    text_clear(&json);
    EXPECT_CODE(conf_yaml_to_json(path, &json, &error), RPC_OK);
    EXPECT_TEXT(json.data, "{\"a\":[\"б\"]}");
    unlink(path);
    text_release(&json);
    text_release(&error);
}
