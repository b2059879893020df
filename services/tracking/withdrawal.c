/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "withdrawal.h"

#include "moves.h"
#include "process/course.h"

#include <okno/proto.h>

#define WITHDRAWN_MESSAGE "withdrawn"
#define STATUS(name) TRACKING__APPLICATION__STATUS__##name

/* What is decided in one of its services stands: the others can be withdrawn one by one. */
static enum rpc_code
may_with_parts(const struct record *record)
{
    const Tracking__Application *app = record->app;
    for (size_t i = 0; i < app->n_parts; i++) {
        Tracking__Application__Status status = app->parts[i]->status;
        bool ended = status == STATUS(WITHDRAWN) || status == STATUS(ACCEPTANCE_REFUSED);
        if (!ended && !rules_may_withdraw(status))
            return rpc_fail(record->call, RPC_FAILED_PRECONDITION,
                            "По услуге «%s» (%s) решение уже принято: отзывайте остальные по отдельности",
                            "\"%s\" (%s) is decided already: withdraw the others one by one",
                            app->parts[i]->service_name, app->parts[i]->number);
    }
    return RPC_OK;
}

enum rpc_code
withdrawal_may(const struct record *record)
{
    enum rpc_code code = record_must_be_open(record);
    if (code != RPC_OK)
        return code;
    if (rules_may_withdraw(record->app->status))
        return may_with_parts(record);
    return rpc_fail(record->call, RPC_FAILED_PRECONDITION, "Решение уже принято, отозвать заявление нельзя",
                    "The decision is taken, the application cannot be withdrawn any more");
}

static void
close_withdrawn(struct record *record)
{
    Tracking__Application *app = record->app;
    if (app->status == TRACKING__APPLICATION__STATUS__SUSPENDED)
        rules_add_pause(&record->term, record->suspended_on, record->today);
    app->status = STATUS(WITHDRAWN);
    app->suspended = NULL;
    record->resume_status = TRACKING__APPLICATION__STATUS__STATUS_UNSPECIFIED;
    app->closed = proto_time(record->call->arena, record->now_us);
    if (text_empty(record->stopped_on))
        record->stopped_on = record_date(record, record->today);
}

/* A regulation may say what follows (the papers go to the case): it waits for the message then. */
static enum rpc_code
end_course(const struct record *record, const char *reason, struct process *ret_process)
{
    enum rpc_code code = course_load(record, ret_process);
    if (code != RPC_OK)
        return code;
    if (ret_process->state->suspended)
        code = process_move(ret_process, (struct bpmn_event){ .kind = BPMN_RESUME });
    if (code != RPC_OK)
        return code;
    if (process_expects(ret_process, WITHDRAWN_MESSAGE))
        return process_move(ret_process,
                            (struct bpmn_event){ .kind = BPMN_MESSAGE_DELIVERED, .name = WITHDRAWN_MESSAGE });
    return process_move(ret_process, (struct bpmn_event){ .kind = BPMN_CANCEL_INSTANCE, .code = reason });
}

enum rpc_code
withdrawal_put(struct db_work *work, struct record *record, const char *reason)
{
    struct process process;
    close_withdrawn(record);
    enum rpc_code code = end_course(record, reason, &process);
    if (code != RPC_OK)
        return code;
    code = course_follow(&process, record, true);
    if (code != RPC_OK)
        return code;
    struct process_subject course = course_of_record(record);
    struct moves_subject subject = moves_subject(record);
    process_put(&process, work, &course);
    record_save(record, work);
    moves_put(work, &subject, &(struct moves_note){ .action = "WITHDRAWN", .comment = reason });
    return RPC_OK;
}
