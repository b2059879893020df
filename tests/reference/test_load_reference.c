/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "data.h"

#include <okno/catalogue.h>
#include <okno/proto.h>
#include <okno/reference.methods.h>

#include <pthread.h>
#include <string.h>
#include <unistd.h>

TEST(a_full_load_is_taken_and_its_repeat_changes_nothing)
{
    data_load_all();
    Reference__LoadReferenceRequest *all = data_read("");
    size_t records = all->n_services + all->n_agencies + all->n_centres + all->n_territories + all->n_classifiers + 1;
    const char *version = pg_query("SELECT version FROM catalogue");
    const Reference__LoadReferenceResponse *again = data_load(all);
    EXPECT_INT(again->added, 0);
    EXPECT_INT(again->changed, 0);
    EXPECT_INT(again->withdrawn, 0);
    EXPECT_INT(again->unchanged, records);
    EXPECT_TEXT(pg_query("SELECT version FROM catalogue"), version);
    EXPECT(all->n_services >= 78 && all->n_centres >= 133 && all->calendar->last_year >= 2026);
}

TEST(what_is_loaded_is_what_is_shown)
{
    data_load_all();
    Reference__LoadReferenceRequest *all = data_read("");
    for (size_t i = 0; i < all->n_services; i++) {
        const Reference__ServiceCard *card =
            CALL(Reference__GetService, .service_code = all->services[i]->service_code);
        TEXT_SCOPED given = { 0 };
        TEXT_SCOPED shown = { 0 };
        proto_pack(&all->services[i]->base, &given);
        proto_pack(&card->base, &shown);
        EXPECT(given.length == shown.length && memcmp(given.data, shown.data, given.length) == 0);
    }
}

TEST(files_can_be_loaded_one_by_one_in_the_order_of_their_names)
{
    pg_query("DELETE FROM record; UPDATE catalogue SET version = version + 1");
    for (size_t i = 0; i < data_files(); i++)
        EXPECT(data_load(data_read_file(i))->added > 0);
    EXPECT_INT(data_load(data_read(""))->added, 0);
}

TEST(a_changed_card_gets_a_version_an_event_and_is_seen_at_once)
{
    data_load_all();
    const char *events = pg_query("SELECT count(*) FROM event WHERE key = 'catalogue'");
    Reference__ServiceCard *card = data_card(pg_text("changing-%s", pg_uuid()));
    EXPECT_INT(data_load(data_of_card(card))->added, 1);
    card->name = "Другое имя";
    const Reference__LoadReferenceResponse *reply = data_load(data_of_card(card));
    EXPECT_INT(reply->changed, 1);
    EXPECT_INT(reply->unchanged, 0);
    const Reference__ServiceCard *shown = CALL(Reference__GetService, .service_code = card->service_code);
    EXPECT_TEXT(shown->name, "Другое имя");
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) - %s FROM event WHERE key = 'catalogue'", events)), "2");
    EXPECT_TEXT(
        pg_query(pg_text("SELECT content->>'name' FROM record WHERE code = '%s' AND version = 1", card->service_code)),
        "Проверочная услуга");
    EXPECT_TEXT(
        pg_query(pg_text("SELECT changed_by FROM record WHERE code = '%s' AND version = 2", card->service_code)),
        "curator");
    EXPECT_TEXT(pg_query("SELECT subject || ' ' || method FROM audit_record ORDER BY id DESC LIMIT 1"),
                "curator reference_load_reference");
}

TEST(records_not_given_stay)
{
    data_load_all();
    data_load(data_of_card(data_card("lonely")));
    CALL(Reference__GetService, .service_code = "passport-foreign");
    data_load_all();
}

TEST(of_a_complete_kind_what_is_not_given_is_withdrawn_and_can_come_back)
{
    data_load_all();
    Reference__ServiceCard *card = data_card(pg_text("fleeting-%s", pg_uuid()));
    card->short_name = "Мимолётная";
    data_load(data_of_card(card));
    data_load_all();
    const Reference__ServiceCard *shown = CALL(Reference__GetService, .service_code = card->service_code);
    EXPECT(shown->withdrawn);
    const Reference__ListServicesResponse *found = CALL(Reference__ListServices, .query = "мимолетная");
    EXPECT_INT(found->n_services, 0);
    EXPECT_INT(data_load(data_of_card(card))->changed, 1);
    shown = CALL(Reference__GetService, .service_code = card->service_code);
    EXPECT(!shown->withdrawn);
    found = CALL(Reference__ListServices, .query = "мимолетная");
    EXPECT_TEXT(found->services[0]->service_code, card->service_code);
    EXPECT_TEXT(pg_query(pg_text("SELECT string_agg(version || ' ' || withdrawn, ', ' ORDER BY version) FROM record "
                                 "WHERE code = '%s'",
                                 card->service_code)),
                "1 false, 2 true, 3 false");
}

