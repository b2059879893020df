/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "trace.h"

#define TRACE_ID_AT 3
#define SPAN_ID_AT 36
#define FLAGS_AT 53

/* Lower-case digits only, and not all of them zero. */
static bool
is_id(const char *text, size_t length)
{
    bool zero = true;
    for (size_t i = 0; i < length; i++) {
        if (!((text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f')))
            return false;
        zero = zero && text[i] == '0';
    }
    return !zero;
}

/* A later version may say more after another dash; what it begins with stays the same. */
static bool
is_sound(const char *trace)
{
    size_t length = trace ? strlen(trace) : 0;
    if (length < TRACE_SIZE - 1 || (length > TRACE_SIZE - 1 && trace[TRACE_SIZE - 1] != '-'))
        return false;
    bool version_0 = memcmp(trace, "00-", 3) == 0;
    return (version_0 ? length == TRACE_SIZE - 1 : is_id(trace, 2) && memcmp(trace, "ff", 2) != 0) && trace[2] == '-'
           && is_id(trace + TRACE_ID_AT, 32) && trace[35] == '-' && is_id(trace + SPAN_ID_AT, 16) && trace[52] == '-'
           && strspn(trace + FLAGS_AT, "0123456789abcdef") >= 2;
}

/* The kernel is asked once for many. */
static void
take_random(uint8_t *ret_bytes, size_t size)
{
    static _Thread_local uint8_t pool[4096];
    static _Thread_local size_t left;
    if (left < size) {
        random_bytes(pool, sizeof pool);
        left = sizeof pool;
    }
    left -= size;
    memcpy(ret_bytes, pool + left, size);
}

void
trace_continue(const char *incoming, char ret_trace[TRACE_SIZE], char ret_trace_id[TRACE_ID_SIZE])
{
    uint8_t random[24];
    bool sound = is_sound(incoming);
    take_random(random, sizeof random);
    memcpy(ret_trace, "00-", 3);
    if (sound)
        memcpy(ret_trace + TRACE_ID_AT, incoming + TRACE_ID_AT, 32);
    else
        hex_encode(random, 16, ret_trace + TRACE_ID_AT);
    ret_trace[35] = '-';
    hex_encode(random + 16, 8, ret_trace + SPAN_ID_AT);
    ret_trace[52] = '-';
    memcpy(ret_trace + FLAGS_AT, sound ? incoming + FLAGS_AT : "01", 2);
    ret_trace[TRACE_SIZE - 1] = '\0';
    memcpy(ret_trace_id, ret_trace + TRACE_ID_AT, 32);
    ret_trace_id[32] = '\0';
}
