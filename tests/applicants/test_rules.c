/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is decided without a database. */
#include "../../services/applicants/identifiers.h"
#include "../../services/applicants/rules.h"
#include "../../services/applicants/words.h"

#include <okno/test.h>

#include <string.h>

/* ------------------------------------------------------------------ words */

static void
expect_words(const char *text, const char *expected)
{
    struct arena *arena = arena_new(1 << 20);
    struct words words = words_of(arena, text);
    const char *joined = words_joined(arena, &words);
    EXPECT_TEXT(joined + (*joined == ' '), expected);
    arena_free(arena);
}

TEST(words_fold_case_and_yo)
{
    expect_words("Ёлкина  АЛЁНА Семёновна", "елкина алена семеновна");
    expect_words("Е\u0308лкин", "елкин");
    expect_words("Андреи\u0306", "андрей");
    expect_words("МУ\u0301РОМСКИЙ", "муромский");
    expect_words("Ünal Çelik", "ünal çelik");
    expect_words("", "");
    expect_words(" -— ", "");
}

TEST(words_part_hyphened_names_and_keep_apostrophes)
{
    expect_words("Мамин-Сибиряк", "мамин сибиряк");
    expect_words("Д’Артаньян О'Нил", "дартаньян онил");
}

TEST(words_come_not_without_end)
{
    struct arena *arena = arena_new(1 << 20);
    struct words words = words_of(arena, "а б в г д е ж з и к л м н о п р с т у ф х ц ч ш");
    EXPECT_INT(words.n, WORDS_MAX);
    char *long_word = arena_alloc(arena, 1001);
    memset(long_word, 'x', 1000);
    words = words_of(arena, long_word);
    EXPECT_INT(strlen(words.word[0]), WORD_SIZE);
    arena_free(arena);
}

TEST(legal_forms_are_left_out_where_anything_remains)
{
    struct arena *arena = arena_new(1 << 20);
    struct words words = words_of(arena, "Общество с ограниченной ответственностью «Ромашка» ООО");
    struct words rest = words_without_forms(&words);
    EXPECT_TEXT(words_joined(arena, &rest), " с ромашка");
    words = words_of(arena, "ООО");
    rest = words_without_forms(&words);
    EXPECT_TEXT(words_joined(arena, &rest), " ооо");
    arena_free(arena);
}

TEST(a_query_wants_a_word_of_its_own_for_each_asked)
{
    struct arena *arena = arena_new(1 << 20);
    struct words words = words_of(arena, "Иван Иванов Пётр");
    struct patterns patterns = words_patterns(arena, &words, "иванов");
    EXPECT_INT(patterns.n, 2); /* whoever is in the range of «иванов» has that word */
    EXPECT_TEXT(patterns.like[0], "% иван% иван%");
    EXPECT_TEXT(patterns.like[1], "% петр%");
    patterns = words_patterns(arena, &words, "иван");
    EXPECT_INT(patterns.n, 3);
    words = words_of(arena, "Ким Чен Ким");
    EXPECT(!words_repeat(&words, 0) && words_repeat(&words, 2));
    patterns = words_patterns(arena, &words, "чен");
    EXPECT_INT(patterns.n, 1);
    EXPECT_TEXT(patterns.like[0], "% ким% ким%");
    arena_free(arena);
}

TEST(slips_of_the_keyboard_are_forgiven)
{
    EXPECT(words_alike("ивонов", "иванов"));
    EXPECT(words_alike("иваонв", "иванов"));
    EXPECT(words_alike("иваннов", "иванов"));
    EXPECT(words_alike("питр", "петр"));
    EXPECT(!words_alike("петр", "павел"));
    EXPECT(!words_alike("иванов", "сидоров"));
}

TEST(names_are_told_from_what_is_none)
{
    EXPECT(words_are_name("Салтыков-Щедрин"));
    EXPECT(words_are_name("Мамед оглы (Алиев)"));
    EXPECT(words_are_name("О’Нил"));
    EXPECT(!words_are_name("Иванов2"));
    EXPECT(!words_are_name("Э"
                           "2"));
    EXPECT(!words_are_name("---"));
    EXPECT(!words_are_name("<b>"));
    EXPECT(!words_are_name("Ив\tанов\x01"));
}

