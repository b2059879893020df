/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What the files of the fixture share. */
#ifndef OKNO_PG_FIXTURE_INTERNAL_H
#define OKNO_PG_FIXTURE_INTERNAL_H

#include <okno/pg_fixture.h>

#include <libpq-fe.h>

extern struct pg_fixture pg_fixture;

/** A connection of the test's own, past libs/db, in the service's schema; stays open until the test ends. */
PGconn *pg_connection(void);
/** calls.c, around each test: the caller is a daemon again; calls made are released. */
void pg_calls_begin(void);
void pg_calls_end(void);
/** Fills in what a compound literal leaves out: descriptors, "" for texts. */
void pg_complete(ProtobufCMessage *message, const ProtobufCMessageDescriptor *type);

#endif
