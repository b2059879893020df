/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../script.h"
#include "play.h"

static const struct bpmn_value *
find(void *arg, const char *name)
{
    return bpmn_get(arg, name);
}

/* Value of an expression over `applicant`, `list` and `n`, as text; what it failed with when it did. */
static const char *
value_of(struct arena *arena, const char *expression)
{
    struct bpmn_value items = { .kind = BPMN_LIST, .n = 3 };
    items.items = (const struct bpmn_value *[]){ bpmn_number(arena, 3), bpmn_number(arena, 1), bpmn_null() };
    const struct bpmn_value *variables =
        bpmn_with(arena, NULL, "applicant", bpmn_with(arena, NULL, "kind", bpmn_text(arena, "person")));
    variables = bpmn_with(arena, variables, "list", &items);
    variables = bpmn_with(arena, variables, "n", bpmn_number(arena, 60.5));
    struct script_scope scope = { (void *)(uintptr_t)variables, find };
    const struct bpmn_value *value;
    const char *error;
    if (!script_value(script_new(arena), (struct expression){ expression, 1, true }, &scope, &value, &error))
        return error;
    switch (value->kind) {
    case BPMN_BOOL:
        return value->truth ? "true" : "false";
    case BPMN_NUMBER:
        return arena_printf(arena, "%.10g", value->number);
    case BPMN_TEXT:
        return value->text;
    default:
        return value->kind == BPMN_NULL ? "nil" : arena_printf(arena, "%zu elements", value->n);
    }
}

#define EXPECT_VALUE(expression, expected) EXPECT_TEXT(value_of(arena, expression), expected)
#define EXPECT_ERROR(expression, part) EXPECT(strstr(value_of(arena, expression), part) != NULL)

TEST(expressions)
{
    struct arena *arena = arena_new(SIZE_MAX);
    EXPECT_VALUE("n > 50 and applicant.kind == 'person'", "true");
    EXPECT_VALUE("contains('Покупка по ИПОТЕКЕ', 'ипотек')", "true");
    EXPECT_VALUE("contains('ёлка', 'ЕЛКА') and starts('Ёж', 'еж') and ends('дом', 'ОМ') and not contains('а', 'аб')",
                 "true");
    EXPECT_VALUE("contains(nobody, 'x')", "false");
    EXPECT_VALUE("lower('ЁЛКА Әни') .. upper('ж') .. #list .. len('жук')", "ёлка әниЖ33");
    EXPECT_VALUE("sub('привет', 2, 3) .. ('  y '):trim()", "риy");
    EXPECT_VALUE("missing.deep.er == nil", "true");
    EXPECT_VALUE("list[3] == null and has(list, 1)", "true");
    EXPECT_VALUE("math.floor(n) + round(2.345, 2)", "62.35");
    EXPECT_VALUE("days('2026-11-21', '2026-12-01')", "10");
    EXPECT_VALUE("add_days('2026-12-31', 1)", "2027-01-01");
    EXPECT_VALUE("(function() local t = '' for k in pairs({b=1, a=2, 7}) do t = t .. k end return t end)()", "1ab");
    EXPECT_VALUE("(function() local t = {3, 1, 2} table.sort(t) return table.concat(t, '-') end)()", "1-2-3");
    EXPECT_VALUE("tostring({}) .. tostring(pairs) .. tostring(true)", "tablefunctiontrue");
    EXPECT_VALUE("tonumber('12') + 1", "13");
    EXPECT_VALUE("{a = 1, b = {1, 2}}", "2 elements");
    arena_free(arena);
}

TEST(nothing_of_the_world_is_reached)
{
    struct arena *arena = arena_new(SIZE_MAX);
    static const char *const gone[] = {
        "os",          "io",          "debug",        "package",      "require",        "load",
        "loadstring",  "dofile",      "setmetatable", "getmetatable", "rawset",         "rawget",
        "rawequal",    "pcall",       "xpcall",       "coroutine",    "collectgarbage", "next",
        "print",       "_G",          "_ENV.load",    "string.rep",   "string.format",  "string.find",
        "string.gsub", "string.dump", "math.random",  "('').rep",     "('').gsub"
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(gone); i++)
        EXPECT_VALUE(gone[i], "nil");
    EXPECT_ERROR("(function() math.floor = nil end)()", "cannot be changed");
    EXPECT_ERROR("\033Lua", "");
    arena_free(arena);
}

TEST(scripts_that_never_end_are_stopped)
{
    struct arena *arena = arena_new(SIZE_MAX);
    static const char *const endless[] = {
        "(function() while true do end end)()",
        "(function() local function f() return f() end f() end)()",
        "(function() local function f() f() end f() end)()",
        "(function() local s = 'x' while true do s = s .. s end end)()",
        "(function() local t = {} while true do table.insert(t, 1, 'x') end end)()",
        "(function() local t = {} for i = 1, 1e9 do t[i] = i end end)()",
        "(function() local s = 'ab' for i = 1, 16 do s = s .. s end for i = 1, 1e9 do lower(s) end end)()",
        "(function() local s = 'ab' for i = 1, 16 do s = s .. s end for i = 1, 1e9 do contains(s, s .. 'x') end end)()",
        "(function() local t = {} for i = 1, 3e4 do t[i] = -i end table.sort(t) end)()",
        ("(function() local s = 'a' for i = 1, 18 do s = s .. s end local a, b = s .. 'x', s .. 'x' "
         "for i = 1, 1e9 do if a ~= b then return 1 end end end)()"),
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(endless); i++) {
        int64_t begun_us = time_mono_us();
        EXPECT_ERROR(endless[i], "");
        EXPECT(strlen(value_of(arena, endless[i])) > 5);
        EXPECT(time_mono_us() - begun_us < 4000000);
    }
    EXPECT(arena_used(arena) < 400 * 1024 * 1024);
    arena_free(arena);
}

TEST(values_that_are_no_json_are_refused)
{
    struct arena *arena = arena_new(SIZE_MAX);
    EXPECT_ERROR("pairs", "cannot be kept");
    EXPECT_ERROR("1/0", "finite");
    EXPECT_ERROR("{1, 2, a = 3}", "list from 1");
    EXPECT_ERROR("(function() local t = {} t.t = t return t end)()", "too deep");
    EXPECT_ERROR("'\\xff'", "UTF-8");
    EXPECT_ERROR("n.x.y", "");
    EXPECT_ERROR("error('said so')", "said so");
    arena_free(arena);
}

TEST(an_evaluation_leaves_nothing_to_the_next)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s",
                                     "c") "<scriptTask id='c'><script>local x = contains; contains = nil; local t = "
                                          "'x'</script></scriptTask>" FLOW(
                                              "f1", "c",
                                              "g") "<exclusiveGateway id='g' default='f3'/>" FLOW_IF("f2", "g", "a",
                                                                                                     "contains('aa', "
                                                                                                     "'a') == true")
                                              FLOW("f3", "g", "b") USER("a") USER("b"));
    play_start(&play, NULL);
    EXPECT_WAITS(&play, "a");
}

TEST(endless_script_is_a_fault_of_its_element)
{
    PLAY_SCOPED play;
    play_open(&play,
              START("s") FLOW("f0", "s", "c") "\n<scriptTask id='c'>\n<script>while true do end</script></scriptTask>");
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_START }), RPC_ABORTED);
    EXPECT_TEXT(play.fault.element, "c");
    EXPECT_INT(play.fault.line, 5);
}
