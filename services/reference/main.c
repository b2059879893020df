/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The reference service: catalogue of services, agencies, centres, territories, classifiers, production calendar.
 *
 *   methods/    one method of proto/okno/reference.proto each
 *   state.c     what methods serve from: the catalogue in memory, its search index, following the database
 *   records.c   reference data as records of six kinds: from a request, from the database, into a catalogue
 *   rules.c     decisions: what a load changes, which card a list shows, how far a centre is
 *   check.c     what may be loaded
 *   sql/        statements; schema/ the tables
 */
#include "state.h"

#include <okno/reference.methods.h>
#include <okno/reference.schema.h>
#include <okno/service.h>

static enum rpc_code
open_reference(struct service *service)
{
    state_open(service);
    return RPC_OK;
}

static void
close_reference(struct service *service)
{
    (void)service;
    state_close();
}

static bool
reference_ready(struct service *service, struct text *ret_detail)
{
    (void)service;
    return catalogue_ready(ret_detail);
}

int
main(int argc, char **argv)
{
    return service_main(argc, argv,
                        &(struct service_description){
                            .name = "reference",
                            .bindings = reference_bindings,
                            .n_bindings = reference_bindings_count,
                            .schema = reference_schema,
                            .n_schema = reference_schema_count,
                            .open = open_reference,
                            .close = close_reference,
                            .ready = reference_ready,
                        });
}
