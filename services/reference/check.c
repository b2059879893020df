/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rules_check: what may be loaded. Everything wrong is told at once, by its place in the request. */
#include "rules.h"

#include <okno/calendar.h>

#include <string.h>

struct check {
    struct rpc_call *call;
    const struct records *merged;
    const struct record *record;
};

/* Path of a field: "services[3].typeCode". A stored record has none: what was withdrawn is at fault then. */
static const char *
path(const struct check *check, const char *field)
{
    return check->record->path ? arena_printf(check->call->arena, "%s.%s", check->record->path, field)
                               : "completeKinds";
}

static const char *
path_of_item(const struct check *check, const char *list, size_t i, const char *field)
{
    const char *item = arena_printf(check->call->arena, "%s[%zu]%s%s", list, i, *field ? "." : "", field);
    return path(check, item);
}

static bool
digits(const char *text, size_t n)
{
    return strlen(text) == n && strspn(text, "0123456789") == n;
}

static void
check_digits(const struct check *check, const char *field, const char *text, int n)
{
    if (!digits(text, (size_t)n))
        rpc_violate(check->call, path(check, field), "Нужны ровно %d цифр: часть номера заявления",
                    "Exactly %d digits are needed: a part of the application number", n);
}

/* ------------------------------------------------------------------ codes that must name something */

static const Reference__Classifier *
classifier(const struct check *check, const char *code)
{
    const struct record *record = records_find(check->merged, RECORD_CLASSIFIER, code);
    return record && !record->withdrawn ? (const Reference__Classifier *)record->message : NULL;
}

static void
need_item(const struct check *check, const char *classifier_code, const char *item, const char *field)
{
    const Reference__Classifier *found = classifier(check, classifier_code);
    for (size_t i = 0; found && i < found->n_items; i++)
        if (text_equal(found->items[i]->code, item))
            return;
    rpc_violate(check->call, field, "Услуга %s: в классификаторе %s нет кода «%s»",
                "Service %s: classifier %s has no code \"%s\"", check->record->code, classifier_code, item);
}

static void
need_items(const struct check *check, const char *classifier_code, const char *const *items, size_t n, const char *list)
{
    for (size_t i = 0; i < n; i++)
        need_item(check, classifier_code, items[i], path_of_item(check, list, i, ""));
}

static void
need_agency(const struct check *check, const char *code, const char *field)
{
    const struct record *record = records_find(check->merged, RECORD_AGENCY, code);
    if (!record || record->withdrawn)
        rpc_violate(check->call, field, "Услуга %s: ведомства «%s» нет в справочнике",
                    "Service %s: there is no agency \"%s\"", check->record->code, code);
}

static void
check_document_codes(const struct check *check, const Reference__RequiredDocument *document, size_t i)
{
    need_item(check, "document-kinds", document->kind, path_of_item(check, "documents", i, "kind"));
    need_items(check, "document-kinds", document->alternatives, document->n_alternatives,
               arena_printf(check->call->arena, "documents[%zu].alternatives", i));
    if (*document->holder_agency)
        need_agency(check, document->holder_agency, path_of_item(check, "documents", i, "holderAgency"));
}

static void
check_service_codes(const struct check *check, const Reference__ServiceCard *card)
{
    need_agency(check, card->agency_code, path(check, "agencyCode"));
    need_items(check, "life-situations", card->life_situations, card->n_life_situations, "lifeSituations");
    need_items(check, "themes", card->themes, card->n_themes, "themes");
    need_items(check, "results", card->results, card->n_results, "results");
    need_items(check, "refusal-reasons", card->acceptance_refusals, card->n_acceptance_refusals, "acceptanceRefusals");
    for (size_t i = 0; i < card->n_documents; i++)
        check_document_codes(check, card->documents[i], i);
}

/* ------------------------------------------------------------------ records by themselves */

#define LONGEST_TERM_DAYS 3660
#define LAST_SCENARIO 3

static void
check_document(const struct check *check, const Reference__RequiredDocument *document, size_t i)
{
    bool exchange = document->supplier == REFERENCE__REQUIRED_DOCUMENT__SUPPLIER__EXCHANGE;
    if (!document->supplier)
        rpc_violate(check->call, path_of_item(check, "documents", i, "supplier"),
                    "Укажите, кто представляет документ: APPLICANT, EXCHANGE или OPTIONAL",
                    "Say who supplies the document: APPLICANT, EXCHANGE or OPTIONAL");
    if (exchange != (*document->holder_agency != '\0'))
        rpc_violate(check->call, path_of_item(check, "documents", i, "holderAgency"),
                    "Ведомство, у которого запрашивают, указывают для EXCHANGE и только для него",
                    "The agency that is asked goes with EXCHANGE, and only with it");
}

