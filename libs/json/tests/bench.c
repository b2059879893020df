/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * How long the codec takes for a message of about 1 KB of JSON: `ninja libs/json/bench_json &&
 * libs/json/bench_json`. A name as argument
 * chooses one job. Prints the median and the best of many rounds.
 */
#include <okno/json.h>
#include <okno/proto.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <torture.pb-c.h>

#define TYPE (&okno__torture__torture__descriptor)
#define ROUNDS 201
#define PER_ROUND 500

static const char card[] =
    "{\"aDouble\":55.7558,\"anInt32\":42,\"anInt64\":\"1234567890123\",\"aBool\":true,"
    "\"aString\":\"Выдача паспорта гражданина, удостоверяющего личность за пределами территории страны\","
    "\"colour\":\"DARK_BLUE\",\"leaf\":{\"name\":\"Заявление о выдаче\",\"sheetsCount\":2},"
    "\"manyInt32\":[1,2,3,10,200],"
    "\"manyString\":[\"01902a6c-7f3e-7c21-9b5a-0a1b2c3d4e5f\",\"passport-foreign\",\"MFC-0021\"],"
    "\"manyLeaf\":[{\"name\":\"Паспорт\",\"sheetsCount\":1},{\"name\":\"Квитанция\",\"sheetsCount\":1},"
    "{\"name\":\"Фотография\",\"sheetsCount\":3}],"
    "\"textByText\":{\"channel\":\"COUNTER\",\"centre\":\"Центр на Тверской\"},"
    "\"choiceString\":\"77-000000-2026-11-21-000042\","
    "\"aTime\":\"2026-11-21T20:59:41.250Z\",\"wrappedInt64\":\"9007199254740993\","
    "\"manyTime\":[\"2026-11-21T20:59:41Z\",\"2026-12-05T00:00:00Z\"],\"x1yZ2\":\"the end\"}";

static int
compare(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

typedef void job_fn(struct arena *arena, const ProtobufCMessage *message, struct text *out);

static void
print(struct arena *arena, const ProtobufCMessage *message, struct text *out)
{
    (void)arena;
    text_clear(out);
    json_from_message(message, out);
}

static void
read_json(struct arena *arena, const ProtobufCMessage *message, struct text *out)
{
    ProtobufCMessage *again;
    (void)message;
    (void)out;
    arena_reset(arena);
    if (json_to_message(arena, TYPE, card, sizeof card - 1, &again, NULL) != RPC_OK)
        abort();
}

static void
read_wire(struct arena *arena, const ProtobufCMessage *message, struct text *out)
{
    arena_reset(arena);
    if (out->length == 0)
        proto_pack(message, out);
    if (!proto_unpack(arena, TYPE, out->data, out->length))
        abort();
}

static void
measure(const char *wanted, const char *name, job_fn *job, const ProtobufCMessage *message)
{
    if (!strstr(name, wanted))
        return;
    static int64_t rounds[ROUNDS];
    struct arena *arena = arena_new(1 << 20);
    TEXT_SCOPED out = { 0 };
    for (size_t round = 0; round < ROUNDS; round++) {
        int64_t start = time_mono_us();
        for (int i = 0; i < PER_ROUND; i++)
            job(arena, message, &out);
        rounds[round] = time_mono_us() - start;
    }
    qsort(rounds, ROUNDS, sizeof rounds[0], compare);
    printf("%-10s %6.2f us, best %6.2f\n", name, (double)rounds[ROUNDS / 2] / PER_ROUND, (double)rounds[0] / PER_ROUND);
    arena_free(arena);
}

int
main(int argc, char **argv)
{
    const char *wanted = argc > 1 ? argv[1] : "";
    struct arena *arena = arena_new(1 << 20);
    ProtobufCMessage *message;
    if (json_to_message(arena, TYPE, card, sizeof card - 1, &message, NULL) != RPC_OK)
        abort();
    printf("%zu bytes of JSON\n", strlen(card));
    measure(wanted, "print", print, message);
    measure(wanted, "read", read_json, message);
    measure(wanted, "wire", read_wire, message);
    arena_free(arena);
    return EXIT_SUCCESS;
}
