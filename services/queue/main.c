/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * queue: tickets, windows, calling, appointments.
 *
 * Where things are:
 *     methods/        one file for each method of proto/okno/queue.proto
 *     rules.[ch]      taking a ticket: group, admission, priority; line.c: the order of the line, who is called next
 *     moves.[ch]      the states of a ticket and every move between them, as one table
 *     slots.[ch]      times that may be booked; hours.[ch]: when a centre receives
 *     estimate.[ch]   how long somebody waits
 *     hall.[ch]       a hall in memory
 *   (these are pure: no I/O, no clock)
 *     hall_open.c     a hall from its rows; hall_save.c: what a turn changed, as statements
 *     desk.[ch]       what everything at a window has in common: who may move a ticket, and what a move leaves behind
 *     issue.[ch]      new tickets
 *     appointments.[ch] appointments at their turn
 *     lookup.[ch]     a ticket and its hall for who only looks; view.[ch]: what is in memory, as messages
 *     facts.[ch]      services and centres from the reference data
 *     setup.[ch]      settings of halls as data
 *     phrase.[ch]     what is said when a ticket is called (pure); voice.[ch]: announcements as sound, rendered once;
 *                     speech.c: espeak-ng (process.c runs it); voice_files.c: clips, what was rendered; wav.c: samples,
 * the chime slip.[ch]       what stands on the paper of a ticket; escpos.[ch]: for receipt printers; printer.[ch]:
 * printers report.[ch]     reports R188; report_csv.c, report_sheet.c: as files jobs/           appointments that
 * something is due of, the end of a day, observed service times schema/ sql/    tables; one statement a file
 */
#include "jobs/jobs.h"
#include "printer.h"
#include "settings.h"
#include "voice.h"

#include <okno/catalogue.h>
#include <okno/log.h>
#include <okno/queue.methods.h>
#include <okno/queue.schema.h>
#include <okno/service.h>

#define SECOND_MS 1000

struct queue_settings queue_settings;

static const struct conf_key keys[] = {
    CONF_BOOL(struct queue_settings, enforce_hours, "enforce_hours", "true",
              "Whether tickets are issued only while the centre receives people; false for trials at night."),
    CONF_STRING(struct queue_settings, public_url, "public_url", "http://127.0.0.1:8080",
                "Address of the pages for visitors; the QR code of a ticket leads there. Empty: no code."),
    CONF_STRING(struct queue_settings, voice_program, "voice.program", "espeak-ng",
                "Program that speaks announcements; empty: none, boards show them only."),
    CONF_STRING(struct queue_settings, voice_clips, "voice.clips", "",
                "Folder of recorded clips that replace speech; empty: none."),
    CONF_SIZE(struct queue_settings, voice_cache_size, "voice.cache_size", "256MiB", 1 << 20, INT64_C(1) << 40,
              "What rendered announcements may take on disk; those unused for longest go."),
    CONF_INT(struct queue_settings, voice_parallel, "voice.parallel", "2", 1, 16, "Announcements rendered at a time."),
    CONF_DURATION(struct queue_settings, voice_timeout_ms, "voice.timeout", "4s", 100, 60000,
                  "For an announcement to be rendered."),
    CONF_MAP(struct queue_settings, printers, "printers", "{}",
             "Printers of tickets by the login of a kiosk or the code of a centre, tried in order: socket://HOST:9100 "
             "speaks "
             "ESC/POS, cups:NAME or cups://HOST:631/NAME is a queue of CUPS. None: the kiosk's browser prints."),
    CONF_STRING(struct queue_settings, printing_program, "printing.program", "lp", "Program that prints to CUPS."),
    CONF_INT(struct queue_settings, printing_code_page, "printing.code_page", "17", 0, 255,
             "Number under which ESC/POS printers know the code page PC866."),
    CONF_DURATION(struct queue_settings, printing_timeout_ms, "printing.timeout", "3s", 100, 30000,
                  "For a printer to take a ticket."),
    CONF_END
};

static const struct service_job jobs[] = {
    { "tend_appointments", 30 * SECOND_MS, queue_job_tend_appointments },
    { "close_day", 600 * SECOND_MS, queue_job_close_day },
    { "renew_paces", 120 * SECOND_MS, queue_job_renew_paces },
    { 0 },
};

static void
open_voice(const struct service *service)
{
    TEXT_SCOPED cache = { 0 };
    text_addf(&cache, "%s/voice", service_state(service));
    voice_open(&(struct voice_options){ .program = queue_settings.voice_program,
                                        .clips = queue_settings.voice_clips,
                                        .cache = cache.data,
                                        .cache_size = (int64_t)queue_settings.voice_cache_size,
                                        .parallel = queue_settings.voice_parallel,
                                        .timeout_ms = queue_settings.voice_timeout_ms });
}

static bool
printers_fit(void)
{
    const struct conf_map *printers = &queue_settings.printers;
    for (size_t i = 0; i < printers->count; i++)
        for (size_t j = 0; j < printers->entries[i].values.count; j++) {
            const char *address = printers->entries[i].values.items[j], *fault = printer_fault(address);
            if (fault)
                log_error("an address of `printers` cannot be used", LOG_STR("address", address),
                          LOG_STR("fault", fault));
            if (fault)
                return false;
        }
    return true;
}

static enum rpc_code
open_queue(struct service *service)
{
    if (!printers_fit())
        return RPC_INVALID_ARGUMENT;
    catalogue_open(&(struct catalogue_options){ .context = service });
    open_voice(service);
    return RPC_OK;
}

static void
close_queue(struct service *service)
{
    (void)service;
    catalogue_close();
    voice_close();
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
                            .name = "queue",
                            .bindings = queue_bindings,
                            .n_bindings = queue_bindings_count,
                            .schema = queue_schema,
                            .n_schema = queue_schema_count,
                            .jobs = jobs,
                            .keys = keys,
                            .own = &queue_settings,
                            .open = open_queue,
                            .close = close_queue,
                            .ready = is_ready,
                        });
}
