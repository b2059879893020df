/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Answers to the questions of a service's card. Pure. */
#ifndef OKNO_TRACKING_ANSWERS_H
#define OKNO_TRACKING_ANSWERS_H

#include <google/protobuf/struct.pb-c.h>
#include <okno/base.h>
#include <okno/reference.pb-c.h>

enum answers_fault {
    ANSWERS_GOOD,
    ANSWERS_MISSING, /* it is required */
    ANSWERS_NO_TEXT, /* or longer than may be */
    ANSWERS_NO_NUMBER,
    ANSWERS_NO_DATE, /* of the calendar, as 2026-03-05 */
    ANSWERS_NO_BOOLEAN,
    ANSWERS_NO_OPTION,
};

/** Whether the card asks this of such an applicant in this scenario. */
bool answers_asked(const Reference__Question *question, int scenario, Reference__Recipient recipient);

/** What is wrong with the answer to a question. @answers may be NULL; an empty text is no answer. */
enum answers_fault answers_check(const Reference__Question *question, const Google__Protobuf__Struct *answers);

/** Whether they are no longer than answers may be. @answers may be NULL */
#define ANSWERS_MAX_BYTES 65536
bool answers_fit(const Google__Protobuf__Struct *answers);

/** A question of a card whose answer will not do. */
struct answers_lack {
    const Reference__Question *question;
    enum answers_fault fault;
};

/**
 * What is wrong with the answers to what the card asks of such an applicant in this scenario; what it does not ask may
 * be there too.
 *
 * @ret_lacks  in the order of the card; has room for every question of it
 * @return how many
 */
size_t answers_lacks(const Reference__ServiceCard *card, int scenario, Reference__Recipient recipient,
                     const Google__Protobuf__Struct *answers, struct answers_lack *ret_lacks);

/** In words, after the label of the question; "" for ANSWERS_GOOD. */
const char *answers_fault_text(enum answers_fault fault, bool english);

#endif
