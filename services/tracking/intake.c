/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake.h"

#include "refusals.h"
#include "statuses.h"

#include <okno/ids.h>
#include <okno/proto.h>
#include <okno/serial.h>
#include <okno/tracking.sql.h>

#include <inttypes.h>
#include <string.h>

#define SERIAL_BLOCK 1000
#define SERIAL_MAX 99999999 /* eight digits a year */

/* ------------------------------------------------------------------ serials */

static struct serial *serials;

struct taking {
    int64_t year, count, first;
};

static enum rpc_code
take_in_tx(struct db_tx *tx, void *arg)
{
    struct taking *taking = arg;
    struct db_rows rows;
    enum rpc_code code = db_tx_rows(tx, &tracking_sql_take_serials, DB_ARGS(taking->year, taking->count), &rows);
    if (code == RPC_OK && !parse_int64(db_cell(&rows, 0, "first"), &taking->first))
        code = rpc_fail(db_tx_call(tx), RPC_INTERNAL, "Номер не выдан", "No number was given");
    return code;
}

static enum rpc_code
take_serials(struct rpc_call *call, int64_t year, int64_t count, int64_t *ret_first)
{
    struct taking taking = { year, count, 0 };
    enum rpc_code code = db_transaction(call, take_in_tx, &taking);
    *ret_first = taking.first;
    return code;
}

void
intake_open(void)
{
    serials = serial_new(SERIAL_BLOCK, take_serials);
    facts_open();
}

void
intake_close(void)
{
    facts_close();
    serial_free(serials);
    serials = NULL;
}

/* ------------------------------------------------------------------ facts */

static enum rpc_code
no_applicant(struct rpc_call *call, const char *applicant_id)
{
    return rpc_fail(call, RPC_NOT_FOUND, "Заявителя %s нет", "There is no applicant %s", applicant_id);
}

enum rpc_code
intake_may_name(struct rpc_call *call, const char *applicant_id, const char *representative_id)
{
    const struct rpc_caller *caller = &call->caller;
    bool another = caller->role == RPC_ROLE_APPLICANT && !text_equal(caller->applicant, applicant_id);
    return another && text_empty(representative_id) ? no_applicant(call, applicant_id) : RPC_OK;
}

enum rpc_code
intake_may(struct rpc_call *call, const char *centre_code, const char *applicant_id, const char *representative_id)
{
    const struct rpc_caller *caller = &call->caller;
    bool in_centre = caller->role == RPC_ROLE_OPERATOR || caller->role == RPC_ROLE_SUPERVISOR;
    if (in_centre && !text_equal(caller->centre, centre_code))
        return rpc_fail(call, RPC_PERMISSION_DENIED, "Заявления принимают в своём центре: %s",
                        "Applications are taken at your own centre: %s", caller->centre);
    return intake_may_name(call, applicant_id, representative_id);
}

enum rpc_code
intake_may_act(const struct intake *intake, const char *applicant_id)
{
    const struct rpc_caller *caller = &intake->call->caller;
    const char *person = intake->applicant.representative_person;
    if (caller->role != RPC_ROLE_APPLICANT || text_equal(caller->applicant, applicant_id)
        || (!text_empty(person) && text_equal(caller->applicant, person)))
        return RPC_OK;
    return no_applicant(intake->call, applicant_id);
}

static void
check_scenario(struct rpc_call *call, const Reference__ServiceCard *card, int scenario)
{
    if (rules_scenario_allowed(card, scenario))
        return;
    const char *allowed = "";
    for (size_t i = 0; i < card->n_scenarios; i++)
        allowed = arena_printf(call->arena, "%s%s%d", allowed, i ? ", " : "", card->scenarios[i]);
    rpc_violate(call, "scenario", "Для этой услуги возможны сценарии: %s", "The service has the scenarios: %s",
                allowed);
}

static void
check_kinds(struct rpc_call *call, const struct catalogue *cat, const struct intake_question *question)
{
    for (size_t i = 0; i < question->n_documents; i++)
        if (!catalogue_item(cat, "document-kinds", question->documents[i]->kind))
            rpc_violate(call, arena_printf(call->arena, "documents[%zu].kind", i),
                        "Такого вида документов нет в классификаторе", "The classifier has no such kind of document");
}

static void
check_size(struct rpc_call *call, const Google__Protobuf__Struct *answers)
{
    if (!answers_fit(answers))
        rpc_violate(call, "answers", "Ответы занимают больше %d байт", "The answers take more than %d bytes",
                    ANSWERS_MAX_BYTES);
}

static void
judge(struct intake *intake, const struct intake_question *question)
{
    bool english = rpc_english(intake->call);
    intake->judged = (struct rules_case){
        .card = intake->facts.card,
        .centre = intake->facts.centre,
        .provided = intake->facts.provided,
        .recipient = text_empty(question->applicant_id) ? question->recipient : intake->applicant.recipient,
        .scenario = question->scenario,
        .documents = question->documents,
        .n_documents = question->n_documents,
        .wanted_days = question->wanted_days,
        .represented = !text_empty(question->representative_id),
        .representative_problem = intake->applicant.representative_problem,
        .today = intake->today,
        .named = intake->named,
    };
    intake->needed = rules_needed(intake->call->arena, &intake->judged, english);
    intake->n_grounds = rules_grounds(intake->call->arena, &intake->judged, &intake->needed, english, intake->grounds);
}

