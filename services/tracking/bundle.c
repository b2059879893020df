/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bundle.h"

#include "cases.h"
#include "issued/issued.h"
#include "moves.h"
#include "registration.h"

#include <okno/proto.h>
#include <okno/tracking.sql.h>

#include <string.h>

#define STATUS(name) TRACKING__APPLICATION__STATUS__##name
#define FOLLOWED (OPERATION_TO_APPLICANT | OPERATION_BACK_TO_AGENCY | OPERATION_TO_CASE)

/* ------------------------------------------------------------------ registering a service */

static const char *
text_in(const struct bpmn_value *object, const char *name)
{
    const struct bpmn_value *value = bpmn_get(object, name);
    return value && value->kind == BPMN_TEXT ? value->text : "";
}

bool
bundle_is_service(const struct bpmn_value *given)
{
    return !text_empty(text_in(bpmn_get(given, "application"), "serviceCode"));
}

/* The scenario it is called for in, or one that its card has: the regulation is the caller's choice either way. */
static int
scenario_of(const struct record *parent, const struct bpmn_value *asked)
{
    const struct bpmn_value *given = bpmn_get(asked, "scenario");
    const Reference__ServiceCard *card = catalogue_service(parent->facts.cat, text_in(asked, "serviceCode"));
    int scenario = given && given->kind == BPMN_NUMBER ? (int)given->number : parent->app->scenario;
    if (!card || rules_scenario_allowed(card, scenario) || card->n_scenarios == 0)
        return scenario;
    return card->scenarios[0];
}

static struct intake_question
question_of(const struct record *parent, const struct bpmn_value *given)
{
    const struct bpmn_value *asked = bpmn_get(given, "application");
    return (struct intake_question){
        .service_code = text_in(asked, "serviceCode"),
        .applicant_id = parent->applicant_id,
        .representative_id = parent->representative_id,
        .centre_code = parent->app->centre_code,
        .scenario = scenario_of(parent, asked),
        .documents = parent->app->documents,
        .n_documents = parent->app->n_documents,
    };
}

/* The documents are those of the bundle, scans included: nobody scans them twice. */
static void
take_scans(const Tracking__Application *parent, Tracking__Application *app)
{
    for (size_t i = 0; i < app->n_documents; i++) {
        app->documents[i]->sha256 = parent->documents[i]->sha256;
        app->documents[i]->content_type = parent->documents[i]->content_type;
        app->documents[i]->size = parent->documents[i]->size;
    }
}

static enum rpc_code
make(const struct record *parent, const struct bpmn_value *given, struct intake *intake, Tracking__Application *app)
{
    const struct intake_question question = question_of(parent, given);
    const struct bpmn_value *answers = bpmn_get(given, "answers");
    enum rpc_code code = intake_load(parent->call, &question, intake);
    if (code == RPC_OK)
        code = intake_plan(intake, &app->planned_on);
    if (code == RPC_OK)
        code = intake_register(intake, &question, parent->app->channel, app);
    if (code != RPC_OK)
        return code;
    take_scans(parent->app, app);
    app->parent_id = parent->app->application_id;
    app->operator_ = parent->app->operator_;
    app->answers = answers ? bpmn_to_struct(parent->call->arena, answers) : NULL;
    app->status = STATUS(REGISTERED);
    return RPC_OK;
}

static const char *
element_of(const struct record *parent, const Tracking__Errand *errand)
{
    struct process process;
    if (process_load(parent->call, catalogue_calendar(parent->facts.cat), errand->process_id, &process) != RPC_OK)
        return "";
    const struct bpmn_token *token = bpmn_state_token(process.state, errand->token);
    return token ? token->element->id : "";
}

enum rpc_code
bundle_register(struct rpc_call *call, struct db_work *work, const Tracking__Errand *errand, int version,
                const struct bpmn_value *given)
{
    struct record parent;
    struct intake intake;
    struct process process;
    struct course_called called = { errand->name, errand->process_id, version, errand->token, given };
    Tracking__Application *bundle = ARENA_NEW(call->arena, Tracking__Application);
    Tracking__Application *app = ARENA_NEW(call->arena, Tracking__Application);
    tracking__application__init(bundle);
    tracking__application__init(app);
    enum rpc_code code = record_load(call, errand->application_id, NULL, bundle, &parent);
    if (code == RPC_OK)
        code = make(&parent, given, &intake, app);
    if (code == RPC_OK)
        code = course_begin_called(&intake, app, &called, &process);
    if (code != RPC_OK)
        return code;
    struct moves_subject subject = moves_subject(&parent);
    registration_put(work, &intake, app, &process, true);
    db_put(work, &tracking_sql_mark_bundle, DB_ARGS(bundle->application_id));
    moves_put(work, &subject,
              &(struct moves_note){
                  .action = "PART_REGISTERED", .step = element_of(&parent, errand), .comment = app->number });
    return RPC_OK;
}

