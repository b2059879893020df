/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * applicants: who comes to the window, by whom they are represented, what they agreed to and what passed between us.
 *
 *   methods/         one file a method, as declared in proto/okno/applicants.proto
 *   rules.[ch]       names, changes, powers of attorney, what events mean: pure decisions
 *   checks.c         what is wrong with a request beyond the rules of its single fields
 *   identifiers.[ch] СНИЛС, ИНН, documents ... in their stored spelling; pseudonyms; what a search text may be
 *   words.[ch]       names as search knows them
 *   search.[ch]      finding applicants by what somebody typed
 *   record.[ch]      loading a record, who may see it, the rows it is made of, who has an identifier
 *   patch.[ch]       what a change makes of a record, and who may make it
 *   benefits.c       categories of benefits against the reference service
 *   interactions.[ch] events of tracking and queue become the applicant's history
 *   sql/, schema/    statements and tables
 */
#include "interactions.h"

#include <okno/applicants.methods.h>
#include <okno/applicants.schema.h>
#include <okno/service.h>

static enum rpc_code
follow_others(struct service *service)
{
    if (service_peer(service, "tracking"))
        events_follow(INTERACTIONS_CONSUMER, "tracking", interactions_effect, service);
    if (service_peer(service, "queue"))
        events_follow(VISITS_CONSUMER, "queue", interactions_effect, service);
    return RPC_OK;
}

int
main(int argc, char **argv)
{
    return service_main(argc, argv,
                        &(struct service_description){
                            .name = "applicants",
                            .bindings = applicants_bindings,
                            .n_bindings = applicants_bindings_count,
                            .schema = applicants_schema,
                            .n_schema = applicants_schema_count,
                            .open = follow_others,
                        });
}
