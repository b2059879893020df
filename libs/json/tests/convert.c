/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * The codec behind a pipe, for tests/json/compare.py. A frame is a letter, a length of 4 bytes
 * (little-endian) and the bytes: 'w' asks for the JSON of a wire form, 'j' for the wire form of JSON. The
 * answer comes as 'k' with the result or as 'e' with the error.
 */
#include <okno/json.h>
#include <okno/proto.h>

#include <stdio.h>
#include <stdlib.h>
#include <torture.pb-c.h>

#define TYPE &okno__torture__torture__descriptor

static bool
read_frame(char *ret_kind, struct text *ret_body)
{
    uint8_t head[5];
    if (fread(head, 1, sizeof head, stdin) != sizeof head)
        return false;
    size_t length = head[1] | (size_t)head[2] << 8 | (size_t)head[3] << 16 | (size_t)head[4] << 24;
    text_clear(ret_body);
    if (fread(text_reserve(ret_body, length), 1, length, stdin) != length)
        return false;
    ret_body->length = length;
    *ret_kind = (char)head[0];
    return true;
}

static void
write_frame(char kind, const struct text *body)
{
    size_t length = body->length;
    uint8_t head[5] = { (uint8_t)kind, (uint8_t)length, (uint8_t)(length >> 8), (uint8_t)(length >> 16),
                        (uint8_t)(length >> 24) };
    fwrite(head, 1, sizeof head, stdout);
    if (length)
        fwrite(body->data, 1, length, stdout);
    fflush(stdout);
}

static char
convert(struct arena *arena, char kind, const struct text *body, struct text *out)
{
    ProtobufCMessage *message = NULL;
    struct json_error error = { "", "", "the wire form is malformed" };
    enum rpc_code code = kind == 'w' ? proto_read(arena, TYPE, body->data, body->length, &message)
                                     : json_to_message(arena, TYPE, body->data, body->length, &message, &error);
    if (code != RPC_OK) {
        text_addf(out, "%s: %s: %s", rpc_code_name(code), error.path, error.message_en);
        return 'e';
    }
    if (kind == 'w')
        json_from_message(message, out);
    else
        proto_pack(message, out);
    return 'k';
}

int
main(void)
{
    struct arena *arena = arena_new((size_t)256 << 20);
    TEXT_SCOPED body = { 0 };
    TEXT_SCOPED out = { 0 };
    char kind;
    while (read_frame(&kind, &body)) {
        text_clear(&out);
        write_frame(convert(arena, kind, &body, &out), &out);
        arena_reset(arena);
    }
    arena_free(arena);
    return EXIT_SUCCESS;
}
