/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

#include "settings.h"

#include <okno/catalogue.h>
#include <okno/events.rpc.h>
#include <okno/json.h>
#include <okno/proto.h>
#include <okno/queue.schema.h>
#include <okno/queue.sql.h>

struct queue_settings queue_settings;

/* ------------------------------------------------------------------ reference data */

#define DAY(n) "{\"weekday\":" #n ",\"opens\":\"00:00\",\"closes\":\"24:00\"}"
#define WEEK "\"timetable\":[" DAY(1) "," DAY(2) "," DAY(3) "," DAY(4) "," DAY(5) "," DAY(6) "," DAY(7) "]"

#define LAST_YEAR 2100

static char catalogue_json[8192]; /* written while nobody follows it: another thread reads it */

static const char catalogue_format[] =
    "{\"version\":\"1\",\"calendar\":{\"firstYear\":2000,\"lastYear\":%d},"
    "\"agencies\":[{\"agencyCode\":\"mvd\",\"name\":\"Внутренние дела\",\"departmentCode\":\"0101\"}],"
    "\"centres\":["
    "{\"centreCode\":\"arbat\",\"name\":\"Центр Арбат\",\"windows\":5,\"worksOnHolidays\":true," WEEK ","
    "\"excludedServices\":[\"fishing\"]},"
    "{\"centreCode\":\"tver\",\"name\":\"Центр Тверской\",\"windows\":2,\"worksOnHolidays\":true,"
    "\"timetable\":[%s]},"
    "{\"centreCode\":\"usual\",\"name\":\"Обычный центр\",\"windows\":2," WEEK "},"
    "{\"centreCode\":\"closed\",\"name\":\"Закрытый центр\",\"windows\":3}],"
    "\"services\":["
    "{\"serviceCode\":\"passport\",\"name\":\"Паспорт\",\"agencyCode\":\"mvd\",\"typeCode\":\"010101\","
    "\"themes\":[\"identity\"]},"
    "{\"serviceCode\":\"archive-copy\",\"name\":\"Архивная копия\",\"agencyCode\":\"mvd\",\"typeCode\":\"010102\","
    "\"themes\":[\"archive\"]},"
    "{\"serviceCode\":\"complex\",\"name\":\"Сложная услуга\",\"agencyCode\":\"mvd\",\"typeCode\":\"010103\","
    "\"themes\":[\"identity\"],\"appointmentOnly\":true},"
    "{\"serviceCode\":\"fishing\",\"name\":\"Рыбалка\",\"agencyCode\":\"mvd\",\"typeCode\":\"010104\","
    "\"themes\":[\"nature\"]}]}";

static const char *
week_of(const char *opens, const char *closes)
{
    const char *week = "";
    for (int day = 1; day <= 7; day++)
        week = pg_text("%s%s{\"weekday\":%d,\"opens\":\"%s\",\"closes\":\"%s\"}", week, *week ? "," : "", day, opens,
                       closes);
    return week;
}

static enum rpc_code
give_catalogue(struct rpc_call *call, int64_t known, Reference__Catalogue **ret_catalogue)
{
    ProtobufCMessage *all;
    struct json_error error;
    if (json_to_message(call->arena, &reference__catalogue__descriptor, catalogue_json, strlen(catalogue_json), &all,
                        &error)
        != RPC_OK)
        ck_abort_msg("%s: %s", error.path, error.message_en);
    *ret_catalogue = known ? proto_new(call->arena, &reference__catalogue__descriptor) : (Reference__Catalogue *)all;
    (*ret_catalogue)->version = 1;
    return RPC_OK;
}

/* ------------------------------------------------------------------ halls */

static const char common_json[] =
    "\"groups\":["
    "{\"groupCode\":\"passports\",\"letter\":\"А\",\"name\":\"Паспорта\",\"nameEn\":\"Passports\","
    "\"themes\":[\"identity\"],\"normMinutes\":10,\"appointmentPercent\":50},"
    "{\"groupCode\":\"archive\",\"letter\":\"В\",\"name\":\"Архив\",\"themes\":[\"archive\"],\"normMinutes\":20,"
    "\"appointmentPercent\":25,\"fallback\":true},"
    "{\"groupCode\":\"advice\",\"letter\":\"К\",\"name\":\"Консультации\",\"purposes\":[\"ASK\",\"STATUS\"],"
    "\"normMinutes\":5},"
    "{\"groupCode\":\"collect\",\"letter\":\"Л\",\"name\":\"Выдача\",\"purposes\":[\"COLLECT\"],\"normMinutes\":5},"
    "{\"groupCode\":\"express\",\"letter\":\"Э\",\"name\":\"Ускоренный приём\",\"normMinutes\":3,\"express\":true}],"
    "\"priorities\":["
    "{\"priorityCode\":\"veteran\",\"name\":\"Ветераны\",\"level\":10,\"shown\":true},"
    "{\"priorityCode\":\"appointment\",\"name\":\"По записи\",\"level\":50,\"appointment\":true},"
    "{\"priorityCode\":\"parent\",\"name\":\"С ребёнком\",\"level\":100,\"headStartMinutes\":10}],";

