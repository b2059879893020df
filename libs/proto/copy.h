/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Between the files of this library. */
#ifndef OKNO_PROTO_COPY_H
#define OKNO_PROTO_COPY_H

#include <okno/proto.h>

/**
 * Replaces what a field of `message` points to, after its bytes were taken from another message, by copies in
 * the arena. False when the arena reached its limit.
 */
bool proto_own_field(struct arena *arena, ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);

#endif
