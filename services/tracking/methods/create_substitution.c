/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../substitution_rules.h"
#include "../substitutions.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/db.h>
#include <okno/proto.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

static void
want(struct rpc_call *call, const Tracking__CreateSubstitutionRequest *req, int64_t now_us, Tracking__Substitution *rep)
{
    char id[37];
    uuid7(id);
    rep->substitution_id = arena_strdup(call->arena, id);
    rep->absent = req->absent;
    rep->substitute = req->substitute;
    rep->from_date = req->from_date;
    rep->to_date = req->to_date;
    rep->reason = req->reason;
    rep->centre_code = call->caller.role == RPC_ROLE_SUPERVISOR ? call->caller.centre : "";
    rep->agency_code = call->caller.role == RPC_ROLE_AGENCY ? call->caller.agency : "";
    rep->set_by = call->caller.subject;
    rep->recorded = proto_time(call->arena, now_us);
    rep->state = text_equal(rep->from_date, view_today(call)) ? TRACKING__SUBSTITUTION__STATE__RUNNING
                                                              : TRACKING__SUBSTITUTION__STATE__PLANNED;
}

static enum rpc_code
check(struct rpc_call *call, const Tracking__Substitution *wanted)
{
    switch (substitution_check(wanted, view_today(call))) {
    case SUBSTITUTION_OF_ONESELF:
        rpc_violate(call, "substitute", "Себя замещать нельзя", "Nobody stands in for themselves");
        break;
    case SUBSTITUTION_BACKWARDS:
        rpc_violate(call, "toDate", "Последний день раньше первого", "The last day is before the first");
        break;
    case SUBSTITUTION_PAST:
        rpc_violate(call, "fromDate", "Замещение начинается не раньше сегодняшнего дня",
                    "A substitution begins today or later");
        break;
    case SUBSTITUTION_TOO_LONG:
        rpc_violate(call, "toDate", "Не дольше %d дней", "At most %d days", SUBSTITUTION_DAYS_MAX);
        break;
    default:
        break;
    }
    return rpc_check(call);
}

static enum rpc_code
refuse(struct rpc_call *call, enum substitution_conflict conflict, const Tracking__Substitution *other)
{
    static const char *const ru[] = {
        [SUBSTITUTION_HAS_ANOTHER] = "У отсутствующего в эти дни уже есть замещающий",
        [SUBSTITUTION_ABSENT_STANDS] = "Отсутствующий в эти дни сам замещает другого",
        [SUBSTITUTION_ITSELF_ABSENT] = "Замещающий в эти дни сам отсутствует",
    };
    static const char *const en[] = {
        [SUBSTITUTION_HAS_ANOTHER] = "The absent one has a substitute on these days already",
        [SUBSTITUTION_ABSENT_STANDS] = "The absent one stands in for somebody on these days",
        [SUBSTITUTION_ITSELF_ABSENT] = "The substitute is absent on these days",
    };
    rpc_explain(call, "SUBSTITUTION_CONFLICT", other->substitution_id);
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "%s: %s вместо %s с %s по %s", "%s: %s in place of %s from %s to %s",
                    rpc_english(call) ? en[conflict] : ru[conflict], other->substitute, other->absent, other->from_date,
                    other->to_date);
}

/* What was set before, and in which edition it was seen: the edition first, so that nothing set since is missed. */
static enum rpc_code
decide(struct rpc_call *call, const char *place, const Tracking__Substitution *wanted, int64_t *ret_edition)
{
    struct db_rows guard;
    size_t n;
    Tracking__Substitution **known;
    const Tracking__Substitution *other;
    enum rpc_code code = db_rows(call, &tracking_sql_get_substitution_guard, DB_ARGS(place), &guard);
    if (code != RPC_OK)
        return code;
    *ret_edition = 0;
    if (guard.n && !parse_int64(db_cell(&guard, 0, "edition"), ret_edition))
        return RPC_INTERNAL;
    code = db_list(call, &tracking_sql_list_substitutions_within,
                   DB_ARGS(place, wanted->from_date, wanted->to_date, wanted->absent, wanted->substitute),
                   &tracking__substitution__descriptor, &n, (ProtobufCMessage ***)&known);
    if (code != RPC_OK)
        return code;
    enum substitution_conflict conflict = substitution_conflict(wanted, known, n, &other);
    return conflict ? refuse(call, conflict, other) : RPC_OK;
}

static enum rpc_code
write(struct rpc_call *call, const char *place, int64_t edition, int64_t now_us, const Tracking__Substitution *rep)
{
    audit_object(call, "substitution", rep->substitution_id, NULL);
    struct db_work *work = db_begin(call);
    db_expect(work, &tracking_sql_move_substitution_guard, DB_ARGS(place, edition), RPC_ABORTED,
              "Замещения только что изменил другой, повторите", "Somebody else has just set a substitution, try again");
    db_put(work, &tracking_sql_put_substitution,
           DB_ARGS(rep->substitution_id, db_nonempty(rep->centre_code), db_nonempty(rep->agency_code), rep->absent,
                   rep->substitute, rep->from_date, rep->to_date, rep->reason, rep->set_by, db_time(now_us)));
    return db_finish(work);
}

enum rpc_code
tracking_create_substitution(struct rpc_call *call, const Tracking__CreateSubstitutionRequest *req,
                             Tracking__Substitution *rep)
{
    int64_t edition, now_us = time_now_us();
    const char *place = substitutions_place(&call->caller);
    if (!place)
        return rpc_fail(call, RPC_PERMISSION_DENIED, "В токене нет места работы", "The token names no place of work");
    want(call, req, now_us, rep);
    enum rpc_code code = check(call, rep);
    if (code == RPC_OK)
        code = decide(call, place, rep, &edition);
    return code == RPC_OK ? write(call, place, edition, now_us, rep) : code;
}