static void
load(const char *limits, const char *admissions)
{
    ProtobufCMessage *request;
    struct json_error error;
    struct arena *arena = arena_new(SIZE_MAX);
    const char *json =
        pg_text("{\"common\":{%s\"limits\":%s,\"admissions\":%s},\"halls\":[{\"centreCode\":\"arbat\"},"
                "{\"centreCode\":\"tver\",\"admissions\":[{\"groupCode\":\"passports\",\"purpose\":"
                "\"APPLY\",\"mode\":\"APPOINTMENT\"}]},{\"centreCode\":\"usual\"},{\"centreCode\":\"closed\"}]}",
                common_json, limits, admissions);
    if (json_to_message(arena, &queue__load_queue_settings_request__descriptor, json, strlen(json), &request, &error)
        != RPC_OK)
        ck_abort_msg("%s: %s", error.path, error.message_en);
    as_admin();
    pg_call("Queue__LoadQueueSettings", request);
    arena_free(arena);
}

void
set_limits(const char *json)
{
    load(json, "[]");
}

void
set_admissions(const char *json)
{
    load("{\"reminderMinutes\":[1440,120]}", json);
}

static void
open_catalogue(int until_year, const char *from, const char *until)
{
    snprintf(catalogue_json, sizeof catalogue_json, catalogue_format, until_year, week_of(from, until));
    catalogue_open(&(struct catalogue_options){ .source = give_catalogue });
    struct rpc_call call;
    rpc_call_init(&call, "test", 10000, NULL);
    EXPECT_CODE(catalogue_refresh(&call), RPC_OK);
    rpc_call_release(&call);
}

void
end_calendar(void)
{
    catalogue_close();
    open_catalogue(date_of_time(time_now_us()).year - 1, "00:00", "24:00");
}

/* The time of day so many minutes from now, at most until midnight. */
static const char *
clock_in(int minutes)
{
    int minute = minute_of_time(time_now_us()) + minutes;
    minute = minute < 0 ? 0 : minute > 24 * 60 ? 24 * 60 : minute;
    return pg_text("%02d:%02d", minute / 60, minute % 60);
}

void
open_tver(int from_minutes, int until_minutes)
{
    catalogue_close();
    open_catalogue(LAST_YEAR, clock_in(from_minutes), clock_in(until_minutes));
}

static void
open_hall(void)
{
    queue_settings.enforce_hours = true;
    open_catalogue(LAST_YEAR, "00:00", "24:00");
    pg_query("TRUNCATE hall, hall_settings, hall_window, ticket, session, spell, group_counter, appointment,"
             " board_message, pace, event, request");
    set_limits("{\"reminderMinutes\":[1440,120]}");
}

PG_FIXTURE(queue, .open = open_hall, .close = catalogue_close);

/* ------------------------------------------------------------------ callers */

void
as_kiosk(void)
{
    PG_AS(RPC_ROLE_KIOSK, .subject = "kiosk-1", .centre = "arbat");
}

void
as_operator(const char *subject)
{
    PG_AS(RPC_ROLE_OPERATOR, .subject = subject, .centre = "arbat");
}

void
as_consultant(void)
{
    PG_AS(RPC_ROLE_CONSULTANT, .subject = "consultant", .centre = "arbat");
}

void
as_supervisor(void)
{
    PG_AS(RPC_ROLE_SUPERVISOR, .subject = "boss", .centre = "arbat");
}

void
as_call_centre(void)
{
    PG_AS(RPC_ROLE_CALL_CENTRE, .subject = "phone");
}

void
as_applicant(const char *applicant_id)
{
    PG_AS(RPC_ROLE_APPLICANT, .subject = "citizen", .applicant = applicant_id);
}

