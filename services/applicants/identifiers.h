/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Strong identifiers of an applicant, each in the one spelling that is stored and compared. Pure. */
#ifndef OKNO_APPLICANTS_IDENTIFIERS_H
#define OKNO_APPLICANTS_IDENTIFIERS_H

#include <okno/applicants.pb-c.h>
#include <okno/ids.h>

#define IDENTIFIERS_MAX 8

struct identifiers {
    size_t n;
    const char *kinds[IDENTIFIERS_MAX]; /* as in table identifier */
    const char *values[IDENTIFIERS_MAX];
};

/** Of an applicant that was normalised. */
struct identifiers identifiers_of(struct arena *arena, const Applicants__Applicant *applicant);

/** Those of `all` that are not among `but`. */
struct identifiers identifiers_without(const struct identifiers *all, const struct identifiers *but);

/** What a person calls an identifier of that kind. */
const char *identifier_name(const char *kind, bool english);

/**
 * Brings everything that has several spellings to the stored one: identifiers, telephone, e-mail, blanks in names.
 * The applicant must have passed validation; it is changed in place.
 */
void applicant_normalise(struct arena *arena, Applicants__Applicant *applicant);

/** What a search text may name besides a name, each in its normal form; NULL where it is none. */
struct key_query {
    struct identifiers identifiers;
    const char *phone, *email, *pseudonym;
};
/** Whether there is anything. */
bool key_query_of(struct arena *arena, const char *text, struct key_query *ret_query);

/**
 * What is wrong with series and number of an identity document.
 *
 * @ret_kind  kind that its rule is of; IDS_KIND_COUNT when there is none for it
 * @return IDS_OK also for kinds of documents whose form is not known
 */
enum ids_fault document_fault(const Applicants__IdentityDocument *document, enum ids_kind *ret_kind);
/** Whether the code is one of classifier "identity-documents" that is in use. */
bool document_kind_known(const char *kind);

/** «Заявитель 7К4-2М9» of six random bytes: signs that cannot be taken for one another and make no words. */
#define PSEUDONYM_BYTES 6
char *pseudonym_of(struct arena *arena, const uint8_t random[PSEUDONYM_BYTES]);

#endif