static void
check_question(const struct check *check, const Reference__ServiceCard *card, size_t i)
{
    const Reference__Question *question = card->questions[i];
    bool choice = question->kind == REFERENCE__QUESTION__KIND__CHOICE;
    if (choice != (question->n_options > 0))
        rpc_violate(check->call, path_of_item(check, "questions", i, "options"),
                    "Варианты ответа указывают для CHOICE и только для него",
                    "Options go with CHOICE, and only with it");
    for (size_t before = 0; before < i; before++)
        if (text_equal(card->questions[before]->name, question->name))
            rpc_violate(check->call, path_of_item(check, "questions", i, "name"), "Вопрос «%s» задан дважды",
                        "The question \"%s\" is asked twice", question->name);
}

static void
check_scenarios(const struct check *check, const Reference__ServiceCard *card)
{
    for (size_t i = 0; i < card->n_scenarios; i++)
        if (card->scenarios[i] < 0 || card->scenarios[i] > LAST_SCENARIO)
            rpc_violate(check->call, path_of_item(check, "scenarios", i, ""), "Сценарии: от 0 до %d",
                        "Scenarios are from 0 to %d", LAST_SCENARIO);
}

static void
check_service(const struct check *check)
{
    const Reference__ServiceCard *card = (const Reference__ServiceCard *)check->record->message;
    check_digits(check, "typeCode", card->type_code, 6);
    if (card->n_results == 0)
        rpc_violate(check->call, path(check, "results"), "Нужен хотя бы один результат",
                    "At least one result is needed");
    if (!card->term || !card->term->kind || card->term->days < 0 || card->term->days > LONGEST_TERM_DAYS)
        rpc_violate(check->call, path(check, "term"), "Нужен срок: от 0 до %d дней, WORKING или CALENDAR",
                    "A term is needed: 0 to %d days, WORKING or CALENDAR", LONGEST_TERM_DAYS);
    if (card->fee && card->fee->amount_kopecks < 0)
        rpc_violate(check->call, path(check, "fee.amountKopecks"), "Пошлина не бывает отрицательной",
                    "A fee is never negative");
    check_scenarios(check, card);
    for (size_t i = 0; i < card->n_documents; i++)
        check_document(check, card->documents[i], i);
    for (size_t i = 0; i < card->n_questions; i++)
        check_question(check, card, i);
    for (size_t i = 0; i < card->n_refusal_grounds; i++)
        if (text_empty(card->refusal_grounds[i]->code) || text_empty(card->refusal_grounds[i]->text))
            rpc_violate(check->call, path_of_item(check, "refusalGrounds", i, ""), "Нужны код и текст основания",
                        "A ground needs its code and text");
}

static void
check_agency(const struct check *check)
{
    const Reference__Agency *agency = (const Reference__Agency *)check->record->message;
    check_digits(check, "departmentCode", agency->department_code, 4);
}

/* Minutes since midnight of "08:00"; "24:00" is the end of the day; -1 when it is no time. */
static int
minutes(const char *time)
{
    if (strlen(time) != 5 || time[2] != ':' || !digits((const char[]){ time[0], time[1], time[3], time[4], 0 }, 4))
        return -1;
    int hour = (time[0] - '0') * 10 + time[1] - '0', minute = (time[3] - '0') * 10 + time[4] - '0';
    return hour * 60 + minute <= 24 * 60 && minute < 60 ? hour * 60 + minute : -1;
}

static void
check_timetable(const struct check *check, const Reference__Centre *centre)
{
    unsigned seen = 0;
    for (size_t i = 0; i < centre->n_timetable; i++) {
        const Reference__WorkingHours *hours = centre->timetable[i];
        int opens = minutes(hours->opens), closes = minutes(hours->closes);
        if (opens < 0 || closes < 0 || opens >= closes)
            rpc_violate(check->call, path_of_item(check, "timetable", i, ""),
                        "Нужны часы вида 08:00, начало раньше конца",
                        "Hours like 08:00 are needed, opening before closing");
        if (hours->weekday >= 1 && hours->weekday <= 7 && seen & 1u << hours->weekday)
            rpc_violate(check->call, path_of_item(check, "timetable", i, "weekday"), "День недели указан дважды",
                        "The weekday is given twice");
        seen |= hours->weekday >= 1 && hours->weekday <= 7 ? 1u << hours->weekday : 0;
    }
}