void
as_stranger(void)
{
    PG_AS(RPC_ROLE_ANYONE, .subject = "");
}

void
as_admin(void)
{
    PG_AS(RPC_ROLE_ADMIN, .subject = "admin");
}

/* ------------------------------------------------------------------ tickets and windows */

const char *
window_of(const char *number)
{
    return pg_query(pg_text("SELECT window_id FROM hall_window WHERE centre_code = 'arbat' AND number = '%s'", number));
}

const Queue__Ticket *
take_ticket_of(const char *group_code, const char *applicant_id, const char *priority_code)
{
    Queue__TicketItem item = { .group_code = group_code };
    Queue__TicketItem *items[] = { &item };
    if (text_equal(group_code, "advice"))
        item.purpose = QUEUE__PURPOSE__ASK;
    if (text_equal(group_code, "collect"))
        item.purpose = QUEUE__PURPOSE__COLLECT;
    as_kiosk();
    const Queue__IssueTicketResponse *rep =
        CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1, .applicant_id = applicant_id,
             .priority_code = priority_code);
    return rep->ticket;
}

const Queue__Ticket *
take_ticket(const char *group_code)
{
    return take_ticket_of(group_code, NULL, NULL);
}

const char *
open_window(const char *number, const char *operator_)
{
    as_operator(operator_);
    const Queue__Session *session = CALL(Queue__OpenSession, .window_id = window_of(number));
    return session->session_id;
}

const Queue__Ticket *
call_next(const char *session_id)
{
    as_operator(pg_query(pg_text("SELECT operator FROM session WHERE session_id = '%s'", session_id)));
    const Queue__CallNextResponse *rep = CALL(Queue__CallNext, .session_id = session_id);
    return rep->ticket;
}

const Queue__Ticket *
look(const char *ticket_id)
{
    as_supervisor();
    return CALL(Queue__GetTicket, .ticket_id = ticket_id);
}

void
age(const char *ticket_id, int minutes)
{
    pg_query(pg_text("UPDATE ticket SET rank = rank - interval '%d min', issued = issued - interval '%d min',"
                     " entered = entered - interval '%d min', called = called - interval '%d min',"
                     " served = served - interval '%d min', until = until - interval '%d min' WHERE ticket_id = '%s'",
                     minutes, minutes, minutes, minutes, minutes, minutes, ticket_id));
}

const char *
actions(const char *ticket_id)
{
    const char *all = "";
    PG_AS(RPC_ROLE_SERVICE);
    const char *n = pg_query("SELECT count(*) FROM event WHERE type = 'okno.queue.v1.TicketChanged'");
    for (int i = 0; i < (int)strtol(n, NULL, 10); i++) {
        const char *hex = pg_query(pg_text("SELECT encode(payload, 'hex') FROM event WHERE type ="
                                           " 'okno.queue.v1.TicketChanged' ORDER BY txid, id OFFSET %d LIMIT 1",
                                           i));
        uint8_t bytes[4096];
        size_t size = strlen(hex) / 2;
        for (size_t j = 0; j < size; j++) {
            unsigned byte;
            ck_assert_int_eq(sscanf(hex + 2 * j, "%2x", &byte), 1);
            bytes[j] = (uint8_t)byte;
        }
        Queue__TicketChanged *event = queue__ticket_changed__unpack(NULL, size, bytes);
        if (text_equal(event->ticket->ticket_id, ticket_id))
            all = pg_text("%s%s%s", all, *all ? " " : "", event->action);
        EXPECT_TEXT(event->ticket->code, "");
        queue__ticket_changed__free_unpacked(event, NULL);
    }
    return all;
}

/* ------------------------------------------------------------------ days */

static const char *
day_after(int days)
{
    char day[11];
    date_format(date_from_days(date_to_days(date_of_time(time_now_us())) + days), day);
    return pg_text("%s", day);
}

const char *
today(void)
{
    return day_after(0);
}

const char *
tomorrow(void)
{
    return day_after(1);
}

Google__Protobuf__Timestamp *
free_slot(int index)
{
    as_stranger();
    const Queue__ListSlotsResponse *list = CALL(Queue__ListSlots, .centre_code = "arbat", .group_code = "passports",
                                                .purpose = QUEUE__PURPOSE__APPLY, .date = tomorrow());
    ck_assert_int_gt((int)list->n_slots, index);
    return list->slots[index]->starts;
}
