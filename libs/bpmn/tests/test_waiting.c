/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Models that make gateways look and look: each is through, or refused by name, at once and in little memory. */
#include "play.h"

#define ROOM ((size_t)64 * 1024 * 1024) /* of the arena of a call */

#define GATEWAY(kind, id) "<" kind "Gateway id='" id "'/>"
#define RULED(id) "<complexGateway id='" id "'><activationCondition>true</activationCondition></complexGateway>"

static void
open_file(struct play *play, const char *inside)
{
    *play = (struct play){ .arena = arena_new(SIZE_MAX), .now_us = DAY_US };
    EXPECT_CODE(play_parse(play, arena_printf(play->arena, "<process id='P' isExecutable='true'>%s</process>", inside)),
                RPC_OK);
    arena_reset(play->arena);
}

/* RPC_OK, or which refusal; an element is named with each. */
static enum rpc_code
begin(struct play *play, struct arena *arena)
{
    struct bpmn_event start = { .kind = BPMN_START, .now_us = play->now_us };
    int64_t begun_us = time_mono_us();
    enum rpc_code code = bpmn_step(play->model, NULL, &start, arena, &play->state, &play->effects, &play->fault);
    int64_t took_us = time_mono_us() - begun_us;
    printf("%s %s at %s: %lld ms, %zu KiB\n", rpc_code_name(code), code ? play->fault.rule : "",
           code ? play->fault.element : "", (long long)(took_us / 1000), arena_used(arena) / 1024);
    EXPECT(took_us < 15000000); /* far below a second in plain builds; sanitizers take many times that */
    EXPECT(arena_used(arena) < ROOM + ROOM / 4);
    if (code != RPC_OK)
        EXPECT(*play->fault.element && *play->fault.rule && *play->fault.message_ru && play->fault.line > 0);
    return code;
}

static enum rpc_code
begun(const char *inside)
{
    PLAY_SCOPED play;
    open_file(&play, inside);
    struct arena *arena = arena_new(ROOM);
    enum rpc_code code = begin(&play, arena);
    arena_free(arena);
    return code;
}

TEST(small_rings_are_stopped)
{
#define RING START("s") GATEWAY("exclusive", "m") FLOW("f0", "s", "m") FLOW("f1", "m", "g")
    EXPECT_CODE(begun(RING GATEWAY("inclusive", "g") FLOW("f2", "g", "g")), RPC_ABORTED);
    EXPECT_CODE(begun(RING RULED("g") FLOW("f2", "g", "m")), RPC_ABORTED);
    EXPECT_CODE(begun(RING GATEWAY("exclusive", "g") FLOW("f2", "g", "m")), RPC_ABORTED);
    EXPECT_CODE(begun(RING "<subProcess id='g'>" START("gs") END("ge")
                          FLOW("f3", "gs", "ge") "</subProcess>" FLOW("f2", "g", "m")),
                RPC_ABORTED);
}

/* Of n inclusive gateways each has a flow from the fork; `after` says where it leads. */
static void
forked(struct text *text, int n, const char *kind)
{
    text_addf(text, START("s") GATEWAY("parallel", "p") FLOW("f", "s", "p"));
    for (int i = n; i-- > 0;)
        text_addf(text, "<%sGateway id='g%d'/><sequenceFlow id='a%d' sourceRef='p' targetRef='g%d'/>", kind, i, i, i);
}

static void
flow(struct text *text, int id, int from, int to)
{
    text_addf(text, "<sequenceFlow id='c%d' sourceRef='g%d' targetRef='g%d'/>", id, from, to);
}

/* The last of the chain is looked at first. */
static enum rpc_code
chain(int n)
{
    TEXT_SCOPED text = { 0 };
    forked(&text, n, "inclusive");
    for (int i = 0; i + 1 < n; i++)
        flow(&text, i, i, i + 1);
    text_addf(&text, "<endEvent id='e'/><sequenceFlow id='ce' sourceRef='g%d' targetRef='e'/>", n - 1);
    return begun(text.data);
}

