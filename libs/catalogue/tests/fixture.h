/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** A small made-up catalogue. */
#ifndef CATALOGUE_FIXTURE_H
#define CATALOGUE_FIXTURE_H

#include <okno/catalogue.h>
#include <okno/proto.h>

/** Lists out of order on purpose; version and name of the service "b" as told. In the arena. */
Reference__Catalogue *made_up(struct arena *arena, int64_t version, const char *name_of_b);

#endif
