/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Values of enums as they stand in tables: by name. */
#ifndef OKNO_QUEUE_NAMES_H
#define OKNO_QUEUE_NAMES_H

#include <okno/base.h>
#include <okno/queue.pb-c.h>

/** 0 for a name that there is not. */
static inline unsigned
names_value(const ProtobufCEnumDescriptor *type, const char *name)
{
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value_by_name(type, name);
    return value ? (unsigned)value->value : 0;
}

/** "" for a number that has no name. */
static inline const char *
names_of(const ProtobufCEnumDescriptor *type, int number)
{
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, number);
    return value ? value->name : "";
}

#define NAME_OF_STATE(state) names_of(&queue__ticket__state__descriptor, (int)(state))
#define NAME_OF_PURPOSE(purpose) names_of(&queue__purpose__descriptor, (int)(purpose))
#define NAME_OF_SOURCE(source) names_of(&queue__source__descriptor, (int)(source))
#define NAME_OF_SESSION(state) names_of(&queue__session__state__descriptor, (int)(state))
#define NAME_OF_APPOINTMENT(state) names_of(&queue__appointment__state__descriptor, (int)(state))

#endif
