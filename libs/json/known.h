/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ranges that google/protobuf/timestamp.proto and duration.proto set. */
#ifndef OKNO_JSON_KNOWN_H
#define OKNO_JSON_KNOWN_H

#define NANOS 1000000000
#define TIMESTAMP_MIN INT64_C(-62135596800) /* 0001-01-01T00:00:00Z */
#define TIMESTAMP_MAX INT64_C(253402300799) /* 9999-12-31T23:59:59Z */
#define DURATION_MAX INT64_C(315576000000)  /* 10 000 years */

#endif
