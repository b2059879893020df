/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record.h"

#include "statuses.h"

#include <okno/audit.h>
#include <okno/proto.h>
#include <okno/tracking.sql.h>

#include <inttypes.h>
#include <string.h>

#define SUSPENDED TRACKING__APPLICATION__STATUS__SUSPENDED

/* ------------------------------------------------------------------ loading */

static int
number_in(const struct db_rows *rows, const char *column)
{
    int64_t number = 0;
    const char *text = db_cell(rows, 0, column);
    return text && parse_int64(text, &number) ? (int)number : 0;
}

static const char *
text_in(const struct db_rows *rows, const char *column)
{
    const char *text = db_cell(rows, 0, column);
    return text ? text : "";
}

/* "a,b,c" to texts; returns how many. */
static size_t
split(struct arena *arena, const char *joined, const char **ret_parts, size_t max)
{
    size_t n = 0;
    char *rest = arena_strdup(arena, joined), *part;
    while (n < max && (part = strsep(&rest, ",")))
        if (*part)
            ret_parts[n++] = part;
    return n;
}

static void
read_pauses(struct record *record, const char *joined)
{
    const char *days[2 * RULES_PAUSES_MAX];
    size_t n = split(record->call->arena, joined, days, OKNO_ARRAY_SIZE(days));
    for (size_t i = 0; i + 1 < n; i += 2) {
        struct calendar_pause *pause = &record->term.pauses[record->term.n_pauses];
        if (date_parse(days[i], &pause->suspended_from) && date_parse(days[i + 1], &pause->resumed_on))
            record->term.n_pauses++;
    }
}

static void
read_term(struct record *record, const struct db_rows *rows)
{
    record->term = (struct rules_term){
        .days = number_in(rows, "term_days"),
        .extended_days = number_in(rows, "extended_days"),
        .kind = text_equal(text_in(rows, "term_kind"), "WORKING") ? CALENDAR_WORKING : CALENDAR_CALENDAR,
    };
    if (!date_parse(record->app->registered_on, &record->term.registered_on))
        record->term.registered_on = record->today;
    read_pauses(record, text_in(rows, "pauses"));
}

static void
read_suspension(struct record *record, const struct db_rows *rows)
{
    const ProtobufCEnumValue *status = protobuf_c_enum_descriptor_get_value_by_name(
        &tracking__application__status__descriptor, text_in(rows, "resume_status"));
    record->resume_status = status ? (Tracking__Application__Status)status->value : 0;
    if (record->app->suspended)
        record->suspended_on = date_of_time(proto_time_us(record->app->suspended));
}

static void
read_shown(struct record *record, const struct db_rows *rows)
{
    record->came_in = record->resume_status ? record->resume_status : record->app->status;
    record->shown = (struct record_shown){ number_in(rows, "epgu_status"), number_in(rows, "moscow_status"),
                                           text_in(rows, "status_text") };
    record->held = number_in(rows, "held") == 1;
    record->queue =
        (struct record_queue){ .stands = number_in(rows, "in_queue") == 1, .place = number_in(rows, "queue_place") };
    if (!parse_int64(text_in(rows, "queued_us"), &record->queue.since_us))
        record->queue.since_us = 0;
}

static void
read_state(struct record *record, const struct db_rows *rows)
{
    record->version = number_in(rows, "version");
    record->stopped_on = text_in(rows, "stopped_on");
    record->sent_on = text_in(rows, "sent_on");
    record->result_on = text_in(rows, "result_on");
    record->issued_on = text_in(rows, "issued_on");
    record->applicant_id = text_in(rows, "applicant_id");
    record->representative_id = text_in(rows, "representative_id");
    record->representative_name = text_in(rows, "representative_name");
    read_term(record, rows);
    read_suspension(record, rows);
    read_shown(record, rows);
}

