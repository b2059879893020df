/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../record.h"
#include "../rules.h"

#include <okno/applicants.methods.h>
#include <okno/applicants.sql.h>
#include <okno/events.h>
#include <okno/proto.h>

#include <string.h>
#include <strings.h>

static const char *
kind_of(const struct db_rows *rows, const char *applicant_id)
{
    for (int i = 0; i < rows->n; i++)
        if (strcasecmp(db_cell(rows, i, "applicant_id"), applicant_id) == 0)
            return db_cell(rows, i, "kind");
    return NULL;
}

/* Both must exist; who acts is a person other than who is represented. */
static enum rpc_code
check_people(struct rpc_call *call, const char *applicant_id, const char *actor_id)
{
    const char *const ids[] = { applicant_id, actor_id };
    static const char entity[] = { '0' + APPLICANTS__CHECK_APPLICANT_RESPONSE__KIND__LEGAL_ENTITY, '\0' };
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &applicants_sql_applicant_kinds, DB_ARGS(db_texts(call->arena, ids, 2)), &rows);
    if (code != RPC_OK)
        return code;
    if (!kind_of(&rows, applicant_id))
        return record_not_found(call, applicant_id);
    const char *path = "representative.representativeApplicantId", *kind = kind_of(&rows, actor_id);
    if (strcasecmp(applicant_id, actor_id) == 0)
        rpc_violate(call, path, "Заявитель не представляет сам себя", "An applicant does not represent themselves");
    else if (!kind)
        rpc_violate(call, path, "Такого заявителя нет: сначала зарегистрируйте представителя",
                    "There is no such applicant: register the representative first");
    else if (text_equal(kind, entity))
        rpc_violate(call, path, "Представителем записывается человек, а не организация",
                    "A representative is a person, not an entity");
    return rpc_check(call);
}

static void
put(struct db_work *work, struct rpc_call *call, const char *applicant_id, const Applicants__Representative *power)
{
    db_put(work, &applicants_sql_put_representative,
           DB_ARGS(power->representative_id, applicant_id, power->representative_applicant_id, power->basis,
                   power->number, power->issued, db_nonempty(power->valid_until),
                   db_texts(call->arena, power->scope, power->n_scope), (bool)power->may_receive,
                   db_time(time_now_us())));
    Applicants__RepresentativeAdded event = APPLICANTS__REPRESENTATIVE_ADDED__INIT;
    event.applicant_id = applicant_id;
    event.representative_id = power->representative_id;
    event.representative_applicant_id = power->representative_applicant_id;
    event.actor = call->caller.subject;
    events_put(work, applicant_id, &event.base);
}

enum rpc_code
applicants_add_representative(struct rpc_call *call, const Applicants__AddRepresentativeRequest *req,
                              Applicants__Representative *rep)
{
    enum rpc_code code = record_visible(call, req->applicant_id);
    if (code == RPC_OK)
        code = check_people(call, req->applicant_id, req->representative->representative_applicant_id);
    if (code != RPC_OK)
        return code;
    *rep = *req->representative;
    rep->representative_id = new_id(call->arena);
    rep->basis = words_tidy(call->arena, rep->basis);
    rep->revoked = NULL;
    struct db_work *work = db_begin(call);
    put(work, call, req->applicant_id, rep);
    return db_finish(work);
}