static void
judge_answers(struct intake *intake, const struct intake_question *question)
{
    const Reference__ServiceCard *card = intake->facts.card;
    intake->lacks = ARENA_ARRAY(intake->call->arena, struct answers_lack, card->n_questions);
    intake->n_lacks =
        answers_lacks(card, question->scenario, intake->judged.recipient, question->answers, intake->lacks);
}

static bool
lacks(const struct intake *intake)
{
    for (size_t i = 0; i < intake->needed.n; i++) {
        Tracking__NeededDocument__State state = intake->needed.items[i]->state;
        if (state == TRACKING__NEEDED_DOCUMENT__STATE__MISSING || state == TRACKING__NEEDED_DOCUMENT__STATE__WRONG_FORM
            || state == TRACKING__NEEDED_DOCUMENT__STATE__EXPIRED)
            return true;
    }
    return false;
}

/* Whether the service was refused before matters only to whoever lacks something. */
static enum rpc_code
judge_after_refusal(struct intake *intake, const struct intake_question *question)
{
    if (!lacks(intake) || text_empty(question->applicant_id))
        return RPC_OK;
    enum rpc_code code = refusals_named(intake->call, question->applicant_id, question->service_code, &intake->named);
    if (code == RPC_OK && intake->named)
        judge(intake, question);
    return code;
}

enum rpc_code
intake_load(struct rpc_call *call, const struct intake_question *question, struct intake *ret_intake)
{
    struct intake *intake = ret_intake;
    *intake = (struct intake){ .call = call, .now_us = time_now_us() };
    intake->today = date_of_time(intake->now_us);
    enum rpc_code code = facts_service(call, question->service_code, question->centre_code, &intake->facts);
    if (code != RPC_OK)
        return code;
    check_scenario(call, intake->facts.card, question->scenario);
    check_kinds(call, intake->facts.cat, question);
    check_size(call, question->answers);
    code = rpc_check(call);
    if (code == RPC_OK && !text_empty(question->applicant_id))
        code = facts_applicant(call, question->applicant_id, question->representative_id, FACTS_TO_APPLY,
                               question->service_code, &intake->applicant);
    if (code != RPC_OK)
        return code;
    judge(intake, question);
    judge_answers(intake, question);
    return judge_after_refusal(intake, question);
}

/* ------------------------------------------------------------------ dates */

static enum rpc_code
beyond_calendar(struct intake *intake, enum rpc_code code)
{
    const struct calendar *cal = catalogue_calendar(intake->facts.cat);
    if (code == RPC_OUT_OF_RANGE)
        return rpc_fail(intake->call, code,
                        "Срок услуги выходит за пределы производственного календаря (по %d год): загрузите календарь",
                        "The term of the service leaves the production calendar (up to %d): load the calendar",
                        calendar_last_year(cal));
    return rpc_fail(intake->call, code, "Срок не вычисляется", "The term cannot be computed");
}

enum rpc_code
intake_day(struct intake *intake)
{
    const Reference__Term *term = intake->facts.card->term;
    intake->term = (struct rules_term){
        .days = term ? term->days : 0,
        .kind = term && term->kind == REFERENCE__TERM__KIND__CALENDAR ? CALENDAR_CALENDAR : CALENDAR_WORKING,
    };
    enum rpc_code code =
        calendar_next_working(catalogue_calendar(intake->facts.cat), intake->today, &intake->term.registered_on);
    return code == RPC_OK ? code : beyond_calendar(intake, code);
}

enum rpc_code
intake_plan(struct intake *intake, const char **ret_planned)
{
    struct date planned;
    char day[11];
    enum rpc_code code = intake_day(intake);
    if (code != RPC_OK)
        return code;
    code = rules_planned(catalogue_calendar(intake->facts.cat), &intake->term, &planned);
    if (code != RPC_OK)
        return beyond_calendar(intake, code);
    date_format(planned, day);
    *ret_planned = arena_strdup(intake->call->arena, day);
    return RPC_OK;
}

/* ------------------------------------------------------------------ the application */

static enum rpc_code
give_number(struct intake *intake, Tracking__Application *app)
{
    char number[IDS_ENO_SIZE];
    int64_t serial;
    int year = intake->term.registered_on.year;
    enum rpc_code code = serial_next(serials, intake->call, year, &serial);
    if (code != RPC_OK)
        return code;
    if (serial > SERIAL_MAX)
        return rpc_fail(intake->call, RPC_RESOURCE_EXHAUSTED, "Номера %d года исчерпаны",
                        "The numbers of %d are used up", year);
    if (ids_eno_build(intake->facts.agency->department_code, intake->facts.centre->system_code,
                      intake->facts.card->type_code, (uint32_t)serial, year, number)
        != IDS_OK)
        return rpc_fail(intake->call, RPC_FAILED_PRECONDITION,
                        "Номер не составить: проверьте коды органа %s, центра %s и типа услуги %s в справочниках",
                        "No number can be made: check the codes of agency %s, centre %s and service type %s",
                        intake->facts.agency->agency_code, intake->facts.centre->centre_code,
                        intake->facts.card->type_code);
    app->number = arena_strdup(intake->call->arena, number);
    return RPC_OK;
}

