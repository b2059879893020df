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
bool fields_has(const Google__Protobuf__Struct *fields, const char *key);

#endif
