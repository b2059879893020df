/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What suffices, what stands in the way, when terms end: without any I/O. */
#include "rules.h"

#include <okno/test.h>

#include "fields.h"
#include "prodcal.h"
#include "statuses.h"

#include <string.h>

#define NEEDED(name) TRACKING__NEEDED_DOCUMENT__STATE__##name
#define STATUS(name) TRACKING__APPLICATION__STATUS__##name
#define SUPPLIER(name) REFERENCE__REQUIRED_DOCUMENT__SUPPLIER__##name

/* ------------------------------------------------------------------ a card and what is brought */

static struct arena *arena;
static Reference__ServiceCard card;
static Reference__RequiredDocument wanted[8], *wanted_list[8];
static Tracking__Document brought[8], *brought_list[8];
static Reference__Centre centre;
static struct rules_case facts;

static void
begin(void)
{
    static const char *all[] = { "not-provided-here", "incomplete", "term-too-short", "invalid-documents",
                                 "no-power-of-attorney" };
    static Reference__Term term;
    if (arena)
        arena_free(arena);
    arena = arena_new(1 << 20);
    reference__service_card__init(&card);
    reference__term__init(&term);
    reference__centre__init(&centre);
    term.days = 10;
    card.service_code = "passport";
    card.term = &term;
    card.documents = wanted_list;
    card.acceptance_refusals = all;
    card.n_acceptance_refusals = OKNO_ARRAY_SIZE(all);
    facts = (struct rules_case){ .card = &card,
                                 .centre = &centre,
                                 .provided = true,
                                 .documents = brought_list,
                                 .recipient = REFERENCE__RECIPIENT__PERSON,
                                 .today = { 2026, 6, 1 } };
}

static Reference__RequiredDocument *
ask_for(const char *kind, Reference__RequiredDocument__Supplier supplier)
{
    size_t i = card.n_documents++;
    reference__required_document__init(&wanted[i]);
    wanted[i].kind = wanted[i].name = kind;
    wanted[i].supplier = supplier;
    return wanted_list[i] = &wanted[i];
}

static Tracking__Document *
bring(const char *kind)
{
    size_t i = facts.n_documents++;
    tracking__document__init(&brought[i]);
    brought[i].kind = kind;
    brought[i].form = TRACKING__DOCUMENT__FORM__ORIGINAL;
    return brought_list[i] = &brought[i];
}

static Tracking__NeededDocument__State
state_of(const char *kind)
{
    struct rules_needed needed = rules_needed(arena, &facts, false);
    for (size_t i = 0; i < needed.n; i++)
        if (text_equal(needed.items[i]->kind, kind))
            return needed.items[i]->state;
    return NEEDED(STATE_UNSPECIFIED);
}

/* Codes of the grounds, joined by blanks. */
static const char *
grounds(void)
{
    struct rules_ground found[RULES_GROUNDS_MAX];
    struct rules_needed needed = rules_needed(arena, &facts, false);
    int n = rules_grounds(arena, &facts, &needed, false, found);
    const char *all = "";
    for (int i = 0; i < n; i++)
        all = arena_printf(arena, "%s%s%s", all, i ? " " : "", found[i].code);
    return all;
}

TEST(a_document_that_was_brought_is_present)
{
    begin();
    ask_for("passport-rf", SUPPLIER(APPLICANT));
    EXPECT_INT(state_of("passport-rf"), NEEDED(MISSING));
    EXPECT_TEXT(grounds(), "incomplete");
    bring("passport-rf");
    EXPECT_INT(state_of("passport-rf"), NEEDED(PRESENT));
    EXPECT_TEXT(grounds(), "");
}

TEST(only_what_the_applicant_alone_has_is_missing)
{
    begin();
    ask_for("fee-payment", SUPPLIER(EXCHANGE));
    ask_for("military-id", SUPPLIER(OPTIONAL));
    EXPECT_INT(state_of("fee-payment"), NEEDED(BY_EXCHANGE));
    EXPECT_INT(state_of("military-id"), NEEDED(NOT_NEEDED));
    EXPECT_TEXT(grounds(), "");
}

TEST(a_conditional_document_is_never_missing)
{
    begin();
    ask_for("marriage", SUPPLIER(APPLICANT))->condition = "если имя изменено";
    EXPECT_INT(state_of("marriage"), NEEDED(NOT_NEEDED));
    EXPECT_TEXT(grounds(), "");
}

