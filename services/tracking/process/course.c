/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "course.h"

#include "due.h"

#include "../statuses.h"

static const struct bpmn_value *
with_text(struct arena *arena, const struct bpmn_value *object, const char *name, const char *text)
{
    return bpmn_with(arena, object, name, bpmn_text(arena, text ? text : ""));
}

static const struct bpmn_value *
with_number(struct arena *arena, const struct bpmn_value *object, const char *name, double number)
{
    return bpmn_with(arena, object, name, bpmn_number(arena, number));
}

const char *
course_regulation(struct arena *arena, const Reference__ServiceCard *card, int scenario)
{
    return text_empty(card->regulation) ? arena_printf(arena, "scenario-%d", scenario) : card->regulation;
}

/* ------------------------------------------------------------------ variables */

static const struct bpmn_value *
application_value(struct arena *arena, const struct intake *intake, const Tracking__Application *app, bool accepted)
{
    const struct bpmn_value *value = with_text(arena, NULL, "id", app->application_id);
    value = with_text(arena, value, "number", app->number);
    value = with_text(arena, value, "serviceCode", app->service_code);
    value = with_number(arena, value, "scenario", app->scenario);
    value = with_text(arena, value, "channel", statuses_channel(app->channel));
    value = with_text(arena, value, "centre", app->centre_code);
    value = with_text(arena, value, "agency", app->agency_code);
    value = bpmn_with(arena, value, "accepted", bpmn_bool(arena, accepted));
    return bpmn_with(arena, value, "keepsOriginals", bpmn_bool(arena, intake->facts.card->keeps_originals));
}

static const struct bpmn_value *
applicant_value(struct arena *arena, const struct intake *intake)
{
    const ProtobufCEnumValue *kind =
        protobuf_c_enum_descriptor_get_value(&reference__recipient__descriptor, (int)intake->applicant.recipient);
    return with_text(arena, NULL, "kind", kind ? kind->name : "");
}

static const struct bpmn_value *
documents_value(struct arena *arena, const Tracking__Application *app)
{
    const struct bpmn_value **items = ARENA_ARRAY(arena, const struct bpmn_value *, app->n_documents + 1);
    for (size_t i = 0; i < app->n_documents; i++) {
        const ProtobufCEnumValue *form =
            protobuf_c_enum_descriptor_get_value(&tracking__document__form__descriptor, (int)app->documents[i]->form);
        items[i] =
            with_text(arena, with_text(arena, NULL, "kind", app->documents[i]->kind), "form", form ? form->name : "");
    }
    struct bpmn_value *list = ARENA_NEW(arena, struct bpmn_value);
    *list = (struct bpmn_value){ .kind = BPMN_LIST, .n = app->n_documents, .items = items };
    return list;
}

static bool
is_asked(const struct intake *intake, const char *kind)
{
    for (size_t i = 0; i < intake->needed.n; i++)
        if (intake->needed.items[i]->state == TRACKING__NEEDED_DOCUMENT__STATE__BY_EXCHANGE
            && text_equal(intake->needed.items[i]->kind, kind))
            return true;
    return false;
}

/* What agencies are to be asked for: documents of the card that the applicant did not bring. */
static const struct bpmn_value *
requests_value(struct arena *arena, const struct intake *intake)
{
    const Reference__ServiceCard *card = intake->facts.card;
    const struct bpmn_value **items = ARENA_ARRAY(arena, const struct bpmn_value *, card->n_documents + 1);
    struct bpmn_value *list = ARENA_NEW(arena, struct bpmn_value);
    *list = (struct bpmn_value){ .kind = BPMN_LIST, .items = items };
    for (size_t i = 0; i < card->n_documents; i++) {
        const Reference__RequiredDocument *document = card->documents[i];
        if (!text_empty(document->holder_agency) && is_asked(intake, document->kind))
            items[list->n++] =
                with_text(arena, with_text(arena, NULL, "kind", document->kind), "agency", document->holder_agency);
    }
    return list;
}

static const struct bpmn_value *
term_value(struct arena *arena, const struct intake *intake, const Tracking__Application *app)
{
    const struct bpmn_value *value = with_text(arena, NULL, "planned", app->planned_on);
    value = with_number(arena, value, "days", intake->term.days);
    return with_text(arena, value, "kind", intake->term.kind == CALENDAR_WORKING ? "WORKING" : "CALENDAR");
}

