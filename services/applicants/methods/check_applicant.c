/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../rules.h"

#include <okno/applicants.methods.h>
#include <okno/applicants.sql.h>

static bool
true_cell(const struct db_rows *rows, const char *column)
{
    return text_equal(db_cell(rows, 0, column), "t");
}

static const char *
text_cell(const struct db_rows *rows, const char *column)
{
    const char *cell = db_cell(rows, 0, column);
    return cell ? cell : "";
}

static struct power
power_of(const struct db_rows *rows)
{
    int64_t revoked_us = 0;
    bool revoked = parse_int64(text_cell(rows, "revoked_us"), &revoked_us);
    return (struct power){
        .known = db_cell(rows, 0, "issued") != NULL,
        .issued = text_cell(rows, "issued"),
        .valid_until = text_cell(rows, "valid_until"),
        .is_revoked = revoked,
        .revoked_on = date_of_time(revoked_us),
        .in_scope = true_cell(rows, "in_scope"),
        .may_receive = true_cell(rows, "may_receive"),
    };
}

static void
tell_power(struct rpc_call *call, const Applicants__CheckApplicantRequest *req, const struct db_rows *rows,
           Applicants__CheckApplicantResponse *rep)
{
    struct date on;
    if (text_empty(req->on_date) || !date_parse(req->on_date, &on))
        on = date_of_time(time_now_us());
    struct power power = power_of(rows);
    enum power_fault fault = power_check(&power, on, req->to_receive);
    rep->representative_valid = fault == POWER_VALID;
    rep->representative_problem = power_fault_text(fault, rpc_english(call));
    rep->representative_name = text_cell(rows, "representative_name");
    rep->representative_applicant_id = text_cell(rows, "representative_applicant_id");
}

/* Other services ask on every application: one statement. */
enum rpc_code
applicants_check_applicant(struct rpc_call *call, const Applicants__CheckApplicantRequest *req,
                           Applicants__CheckApplicantResponse *rep)
{
    struct db_rows rows;
    int64_t kind = 0;
    bool by_power = uuid_valid(req->representative_id);
    enum rpc_code code = db_rows(
        call, &applicants_sql_check_applicant,
        DB_ARGS(req->applicant_id, by_power ? req->representative_id : NULL, db_nonempty(req->service_code)), &rows);
    if (code != RPC_OK || rows.n == 0 || !parse_int64(text_cell(&rows, "kind"), &kind))
        return code;
    rep->found = true;
    rep->kind = (Applicants__CheckApplicantResponse__Kind)kind;
    rep->display_name = text_cell(&rows, "display_name");
    rep->full_name = text_cell(&rows, "full_name");
    rep->pseudonym = text_cell(&rows, "pseudonym");
    if (!text_empty(req->representative_id))
        tell_power(call, req, &rows, rep);
    return RPC_OK;
}
