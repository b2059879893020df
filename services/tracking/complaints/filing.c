/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "filing.h"

#include "../facts.h"
#include "../statuses.h"

#include <okno/proto.h>
#include <okno/tracking.sql.h>

#define THEMES "application-themes"
#define ALL_COMPLAINTS "complaint"

#define AGAINST(name) TRACKING__COMPLAINT__AGAINST__##name

/* ------------------------------------------------------------------ who and what about */

static enum rpc_code
check_caller(const struct filing *filing)
{
    struct rpc_call *call = filing->call;
    const struct rpc_caller *caller = &call->caller;
    const Tracking__FileComplaintRequest *req = filing->req;
    bool in_centre = caller->role == RPC_ROLE_OPERATOR || caller->role == RPC_ROLE_SUPERVISOR;
    if (in_centre && !text_equal(caller->centre, req->centre_code))
        return rpc_fail(call, RPC_PERMISSION_DENIED, "Жалобы принимают в своём центре: %s",
                        "Complaints are taken at your own centre: %s", caller->centre);
    if (caller->role == RPC_ROLE_APPLICANT && !text_equal(caller->applicant, req->applicant_id))
        return rpc_fail(call, RPC_NOT_FOUND, "Заявителя %s нет", "There is no applicant %s", req->applicant_id);
    return RPC_OK;
}

/* What the application says fills what the complaint leaves open. */
static enum rpc_code
take_application(struct filing *filing)
{
    struct db_rows rows;
    Tracking__Complaint *complaint = filing->complaint;
    if (text_empty(filing->req->application_id))
        return RPC_OK;
    enum rpc_code code = db_rows(filing->call, &tracking_sql_get_complained_application,
                                 DB_ARGS(filing->req->application_id, filing->req->applicant_id), &rows);
    if (code != RPC_OK)
        return code;
    if (rows.n == 0)
        return rpc_fail(filing->call, RPC_NOT_FOUND, "У заявителя нет заявления %s",
                        "The applicant has no application %s", filing->req->application_id);
    complaint->application_number = db_cell(&rows, 0, "number");
    complaint->service_code = db_cell(&rows, 0, "service_code");
    bool named = !text_empty(complaint->against_centre) || !text_empty(complaint->against_agency);
    if (!named && complaint->against == AGAINST(CENTRE))
        complaint->against_centre = db_cell(&rows, 0, "centre_code");
    if (!named && complaint->against == AGAINST(AGENCY))
        complaint->against_agency = db_cell(&rows, 0, "agency_code");
    return RPC_OK;
}

static void
check_against(struct rpc_call *call, const struct catalogue *cat, const Tracking__Complaint *complaint)
{
    bool centre = !text_empty(complaint->against_centre), agency = !text_empty(complaint->against_agency);
    if (complaint->against == AGAINST(CENTRE) && (agency || !centre))
        rpc_violate(call, "againstCentre", "Назовите центр, и только его", "Name the centre, and it alone");
    else if (complaint->against == AGAINST(AGENCY) && (centre || !agency))
        rpc_violate(call, "againstAgency", "Назовите орган, и только его", "Name the agency, and it alone");
    else if (complaint->against == AGAINST(OFFICIAL) && centre == agency)
        rpc_violate(call, "againstCentre", "Назовите центр или орган, где работает должностное лицо",
                    "Name the centre or the agency where the official works");
    else if (centre && !catalogue_centre(cat, complaint->against_centre))
        rpc_violate(call, "againstCentre", "Такого центра нет", "There is no such centre");
    else if (agency && !catalogue_agency(cat, complaint->against_agency))
        rpc_violate(call, "againstAgency", "Такого органа нет", "There is no such agency");
}

static enum rpc_code
check_words(struct filing *filing)
{
    const struct catalogue *cat;
    struct rpc_call *call = filing->call;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    const Reference__ClassifierItem *topic = catalogue_item(cat, THEMES, filing->req->topic);
    if (!topic || !text_equal(topic->parent, ALL_COMPLAINTS))
        rpc_violate(call, "topic", "Нужна тема жалобы из классификатора %s",
                    "A topic of complaints from the classifier %s is needed", THEMES);
    if (!text_empty(filing->req->centre_code) && !catalogue_centre(cat, filing->req->centre_code))
        rpc_violate(call, "centreCode", "Такого центра нет", "There is no such centre");
    check_against(call, cat, filing->complaint);
    return rpc_check(call);
}

static enum rpc_code
take_applicant(struct filing *filing)
{
    struct facts_applicant applicant;
    const Tracking__FileComplaintRequest *req = filing->req;
    enum rpc_code code = facts_applicant(filing->call, req->applicant_id, req->representative_id, FACTS_TO_APPLY,
                                         filing->complaint->service_code, &applicant);
    if (code != RPC_OK)
        return code;
    filing->complaint->applicant_name = applicant.name;
    filing->pseudonym = applicant.pseudonym;
    if (text_empty(applicant.representative_problem))
        return RPC_OK;
    rpc_explain(filing->call, "NO_POWER_OF_ATTORNEY", NULL);
    return rpc_fail(filing->call, RPC_FAILED_PRECONDITION, "Полномочия представителя не подтверждены: %s",
                    "The representative's powers are not confirmed: %s", applicant.representative_problem);
}

/* ------------------------------------------------------------------ who considers it, and by when */

