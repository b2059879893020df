/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The reference service over a database of its own; every test follows it as the daemon does. */
#include <okno/pg_fixture.h>
#include <okno/reference.methods.h>
#include <okno/reference.schema.h>
#include <okno/reference.sql.h>

#include "state.h"

#include <unistd.h>

static void
open_state(void)
{
    TEXT_SCOPED detail = { 0 };
    state_open(NULL);
    while (!catalogue_ready(&detail))
        usleep(1000);
}

PG_FIXTURE(reference, .open = open_state, .close = state_close);