static const struct bpmn_value *
variables_of(const struct intake *intake, const Tracking__Application *app, bool accepted)
{
    struct arena *arena = intake->call->arena;
    const struct bpmn_value *all =
        bpmn_with(arena, NULL, "application", application_value(arena, intake, app, accepted));
    all = bpmn_with(arena, all, "applicant", applicant_value(arena, intake));
    all = bpmn_with(arena, all, "documents", documents_value(arena, app));
    all = bpmn_with(arena, all, "requests", requests_value(arena, intake));
    all = bpmn_with(arena, all, "term", term_value(arena, intake, app));
    return app->answers ? bpmn_with(arena, all, "answers", bpmn_from_struct(arena, app->answers)) : all;
}

/* Only what the form asks for becomes a variable: nobody at a window may change what the process knows otherwise. */
const struct bpmn_value *
course_fields(const struct process *process, const char *element_id, const Google__Protobuf__Struct *fields)
{
    struct arena *arena = process->call->arena;
    const struct bpmn_element *element = bpmn_model_find(process->regulation->model, element_id);
    const struct bpmn_value *given = fields ? bpmn_from_struct(arena, fields) : NULL, *taken = NULL;
    for (size_t i = 0; element && i < element->okno->n_fields; i++) {
        const struct bpmn_value *value = bpmn_get(given, element->okno->fields[i].name);
        if (value)
            taken = bpmn_with(arena, taken, element->okno->fields[i].name, value);
    }
    return taken;
}

/* ------------------------------------------------------------------ beginning and going on */

static void
show_status(const struct bpmn_status *shown, Tracking__Application__Status status, Tracking__Application *app)
{
    app->status = status;
    app->epgu_status = statuses_code(shown->epgu);
    app->moscow_status = statuses_code(shown->moscow);
    app->status_text = text_or_empty(shown->text);
}

static enum rpc_code
begin(const struct intake *intake, Tracking__Application *app, const struct course_called *called,
      const struct bpmn_value *variables, struct process *ret_process)
{
    const struct process_origin origin = {
        called->regulation, called->version,      NULL, app->application_id, app->application_id,
        called->parent_id,  called->parent_token, NULL
    };
    enum rpc_code code =
        process_begin(intake->call, catalogue_calendar(intake->facts.cat), &origin, variables, ret_process);
    if (code != RPC_OK)
        return code;
    course_show(ret_process, app);
    app->regulation = ret_process->row.regulation;
    app->regulation_version = ret_process->row.version;
    Tracking__Application__Status shown = course_status(ret_process);
    if (shown)
        show_status(process_shown(ret_process), shown, app);
    return RPC_OK;
}

enum rpc_code
course_begin(const struct intake *intake, Tracking__Application *app, bool accepted, struct process *ret_process)
{
    struct course_called by_card = { .regulation =
                                         course_regulation(intake->call->arena, intake->facts.card, app->scenario),
                                     .parent_id = "" };
    return begin(intake, app, &by_card, variables_of(intake, app, accepted), ret_process);
}

enum rpc_code
course_begin_called(const struct intake *intake, Tracking__Application *app, const struct course_called *called,
                    struct process *ret_process)
{
    const struct bpmn_value *own = variables_of(intake, app, true), *all = own;
    for (size_t i = 0; called->given && i < called->given->n; i++)
        if (!bpmn_get(own, called->given->names[i]))
            all = bpmn_with(intake->call->arena, all, called->given->names[i], called->given->items[i]);
    return begin(intake, app, called, all, ret_process);
}

enum rpc_code
course_load(const struct record *record, struct process *ret_process)
{
    enum rpc_code code =
        process_load(record->call, catalogue_calendar(record->facts.cat), record->app->application_id, ret_process);
    if (code != RPC_NOT_FOUND)
        return code;
    return rpc_fail(record->call, RPC_FAILED_PRECONDITION, "Заявление принято без регламента и дальше не движется",
                    "The application was registered without a regulation and does not move any more");
}

void
course_show(const struct process *process, Tracking__Application *app)
{
    const char **elements;
    app->n_waiting_in = process_waiting(process, &elements);
    app->waiting_in = elements;
}

