/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What the engine needs of values beyond the public header. */
#ifndef OKNO_BPMN_VALUES_H
#define OKNO_BPMN_VALUES_H

#include <okno/bpmn.h>

struct Google__Protobuf__Value;

const struct bpmn_value *value_list(struct arena *arena, const struct bpmn_value *const *items, size_t n);
/** All elements of `over` put over those of `object`. */
const struct bpmn_value *value_merge(struct arena *arena, const struct bpmn_value *object,
                                     const struct bpmn_value *over);
/** bpmn_with for "a.b.c": objects on the way are made. */
const struct bpmn_value *value_with_path(struct arena *arena, const struct bpmn_value *object, const char *path,
                                         const struct bpmn_value *value);
const struct bpmn_value *value_from_proto(struct arena *arena, const struct Google__Protobuf__Value *from);
struct Google__Protobuf__Value *value_to_proto(struct arena *arena, const struct bpmn_value *from);

#endif