/* ------------------------------------------------------------------ what is done to all */

enum rpc_code
bundle_load(const struct record *record, unsigned effects, struct bundle *ret_bundle)
{
    const Tracking__Application *app = record->app;
    enum rpc_code code = RPC_OK;
    *ret_bundle = (struct bundle){ 0 };
    if (!(effects & FOLLOWED) || app->n_parts == 0)
        return RPC_OK;
    ret_bundle->parts = ARENA_ARRAY(record->call->arena, struct record, app->n_parts);
    for (size_t i = 0; i < app->n_parts && code == RPC_OK; i++) {
        Tracking__Application *part = ARENA_NEW(record->call->arena, Tracking__Application);
        tracking__application__init(part);
        code = record_load(record->call, app->parts[i]->application_id, NULL, part, &ret_bundle->parts[i]);
        ret_bundle->n = i + 1;
    }
    return code;
}

static void
close_part(struct record *part)
{
    const char *today = record_date(part, part->today);
    if (text_empty(part->stopped_on))
        part->stopped_on = today;
    part->app->closed = proto_time(part->call->arena, part->now_us);
}

static struct moves_note
hand_over(struct record *part)
{
    bool refused = part->app->status == STATUS(REFUSED);
    part->app->status = refused ? STATUS(REFUSED) : STATUS(ISSUED);
    part->issued_on = record_date(part, part->today);
    close_part(part);
    return (struct moves_note){ .action = refused ? "REFUSAL_HANDED" : "ISSUED",
                                .from_place = part->app->centre_code,
                                .to_place = "applicant" };
}

static struct moves_note
send_back(struct record *part)
{
    part->result_on = "";
    return (struct moves_note){ .action = "RETURNED_UNCLAIMED",
                                .from_place = part->app->centre_code,
                                .to_place = part->app->agency_code };
}

static enum rpc_code
write_off(struct db_work *work, struct record *part, struct moves_note *ret_note)
{
    struct cases_place place;
    enum rpc_code code = cases_choose(part, NULL, &place);
    if (code != RPC_OK)
        return code;
    if (!part->app->closed)
        close_part(part);
    cases_put(work, part, &place);
    *ret_note = (struct moves_note){ .action = "WRITTEN_OFF",
                                     .from_place = part->app->centre_code,
                                     .to_place = arena_printf(part->call->arena, "case:%s", part->app->case_file) };
    return RPC_OK;
}

/* One that is on its way by itself, like a withdrawal, is written off by its own regulation. */
static bool
follows(const struct record *part, unsigned effects)
{
    if (part->app->n_waiting_in)
        return false;
    return effects & OPERATION_TO_CASE ? text_empty(part->app->case_file)
                                       : !part->app->closed && rules_waits_for_visit(part->app);
}

static void
put_issued(struct db_work *work, const struct record *part, const struct bundle_cause *cause)
{
    const struct issued_subject subject = issued_subject(part);
    unsigned acts = cause->effects & OPERATION_TO_APPLICANT     ? ISSUED_HANDED
                    : cause->effects & OPERATION_BACK_TO_AGENCY ? ISSUED_BACK
                                                                : 0u;
    issued_put(work, &subject,
               &(struct issued_note){ .acts = acts, .on_paper = true, .representative = cause->representative });
}

static enum rpc_code
put_part(struct db_work *work, struct record *part, const struct bundle_cause *cause)
{
    struct moves_note note;
    enum rpc_code code = RPC_OK;
    if (cause->effects & OPERATION_TO_CASE)
        code = write_off(work, part, &note);
    else
        note = cause->effects & OPERATION_TO_APPLICANT ? hand_over(part) : send_back(part);
    if (code != RPC_OK)
        return code;
    note.step = cause->step;
    struct moves_subject subject = moves_subject(part);
    record_save(part, work);
    moves_put(work, &subject, &note);
    put_issued(work, part, cause);
    return RPC_OK;
}

enum rpc_code
bundle_put(struct db_work *work, const struct bundle *bundle, const struct bundle_cause *cause)
{
    enum rpc_code code = RPC_OK;
    for (size_t i = 0; i < bundle->n && code == RPC_OK; i++)
        if (follows(&bundle->parts[i], cause->effects))
            code = put_part(work, &bundle->parts[i], cause);
    return code;
}
