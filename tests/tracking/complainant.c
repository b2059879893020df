/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "complainant.h"

const Tracking__Complaint *
file(const char *applicant)
{
    as_applicant(applicant);
    return CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant));
}

const Tracking__Complaint *
see(const char *complaint_id)
{
    as_controller();
    return CALL(Tracking__GetComplaint, .complaint_id = complaint_id);
}

const Tracking__Task *
task_of(const char *complaint_id, const char *step)
{
    const Tracking__Complaint *complaint = see(complaint_id);
    for (size_t i = 0; i < complaint->n_tasks; i++)
        if (text_equal(complaint->tasks[i]->step, step))
            return complaint->tasks[i];
    ck_abort_msg("the complaint does not wait in %s", step);
}

static Google__Protobuf__Value *
value_of(const char *text)
{
    static Google__Protobuf__Value made[64];
    static size_t n;
    Google__Protobuf__Value *value = &made[n++ % OKNO_ARRAY_SIZE(made)];
    google__protobuf__value__init(value);
    value->kind_case = text ? GOOGLE__PROTOBUF__VALUE__KIND_STRING_VALUE : GOOGLE__PROTOBUF__VALUE__KIND_BOOL_VALUE;
    if (text)
        value->string_value = (char *)(uintptr_t)text;
    else
        value->bool_value = true;
    return value;
}

Google__Protobuf__Struct *
decision(const char *answer, const char *measures, bool offence)
{
    static Google__Protobuf__Struct all;
    static Google__Protobuf__Struct__FieldsEntry entries[3], *list[3];
    const char *const names[] = { "answer", "measures", "offence" }, *const texts[] = { answer, measures, NULL };
    google__protobuf__struct__init(&all);
    for (size_t i = 0; i < 3; i++) {
        if (i < 2 ? !texts[i] : !offence)
            continue;
        google__protobuf__struct__fields_entry__init(&entries[i]);
        entries[i].key = (char *)(uintptr_t)names[i];
        entries[i].value = value_of(texts[i]);
        list[all.n_fields++] = &entries[i];
    }
    all.fields = list;
    return &all;
}

enum rpc_code
end(const Tracking__Task *task, const char *outcome, Google__Protobuf__Struct *given)
{
    enum rpc_code code = TRY(Tracking__ClaimTask, .task_id = task->task_id);
    return code == RPC_OK ? TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = outcome, .fields = given)
                          : code;
}

void
do_task(const char *complaint_id, const char *step, const char *outcome, Google__Protobuf__Struct *given)
{
    const Tracking__Task *task = task_of(complaint_id, step);
    as_supervisor();
    enum rpc_code code = end(task, outcome, given);
    ck_assert_msg(code == RPC_OK, "%s: %s", step, pg_last->message);
}

const char *
happened(const char *complaint_id)
{
    as_controller();
    const Tracking__ListComplaintHistoryResponse *list =
        CALL(Tracking__ListComplaintHistory, .complaint_id = complaint_id);
    const char *all = "";
    for (size_t i = 0; i < list->n_movements; i++)
        all = pg_text("%s%s%s", all, i ? " " : "", list->movements[i]->action);
    return all;
}