TEST(an_expired_conditional_document_is_shown_but_no_ground)
{
    begin();
    ask_for("old-passport", SUPPLIER(APPLICANT))->condition = "если паспорт меняется";
    bring("old-passport")->valid_until = "2026-05-31";
    EXPECT_INT(state_of("old-passport"), NEEDED(EXPIRED));
    EXPECT_TEXT(grounds(), "");
}

TEST(a_document_is_good_on_its_last_day)
{
    begin();
    ask_for("passport-rf", SUPPLIER(APPLICANT));
    Tracking__Document *passport = bring("passport-rf");
    passport->valid_until = "2026-06-01";
    EXPECT_INT(state_of("passport-rf"), NEEDED(PRESENT));
    passport->valid_until = "2026-05-31";
    EXPECT_INT(state_of("passport-rf"), NEEDED(EXPIRED));
    EXPECT_TEXT(grounds(), "invalid-documents");
}

TEST(the_best_of_several_counts)
{
    begin();
    ask_for("passport-rf", SUPPLIER(APPLICANT))->original_needed = true;
    bring("passport-rf")->valid_until = "2020-01-01";
    EXPECT_INT(state_of("passport-rf"), NEEDED(EXPIRED));
    bring("passport-rf")->form = TRACKING__DOCUMENT__FORM__COPY;
    EXPECT_INT(state_of("passport-rf"), NEEDED(WRONG_FORM));
    bring("passport-rf");
    EXPECT_INT(state_of("passport-rf"), NEEDED(PRESENT));
}

TEST(the_original_is_insisted_on_at_the_counter_only)
{
    begin();
    ask_for("passport-rf", SUPPLIER(APPLICANT))->original_needed = true;
    bring("passport-rf")->form = TRACKING__DOCUMENT__FORM__SCAN;
    EXPECT_INT(state_of("passport-rf"), NEEDED(WRONG_FORM));
    EXPECT_TEXT(grounds(), "incomplete");
    for (facts.scenario = 1; facts.scenario <= 3; facts.scenario++)
        EXPECT_INT(state_of("passport-rf"), NEEDED(PRESENT));
}

TEST(an_alternative_serves_instead)
{
    begin();
    static const char *alternatives[] = { "temporary-id", "foreign-id" };
    Reference__RequiredDocument *passport = ask_for("passport-rf", SUPPLIER(APPLICANT));
    passport->alternatives = alternatives;
    passport->n_alternatives = 2;
    bring("foreign-id");
    EXPECT_INT(state_of("passport-rf"), NEEDED(PRESENT));
    EXPECT_INT(state_of("foreign-id"), NEEDED(STATE_UNSPECIFIED));
    EXPECT_TEXT(grounds(), "");
}

TEST(documents_of_other_scenarios_and_recipients_are_not_asked_for)
{
    begin();
    static int32_t electronic[] = { 1 };
    static Reference__Recipient entities[] = { REFERENCE__RECIPIENT__LEGAL_ENTITY };
    Reference__RequiredDocument *photo = ask_for("photo", SUPPLIER(APPLICANT));
    photo->scenarios = electronic;
    photo->n_scenarios = 1;
    Reference__RequiredDocument *charter = ask_for("charter", SUPPLIER(APPLICANT));
    charter->recipients = entities;
    charter->n_recipients = 1;
    EXPECT_INT(state_of("photo"), NEEDED(STATE_UNSPECIFIED));
    EXPECT_INT(state_of("charter"), NEEDED(STATE_UNSPECIFIED));
    bring("photo");
    EXPECT_INT(state_of("photo"), NEEDED(NOT_NEEDED));
    facts.scenario = 1;
    EXPECT_INT(state_of("photo"), NEEDED(PRESENT));
    facts.recipient = REFERENCE__RECIPIENT__LEGAL_ENTITY;
    EXPECT_INT(state_of("charter"), NEEDED(MISSING));
    facts.recipient = REFERENCE__RECIPIENT__RECIPIENT_UNSPECIFIED;
    EXPECT_INT(state_of("charter"), NEEDED(MISSING));
}

TEST(nothing_beyond_the_card_is_asked_for)
{
    begin();
    bring("treasure-map");
    EXPECT_INT(state_of("treasure-map"), NEEDED(NOT_IN_CARD));
    EXPECT_TEXT(grounds(), "");
}