TEST(blanks_are_tidied)
{
    struct arena *arena = arena_new(1 << 20);
    EXPECT_TEXT(words_tidy(arena, "  Анна\u00a0  Мария "), "Анна Мария");
    EXPECT_TEXT(words_tidy(arena, " "), "");
    EXPECT_TEXT(words_squeezed(arena, " iv № 12 аб"), "IV12АБ");
    EXPECT_TEXT(words_initials(arena, "Ёлкин", "иван", ""), "Ёлкин И.");
    EXPECT_TEXT(words_initials(arena, "Ёлкин", "Иван", "Эдуардович"), "Ёлкин И. Э.");
    arena_free(arena);
}

/* ------------------------------------------------------------------ identifiers */

TEST(a_search_text_may_be_many_things)
{
    struct arena *arena = arena_new(1 << 20);
    struct key_query query;
    EXPECT(key_query_of(arena, "11223344595", &query));
    EXPECT_TEXT(query.identifiers.kinds[0], "SNILS");
    EXPECT_TEXT(query.identifiers.values[0], "112-233-445 95");
    EXPECT(key_query_of(arena, "8 (916) 000-11-22", &query));
    EXPECT_TEXT(query.phone, "+79160001122");
    EXPECT(key_query_of(arena, "4500123456", &query));
    EXPECT_TEXT(query.identifiers.values[query.identifiers.n - 1], "01:4500 123456");
    EXPECT(key_query_of(arena, "iv-мю 123456", &query));
    EXPECT_TEXT(query.identifiers.values[0], "02:IV-МЮ 123456");
    EXPECT(key_query_of(arena, "Name@Example.ORG", &query));
    EXPECT_TEXT(query.email, "name@example.org");
    EXPECT(key_query_of(arena, "заявитель 7к4 - 2m9", &query));
    EXPECT_TEXT(query.pseudonym, "Заявитель 7К4-2М9");
    EXPECT(key_query_of(arena, "ГДЖКЛМ", &query));
    EXPECT_TEXT(query.pseudonym, "Заявитель ГДЖ-КЛМ");
    EXPECT(!key_query_of(arena, "Иванов Иван", &query));
    EXPECT(!key_query_of(arena, "заявитель", &query));
    EXPECT(!key_query_of(arena, "7К4-2М9-5", &query));
    arena_free(arena);
}

TEST(pseudonyms_are_of_clear_signs_and_are_found_again)
{
    struct arena *arena = arena_new(1 << 20);
    for (int i = 0; i < 1000; i++) {
        uint8_t random[PSEUDONYM_BYTES];
        struct key_query query;
        random_bytes(random, sizeof random);
        char *pseudonym = pseudonym_of(arena, random);
        EXPECT_INT(utf8_length(pseudonym), utf8_length("Заявитель 7К4-2М9"));
        EXPECT(!strstr(pseudonym + strlen("Заявитель "), "О") && !strpbrk(pseudonym, "01"));
        EXPECT(key_query_of(arena, pseudonym, &query));
        EXPECT_TEXT(query.pseudonym, pseudonym);
    }
    arena_free(arena);
}

/* ------------------------------------------------------------------ powers of attorney */

static const struct power good = { true, "2026-01-10", "2026-12-31", false, { 0 }, true, true };

static enum power_fault
on(struct power power, int month, int day)
{
    return power_check(&power, (struct date){ 2026, month, day }, false);
}

TEST(a_power_is_valid_from_its_first_to_its_last_day)
{
    EXPECT_INT(on(good, 1, 9), POWER_NOT_YET);
    EXPECT_INT(on(good, 1, 10), POWER_VALID);
    EXPECT_INT(on(good, 12, 31), POWER_VALID);
    struct power short_one = good;
    short_one.valid_until = "2026-06-30";
    EXPECT_INT(on(short_one, 7, 1), POWER_EXPIRED);
    short_one.valid_until = "";
    EXPECT_INT(on(short_one, 7, 1), POWER_VALID);
}