TEST(withdrawn_cannot_be_loaded)
{
    data_load_all();
    Reference__ServiceCard *card = data_card(pg_text("forged-%s", pg_uuid()));
    card->withdrawn = true;
    EXPECT_INT(data_load(data_of_card(card))->added, 1);
    const Reference__ServiceCard *shown = CALL(Reference__GetService, .service_code = card->service_code);
    EXPECT(!shown->withdrawn);
    EXPECT_INT(data_load(data_of_card(card))->unchanged, 1);
}

TEST(an_agency_in_use_is_not_withdrawn)
{
    data_load_all();
    Reference__LoadReferenceRequest *request = data_read("agencies");
    static const char *kinds[] = { "agency" };
    request->n_agencies--;
    request->complete_kinds = kinds;
    request->n_complete_kinds = 1;
    const char *left_out = request->agencies[request->n_agencies]->agency_code;
    Reference__ServiceCard *card = data_card("user-of-agency");
    card->agency_code = left_out;
    data_load(data_of_card(card));
    PG_AS(RPC_ROLE_ADMIN);
    EXPECT_CODE(pg_try("LoadReference", &request->base), RPC_INVALID_ARGUMENT);
    EXPECT(strstr(pg_violation("completeKinds"), left_out));
}

TEST(everything_wrong_is_told_at_once)
{
    data_load_all();
    Reference__ServiceCard *card = data_card("wrong");
    static const char *themes[] = { "identity", "no-such-theme" };
    card->agency_code = "nobody";
    card->type_code = "12";
    card->n_results = 0;
    card->term = NULL;
    card->themes = themes;
    card->n_themes = 2;
    Reference__RequiredDocument document = { .kind = "no-such-document", .holder_agency = "mvd" };
    card->documents = (Reference__RequiredDocument *[]){ &document };
    card->n_documents = 1;
    int32_t scenarios[] = { 0, 4 };
    card->scenarios = scenarios;
    card->n_scenarios = 2;
    PG_AS(RPC_ROLE_ADMIN);
    EXPECT_CODE(pg_try("LoadReference", &data_of_card(card)->base), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("services[0].agencyCode"));
    EXPECT(pg_violation("services[0].typeCode"));
    EXPECT(pg_violation("services[0].results"));
    EXPECT(pg_violation("services[0].term"));
    EXPECT(pg_violation("services[0].themes[1]") && !pg_violation("services[0].themes[0]"));
    EXPECT(pg_violation("services[0].documents[0].kind"));
    EXPECT(pg_violation("services[0].documents[0].supplier"));
    EXPECT(pg_violation("services[0].documents[0].holderAgency"));
    EXPECT(pg_violation("services[0].scenarios[1]") && !pg_violation("services[0].scenarios[0]"));
    EXPECT_CODE(TRY(Reference__GetService, .service_code = "wrong"), RPC_NOT_FOUND);
}

TEST(centres_calendars_and_classifiers_are_checked)
{
    Reference__WorkingHours twice[] = { { .weekday = 1, .opens = "08:00", .closes = "20:00" },
                                        { .weekday = 1, .opens = "9:00", .closes = "24:01" } };
    Reference__Centre centre = { .centre_code = "c",
                                 .name = "Центр",
                                 .system_code = "12",
                                 .latitude = 91,
                                 .n_timetable = 2,
                                 .timetable = (Reference__WorkingHours *[]){ &twice[0], &twice[1] } };
    Reference__CalendarDay sunday = { .date = "2026-03-01", .kind = REFERENCE__CALENDAR_DAY__KIND__SHORT };
    Reference__Calendar calendar = {
        .first_year = 2026, .last_year = 2026, .n_days = 1, .days = (Reference__CalendarDay *[]){ &sunday }
    };
    Reference__ClassifierItem item = { .code = "a", .name = "А" };
    Reference__Classifier classifier = { .classifier_code = "made-up",
                                         .name = "К",
                                         .n_items = 2,
                                         .items = (Reference__ClassifierItem *[]){ &item, &item } };
    Reference__Agency agency = { .agency_code = "a", .name = "А", .department_code = "12345" };
    Reference__Territory territory = { .oktmo = "45374000", .name = "Т", .kind = "CITY" };
    PG_AS(RPC_ROLE_ADMIN);
    EXPECT_CODE(TRY(Reference__LoadReference, .n_centres = 1, .centres = (Reference__Centre *[]){ &centre },
                    .calendar = &calendar, .n_classifiers = 1,
                    .classifiers = (Reference__Classifier *[]){ &classifier }, .n_agencies = 1,
                    .agencies = (Reference__Agency *[]){ &agency }, .n_territories = 1,
                    .territories = (Reference__Territory *[]){ &territory }),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("centres[0].systemCode"));
    EXPECT(pg_violation("centres[0].latitude"));
    EXPECT(pg_violation("centres[0].timetable[1]"));
    EXPECT(pg_violation("centres[0].timetable[1].weekday"));
    EXPECT(pg_violation("calendar.days[0]"));
    EXPECT(pg_violation("classifiers[0].items[1].code"));
    EXPECT(pg_violation("agencies[0].departmentCode"));
    EXPECT(pg_violation("territories[0].kind"));
}

