/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** A made-up town for the tests of the exchange: two centres, four agencies, an agency's system behind HTTP. */
#ifndef OKNO_EXCHANGE_TEST_FIXTURE_H
#define OKNO_EXCHANGE_TEST_FIXTURE_H

#include <okno/exchange.methods.h>
#include <okno/pg_fixture.h>

#include <string.h>

void as_operator(void);                /* of "arbat" */
void as_other_operator(void);          /* of "tver" */
void as_tracking(void);                /* a daemon */
void as_official(const char *subject); /* of "mvd" */
void as_land(void);                    /* the system of "land" */
void as_archive(void);                 /* works with pseudonyms */
void as_admin(void);

/** Asks an agency for "egrn-extract", as tracking; the caller is a daemon afterwards. */
const Exchange__Request *ask(const char *agency);
const Exchange__Request *ask_about(const char *agency, Google__Protobuf__Struct *content);
/** Seen by a daemon, which is the caller afterwards. */
const Exchange__Request *look(const char *request_id);
/** {key: value}, for .fields and .content */
Google__Protobuf__Struct *fields(const char *key, const char *value);
const char *field(const Google__Protobuf__Struct *all, const char *key);

/** Actions of the history, and events in the log without their package; joined by blanks. */
const char *history(const char *request_id);
const char *events(const char *request_id);

/** Sets the way to "land": a SYSTEM, signed by HMAC (key id "land"), 3 attempts. The caller is an admin afterwards. */
void land_is_a_system(const char *endpoint);
void land_is_a_system_signed(const char *endpoint, Exchange__AgencyRoute__Signature signature);

/** Folder of keys, made anew for each test: land.hmac, land.pem and land.key of the agency, own.pem and own.key. */
extern const char *keys_folder;
#define LAND_SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
void make_certificates(void);

/** Text of a file; NULL when there is none. */
const char *read_text(const char *path);

/** A message id as a system makes them. */
const char *message_id(void);
const char *message_id_at(int64_t time_us);

#endif