TEST(a_bad_optional_document_does_not_count)
{
    begin();
    ask_for("fee-payment", SUPPLIER(EXCHANGE));
    ask_for("military-id", SUPPLIER(OPTIONAL));
    bring("fee-payment")->valid_until = "2020-01-01";
    bring("military-id")->valid_until = "2020-01-01";
    EXPECT_INT(state_of("fee-payment"), NEEDED(BY_EXCHANGE));
    EXPECT_INT(state_of("military-id"), NEEDED(NOT_NEEDED));
    EXPECT_TEXT(grounds(), "");
}

TEST(each_of_the_five_grounds_is_found)
{
    begin();
    ask_for("passport-rf", SUPPLIER(APPLICANT));
    ask_for("photo", SUPPLIER(APPLICANT));
    bring("photo")->valid_until = "2020-01-01";
    facts.provided = false;
    facts.wanted_days = 9;
    facts.represented = true;
    facts.representative_problem = "доверенность истекла";
    EXPECT_TEXT(grounds(), "not-provided-here term-too-short incomplete invalid-documents no-power-of-attorney");
}

TEST(no_ground_where_all_is_well)
{
    begin();
    facts.wanted_days = 10;
    facts.represented = true;
    facts.representative_problem = "";
    EXPECT_TEXT(grounds(), "");
    facts.wanted_days = 0;
    facts.centre = NULL;
    facts.provided = false;
    EXPECT_TEXT(grounds(), "");
}

TEST(the_wrong_kind_of_applicant_is_not_served)
{
    begin();
    static Reference__Recipient persons[] = { REFERENCE__RECIPIENT__PERSON };
    card.recipients = persons;
    card.n_recipients = 1;
    EXPECT_TEXT(grounds(), "");
    facts.recipient = REFERENCE__RECIPIENT__LEGAL_ENTITY;
    EXPECT_TEXT(grounds(), "not-provided-here");
}

TEST(only_grounds_of_the_card_count)
{
    begin();
    static const char *few[] = { "incomplete" };
    card.acceptance_refusals = few;
    card.n_acceptance_refusals = 1;
    facts.wanted_days = 1;
    EXPECT_TEXT(grounds(), "");
    EXPECT(rules_acceptance_ground(&card, "incomplete"));
    EXPECT(!rules_acceptance_ground(&card, "term-too-short"));
    card.n_acceptance_refusals = 0;
    EXPECT(rules_acceptance_ground(&card, "term-too-short"));
    EXPECT(!rules_acceptance_ground(&card, "lunch-break"));
}

TEST(texts_name_the_documents_in_either_language)
{
    begin();
    ask_for("Паспорт", SUPPLIER(APPLICANT));
    ask_for("Фото", SUPPLIER(APPLICANT));
    struct rules_ground found[RULES_GROUNDS_MAX];
    struct rules_needed needed = rules_needed(arena, &facts, true);
    EXPECT_INT(rules_grounds(arena, &facts, &needed, true, found), 1);
    EXPECT_TEXT(found[0].text, "The set of documents is incomplete, needed: Паспорт; Фото");
    EXPECT_INT(rules_grounds(arena, &facts, &needed, false, found), 1);
    EXPECT_TEXT(found[0].text, "Комплект документов неполный, нужны: Паспорт; Фото");
}

TEST(scenarios_are_those_of_the_card)
{
    begin();
    static int32_t some[] = { 0, 2 };
    EXPECT(rules_scenario_allowed(&card, 0));
    EXPECT(!rules_scenario_allowed(&card, 1));
    card.scenarios = some;
    card.n_scenarios = 2;
    EXPECT(rules_scenario_allowed(&card, 2));
    EXPECT(!rules_scenario_allowed(&card, 3));
}

/* ------------------------------------------------------------------ terms */

static const struct calendar *
russia(void)
{
    static struct calendar *cal;
    if (!cal)
        cal = calendar_new(PRODCAL_FIRST_YEAR, PRODCAL_LAST_YEAR, prodcal, OKNO_ARRAY_SIZE(prodcal));
    return cal;
}

static struct date
day(const char *text)
{
    struct date date;
    ck_assert_msg(date_parse(text, &date), "%s", text);
    return date;
}

