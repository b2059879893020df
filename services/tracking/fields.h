/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Values of a google.protobuf.Struct by key: what :complete brings along. Pure. */
#ifndef OKNO_TRACKING_FIELDS_H
#define OKNO_TRACKING_FIELDS_H

#include <google/protobuf/struct.pb-c.h>
#include <okno/base.h>

/** "" when there is no such text. `fields` may be NULL. */
const char *fields_text(const Google__Protobuf__Struct *fields, const char *key);
/** False when there is no such whole number in the bounds. */
bool fields_int(const Google__Protobuf__Struct *fields, const char *key, int min, int max, int *ret_number);
/** Texts of a list, in the arena; false when there is something else by this name. Nothing by this name is no text. */
bool fields_texts(struct arena *arena, const Google__Protobuf__Struct *fields, const char *key,
                  const char *const **ret_texts, size_t *ret_n);
bool fields_has(const Google__Protobuf__Struct *fields, const char *key);

#endif
