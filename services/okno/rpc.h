/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Between the files of `okno rpc`. */
#ifndef OKNO_OKNO_RPC_H
#define OKNO_OKNO_RPC_H

#include "okno.h"

/** A service this program knows by its full name; NULL: none. */
const struct rpc_service *find_service(const char *name);

#endif
