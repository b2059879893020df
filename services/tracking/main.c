/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tracking: applications from the counter to the issued result.
 *
 * Where things are:
 *     methods/       one file for each method of proto/okno/tracking.proto
 *     rules.[ch]     decisions: terms, moves, codes; acceptance.c: what suffices, and grounds for refusing acceptance
 *     operations.[ch]  what completing a task does to the application, as one table
 *     statuses.[ch]  words and foreign codes of the statuses
 *     fields.[ch]    values that :complete brings along
 *   (these are pure: no I/O, no clock)
 *     facts.[ch]     reference data and applicants, for those who decide
 *     intake.[ch]    what checking, submitting and refusing have in common; numbers
 *     registration.[ch]  what a registered application leaves behind; withdrawal.[ch]: one taken back
 *     bundle.[ch]    services of a life situation, each an application of its own
 *     record.[ch]    an application loaded to be changed, and saved
 *     process/       what runs on a regulation: regulations.[ch] published and parsed, reading.[ch] judged before that,
 *                    process.[ch] loaded, moved and (put.c) written, course.[ch] that of an application,
 *                    due.[ch] days by which its tasks are due, showing.[ch]
 *     moves.[ch]     what a change leaves behind: movement, event
 *     work.[ch]      what claiming, releasing and completing a task have in common; completion.[ch]: how one ends
 *     search.[ch]    the list of applications
 *     cases.[ch]     writing off to case files
 *     journal.[ch]   the journal of registration; period.[ch]: days as ranges of ids
 *     issued/        the unified register of issued documents: entries, papers, signatures
 *     complaints/    complaints: taking in, considering, journal
 *     view.[ch]      what a caller may see, and how it is shown; scans.[ch]: documents of what they may see
 *     jobs/          missed terms, abandoned uploads
 *     schema/ sql/   tables; one statement a file
 */
#include "intake.h"
#include "issued/keys.h"
#include "jobs/jobs.h"
#include "process/regulations.h"
#include "process/requests.h"
#include "settings.h"

#include <okno/service.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.schema.h>

#define MINUTE_MS 60000

struct tracking_settings tracking_settings;

static const struct conf_key keys[] = {
    CONF_STRING(struct tracking_settings, public_url, "public_url", "http://127.0.0.1:8080",
                "Address of the pages for applicants, as people type it; receipts lead there."),
    CONF_STRING(struct tracking_settings, public_phone, "public_phone", "",
                "Telephone for questions, printed on receipts; empty: the centre's own."),
    CONF_SIZE(struct tracking_settings, scan_limit, "scan_limit", "20MiB", 1024, 1 << 30, "Largest scan taken."),
    CONF_STRING(struct tracking_settings, issued_key, "issued.key", "",
                "PEM file of the private key that signs issued documents; empty: only agencies' own keys sign."),
    CONF_STRING(struct tracking_settings, issued_certificate, "issued.certificate", "",
                "PEM file of the certificate of that key."),
    CONF_STRING(struct tracking_settings, issued_digest, "issued.digest", "",
                "Digest by OpenSSL's name, such as md_gost12_256; empty: what the key is used with."),
    CONF_STRING(struct tracking_settings, issued_engine, "issued.engine", "",
                "Engine of OpenSSL that brings further algorithms; gost for GOST R 34.10-2012."),
    CONF_STRING(
        struct tracking_settings, issued_folder, "issued.agencies_folder", "",
        "Folder of agencies' keys: <agency code>.pem, with <agency code>.key where we sign for it; empty: none."),
    CONF_STRING(struct tracking_settings, issued_trusted, "issued.trusted", "",
                "PEM file of further certificates, of former keys, whose signatures are good; empty: none."),
    CONF_END
};

static const struct service_job jobs[] = {
    { "mark_missed_terms", 10 * MINUTE_MS, tracking_job_mark_missed_terms },
    { "fire_timers", 500, tracking_job_fire_timers },
    { "fire_other_timers", 500, tracking_job_fire_other_timers },
    { "begin_processes", 500, tracking_job_begin_processes },
    { "run_errands", 200, tracking_job_run_errands },
    { "seal_documents", 300, tracking_job_seal_documents },
    { "sweep_uploads", 60 * MINUTE_MS, tracking_job_sweep_uploads },
    { 0 },
};

static enum rpc_code
open_tracking(struct service *service)
{
    catalogue_open(&(struct catalogue_options){ .context = service });
    intake_open();
    regulations_open();
    issued_keys_open();
    events_follow("requests", "exchange", requests_answered, service);
    return RPC_OK;
}

static void
close_tracking(struct service *service)
{
    (void)service;
    events_stop();
    issued_keys_close();
    regulations_close();
    intake_close();
    catalogue_close();
}

static bool
is_ready(struct service *service, struct text *ret_detail)
{
    (void)service;
    return catalogue_ready(ret_detail);
}

int
main(int argc, char **argv)
{
    return service_main(argc, argv,
                        &(struct service_description){
                            .name = "tracking",
                            .bindings = tracking_bindings,
                            .n_bindings = tracking_bindings_count,
                            .schema = tracking_schema,
                            .n_schema = tracking_schema_count,
                            .jobs = jobs,
                            .keys = keys,
                            .own = &tracking_settings,
                            .open = open_tracking,
                            .close = close_tracking,
                            .ready = is_ready,
                        });
}
