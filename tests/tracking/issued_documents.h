/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Documents of the register, as tests look at them. */
#ifndef OKNO_TRACKING_TEST_ISSUED_DOCUMENTS_H
#define OKNO_TRACKING_TEST_ISSUED_DOCUMENTS_H

#include "fixture.h"

#define KIND(name) TRACKING__ISSUED_DOCUMENT__KIND__##name
#define STATE(name) TRACKING__ISSUED_DOCUMENT__STATE__##name
#define FORM(name) TRACKING__ISSUED_DOCUMENT__FORM__##name
#define VERDICT(name) TRACKING__ISSUED_DOCUMENT_VERDICT__VERDICT__##name

/** Makes the files of all documents that wait for theirs. */
void seal(void);
/** The newest document of an application, as a supervisor of the centre sees it. The operator "op" calls afterwards. */
const Tracking__IssuedDocument *newest(const Tracking__Application *app);
/** What a stranger is told. The operator "op" calls afterwards. */
const Tracking__IssuedDocumentVerdict *verify(const char *number, const char *code);

#endif