/* Taken in by who considers it, it is registered with that; else they register it when it reaches them. */
static bool
is_registered_at_once(const struct rpc_caller *caller, const struct complaint_decider *decider)
{
    if (caller->role == RPC_ROLE_CONTROLLER)
        return text_equal(decider->role, "CONTROLLER");
    bool in_centre = caller->role == RPC_ROLE_OPERATOR || caller->role == RPC_ROLE_SUPERVISOR;
    return in_centre && !text_empty(decider->centre) && text_equal(decider->centre, caller->centre);
}

static enum rpc_code
plan(struct filing *filing)
{
    Tracking__Complaint *complaint = filing->complaint;
    const struct complaint_decider decider =
        complaint_decider(complaint->against, complaint->head, complaint->against_centre, complaint->against_agency);
    complaint->decider_role = decider.role;
    complaint->decider_centre = decider.centre;
    complaint->decider_agency = decider.agency;
    complaint->term_days = complaint_days(complaint->topic);
    complaint->status = TRACKING__COMPLAINT__STATUS__FILED;
    enum rpc_code code = complaints_term(filing->call, 1, CALENDAR_WORKING, &complaint->register_by);
    if (code != RPC_OK || !is_registered_at_once(&filing->call->caller, &decider))
        return code;
    complaint->status = TRACKING__COMPLAINT__STATUS__REGISTERED;
    complaint->registered_on = view_today(filing->call);
    return complaints_term(filing->call, complaint->term_days, CALENDAR_WORKING, &complaint->planned_on);
}

static enum rpc_code
give_number(struct db_tx *tx, void *arg)
{
    int64_t serial;
    struct db_rows rows;
    struct filing *filing = arg;
    int year = date_of_time(filing->now_us).year;
    enum rpc_code code = db_tx_rows(tx, &tracking_sql_take_complaint_serial, DB_ARGS(year), &rows);
    if (code == RPC_OK && !parse_int64(db_cell(&rows, 0, "serial"), &serial))
        code = rpc_fail(db_tx_call(tx), RPC_INTERNAL, "Номер не выдан", "No number was given");
    if (code == RPC_OK)
        filing->complaint->number = arena_printf(filing->call->arena, "Ж-%02d-%07lld", year % 100, (long long)serial);
    return code;
}

static void
copy_request(struct filing *filing)
{
    char id[37];
    const Tracking__FileComplaintRequest *req = filing->req;
    Tracking__Complaint *complaint = filing->complaint;
    const struct rpc_caller *caller = &filing->call->caller;
    uuid7(id);
    complaint->complaint_id = arena_strdup(filing->call->arena, id);
    complaint->matter = req->matter;
    complaint->topic = req->topic;
    complaint->against = req->against;
    complaint->against_centre = req->against_centre;
    complaint->against_agency = req->against_agency;
    complaint->official = req->official;
    complaint->head = req->head;
    complaint->text = req->text;
    complaint->contacts = req->contacts;
    complaint->application_id = req->application_id;
    complaint->applicant_id = req->applicant_id;
    complaint->representative_id = req->representative_id;
    complaint->channel = req->channel;
    complaint->centre_code = req->centre_code;
    complaint->operator_ = caller->role == RPC_ROLE_APPLICANT ? "" : caller->subject;
    complaint->filed = proto_time(filing->call->arena, filing->now_us);
    complaint->etag = "1";
}

enum rpc_code
filing_make(struct filing *filing)
{
    filing->now_us = time_now_us();
    enum rpc_code code = check_caller(filing);
    if (code != RPC_OK)
        return code;
    copy_request(filing);
    code = take_application(filing);
    if (code == RPC_OK)
        code = check_words(filing);
    if (code == RPC_OK)
        code = take_applicant(filing);
    if (code == RPC_OK)
        code = plan(filing);
    return code == RPC_OK ? db_transaction(filing->call, give_number, filing) : code;
}

/* ------------------------------------------------------------------ the row */

static const char *
enum_name(const ProtobufCEnumDescriptor *type, int number)
{
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, number);
    return value ? value->name : "";
}

void
filing_put(struct db_work *work, const struct filing *filing)
{
    const Tracking__Complaint *complaint = filing->complaint;
    const struct db_value values[] = {
        db_text(complaint->complaint_id),
        db_text(complaint->number),
        db_text(complaint_status_name(complaint->status)),
        db_text(enum_name(&tracking__complaint__matter__descriptor, (int)complaint->matter)),
        db_text(complaint->topic),
        db_text(enum_name(&tracking__complaint__against__descriptor, (int)complaint->against)),
        db_nonempty(complaint->against_centre),
        db_nonempty(complaint->against_agency),
        db_nonempty(complaint->official),
        db_bool(complaint->head),
        db_text(complaint->text),
        complaint->contacts ? db_text(db_json(filing->call->arena, &complaint->contacts->base)) : db_null(),
        db_nonempty(complaint->application_id),
        db_text(complaint->application_number),
        db_text(complaint->service_code),
        db_text(complaint->applicant_id),
        db_text(complaint->applicant_name),
        db_text(filing->pseudonym),
        db_nonempty(complaint->representative_id),
        db_text(statuses_channel(complaint->channel)),
        db_nonempty(complaint->centre_code),
        db_nonempty(complaint->operator_),
        db_time(filing->now_us),
        db_text(view_today(filing->call)),
        db_text(complaint->register_by),
        db_nonempty(complaint->registered_on),
        db_int(complaint->term_days),
        db_nonempty(complaint->planned_on),
        db_text(complaint->decider_role),
        db_nonempty(complaint->decider_centre),
        db_nonempty(complaint->decider_agency),
    };
    db_put(work, &tracking_sql_put_complaint, (struct db_args){ values, (int)OKNO_ARRAY_SIZE(values) });
}