TEST(a_power_ends_on_the_day_of_its_revocation)
{
    struct power power = good;
    power.is_revoked = true;
    power.revoked_on = (struct date){ 2026, 5, 5 };
    EXPECT_INT(on(power, 5, 4), POWER_VALID);
    EXPECT_INT(on(power, 5, 5), POWER_REVOKED);
}

TEST(a_power_covers_what_it_says)
{
    struct power power = good;
    power.in_scope = false;
    EXPECT_INT(on(power, 2, 1), POWER_OUT_OF_SCOPE);
    power = good;
    power.may_receive = false;
    EXPECT_INT(on(power, 2, 1), POWER_VALID);
    EXPECT_INT(power_check(&power, (struct date){ 2026, 2, 1 }, true), POWER_NOT_TO_RECEIVE);
    power.known = false;
    EXPECT_INT(on(power, 2, 1), POWER_UNKNOWN);
    for (int fault = POWER_UNKNOWN; fault <= POWER_NOT_TO_RECEIVE; fault++)
        EXPECT(*power_fault_text((enum power_fault)fault, false) && *power_fault_text((enum power_fault)fault, true));
    EXPECT_TEXT(power_fault_text(POWER_VALID, false), "");
}

/* ------------------------------------------------------------------ changes */

TEST(changes_are_named_by_path)
{
    struct arena *arena = arena_new(1 << 20);
    Applicants__Applicant a = APPLICANTS__APPLICANT__INIT, b = APPLICANTS__APPLICANT__INIT;
    Applicants__Person pa = APPLICANTS__PERSON__INIT, pb = APPLICANTS__PERSON__INIT;
    Applicants__Contacts contacts = APPLICANTS__CONTACTS__INIT;
    a.kind_case = b.kind_case = APPLICANTS__APPLICANT__KIND_PERSON;
    a.person = &pa;
    b.person = &pb;
    EXPECT_INT(applicant_changes(arena, &a, &b).n, 0);
    pb.last_name = "Новый";
    b.contacts = &contacts;
    b.note = "заметка";
    struct changes changes = applicant_changes(arena, &a, &b);
    EXPECT_INT(changes.n, 3);
    EXPECT_TEXT(changes.paths[0], "person.lastName");
    EXPECT_TEXT(changes.paths[1], "contacts");
    EXPECT_TEXT(changes.paths[2], "note");
    EXPECT(!applicant_may_change(changes.paths[0]));
    EXPECT(applicant_may_change(changes.paths[1]) && applicant_may_change("contacts.phone"));
    EXPECT(!applicant_may_change("contactsX") && !applicant_may_change("benefits"));
    arena_free(arena);
}

/* ------------------------------------------------------------------ what events tell */

TEST(events_of_tracking_become_sentences)
{
    struct arena *arena = arena_new(1 << 20);
    Tracking__ApplicationSubmitted submitted = TRACKING__APPLICATION_SUBMITTED__INIT;
    submitted.number = "0001-9300120-067201-00000001/26";
    submitted.channel = TRACKING__CHANNEL__PORTAL;
    struct told told = told_by_submission(arena, &submitted);
    EXPECT_TEXT(told.channel, "PORTAL");
    EXPECT_TEXT(told.kind, "APPLICATION_SUBMITTED");
    EXPECT(strstr(told.summary, submitted.number));
    Tracking__ApplicationMoved moved = TRACKING__APPLICATION_MOVED__INIT;
    moved.action = "SENT";
    moved.status = TRACKING__APPLICATION__STATUS__SENT;
    told = told_by_movement(arena, &moved);
    EXPECT_TEXT(told.channel, "AGENCY");
    EXPECT_TEXT(told.kind, "APPLICATION_SENT");
    moved.status = (Tracking__Application__Status)99;
    moved.action = "";
    EXPECT_TEXT(told_by_movement(arena, &moved).kind, "APPLICATION_MOVED");
    arena_free(arena);
}