static void
check_centre(const struct check *check)
{
    const Reference__Centre *centre = (const Reference__Centre *)check->record->message;
    check_digits(check, "systemCode", centre->system_code, 7);
    if (!(centre->latitude >= -90 && centre->latitude <= 90))
        rpc_violate(check->call, path(check, "latitude"), "Широта: от -90 до 90 градусов",
                    "Latitude is from -90 to 90 degrees");
    if (!(centre->longitude >= -180 && centre->longitude <= 180))
        rpc_violate(check->call, path(check, "longitude"), "Долгота: от -180 до 180 градусов",
                    "Longitude is from -180 to 180 degrees");
    check_timetable(check, centre);
}

static void
check_territory(const struct check *check)
{
    const Reference__Territory *territory = (const Reference__Territory *)check->record->message;
    if (!text_equal(territory->kind, "OKRUG") && !text_equal(territory->kind, "DISTRICT")
        && !text_equal(territory->kind, "SETTLEMENT"))
        rpc_violate(check->call, path(check, "kind"), "Допустимы OKRUG, DISTRICT и SETTLEMENT",
                    "OKRUG, DISTRICT and SETTLEMENT are allowed");
}

static void
check_classifier(const struct check *check)
{
    const Reference__Classifier *all = (const Reference__Classifier *)check->record->message;
    for (size_t i = 1; i < all->n_items; i++)
        for (size_t j = 0; j < i; j++)
            if (text_equal(all->items[i]->code, all->items[j]->code)) {
                rpc_violate(check->call, path_of_item(check, "items", i, "code"), "Код «%s» уже есть в классификаторе",
                            "The classifier has the code \"%s\" already", all->items[i]->code);
                break;
            }
}

static void
check_calendar(const struct check *check)
{
    const Reference__Calendar *calendar = (const Reference__Calendar *)check->record->message;
    struct calendar_day *days = ARENA_ARRAY(check->call->arena, struct calendar_day, calendar->n_days);
    for (size_t i = 0; i < calendar->n_days; i++) {
        if (!date_parse(calendar->days[i]->date, &days[i].date))
            return; /* the rules of the fields have said so */
        days[i].kind = (enum calendar_day_kind)calendar->days[i]->kind;
    }
    size_t bad;
    if (calendar_check(calendar->first_year, calendar->last_year, days, calendar->n_days, &bad) == RPC_OK)
        return;
    if (bad == calendar->n_days)
        rpc_violate(check->call, path(check, "firstYear"), "Нужны годы от 1 до 9999, первый не позже последнего",
                    "Years from 1 to 9999 are needed, the first not after the last");
    else
        rpc_violate(check->call, path_of_item(check, "days", bad, ""),
                    "День вне лет календаря, повторяется, или его вид не подходит ко дню недели: OFF и SHORT для "
                    "понедельника–пятницы, WORK и SHORT_WORK для выходных",
                    "The day is outside the calendar's years, repeated, or its kind does not fit the day of the week: "
                    "OFF and SHORT are for Monday to Friday, WORK and SHORT_WORK for weekends");
}

static void (*const check_of_kind[RECORD_KINDS])(const struct check *check) = {
    [RECORD_SERVICE] = check_service,     [RECORD_AGENCY] = check_agency,         [RECORD_CENTRE] = check_centre,
    [RECORD_TERRITORY] = check_territory, [RECORD_CLASSIFIER] = check_classifier, [RECORD_CALENDAR] = check_calendar,
};

void
rules_check(struct rpc_call *call, const struct records *merged)
{
    for (size_t i = 0; i < merged->n; i++) {
        const struct record *record = &merged->items[i];
        struct check check = { call, merged, record };
        if (record->path)
            check_of_kind[record->kind](&check);
        if (record->kind == RECORD_SERVICE && !record->withdrawn)
            check_service_codes(&check, (const Reference__ServiceCard *)record->message);
    }
}
