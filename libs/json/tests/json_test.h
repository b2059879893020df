/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the test files share: an arena for each test, and the torture message. */
#ifndef OKNO_JSON_TEST_H
#define OKNO_JSON_TEST_H

#include <okno/json.h>
#include <okno/proto.h>
#include <okno/test.h>

#include <string.h>
#include <torture.pb-c.h>

typedef Okno__Torture__Torture Torture;
typedef Okno__Torture__Leaf Leaf;
#define TORTURE (&okno__torture__torture__descriptor)

extern struct arena *arena; /* of the running test */

/** The message, or a failed test that shows the error. */
Torture *read_json(const char *json);
/** Passes when the text is refused at `path` with an English message that contains `phrase`. */
void expect_refused(const char *json, const char *path, const char *phrase);
/** Passes when the text reads as a message that prints as `printed`. */
void expect_prints(const char *json, const char *printed);
void expect_same(const char *json); /* prints as it was read */

#endif