TEST(the_channel_is_that_of_who_acted)
{
    static const char *const roles[][2] = {
        { "APPLICANT", "PORTAL" }, { "CALL_CENTRE", "PHONE" }, { "OPERATOR", "COUNTER" }, { "AGENCY", "AGENCY" }
    };
    struct arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(roles); i++)
        for (int status = 1; status <= 10; status++) {
            Tracking__ApplicationMoved moved = TRACKING__APPLICATION_MOVED__INIT;
            moved.status = (Tracking__Application__Status)status;
            moved.actor_role = roles[i][0];
            EXPECT_TEXT(told_by_movement(arena, &moved).channel, roles[i][1]);
        }
    Tracking__ApplicationMoved by_itself = TRACKING__APPLICATION_MOVED__INIT;
    by_itself.actor_role = "SERVICE";
    EXPECT_TEXT(told_by_movement(arena, &by_itself).channel, "COUNTER");
    arena_free(arena);
}

TEST(a_complaint_is_told_without_what_it_is_about)
{
    struct arena *arena = arena_new(1 << 20);
    Tracking__ComplaintMoved complaint = TRACKING__COMPLAINT_MOVED__INIT;
    complaint.number = "Ж-26-0000012";
    complaint.action = "FILED";
    complaint.topic = "complaint-staff";
    complaint.actor_role = "OPERATOR";
    complaint.channel = TRACKING__CHANNEL__POST;
    complaint.centre_code = "centre-3";
    struct told told = told_by_complaint(arena, &complaint);
    EXPECT_TEXT(told.channel, "POST");
    EXPECT_TEXT(told.kind, "COMPLAINT_FILED");
    EXPECT_TEXT(told.summary, "Жалоба № Ж-26-0000012: подана");
    EXPECT_TEXT(told.centre_code, "centre-3");
    complaint.action = "WITHDRAWN";
    complaint.actor_role = "APPLICANT";
    EXPECT_TEXT(told_by_complaint(arena, &complaint).channel, "PORTAL");
    complaint.action = "SATISFIED";
    complaint.actor_role = "CONTROLLER";
    EXPECT_TEXT(told_by_complaint(arena, &complaint).channel, "AGENCY");
    arena_free(arena);
}

TEST(a_visit_is_told_when_it_ends)
{
    struct arena *arena = arena_new(1 << 20);
    Queue__Ticket ticket = QUEUE__TICKET__INIT;
    Queue__TicketChanged changed = QUEUE__TICKET_CHANGED__INIT;
    EXPECT_TEXT(told_by_ticket(arena, &changed).applicant_id, "");
    changed.ticket = &ticket;
    changed.centre_code = "centre-3";
    ticket.applicant_id = "who";
    ticket.number = "А012";
    ticket.window_number = "7";
    ticket.service_code = "passport";
    ticket.operator_ = "operator-3";
    changed.action = "CALLED";
    EXPECT_TEXT(told_by_ticket(arena, &changed).applicant_id, "");
    changed.action = "FINISHED";
    struct told told = told_by_ticket(arena, &changed);
    EXPECT_TEXT(told.applicant_id, "who");
    EXPECT_TEXT(told.channel, "COUNTER");
    EXPECT_TEXT(told.kind, "VISIT_FINISHED");
    EXPECT_TEXT(told.summary, "Приём в центре: талон А012, окно 7, услуга passport");
    EXPECT_TEXT(told.application_id, "");
    EXPECT_TEXT(told.actor, "operator-3");
    ticket.application_ids = (const char *[]){ "application" };
    ticket.n_application_ids = 1;
    EXPECT_TEXT(told_by_ticket(arena, &changed).application_id, "application");
    arena_free(arena);
}

TEST(statuses_and_channels_all_have_words)
{
    struct arena *arena = arena_new(1 << 20);
    for (unsigned i = 1; i < tracking__application__status__descriptor.n_values; i++) {
        Tracking__ApplicationMoved moved = TRACKING__APPLICATION_MOVED__INIT;
        moved.status = (Tracking__Application__Status)tracking__application__status__descriptor.values[i].value;
        EXPECT(!strstr(told_by_movement(arena, &moved).summary, "движение"));
    }
    for (unsigned i = 1; i < tracking__channel__descriptor.n_values; i++)
        EXPECT(channel_known(tracking__channel__descriptor.values[i].name));
    arena_free(arena);
}
