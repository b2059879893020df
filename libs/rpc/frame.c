/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/rpc.h>

static uint64_t
read_little(const uint8_t *bytes, int count)
{
    uint64_t value = 0;
    for (int i = count - 1; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

static void
write_little(uint8_t *bytes, int count, uint64_t value)
{
    for (int i = 0; i < count; i++, value >>= 8)
        bytes[i] = (uint8_t)value;
}

int
rpc_frame_parse(const uint8_t *bytes, size_t size, size_t max_message, struct rpc_frame *ret_frame, size_t *ret_size)
{
    if (size < RPC_FRAME_HEADER) {
        *ret_size = RPC_FRAME_HEADER;
        return 0;
    }
    size_t body_size = read_little(bytes, 4);
    uint8_t kind = bytes[4];
    if (body_size > max_message || kind < RPC_FRAME_CALL || kind > RPC_FRAME_HELLO || bytes[5] || bytes[6] || bytes[7])
        return -1;
    *ret_size = RPC_FRAME_HEADER + body_size;
    if (size < *ret_size)
        return 0;
    *ret_frame = (struct rpc_frame){ kind, read_little(bytes + 8, 8), bytes + RPC_FRAME_HEADER, body_size };
    return 1;
}

void
rpc_frame_header(uint8_t ret_header[RPC_FRAME_HEADER], enum rpc_frame_kind kind, uint64_t id, size_t body_size)
{
    write_little(ret_header, 4, body_size);
    write_little(ret_header + 4, 4, kind);
    write_little(ret_header + 8, 8, id);
}