/* A service that left the catalogue is still what running applications are about. */
static enum rpc_code
load_facts(struct record *record)
{
    enum rpc_code code = catalogue_of(record->call, &record->facts.cat);
    if (code != RPC_OK)
        return code;
    record->facts.card = catalogue_service(record->facts.cat, record->app->service_code);
    record->facts.agency = catalogue_agency(record->facts.cat, record->app->agency_code);
    record->facts.centre = catalogue_centre(record->facts.cat, record->app->centre_code);
    return record->facts.card && record->facts.agency && record->facts.centre
               ? RPC_OK
               : rpc_fail(record->call, RPC_FAILED_PRECONDITION,
                          "Услуга %s, её орган или центр %s исчезли из справочников",
                          "The service %s, its agency or the centre %s are gone from the reference data",
                          record->app->service_code, record->app->centre_code);
}

static enum rpc_code
check_version(struct record *record, const char *etag)
{
    if (!text_empty(etag) && !text_equal(etag, record->app->etag)) {
        rpc_explain(record->call, "STALE_ETAG", NULL);
        return rpc_fail(record->call, RPC_ABORTED, "Заявление изменено после того, как вы его видели: посмотрите снова",
                        "The application was changed after you saw it: look again");
    }
    int64_t shown;
    if (parse_int64(record->app->etag, &shown) && shown == record->version)
        return RPC_OK;
    return rpc_fail(record->call, RPC_ABORTED, "Заявление меняется прямо сейчас, посмотрите снова",
                    "The application is being changed right now, look again");
}

enum rpc_code
record_load(struct rpc_call *call, const char *application_id, const char *etag, Tracking__Application *app,
            struct record *ret_record)
{
    struct db_rows rows;
    struct record *record = ret_record;
    *record = (struct record){ .call = call, .app = app, .now_us = time_now_us() };
    record->today = date_of_time(record->now_us);
    enum rpc_code code = view_of(call, &record->view);
    if (code == RPC_OK)
        code = view_application(call, &record->view, application_id, app);
    if (code != RPC_OK)
        return code;
    audit_object(call, "application", application_id, NULL);
    code = db_rows(call, &tracking_sql_get_application_state, DB_ARGS(application_id), &rows);
    if (code != RPC_OK)
        return code;
    read_state(record, &rows);
    code = check_version(record, etag);
    return code == RPC_OK ? load_facts(record) : code;
}

enum rpc_code
record_must_be_open(const struct record *record)
{
    if (!record->app->closed)
        return RPC_OK;
    return rpc_fail(record->call, RPC_FAILED_PRECONDITION, "Работа по заявлению закончена: %s",
                    "The application is closed: %s", statuses_words(record->app->status, rpc_english(record->call)));
}

/* ------------------------------------------------------------------ changing */

const char *
record_date(const struct record *record, struct date day)
{
    char text[11];
    date_format(day, text);
    return arena_strdup(record->call->arena, text);
}

void
record_note_sent(struct record *record, const Tracking__Task *next)
{
    if (next && text_equal(next->agency_code, record->app->agency_code) && text_empty(record->sent_on))
        record->sent_on = record_date(record, record->today);
}

struct date
record_planned(const struct record *record)
{
    struct date planned;
    return date_parse(record->app->planned_on, &planned) ? planned : record->today;
}

enum rpc_code
record_replan(struct record *record)
{
    struct date planned;
    enum rpc_code code = rules_planned(catalogue_calendar(record->facts.cat), &record->term, &planned);
    if (code == RPC_OUT_OF_RANGE)
        return rpc_fail(record->call, code, "Срок выходит за пределы производственного календаря (по %d год)",
                        "The term leaves the production calendar (up to %d)",
                        calendar_last_year(catalogue_calendar(record->facts.cat)));
    if (code != RPC_OK)
        return rpc_fail(record->call, code, "Срок не вычисляется", "The term cannot be computed");
    record->app->planned_on = record_date(record, planned);
    return RPC_OK;
}

