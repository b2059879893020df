/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/base.h>

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

bool
parse_int64(const char *s, int64_t *ret_value)
{
    if (!s || !(isdigit((unsigned char)*s) || (*s == '-' && isdigit((unsigned char)s[1]))))
        return false;
    char *end;
    errno = 0;
    long long value = strtoll(s, &end, 10);
    if (errno || *end)
        return false;
    *ret_value = value;
    return true;
}

bool
parse_double(const char *s, double *ret_value)
{
    if (!s || !*s || isspace((unsigned char)*s))
        return false;
    char *end;
    errno = 0;
    double value = strtod(s, &end);
    if (*end || !isfinite(value))
        return false;
    *ret_value = value;
    return true;
}

void
random_bytes(void *ret_bytes, size_t size)
{
    unsigned char *bytes = ret_bytes;
    while (size) {
        ssize_t got = getrandom(bytes, size, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            abort();
        bytes += got;
        size -= (size_t)got;
    }
}

/* Random bytes by the pageful: a system call an id would be the dearest part of it. */
static void
pooled_random(unsigned char *ret_bytes, size_t size)
{
    static _Thread_local unsigned char pool[1024];
    static _Thread_local size_t left = 0;
    if (left < size) {
        random_bytes(pool, sizeof pool);
        left = sizeof pool;
    }
    left -= size;
    memcpy(ret_bytes, pool + left, size);
}

void
uuid7(char ret_uuid[37])
{
    unsigned char b[16];
    pooled_random(b, sizeof b);
    /* 48 bits of milliseconds, then 12 bits of the fraction, so that ids of one thread stay in order. */
    int64_t now_us = time_now_us();
    uint64_t ms = (uint64_t)(now_us / 1000);
    unsigned fraction = (unsigned)(now_us % 1000) * 4096 / 1000;
    for (int i = 0; i < 6; i++)
        b[i] = (unsigned char)(ms >> (40 - 8 * i));
    b[6] = (unsigned char)(0x70 | (fraction >> 8));
    b[7] = (unsigned char)fraction;
    b[8] = (unsigned char)(0x80 | (b[8] & 0x3F));
    char hex[33];
    hex_encode(b, sizeof b, hex);
    char *out = ret_uuid;
    for (int i = 0; i < 32; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            *out++ = '-';
        *out++ = hex[i];
    }
    *out = '\0';
}

bool
uuid_valid(const char *s)
{
    if (!s || strlen(s) != 36)
        return false;
    for (int i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? s[i] != '-' : !isxdigit((unsigned char)s[i]))
            return false;
    }
    return true;
}
