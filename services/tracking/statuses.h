/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Words and codes of the statuses, for applicants and for the systems of the state. Pure. */
#ifndef OKNO_TRACKING_STATUSES_H
#define OKNO_TRACKING_STATUSES_H

#include <okno/base.h>
#include <okno/tracking.pb-c.h>

/** What an applicant is told. */
const char *statuses_words(Tracking__Application__Status status, bool english);
/** Status of an order on ЕПГУ (EpguOrderStatus). */
int statuses_epgu(Tracking__Application__Status status);
/** Status of АС ГУФ / ЕТП of Moscow. */
int statuses_moscow(Tracking__Application__Status status);
/** "SENT"; never NULL. */
const char *statuses_name(Tracking__Application__Status status);
/** A code as a regulation writes it; 0 when it names none. */
int statuses_code(const char *text);
/** Codes and words of the status where the regulation shows none of its own, and while the application is suspended. */
void statuses_fill(Tracking__Application *app, bool english);
const char *statuses_channel(Tracking__Channel channel);

#endif