#define EXPECT_DAY(actual, expected)                                                                                   \
    do {                                                                                                               \
        char expect_day[11];                                                                                           \
        date_format((actual), expect_day);                                                                             \
        EXPECT_TEXT(expect_day, expected);                                                                             \
    } while (0)

static struct rules_term
term_of(const char *registered, int days, enum calendar_kind kind)
{
    return (struct rules_term){ .registered_on = day(registered), .days = days, .kind = kind };
}

static struct date
planned(const struct rules_term *term)
{
    struct date end = { 0 };
    EXPECT_CODE(rules_planned(russia(), term, &end), RPC_OK);
    return end;
}

TEST(planned_dates_follow_the_calendar)
{
    static const struct {
        const char *registered;
        int days;
        enum calendar_kind kind;
        const char *planned;
    } vectors[] = {
        { "2025-12-25", 5, CALENDAR_WORKING, "2026-01-13" },   { "2025-12-25", 15, CALENDAR_WORKING, "2026-01-27" },
        { "2026-02-20", 1, CALENDAR_WORKING, "2026-02-24" },   { "2026-04-30", 5, CALENDAR_WORKING, "2026-05-08" },
        { "2026-06-11", 1, CALENDAR_WORKING, "2026-06-15" },   { "2024-04-22", 5, CALENDAR_WORKING, "2024-04-27" },
        { "2025-12-02", 30, CALENDAR_CALENDAR, "2026-01-12" }, { "2026-04-01", 30, CALENDAR_CALENDAR, "2026-05-04" },
        { "2026-10-10", 30, CALENDAR_CALENDAR, "2026-11-09" },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(vectors); i++) {
        struct rules_term term = term_of(vectors[i].registered, vectors[i].days, vectors[i].kind);
        EXPECT_DAY(planned(&term), vectors[i].planned);
    }
}

TEST(a_term_beyond_the_calendar_is_never_guessed)
{
    struct date end = { 1, 1, 1 };
    struct rules_term term = term_of("2026-12-25", 30, CALENDAR_WORKING);
    EXPECT_CODE(rules_planned(russia(), &term, &end), RPC_OUT_OF_RANGE);
    EXPECT_INT(end.year, 1);
}

TEST(a_suspension_moves_the_term_by_the_working_days_it_took)
{
    /* Five working days from Thursday 25 December; suspended on Monday 29th with three left, resumed 12 January. */
    struct rules_term term = term_of("2025-12-25", 5, CALENDAR_WORKING);
    EXPECT(rules_add_pause(&term, day("2025-12-29"), day("2026-01-12")));
    EXPECT_DAY(planned(&term), "2026-01-15");
}

TEST(a_suspension_over_days_off_takes_nothing)
{
    /* Over the holidays of May 2026 no working day passes between Thursday 30 April and Sunday 3 May. */
    struct rules_term term = term_of("2026-04-28", 10, CALENDAR_WORKING), paused = term;
    EXPECT(rules_add_pause(&paused, day("2026-04-30"), day("2026-05-03")));
    EXPECT_DAY(planned(&paused), "2026-05-14");
    EXPECT_DAY(planned(&term), "2026-05-14");
}

TEST(several_suspensions_add_up)
{
    struct rules_term term = term_of("2026-06-01", 10, CALENDAR_WORKING);
    EXPECT_DAY(planned(&term), "2026-06-16");
    EXPECT(rules_add_pause(&term, day("2026-06-02"), day("2026-06-04")));
    EXPECT(rules_add_pause(&term, day("2026-06-08"), day("2026-06-10")));
    EXPECT_DAY(planned(&term), "2026-06-22");
}

TEST(suspended_and_resumed_on_one_day_changes_nothing)
{
    struct rules_term term = term_of("2026-06-01", 10, CALENDAR_WORKING);
    EXPECT(rules_add_pause(&term, day("2026-06-03"), day("2026-06-03")));
    EXPECT_DAY(planned(&term), "2026-06-16");
}

TEST(a_pause_before_the_registration_counts_from_its_day)
{
    struct rules_term term = term_of("2026-06-15", 5, CALENDAR_WORKING);
    EXPECT(rules_add_pause(&term, day("2026-06-13"), day("2026-06-14")));
    EXPECT_DAY(planned(&term), "2026-06-22");
    struct rules_term longer = term_of("2026-06-15", 5, CALENDAR_WORKING);
    EXPECT(rules_add_pause(&longer, day("2026-06-13"), day("2026-06-17")));
    EXPECT_DAY(planned(&longer), "2026-06-24");
}

