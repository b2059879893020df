/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What regulations and the rest of the suite rely on of each other: operations, roles, statuses, cards, called codes.
 */
#include "regulation.h"

#include <okno/conf.h>
#include <okno/json.h>
#include <okno/reference.pb-c.h>
#include <okno/tracking.pb-c.h>

#include <dirent.h>
#include <stdlib.h>

typedef void (*look)(const struct regulation *regulation, const struct bpmn_element *element);

static void
each_element(look at)
{
    const char *codes[REGULATIONS_MAX];
    size_t n = regulation_codes(codes);
    for (size_t i = 0; i < n; i++) {
        REGULATION_SCOPED regulation;
        regulation_open(&regulation, codes[i]);
        for (size_t k = 0; k < bpmn_model_elements(regulation.model); k++)
            at(&regulation, bpmn_model_element(regulation.model, k));
    }
}

static bool
is_one_of(const char *word, const char *words)
{
    size_t length = strlen(word);
    for (const char *at = strstr(words, word); at; at = strstr(at + 1, word))
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static bool
has_regulation(const char *code)
{
    const char *codes[REGULATIONS_MAX];
    size_t n = regulation_codes(codes);
    for (size_t i = 0; i < n; i++)
        if (text_equal(codes[i], code))
            return true;
    return false;
}

/* ------------------------------------------------------------------ tasks */

/* What completing a task does to the application, and what may come of it. */
static const char *const operations[][2] = {
    { "accept", "ACCEPTED REFUSED" },
    { "check", "PASSED REMARKS REFUSED" },
    { "remarks", "SENT" },
    { "correct", "CORRECTED WITHDRAWN" },
    { "send", "SENT" },
    { "decide", "GRANTED REFUSED" },
    { "completeness", "COMPLETE RETURNED" },
    { "receive", "RECEIVED" },
    { "inform", "INFORMED" },
    { "issue", "ISSUED POSTED MISMATCH" },
    { "refusal", "HANDED POSTED" },
    { "hand-over", "SIGNED" },
    { "withdraw-originals", "WITHDRAWN_ORIGINALS" },
    { "annul", "ANNULLED" },
    { "return", "RETURNED" },
    { "write-off", "WRITTEN_OFF" },
    { "complaint-register", "REGISTERED FORWARDED" },
    { "complaint-decide", "SATISFIED REFUSED" },
    { "complaint-answer", "SENT" },
    { "complaint-prosecutor", "SENT" },
    { "complaint-late", "NOTED" },
    { "queue", "MOVED ALLOTTED PLACE" },
    { "stop", "STOPPED" },
    { "give-back", "GIVEN_BACK POSTED" },
};

static const char *
outcomes_of(const char *operation)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(operations); i++)
        if (text_equal(operations[i][0], operation))
            return operations[i][1];
    return NULL;
}

static void
look_at_operation(const struct regulation *regulation, const struct bpmn_element *element)
{
    const struct bpmn_extensions *okno = element->okno;
    if (element->kind != BPMN_USER_TASK)
        return;
    ck_assert_msg(okno->n_outcomes > 0, "%s: %s has no outcomes", regulation->code, element->id);
    if (!okno->operation)
        return;
    const char *known = outcomes_of(okno->operation);
    ck_assert_msg(known != NULL, "%s: %s: unknown operation %s", regulation->code, element->id, okno->operation);
    for (size_t i = 0; i < okno->n_outcomes; i++)
        ck_assert_msg(is_one_of(okno->outcomes[i].code, known), "%s: %s: %s is no outcome of %s", regulation->code,
                      element->id, okno->outcomes[i].code, okno->operation);
}

TEST(tasks_end_as_their_operations_can)
{
    each_element(look_at_operation);
}