/* Suspended from, resumed on, and again. */
static struct db_value
pauses(const struct record *record)
{
    const char *days[2 * RULES_PAUSES_MAX];
    size_t n = 0;
    for (int i = 0; i < record->term.n_pauses; i++) {
        days[n++] = record_date(record, record->term.pauses[i].suspended_from);
        days[n++] = record_date(record, record->term.pauses[i].resumed_on);
    }
    return db_texts(record->call->arena, days, n);
}

/*
 * What the regulation shows now holds; what it showed before holds as long as the status is the same. Of a status that
 * something else brought about, the usual codes and words are shown.
 */
static void
settle_shown(struct record *record)
{
    Tracking__Application *app = record->app;
    const struct bpmn_status *now = record->shows;
    if (now && text_equal(now->okno, statuses_name(app->status))) {
        record->shown =
            (struct record_shown){ statuses_code(now->epgu), statuses_code(now->moscow), text_or_empty(now->text) };
    } else if (app->status != record->came_in && app->status != SUSPENDED) {
        record->shown = (struct record_shown){ .words = "" };
    }
    app->epgu_status = record->shown.epgu;
    app->moscow_status = record->shown.moscow;
    app->status_text = record->shown.words;
    statuses_fill(app, record->view.english);
}

enum rpc_code
record_restart_clock(struct record *record)
{
    struct date stopped;
    if (!date_parse(record->stopped_on, &stopped))
        return RPC_OK;
    if (!rules_add_pause(&record->term, stopped, record->today))
        return rpc_fail(record->call, RPC_FAILED_PRECONDITION, "Слишком много остановок срока",
                        "The term was stopped too often");
    record->stopped_on = "";
    enum rpc_code code = record_replan(record);
    record->app->overdue = date_compare(record_planned(record), record->today) < 0;
    return code;
}

enum rpc_code
record_hold(struct record *record, bool held)
{
    bool was = record->held, runs = !record->app->closed && text_empty(record->stopped_on);
    record->held = held && (was || runs);
    if (record->held && runs)
        record->stopped_on = record_date(record, record->today);
    return was && !record->held && !record->app->closed ? record_restart_clock(record) : RPC_OK;
}

void
record_queue_up(struct record *record, bool waits, bool left, const struct bpmn_value *place)
{
    struct record_queue *queue = &record->queue;
    bool over = record->app->closed || record->app->status == TRACKING__APPLICATION__STATUS__DECIDED
                || record->app->status == TRACKING__APPLICATION__STATUS__REFUSED;
    if (waits && !queue->since_us)
        queue->since_us = record->now_us;
    queue->stands = !over && (waits || (queue->stands && !left));
    if (place && place->kind == BPMN_NUMBER && place->number >= 1 && place->number <= INT32_MAX)
        queue->place = (int)place->number;
}

void
record_save(struct record *record, struct db_work *work)
{
    Tracking__Application *app = record->app;
    app->etag = arena_printf(record->call->arena, "%" PRId64, record->version + 1);
    settle_shown(record);
    struct db_value resume = record->resume_status ? db_text(statuses_name(record->resume_status)) : db_null();
    db_expect(work, &tracking_sql_update_application,
              DB_ARGS(app->application_id, record->version, db_time(record->now_us), statuses_name(app->status), resume,
                      db_texts(record->call->arena, app->waiting_in, app->n_waiting_in), app->planned_on,
                      record->term.extended_days, pauses(record), db_time(proto_time_us(app->suspended)),
                      db_nonempty(record->stopped_on), db_nonempty(record->sent_on), db_nonempty(record->result_on),
                      db_nonempty(record->issued_on), db_time(proto_time_us(app->closed)),
                      db_nonempty(app->refusal_code), db_nonempty(app->refusal_text), db_nonempty(app->result),
                      db_nonempty(app->case_file), db_nonzero(record->shown.epgu), db_nonzero(record->shown.moscow),
                      db_nonempty(record->shown.words), db_time(record->queue.since_us), record->queue.stands,
                      db_nonzero(record->queue.place), record->held),
              RPC_ABORTED, "Заявление изменено одновременно с вами, посмотрите снова",
              "The application was changed at the same moment, look again");
}
