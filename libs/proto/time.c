/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/proto.h>

Google__Protobuf__Timestamp *
proto_time(struct arena *arena, int64_t time_us)
{
    if (!time_us)
        return NULL;
    Google__Protobuf__Timestamp *time = ARENA_NEW(arena, Google__Protobuf__Timestamp);
    google__protobuf__timestamp__init(time);
    time->seconds = time_us / 1000000;
    time->nanos = (int32_t)(time_us % 1000000) * 1000;
    return time;
}

int64_t
proto_time_us(const Google__Protobuf__Timestamp *time)
{
    return time ? time->seconds * 1000000 + time->nanos / 1000 : 0;
}