/* A visit that only a timer ends: the applicant is expected, and no official has a term for it. */
static bool
waits_for_visit(const struct process *process, const struct bpmn_token *token)
{
    const struct bpmn_extensions *okno = token->element->okno;
    return operations_visit(okno->operation) && !okno->term.text && !okno->share && due_bound(process, token->id);
}

static enum course_clock
clock_of_task(const struct process *process, const struct bpmn_token *token)
{
    const struct bpmn_extensions *okno = token->element->okno;
    if (text_equal(okno->performer.role, "APPLICANT") || text_equal(okno->operation, "queue"))
        return COURSE_HELD;
    if (!waits_for_visit(process, token))
        return COURSE_RUNS;
    return operations_visit(okno->operation) == OPERATION_FETCHED ? COURSE_READY : COURSE_HELD;
}

static bool
is_bundle_visit(const struct bpmn_token *token)
{
    return token->phase == BPMN_WAIT_EVENT && token->element->kind == BPMN_CATCH_EVENT
           && text_equal(token->name, COURSE_VISIT);
}

static bool
counts(const struct bpmn_token *token)
{
    return token->phase == BPMN_WAIT_TASK || token->phase == BPMN_WAIT_SERVICE || token->phase == BPMN_WAIT_CALLED
           || is_bundle_visit(token);
}

static enum course_clock
clock_of(const struct process *process, const struct bpmn_token *token)
{
    if (token->phase == BPMN_WAIT_TASK)
        return clock_of_task(process, token);
    return is_bundle_visit(token) ? COURSE_READY : COURSE_RUNS;
}

enum course_clock
course_clock(const struct process *process)
{
    const struct bpmn_state *state = process->state;
    enum course_clock all = COURSE_RUNS;
    for (size_t i = 0; i < state->n_tokens; i++) {
        if (!counts(state->tokens[i]))
            continue;
        enum course_clock one = clock_of(process, state->tokens[i]);
        if (one == COURSE_RUNS)
            return COURSE_RUNS;
        all = all == COURSE_HELD ? COURSE_HELD : one;
    }
    return all;
}

enum rpc_code
course_follow(const struct process *process, struct record *record, bool left)
{
    enum course_clock clock = course_clock(process);
    record->shows = process_shown(process);
    course_show(process, record->app);
    record_queue_up(record, process_awaits(process, "queue"), left, bpmn_get(process->state->variables, "position"));
    enum rpc_code code = record_hold(record, clock == COURSE_HELD);
    if (code == RPC_OK && clock == COURSE_READY && text_empty(record->stopped_on))
        record->stopped_on = record_date(record, record->today);
    return code;
}

/* ------------------------------------------------------------------ what it is about */

static int
working_days(const struct calendar *cal, struct date from, const char *planned_on)
{
    struct date planned;
    int32_t days;
    bool known = date_parse(planned_on, &planned) && date_compare(from, planned) < 0
                 && calendar_working_between(cal, from, planned, &days) == RPC_OK;
    return known ? days : 1;
}

struct process_subject
course_of_intake(const struct intake *intake, const Tracking__Application *app)
{
    const struct calendar *cal = catalogue_calendar(intake->facts.cat);
    return (struct process_subject){ app, working_days(cal, intake->term.registered_on, app->planned_on) };
}

struct process_subject
course_of_record(const struct record *record)
{
    const struct calendar *cal = catalogue_calendar(record->facts.cat);
    return (struct process_subject){ record->app,
                                     working_days(cal, record->term.registered_on, record->app->planned_on) };
}

Tracking__Application__Status
course_status(const struct process *process)
{
    const struct bpmn_status *shown = process_shown(process);
    const ProtobufCEnumValue *value =
        shown && shown->okno
            ? protobuf_c_enum_descriptor_get_value_by_name(&tracking__application__status__descriptor, shown->okno)
            : NULL;
    return value ? (Tracking__Application__Status)value->value : TRACKING__APPLICATION__STATUS__STATUS_UNSPECIFIED;
}

bool
course_hands(const struct process *process)
{
    return process_awaits(process, "receive") || process_awaits(process, "inform") || process_awaits(process, "refusal")
           || process_awaits(process, "issue") || process_awaits(process, "hand-over");
}