/* A copy with an id of ours; what only an upload can know is not taken from the request. */
static Tracking__Document *
take_document(const struct intake *intake, const Tracking__Document *given)
{
    char id[37];
    Tracking__Document *document = arena_memdup(intake->call->arena, given, sizeof *given);
    uuid7(id);
    document->base.n_unknown_fields = 0;
    document->document_id = arena_strdup(intake->call->arena, id);
    document->sha256 = document->content_type = "";
    document->size = 0;
    if (text_empty(document->name))
        document->name = facts_document_name(intake->facts.cat, intake->facts.card, given->kind);
    return document;
}

static void
take_documents(const struct intake *intake, const struct intake_question *question, Tracking__Application *app)
{
    app->n_documents = question->n_documents;
    app->documents = ARENA_ARRAY(intake->call->arena, Tracking__Document *, question->n_documents);
    for (size_t i = 0; i < question->n_documents; i++)
        app->documents[i] = take_document(intake, question->documents[i]);
}

enum rpc_code
intake_register(struct intake *intake, const struct intake_question *question, Tracking__Channel channel,
                Tracking__Application *app)
{
    struct arena *arena = intake->call->arena;
    const struct rpc_caller *caller = &intake->call->caller;
    char id[37], day[11], tracking[IDS_CODE_SIZE];
    uint8_t random[IDS_CODE_LENGTH];
    enum rpc_code code = give_number(intake, app);
    if (code != RPC_OK)
        return code;
    uuid7(id);
    random_bytes(random, sizeof random);
    ids_code_make(random, tracking);
    date_format(intake->term.registered_on, day);
    app->application_id = arena_strdup(arena, id);
    app->tracking_code = arena_strdup(arena, tracking);
    app->service_code = intake->facts.card->service_code;
    app->service_name = intake->facts.card->name;
    app->applicant_id = question->applicant_id;
    app->applicant_name = intake->applicant.name;
    app->representative_id = question->representative_id;
    app->channel = channel;
    app->centre_code = intake->facts.centre->centre_code;
    app->agency_code = intake->facts.agency->agency_code;
    app->scenario = question->scenario;
    app->submitted = proto_time(arena, intake->now_us);
    app->registered_on = arena_strdup(arena, day);
    app->operator_ = caller->role == RPC_ROLE_APPLICANT ? "" : caller->subject;
    app->etag = "1";
    take_documents(intake, question, app);
    return RPC_OK;
}

void
intake_put(struct db_work *work, const struct intake *intake, const Tracking__Application *app,
           const struct intake_term *term)
{
    struct arena *arena = intake->call->arena;
    const char *kind = intake->term.kind == CALENDAR_WORKING ? "WORKING" : "CALENDAR";
    const struct db_value values[] = {
        db_text(app->application_id),
        db_text(app->number),
        db_text(app->tracking_code),
        db_text(app->service_code),
        db_text(app->service_name),
        db_text(app->centre_code),
        db_text(app->agency_code),
        db_text(statuses_channel(app->channel)),
        db_int(app->scenario),
        db_text(app->applicant_id),
        db_text(app->applicant_name),
        db_text(intake->applicant.pseudonym),
        db_nonempty(app->representative_id),
        db_text(intake->applicant.representative_name),
        db_text(db_json_field(arena, &app->base, "documents")),
        db_text(db_json_field(arena, &app->base, "answers")),
        db_text(app->operator_),
        db_time(intake->now_us),
        db_text(app->registered_on),
        db_int(intake->term.days),
        db_text(kind),
        db_text(app->planned_on),
        db_texts(arena, app->waiting_in, app->n_waiting_in),
        db_text(statuses_name(app->status)),
        db_nonempty(term->sent_on),
        db_nonempty(term->stopped_on),
        db_time(proto_time_us(app->closed)),
        db_nonempty(app->refusal_code),
        db_nonempty(app->refusal_text),
        db_text(app->regulation),
        db_int(app->regulation_version),
        db_nonempty(app->parent_id),
        db_nonzero(app->epgu_status),
        db_nonzero(app->moscow_status),
        db_nonempty(app->status_text),
        db_bool(term->held),
    };
    db_put(work, &tracking_sql_put_application, (struct db_args){ values, (int)OKNO_ARRAY_SIZE(values) });
    if (!text_empty(intake->applicant.representative_person))
        db_put(work, &tracking_sql_put_representation,
               DB_ARGS(intake->applicant.representative_person, app->application_id));
}
