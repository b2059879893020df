/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Pseudonymous mode (R46): what is told about a matter without telling about whom. */
#ifndef OKNO_VEIL_H
#define OKNO_VEIL_H

#include <google/protobuf/struct.pb-c.h>

/**
 * Takes out of answers, contents and the like whatever names a person or leads to one. Judged by the names of the keys,
 * at every level: what is called "applicantName" or «паспорт» goes, with all that is inside.
 */
void veil_hide(Google__Protobuf__Struct *fields);

#endif