TEST(pauses_end_somewhere)
{
    struct rules_term term = term_of("2026-06-01", 10, CALENDAR_WORKING);
    for (int i = 0; i < RULES_PAUSES_MAX; i++)
        EXPECT(rules_add_pause(&term, day("2026-06-03"), day("2026-06-03")));
    EXPECT(!rules_add_pause(&term, day("2026-06-03"), day("2026-06-03")));
}

TEST(an_extension_is_in_days_of_the_terms_own_kind)
{
    struct rules_term working = term_of("2026-04-28", 5, CALENDAR_WORKING);
    struct rules_term calendar = term_of("2026-04-28", 5, CALENDAR_CALENDAR);
    working.extended_days = calendar.extended_days = 5;
    EXPECT_DAY(planned(&working), "2026-05-14");
    EXPECT_DAY(planned(&calendar), "2026-05-08");
}

/* ------------------------------------------------------------------ sheets, fields */

TEST(sheets_are_those_of_all_copies_and_of_the_application)
{
    begin();
    EXPECT_INT(rules_sheets(brought_list, 0), 1);
    Tracking__Document *first = bring("a"), *second = bring("b");
    first->sheets = 3;
    first->copies = 2;
    second->sheets = 4;
    EXPECT_INT(rules_sheets(brought_list, facts.n_documents), 11);
}

TEST(originals_travel_only_where_the_agency_keeps_them)
{
    begin();
    Tracking__Document *paper = bring("a");
    EXPECT(!rules_travels(paper, false));
    EXPECT(rules_travels(paper, true));
    paper->form = TRACKING__DOCUMENT__FORM__COPY;
    EXPECT(rules_travels(paper, false));
}

TEST(statuses_have_words_and_codes)
{
    for (int s = STATUS(REGISTERED); s <= STATUS(WITHDRAWN); s++) {
        Tracking__Application__Status status = (Tracking__Application__Status)s;
        EXPECT(*statuses_words(status, false) && *statuses_words(status, true));
        EXPECT(statuses_epgu(status) > 0 && statuses_moscow(status) >= 1010);
        EXPECT(*statuses_name(status));
    }
    EXPECT_TEXT(statuses_words(STATUS(STATUS_UNSPECIFIED), false), "");
    EXPECT_INT(statuses_epgu(STATUS(ISSUED)), 3);
    EXPECT_INT(statuses_epgu(STATUS(REFUSED)), 4);
    EXPECT_INT(statuses_moscow(STATUS(SUSPENDED)), 1060);
}

TEST(fields_are_read_by_their_types)
{
    Google__Protobuf__Value text = GOOGLE__PROTOBUF__VALUE__INIT, number = GOOGLE__PROTOBUF__VALUE__INIT;
    Google__Protobuf__Struct__FieldsEntry a = GOOGLE__PROTOBUF__STRUCT__FIELDS_ENTRY__INIT, b = a;
    Google__Protobuf__Struct__FieldsEntry *entries[] = { &a, &b };
    Google__Protobuf__Struct all = GOOGLE__PROTOBUF__STRUCT__INIT;
    int value = 0;
    text.kind_case = GOOGLE__PROTOBUF__VALUE__KIND_STRING_VALUE;
    text.string_value = (char[]){ "текст" };
    number.kind_case = GOOGLE__PROTOBUF__VALUE__KIND_NUMBER_VALUE;
    number.number_value = 12;
    a.key = (char[]){ "word" };
    a.value = &text;
    b.key = (char[]){ "count" };
    b.value = &number;
    all.fields = entries;
    all.n_fields = 2;
    EXPECT_TEXT(fields_text(&all, "word"), "текст");
    EXPECT_TEXT(fields_text(&all, "count"), "");
    EXPECT_TEXT(fields_text(NULL, "word"), "");
    EXPECT(fields_int(&all, "count", 1, 100, &value));
    EXPECT_INT(value, 12);
    EXPECT(!fields_int(&all, "count", 1, 11, &value));
    EXPECT(!fields_int(&all, "word", 1, 100, &value));
    number.number_value = 1.5;
    EXPECT(!fields_int(&all, "count", 1, 100, &value));
    EXPECT(fields_has(&all, "word") && !fields_has(&all, "nothing"));
}