TEST(a_code_given_twice_is_refused)
{
    Reference__Agency *agency = data_agency("twice");
    PG_AS(RPC_ROLE_ADMIN);
    EXPECT_CODE(TRY(Reference__LoadReference, .n_agencies = 2, .agencies = (Reference__Agency *[]){ agency, agency }),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_last->n_violations == 1);
}

TEST(complete_kinds_are_names_of_kinds)
{
    PG_AS(RPC_ROLE_ADMIN);
    EXPECT_CODE(TRY(Reference__LoadReference, .n_complete_kinds = 2,
                    .complete_kinds = (const char *[]){ "service", "services" }),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("completeKinds[1]"));
}

TEST(only_an_administrator_loads)
{
    static const enum rpc_role others[] = { RPC_ROLE_ANYONE, RPC_ROLE_OPERATOR, RPC_ROLE_SUPERVISOR, RPC_ROLE_SERVICE };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(others); i++) {
        PG_AS(others[i]);
        EXPECT_CODE(TRY(Reference__LoadReference), RPC_PERMISSION_DENIED);
    }
}

TEST(a_repeated_request_gets_the_stored_answer)
{
    data_load_all();
    Reference__ServiceCard *card = data_card(pg_text("repeated-%s", pg_uuid()));
    pg_request_id = pg_uuid();
    EXPECT_INT(data_load(data_of_card(card))->added, 1);
    EXPECT_INT(data_load(data_of_card(card))->added, 1);
    pg_request_id = "";
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM record WHERE code = '%s'", card->service_code)), "1");
}

/* ------------------------------------------------------------------ at the same time */

TEST(what_another_replica_loads_is_seen_within_seconds)
{
    data_load_all();
    const char *code = pg_text("elsewhere-%s", pg_uuid());
    pg_query(
        pg_text("BEGIN; UPDATE catalogue SET version = version + 1;"
                "INSERT INTO record (kind, code, version, load, withdrawn, content, changed_by)"
                " SELECT kind, '%s', 1, load + 1, false, jsonb_set(content, '{serviceCode}', '\"%s\"'), 'other'"
                " FROM record WHERE kind = 'service' AND code = 'tax-number' ORDER BY version DESC LIMIT 1; COMMIT",
                code, code));
    int64_t start = time_mono_us();
    while (TRY(Reference__GetService, .service_code = code) != RPC_OK && time_mono_us() - start < 10000000)
        usleep(20000);
    EXPECT(time_mono_us() - start < 3000000);
}

static struct {
    Reference__LoadReferenceRequest *request;
    enum rpc_code outcome;
} loads[2];

/* Past the fixture, which is for one thread: as two workers of the daemon would. */
static void *
load_one(void *arg)
{
    size_t i = (size_t)(uintptr_t)arg;
    struct rpc_call call;
    rpc_call_init(&call, "curator", 30000, NULL);
    call.method = &reference_method_load_reference;
    call.request = &loads[i].request->base;
    call.reply = proto_new(call.arena, &reference__load_reference_response__descriptor);
    loads[i].outcome =
        reference_load_reference(&call, loads[i].request, (Reference__LoadReferenceResponse *)call.reply);
    rpc_call_release(&call);
    return NULL;
}

TEST(two_loads_at_once_both_come_through)
{
    enum { ROUNDS = 20 };
    data_load_all();
    for (int round = 0; round < ROUNDS; round++) {
        pthread_t threads[2];
        for (int i = 0; i < 2; i++)
            loads[i].request = data_of_card(data_card(pg_text("race-%s", pg_uuid())));
        for (uintptr_t i = 0; i < 2; i++)
            EXPECT_INT(pthread_create(&threads[i], NULL, load_one, (void *)i), 0);
        for (int i = 0; i < 2; i++)
            pthread_join(threads[i], NULL);
        for (int i = 0; i < 2; i++) {
            EXPECT_CODE(loads[i].outcome, RPC_OK);
            CALL(Reference__GetService, .service_code = loads[i].request->services[0]->service_code);
        }
    }
}
