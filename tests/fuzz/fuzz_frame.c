/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A byte stream from a stranger: cut into frames, their bodies read as what the kind says. */
#include <okno/proto.h>
#include <okno/rpc.h>

#include "wire.pb-c.h"

#include <assert.h>

#define MAX_MESSAGE ((size_t)1 << 16)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_body(const struct rpc_frame *frame)
{
    static struct arena *arena;
    if (!arena)
        arena = arena_new((size_t)1 << 20);
    arena_reset(arena);
    const ProtobufCMessageDescriptor *type =
        frame->kind == RPC_FRAME_CALL ? &okno__wire__call__descriptor : &okno__wire__reply__descriptor;
    ProtobufCMessage *message = proto_unpack(arena, type, frame->body, frame->body_size);
    if (message)
        assert(protobuf_c_message_check(message));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rpc_frame frame;
    size_t whole;
    while (rpc_frame_parse(data, size, MAX_MESSAGE, &frame, &whole) == 1) {
        assert(whole <= size && frame.body_size <= MAX_MESSAGE && frame.body + frame.body_size == data + whole);
        uint8_t header[RPC_FRAME_HEADER];
        rpc_frame_header(header, frame.kind, frame.id, frame.body_size);
        assert(memcmp(header, data, sizeof header) == 0);
        read_body(&frame);
        data += whole;
        size -= whole;
    }
    return 0;
}