TEST(chains_of_inclusive_gateways)
{
    EXPECT_CODE(chain(100), RPC_OK);
    EXPECT_CODE(chain(400), RPC_OK);
    EXPECT_CODE(chain(700), RPC_OK);
    enum rpc_code code = chain(4900);
    EXPECT(code == RPC_OK || code == RPC_ABORTED);
}

TEST(a_ring_beside_many_that_wait)
{
    TEXT_SCOPED text = { 0 };
    forked(&text, 700, "inclusive");
    for (int i = 0; i < 700; i++)
        flow(&text, i, i, i < 2 ? i : (i + 1) % 700);
    EXPECT_CODE(begun(text.data), RPC_ABORTED);
}

/* One gateway with thousands of flows, all of which come. */
TEST(wide_joins)
{
    static const char *const kinds[] = { "parallel", "inclusive", "complex" };
    for (size_t k = 0; k < OKNO_ARRAY_SIZE(kinds); k++) {
        TEXT_SCOPED text = { 0 };
        text_addf(&text,
                  START("s") END("e") GATEWAY("parallel", "p") FLOW("f", "s", "p")
                      FLOW("z", "j", "e") "<%sGateway id='j'>%s</%sGateway>",
                  kinds[k], k == 2 ? "<activationCondition>activationCount &gt; 9990</activationCondition>" : "",
                  kinds[k]);
        for (int i = 0; i < 9995; i++)
            text_addf(&text, "<sequenceFlow id='a%d' sourceRef='p' targetRef='j'/>", i);
        enum rpc_code code = begun(text.data);
        EXPECT(code == RPC_OK || code == RPC_ABORTED || code == RPC_RESOURCE_EXHAUSTED);
    }
}

/* Thousands wait at one gateway for somebody who does not come. */
TEST(many_at_one_gateway)
{
    TEXT_SCOPED text = { 0 };
    text_adds(&text, START("s") GATEWAY("parallel", "p") GATEWAY("exclusive", "m") GATEWAY("inclusive", "j") USER("u")
                         USER("v") FLOW("f", "s", "p") FLOW("fu", "p", "u") FLOW("fj", "u", "j") FLOW("fm", "m", "j")
                             FLOW("fv", "j", "v"));
    for (int i = 0; i < 3000; i++)
        text_addf(&text, "<sequenceFlow id='a%d' sourceRef='p' targetRef='m'/>", i);
    enum rpc_code code = begun(text.data);
    EXPECT(code == RPC_OK || code == RPC_ABORTED);
}

/* What is usual is far from any limit: a thousand instances, each with an inclusive gateway. */
TEST(a_thousand_instances_that_join)
{
    EXPECT_CODE(begun(START("s") FLOW(
                    "f", "s", "w") "<subProcess id='w'><multiInstanceLoopCharacteristics><loopCardinality>1000"
                                   "</loopCardinality></multiInstanceLoopCharacteristics>" START("q")
                                       FLOW("w0", "q", "p") GATEWAY("parallel", "p") FLOW("w1", "p", "a")
                                           FLOW("w2", "p", "b") "<task id='a'/><task id='b'/>" FLOW("w3", "a", "j")
                                               FLOW("w4", "b", "j") GATEWAY("inclusive", "j") FLOW("w5", "j", "u")
                                                   USER("u") "</subProcess>"),
                RPC_OK);
}

TEST(a_step_out_of_memory_names_the_element)
{
    PLAY_SCOPED play;
    open_file(&play,
              START("s") FLOW("f", "s", "a") "<task id='a'/>" FLOW("g", "a", "b") "<task id='b'/>" FLOW("h", "b", "a"));
    struct arena *arena = arena_new((size_t)256 * 1024);
    EXPECT_CODE(begin(&play, arena), RPC_RESOURCE_EXHAUSTED);
    EXPECT_TEXT(play.fault.rule, "too-much-memory");
    arena_free(arena);
}
