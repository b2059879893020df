/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * exchange: interagency requests, the messages that carry them, and the answers.
 *
 * Where things are:
 *     methods/        one file for each method of proto/okno/exchange.proto
 *     rules.[ch]      the life of a request as one table; terms, delays, ids of messages
 *     address.[ch]    which addresses are out in the world
 *   (these are pure: no I/O, no clock)
 *     view.[ch]       what a caller may see, and how it is shown
 *     record.[ch]     a request loaded to be moved, and what a move leaves behind
 *     answering.[ch]  what officials and agencies' systems have in common when they end a request
 *     letter.[ch]     a message as it is read or posted; keys.[ch]: its signatures
 *     post.[ch]       one HTTP POST; push.[ch]: threads that post what is due
 *     reception.[ch]  an event as it comes in; dead.[ch]: dead letters
 *     tasks.[ch]      tasks of applications for agencies that work by their own systems
 *     jobs/           reminders, abandoned uploads
 *     schema/ sql/    tables; one statement a file
 */
#include "jobs/jobs.h"
#include "keys.h"
#include "push.h"
#include "settings.h"
#include "tasks.h"

#include <okno/catalogue.h>
#include <okno/events.h>
#include <okno/exchange.methods.h>
#include <okno/exchange.schema.h>
#include <okno/service.h>

#define MINUTE_MS 60000
#define DAY_MS (24 * 60 * MINUTE_MS)

struct exchange_settings exchange_settings;

static const struct conf_key keys[] = {
    CONF_STRING(struct exchange_settings, source, "source", "okno", "Source named in messages to agencies."),
    CONF_STRING(struct exchange_settings, keys_folder, "keys.folder", "${OKNO_STATE:-/etc/okno}/agencies",
                "Folder of the agencies' keys: <key id>.hmac with the shared secret, <key id>.pem with certificates."),
    CONF_STRING(struct exchange_settings, signing_key, "signing.key", "",
                "PEM file of the private key that signs messages to agencies; empty: no CMS signatures."),
    CONF_STRING(struct exchange_settings, signing_certificate, "signing.certificate", "",
                "PEM file of the certificate of that key."),
    CONF_STRING(struct exchange_settings, signing_digest, "signing.digest", "",
                "Digest by OpenSSL's name, such as md_gost12_256; empty: what the key is used with."),
    CONF_STRING(struct exchange_settings, signing_engine, "signing.engine", "",
                "Engine of OpenSSL that brings further algorithms; gost for GOST R 34.10-2012."),
    CONF_BOOL(struct exchange_settings, push_private, "push.private", "false",
              "Whether messages may be posted to addresses that are not public."),
    CONF_BOOL(struct exchange_settings, push_plain, "push.plain", "false",
              "Whether messages may be posted by http without TLS."),
    CONF_STRING(struct exchange_settings, push_ca, "push.ca_file", "",
                "PEM file of the authorities that agencies' systems are believed by; empty: those of the host."),
    CONF_INT(struct exchange_settings, push_threads, "push.threads", "4", 0, 32,
             "Threads that post messages; 0: this replica posts none."),
    CONF_DURATION(struct exchange_settings, push_every_ms, "push.every", "500ms", 50, MINUTE_MS,
                  "Between two looks for messages that are due."),
    CONF_DURATION(struct exchange_settings, tolerance_ms, "events.tolerance", "5m", 1000, DAY_MS,
                  "By so much the time of an agency's event may differ from ours."),
    CONF_SIZE(struct exchange_settings, file_limit, "file_limit", "20MiB", 1024, 1 << 30, "Largest file of an answer."),
    CONF_END
};

static const struct service_job jobs[] = {
    { "remind", MINUTE_MS, exchange_job_remind },
    { "sweep_uploads", 60 * MINUTE_MS, exchange_job_sweep_uploads },
    { 0 },
};

static enum rpc_code
open_exchange(struct service *service)
{
    keys_open();
    catalogue_open(&(struct catalogue_options){ .context = service });
    push_open(service);
    if (service_peer(service, "tracking"))
        events_follow("tasks", "tracking", tasks_effect, service);
    return RPC_OK;
}

static void
close_exchange(struct service *service)
{
    (void)service;
    push_close();
    catalogue_close();
    keys_close();
}

static bool
is_ready(struct service *service, struct text *ret_detail)
{
    (void)service;
    bool catalogue = catalogue_ready(ret_detail);
    text_adds(ret_detail, ", ");
    return keys_ready(ret_detail) && catalogue;
}

int
main(int argc, char **argv)
{
    return service_main(argc, argv,
                        &(struct service_description){
                            .name = "exchange",
                            .bindings = exchange_bindings,
                            .n_bindings = exchange_bindings_count,
                            .schema = exchange_schema,
                            .n_schema = exchange_schema_count,
                            .jobs = jobs,
                            .keys = keys,
                            .own = &exchange_settings,
                            .open = open_exchange,
                            .close = close_exchange,
                            .ready = is_ready,
                        });
}
