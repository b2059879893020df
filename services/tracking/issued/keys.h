/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Keys that sign documents of the register: the installation's, and those of agencies that have one of their own. */
#ifndef OKNO_TRACKING_ISSUED_KEYS_H
#define OKNO_TRACKING_ISSUED_KEYS_H

#include <okno/sign.h>

/** Reads them as the configuration says; a key that cannot be used is logged, and nothing is signed with another. */
void issued_keys_open(void);
void issued_keys_close(void);

/** Whether the agency's documents are to be signed here at all: there is a key for them in the configuration. */
bool issued_keys_wanted(const char *agency);

/**
 * Signs with the agency's key, or with the installation's when it has none.
 *
 * @agency  "" for a document of a centre
 * @ret_signer  whose certificate, for people
 * @return false when the key cannot be used
 */
bool issued_keys_sign(const char *agency, const struct text *content, struct text *ret_der,
                      struct text *ret_signer) OKNO_MUST_CHECK;
/** The signer as issued_keys_sign will name it; nothing without a key. */
void issued_keys_describe(const char *agency, struct text *ret_signer);

/** Whether it was signed so by one of the certificates that the configuration names, good at that time. */
enum sign_verdict issued_keys_verify(const char *agency, const void *der, size_t der_size, const struct text *content,
                                     int64_t at_us) OKNO_MUST_CHECK;

/** The same by the agency's own certificates alone: SIGN_NO_KEY when none is known. */
enum sign_verdict issued_keys_verify_own(const char *agency, const void *der, size_t der_size,
                                         const struct text *content, int64_t at_us) OKNO_MUST_CHECK;

#endif
