/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "complaints.h"

#include <okno/audit.h>
#include <okno/events.h>
#include <okno/proto.h>
#include <okno/tracking.sql.h>
#include <okno/veil.h>

#include <inttypes.h>

/* ------------------------------------------------------------------ what a caller may see */

enum rpc_code
complaints_view(struct rpc_call *call, struct complaint_view *ret_view)
{
    *ret_view = (struct complaint_view){ 0 };
    enum rpc_code code = view_of(call, &ret_view->view);
    if (ret_view->view.centre || ret_view->view.agency)
        ret_view->not_against = call->caller.subject;
    return code;
}

/* An agency that works with pseudonyms needs the words of a complaint only when it considers it. */
static void
hide_person(struct rpc_call *call, Tracking__Complaint *complaint)
{
    complaint->applicant_id = complaint->representative_id = "";
    if (complaint->contacts)
        veil_hide(complaint->contacts);
    if (!text_equal(complaint->decider_agency, call->caller.agency))
        complaint->text = complaint->answer = "";
}

void
complaints_finish(struct rpc_call *call, const struct complaint_view *view, Tracking__Complaint *complaint)
{
    complaint->status_text = complaint_words(complaint, rpc_english(call));
    complaint->epgu_status = complaint_epgu(complaint->status);
    if (view->view.pseudonymous)
        hide_person(call, complaint);
}

enum rpc_code
complaints_load(struct rpc_call *call, const char *complaint_id, Tracking__Complaint *ret_complaint)
{
    struct complaint_view view;
    enum rpc_code code = complaints_view(call, &view);
    if (code == RPC_OK)
        code = db_one(call, &tracking_sql_get_complaint,
                      DB_ARGS(complaint_id, view.view.applicant, view.view.centre, view.view.agency, view.not_against,
                              view.view.pseudonymous, view_today(call)),
                      &ret_complaint->base);
    if (code == RPC_NOT_FOUND)
        return rpc_fail(call, code, "Жалобы %s нет", "There is no complaint %s", complaint_id);
    if (code != RPC_OK)
        return code;
    audit_object(call, "complaint", complaint_id, NULL);
    complaints_finish(call, &view, ret_complaint);
    return RPC_OK;
}

/* ------------------------------------------------------------------ what a change leaves behind */

void
complaints_save(struct rpc_call *call, struct db_work *work, Tracking__Complaint *complaint)
{
    int64_t version = 0;
    if (!parse_int64(complaint->etag, &version))
        version = 0; /* no row has it: the work fails */
    db_expect(work, &tracking_sql_update_complaint,
              DB_ARGS(complaint->complaint_id, version, complaint_status_name(complaint->status),
                      db_nonempty(complaint->registered_on), db_nonempty(complaint->planned_on),
                      db_time(proto_time_us(complaint->decided)), db_nonempty(complaint->decided_by),
                      db_nonempty(complaint->answer), db_nonempty(complaint->measures),
                      db_nonempty(complaint->answer_by), db_time(proto_time_us(complaint->answered)),
                      (bool)complaint->offence, db_time(proto_time_us(complaint->prosecutor_informed)),
                      db_time(proto_time_us(complaint->withdrawn))),
              RPC_ABORTED, "Жалоба изменена одновременно с вами, посмотрите снова",
              "The complaint was changed at the same moment, look again");
    complaint->etag = arena_printf(call->arena, "%" PRId64, version + 1);
}

void
complaints_note(struct rpc_call *call, struct db_work *work, const Tracking__Complaint *complaint, const char *action,
                const char *comment, int64_t now_us)
{
    char id[37];
    uuid7(id);
    db_put(work, &tracking_sql_put_complaint_movement,
           DB_ARGS(complaint->complaint_id, (const char *)id, db_time(now_us), call->caller.subject,
                   rpc_role_name(call->caller.role), action, comment ? comment : ""));
    Tracking__ComplaintMoved event = TRACKING__COMPLAINT_MOVED__INIT;
    event.complaint_id = complaint->complaint_id;
    event.number = complaint->number;
    event.applicant_id = complaint->applicant_id;
    event.application_id = complaint->application_id;
    event.action = action;
    event.status = complaint->status;
    event.topic = complaint->topic;
    event.against_centre = complaint->against_centre;
    event.against_agency = complaint->against_agency;
    event.planned_on = complaint->planned_on;
    event.actor = call->caller.subject;
    event.actor_role = rpc_role_name(call->caller.role);
    event.channel = complaint->channel;
    event.centre_code = complaint->centre_code;
    events_put(work, complaint->complaint_id, &event.base);
}

/* ------------------------------------------------------------------ terms and variables */

enum rpc_code
complaints_term(struct rpc_call *call, int days, enum calendar_kind kind, const char **ret_day)
{
    char day[11];
    struct date end;
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    code = calendar_add_days(catalogue_calendar(cat), date_of_time(time_now_us()), days, kind, &end);
    if (code != RPC_OK)
        return rpc_fail(call, code, "Срок жалобы выходит за пределы производственного календаря (по %d год)",
                        "The term of the complaint leaves the production calendar (up to %d)",
                        calendar_last_year(catalogue_calendar(cat)));
    date_format(end, day);
    *ret_day = arena_strdup(call->arena, day);
    return RPC_OK;
}

static const struct bpmn_value *
with_text(struct arena *arena, const struct bpmn_value *object, const char *name, const char *text)
{
    return bpmn_with(arena, object, name, bpmn_text(arena, text));
}

const struct bpmn_value *
complaints_variable(struct arena *arena, const Tracking__Complaint *complaint)
{
    bool registered = complaint->status == TRACKING__COMPLAINT__STATUS__REGISTERED;
    const struct bpmn_value *value = with_text(arena, NULL, "number", complaint->number);
    value = bpmn_with(arena, value, "registered", bpmn_bool(arena, registered));
    value = with_text(arena, value, "term", arena_printf(arena, "%d WORKING", complaint->term_days));
    value = with_text(arena, value, "role", complaint->decider_role);
    value = with_text(arena, value, "centre", complaint->decider_centre);
    return with_text(arena, value, "agency", complaint->decider_agency);
}
