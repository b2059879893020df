/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Made-up applicants: nobody's names and numbers, each new one with identifiers that no other test has. */
#ifndef OKNO_TESTS_APPLICANTS_SUPPORT_H
#define OKNO_TESTS_APPLICANTS_SUPPORT_H

#include <okno/applicants.rpc.h>
#include <okno/pg_fixture.h>

const char *new_snils(void);
const char *new_inn_person(void);
const char *new_inn_entity(void);
const char *new_ogrn(void);
const char *new_ogrnip(void);
/** So many random digits, the first not 0. */
const char *new_digits(int n);
/** A word of Cyrillic letters that no other name has. */
const char *new_word(void);

/** Registers a person; texts that are NULL are made up. */
const Applicants__Applicant *new_person(const char *last, const char *first, const char *middle);
const Applicants__Applicant *new_entity(const char *name, const char *short_name);

void as_operator(void);
void as_applicant(const char *applicant_id);

/** Number of events of that type about the applicant. */
int events_of(const char *type, const char *applicant_id);

#endif
