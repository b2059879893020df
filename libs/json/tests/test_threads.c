/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Several threads meet new types at once, each with its own arena; for ThreadSanitizer above all. */
#include "json_test.h"

#include <pthread.h>

static const char json[] = "{\"leaf\":{\"name\":\"a\"},\"aTime\":\"2026-11-21T20:59:41Z\",\"aStruct\":{\"a\":[1,{}]},"
                           "\"wrappedInt64\":\"5\",\"textByText\":{\"a\":\"b\"},\"aMask\":\"a.b\"}";

static void *
work(void *ret_printed)
{
    struct arena *own = arena_new(1 << 20);
    for (int i = 0; i < 200; i++) {
        ProtobufCMessage *message;
        text_clear(ret_printed);
        if (json_to_message(own, TORTURE, json, sizeof json - 1, &message, NULL) == RPC_OK)
            json_from_message(message, ret_printed);
        arena_reset(own);
    }
    arena_free(own);
    return NULL;
}

TEST(json_works_from_many_threads)
{
    struct text printed[8] = { 0 };
    pthread_t threads[8];
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(threads); i++)
        EXPECT_INT(pthread_create(&threads[i], NULL, work, &printed[i]), 0);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(threads); i++)
        pthread_join(threads[i], NULL);
    for (size_t i = OKNO_ARRAY_SIZE(threads); i-- > 0;) {
        EXPECT_TEXT(printed[i].data, printed[0].data);
        text_release(&printed[i]);
    }
}
