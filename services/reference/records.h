/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Reference data as records: what a load gives and what the database holds in one shape, so that the six kinds are
 * compared, written and put together by the same code.
 */
#ifndef OKNO_REFERENCE_RECORDS_H
#define OKNO_REFERENCE_RECORDS_H

#include <okno/db.h>
#include <okno/reference.pb-c.h>

enum record_kind {
    RECORD_SERVICE,
    RECORD_AGENCY,
    RECORD_CENTRE,
    RECORD_TERRITORY,
    RECORD_CLASSIFIER,
    RECORD_CALENDAR,
    RECORD_KINDS
};

/** Code of the one record of kind RECORD_CALENDAR. */
#define RECORD_CALENDAR_CODE "production"

const char *record_kind_name(enum record_kind kind); /* "service" */
bool record_kind_by_name(const char *name, enum record_kind *ret_kind);

struct record {
    enum record_kind kind;
    const char *code;
    ProtobufCMessage *message; /* Reference__ServiceCard, ... */
    int version;               /* 0: not stored yet */
    bool withdrawn;
    const char *path; /* where it stands in the request: "services[3]"; NULL for a stored one */
};

/** Ordered by kind and code; no two of the same. */
struct records {
    struct record *items;
    size_t n;
    int64_t version; /* of the catalogue they make */
};

/** Records of a load, in its own order: repeats are still there (see records_order). Output fields are left out. */
struct records records_of_request(struct arena *arena, const Reference__LoadReferenceRequest *request);

/**
 * Orders records for records_find.
 *
 * @ret_repeat  the first one whose kind and code came before, NULL when there is none
 */
void records_order(struct records *records, const struct record **ret_repeat);
/** In ordered records; NULL when there is none. */
const struct record *records_find(const struct records *records, enum record_kind kind, const char *code);

/** The stored records, read from the database in one statement. Ordered. */
enum rpc_code records_load(struct rpc_call *call, struct records *ret_records) OKNO_MUST_CHECK;

/** The catalogue they make: what was withdrawn is marked so, or left out where nothing under way needs it. */
Reference__Catalogue *records_catalogue(struct arena *arena, const struct records *records);

#endif
