/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Reference data in memory: cards of services, agencies, centres, territories, classifiers, production calendar.
 *
 * A daemon that needs them keeps a copy of all (half a megabyte) and asks the reference service every few seconds
 * whether there is a newer version. A call sees one state from its first look to its reply, whatever is loaded
 * meanwhile:
 *
 *     const struct catalogue *cat;
 *     enum rpc_code code = catalogue_of(call, &cat);
 *     if (code != RPC_OK)
 *         return code;
 *     const Reference__ServiceCard *card = catalogue_service(cat, req->service_code);
 *
 * Everything found in a catalogue may be read, and made part of a reply, until the call's reply was sent.
 */
#ifndef OKNO_CATALOGUE_H
#define OKNO_CATALOGUE_H

#include <okno/calendar.h>
#include <okno/reference.pb-c.h>
#include <okno/rpc.h>

/** One state of the reference data. Never changes, so threads may share it. */
struct catalogue;

/* ------------------------------------------------------------------ following the reference service */

/**
 * Where a state comes from.
 *
 * @known  version that is in memory, 0 without one
 * @ret_catalogue  in the call's arena; with no more than `version` when that is `known`
 */
typedef enum rpc_code catalogue_source(struct rpc_call *call, int64_t known, Reference__Catalogue **ret_catalogue);

struct catalogue_options {
    void *context;            /* of the calls made: give the struct service, so that peers are found */
    catalogue_source *source; /* NULL: okno.reference.v1.Reference/GetCatalogue of the peer "reference" */
    int64_t every_ms;         /* between two looks; 0: 5 s */
    /** What else is made of every new state, and lives as long as it: an index, say. NULL is fine. */
    void *(*derive)(const struct catalogue *cat);
    void (*derived_free)(void *derived);
};

/**
 * Starts following, in a thread of its own: in `open` of the service_description. Returns at once; a reference
 * service that is not up yet, or has nothing loaded, is asked again with back-off, and while it is away the state
 * in memory serves on.
 */
void catalogue_open(const struct catalogue_options *options);
/** In `close` of the service_description. */
void catalogue_close(void);
/** Whether there is a state: for `ready` of the service_description. `ret_detail` gets a word about it. */
bool catalogue_ready(struct text *ret_detail);
/** Looks for a newer state now, on the caller's thread: for who must see what was just loaded. */
enum rpc_code catalogue_refresh(struct rpc_call *call) OKNO_MUST_CHECK;

/**
 * The state that this call sees: the same one, however often it asks.
 *
 * @return RPC_OK; RPC_UNAVAILABLE, worded, while there is none
 */
enum rpc_code catalogue_of(struct rpc_call *call, const struct catalogue **ret_catalogue) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ looking things up */

/* NULL when there is none of that code. What was withdrawn is still found, with `withdrawn` set: applications
 * under way need it, new ones must not use it. */
const Reference__ServiceCard *catalogue_service(const struct catalogue *cat, const char *service_code);
const Reference__Agency *catalogue_agency(const struct catalogue *cat, const char *agency_code);
const Reference__Centre *catalogue_centre(const struct catalogue *cat, const char *centre_code);
const Reference__Territory *catalogue_territory(const struct catalogue *cat, const char *oktmo);
const Reference__Classifier *catalogue_classifier(const struct catalogue *cat, const char *classifier_code);
const Reference__ClassifierItem *catalogue_item(const struct catalogue *cat, const char *classifier_code,
                                                const char *item_code);
/** Name of an item, its code when there is none of that code: for people. Never NULL. */
const char *catalogue_item_name(const struct catalogue *cat, const char *classifier_code, const char *item_code);

/** The production calendar. Never NULL: an installation without one has a calendar of the year 1 alone, so that
 *  every question of today is RPC_OUT_OF_RANGE. */
const struct calendar *catalogue_calendar(const struct catalogue *cat);

/** Version of the state; grows with every load that changed something. */
int64_t catalogue_version(const struct catalogue *cat);
/** What `derive` of the options made of this state; NULL without. */
void *catalogue_derived(const struct catalogue *cat);
/** Everything, each list ordered by code. */
const Reference__Catalogue *catalogue_all(const struct catalogue *cat);
/**
 * Codes as a PostgreSQL array literal, for statements that walk an index place by place.
 *
 * @only  this one alone, and none at all when there is no such place; NULL: all there are
 */
const char *catalogue_centre_codes(const struct catalogue *cat, struct arena *arena, const char *only);
const char *catalogue_agency_codes(const struct catalogue *cat, struct arena *arena, const char *only);

/* ------------------------------------------------------------------ what follows from the data */

/** Whether the centre provides the service: both in use, and the service not switched off there. */
bool catalogue_provides(const Reference__Centre *centre, const Reference__ServiceCard *card);
/**
 * Whether the service is given to inhabitants of a territory (R162): a card without districts serves everybody.
 *
 * @oktmo  of a district or settlement, of a place within one (11 digits), or the code of an okrug: then one
 *         district in it is enough
 */
bool catalogue_serves(const struct catalogue *cat, const Reference__ServiceCard *card, const char *oktmo);

/* ------------------------------------------------------------------ states of one's own: for tests */

/** A state of its own from a message, which is copied. NULL when its calendar is refused by calendar_check. */
struct catalogue *catalogue_new(const Reference__Catalogue *content) OKNO_MUST_CHECK;
void catalogue_free(struct catalogue *cat); /* NULL is fine */

#endif
