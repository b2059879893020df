/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The installation's own reference data, deploy/data, for tests. */
#ifndef TEST_REFERENCE_DATA_H
#define TEST_REFERENCE_DATA_H

#include <okno/pg_fixture.h>
#include <okno/reference.pb-c.h>

/** All files, or those whose names begin with the prefix, merged into one request; lives until the test ends. */
Reference__LoadReferenceRequest *data_read(const char *prefix);
/** Number of files. */
size_t data_files(void);
/** File number `i` in the order of names. */
Reference__LoadReferenceRequest *data_read_file(size_t i);

/** Loads a request as an administrator; fails the test when it is refused. */
const Reference__LoadReferenceResponse *data_load(Reference__LoadReferenceRequest *request);
/** Everything as it stands in deploy/data, whatever tests before did; then nobody in particular calls. */
void data_load_all(void);

/** A card, an agency that a load takes as they are; change what the test is about. */
Reference__ServiceCard *data_card(const char *code);
Reference__Agency *data_agency(const char *code);
/** A request of one card. */
Reference__LoadReferenceRequest *data_of_card(Reference__ServiceCard *card);

#endif