static void
look_at_performer(const struct regulation *regulation, const struct bpmn_element *element)
{
    const struct bpmn_performer *who = &element->okno->performer;
    if (element->kind != BPMN_USER_TASK)
        return;
    ck_assert_msg(
        who->role && is_one_of(who->role, "OPERATOR SUPERVISOR AGENCY APPLICANT COURIER CONTROLLER =complaint.role"),
        "%s: %s: role", regulation->code, element->id);
    bool placed = text_equal(who->role, "OPERATOR") || text_equal(who->role, "SUPERVISOR") ? who->centre != NULL
                  : text_equal(who->role, "AGENCY")                                        ? who->agency != NULL
                                                                                           : true;
    ck_assert_msg(placed, "%s: %s: whose %s?", regulation->code, element->id, who->role);
    ck_assert_msg(*element->name && strpbrk(element->id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == NULL,
                  "%s: %s: ids are words with hyphens, names are for people", regulation->code, element->id);
}

TEST(tasks_say_whose_they_are)
{
    each_element(look_at_performer);
}

static void
look_at_service(const struct regulation *regulation, const struct bpmn_element *element)
{
    if (element->kind == BPMN_SERVICE_TASK)
        ck_assert_msg(text_equal(element->okno->operation, "exchange.request") && element->okno->target,
                      "%s: %s: what is called?", regulation->code, element->id);
    if (element->kind == BPMN_CALL_ACTIVITY)
        ck_assert_msg(has_regulation(element->called), "%s: %s calls %s", regulation->code, element->id,
                      element->called);
}

TEST(services_and_calls_lead_somewhere)
{
    each_element(look_at_service);
}

/* ------------------------------------------------------------------ reference data */

static struct arena *data_arena;

static int
is_data(const struct dirent *entry)
{
    return text_starts(entry->d_name, "services-") || text_equal(entry->d_name, "classifiers.yaml");
}

static const Reference__LoadReferenceRequest *
read_data(const char *name)
{
    TEXT_SCOPED json = { 0 };
    TEXT_SCOPED problems = { 0 };
    ProtobufCMessage *message;
    struct json_error error;
    enum rpc_code code = conf_yaml_to_json(arena_printf(data_arena, "%s/%s", OKNO_DATA, name), &json, &problems);
    ck_assert_msg(code == RPC_OK, "%s", problems.data);
    EXPECT_CODE(json_to_message(data_arena, &reference__load_reference_request__descriptor, json.data, json.length,
                                &message, &error),
                RPC_OK);
    return (const Reference__LoadReferenceRequest *)message;
}

static void
check_cards(const Reference__LoadReferenceRequest *data, size_t *own)
{
    for (size_t i = 0; i < data->n_services; i++) {
        const Reference__ServiceCard *card = data->services[i];
        bool named = *card->regulation != '\0';
        *own += named;
        if (named && !has_regulation(card->regulation))
            ck_abort_msg("%s: there is no regulation %s", card->service_code, card->regulation);
        for (size_t k = 0; k < card->n_scenarios && !named; k++)
            if (!has_regulation(arena_printf(data_arena, "scenario-%d", card->scenarios[k])))
                ck_abort_msg("%s: there is no scenario %d", card->service_code, card->scenarios[k]);
    }
}

TEST(every_card_has_a_regulation)
{
    struct dirent **entries;
    size_t own = 0, services = 0;
    data_arena = arena_new((size_t)64 * 1024 * 1024);
    int n = scandir(OKNO_DATA, &entries, is_data, alphasort);
    for (int i = 0; i < n; i++) {
        const Reference__LoadReferenceRequest *data = read_data(entries[i]->d_name);
        check_cards(data, &own);
        services += data->n_services;
        free(entries[i]);
    }
    free(entries);
    arena_free(data_arena);
    EXPECT(services >= 79);
    EXPECT(own >= 6);
}

/* ------------------------------------------------------------------ statuses */

static const Reference__LoadReferenceRequest *classifiers;

static bool
in_classifier(const char *classifier, const char *code)
{
    for (size_t i = 0; i < classifiers->n_classifiers; i++)
        for (size_t k = 0; k < classifiers->classifiers[i]->n_items; k++)
            if (text_equal(classifiers->classifiers[i]->classifier_code, classifier)
                && text_equal(classifiers->classifiers[i]->items[k]->code, code))
                return true;
    return false;
}

static void
look_at_statuses(const struct regulation *regulation, const struct bpmn_element *element)
{
    for (size_t i = 0; i < element->okno->n_statuses; i++) {
        const struct bpmn_status *status = &element->okno->statuses[i];
        bool known =
            status->okno
            && protobuf_c_enum_descriptor_get_value_by_name(&tracking__application__status__descriptor, status->okno);
        known &= !text_equal(status->okno, "SUSPENDED"); /* that is what :suspend does: nothing moves then */
        ck_assert_msg(known, "%s: %s: status %s", regulation->code, element->id, status->okno ? status->okno : "");
        ck_assert_msg(status->epgu && in_classifier("epgu-statuses", status->epgu), "%s: %s: epgu", regulation->code,
                      element->id);
        ck_assert_msg(status->moscow && in_classifier("moscow-statuses", status->moscow), "%s: %s: moscow",
                      regulation->code, element->id);
    }
}

TEST(statuses_are_those_that_portals_know)
{
    data_arena = arena_new((size_t)64 * 1024 * 1024);
    classifiers = read_data("classifiers.yaml");
    each_element(look_at_statuses);
    arena_free(data_arena);
}
