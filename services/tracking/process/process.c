/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "process.h"

#include <okno/proto.h>
#include <okno/tracking.sql.h>

static enum rpc_code
stuck(struct rpc_call *call, enum rpc_code code, const struct bpmn_fault *fault)
{
    rpc_explain(call, code == RPC_ABORTED ? PROCESS_STUCK : "REGULATION", fault->element);
    const char *why = rpc_english(call) ? fault->message_en : fault->message_ru;
    return rpc_fail(call, code == RPC_ABORTED ? RPC_FAILED_PRECONDITION : code, "Регламент, «%s»: %s",
                    "The regulation, \"%s\": %s", fault->element ? fault->element : "", why ? why : "");
}

/* An error that nobody catches would leave an application that nothing moves any more. */
static bool
would_abandon(const struct process *process, const struct bpmn_state *next)
{
    return next->status == BPMN_FAILED && !text_empty(process->row.application_id)
           && text_equal(process->row.process_id, process->row.application_id);
}

static enum rpc_code
uncaught(const struct process *process, uint32_t token_id, const char *error)
{
    const struct bpmn_token *token = process->state ? bpmn_state_token(process->state, token_id) : NULL;
    struct arena *arena = process->call->arena;
    const struct bpmn_fault fault = {
        .element = token ? token->element->id : process->regulation->process->id,
        .message_ru = arena_printf(arena, "ошибку «%s» не перехватывает ни одно событие", text_or_empty(error)),
        .message_en = arena_printf(arena, "no event catches the error \"%s\"", text_or_empty(error)),
    };
    return stuck(process->call, RPC_ABORTED, &fault);
}

enum rpc_code
process_move(struct process *process, struct bpmn_event event)
{
    const struct bpmn_state *next;
    struct rpc_call *call = process->call;
    struct bpmn_calendar calendar = process_calendar(process->calendar);
    struct bpmn_fault fault = { 0 };
    if (process->n_effects == PROCESS_STEPS_MAX)
        return rpc_fail(call, RPC_RESOURCE_EXHAUSTED, "Слишком много событий за один раз", "Too many events at once");
    event.now_us = process->now_us;
    event.calendar = &calendar;
    enum rpc_code code = bpmn_step(process->regulation->model, process->state, &event, call->arena, &next,
                                   &process->effects[process->n_effects], &fault);
    if (code != RPC_OK)
        return stuck(call, code, &fault);
    if (would_abandon(process, next))
        return uncaught(process, event.token, next->error);
    process->state = next;
    process->n_effects++;
    return RPC_OK;
}

enum rpc_code
process_begin(struct rpc_call *call, const struct calendar *calendar, const struct process_origin *origin,
              const struct bpmn_value *variables, struct process *ret_process)
{
    struct process *process = ret_process;
    *process = (struct process){ .call = call, .calendar = calendar, .now_us = time_now_us() };
    enum rpc_code status = regulations_get(call, origin->code, origin->version, &process->regulation);
    if (status != RPC_OK)
        return status;
    tracking__process_row__init(&process->row);
    process->row.process_id = arena_strdup(call->arena, origin->id);
    process->row.regulation = process->regulation->code;
    process->row.version = process->regulation->version;
    process->row.application_id = origin->application_id;
    process->row.parent_id = origin->parent_id;
    process->row.parent_token = origin->parent_token;
    const char *begins = origin->element ? origin->element : process->regulation->process->id;
    return process_move(
        process,
        (struct bpmn_event){ .kind = BPMN_START, .process = begins, .element = origin->start, .variables = variables });
}

enum rpc_code
process_of_row(struct rpc_call *call, const struct calendar *calendar, const Tracking__ProcessRow *row,
               struct process *ret_process)
{
    struct process *process = ret_process;
    *process = (struct process){ .call = call, .calendar = calendar, .now_us = time_now_us(), .row = *row };
    enum rpc_code code = regulations_get(call, row->regulation, row->version, &process->regulation);
    if (code != RPC_OK)
        return code;
    code = bpmn_state_unpack(process->regulation->model, row->state.data, row->state.len, call->arena, &process->state);
    return code == RPC_OK ? code
                          : rpc_fail(call, RPC_DATA_LOSS, "Состояние процесса %s не читается",
                                     "The state of process %s cannot be read", row->process_id);
}

enum rpc_code
process_load(struct rpc_call *call, const struct calendar *calendar, const char *id, struct process *ret_process)
{
    Tracking__ProcessRow row = TRACKING__PROCESS_ROW__INIT;
    enum rpc_code code = db_one(call, &tracking_sql_get_process, DB_ARGS(id), &row.base);
    if (code == RPC_NOT_FOUND)
        return rpc_fail(call, code, "Процесса %s нет", "There is no process %s", id);
    return code == RPC_OK ? process_of_row(call, calendar, &row, ret_process) : code;
}

bool
process_ended(const struct process *process)
{
    return process->state->status != BPMN_ACTIVE;
}

/* One of the events that an event-based gateway waits for, or of a multiple event, which waits itself. */
static bool
is_chosen(const struct process *process, const struct bpmn_token *token)
{
    const struct bpmn_token *host = bpmn_state_token(process->state, token->host);
    return host && host->phase == BPMN_WAIT_CHOICE;
}

/* Not what merely stands beside: boundary events, and what begins event sub-processes. */
static bool
waits(const struct process *process, const struct bpmn_token *token)
{
    switch (token->phase) {
    case BPMN_WAIT_TASK:
    case BPMN_WAIT_SERVICE:
    case BPMN_WAIT_CALLED:
    case BPMN_WAIT_CHOICE:
        return true;
    case BPMN_WAIT_EVENT:
        return token->host ? is_chosen(process, token) : token->element->kind != BPMN_START_EVENT;
    default:
        return false;
    }
}

size_t
process_waiting(const struct process *process, const char ***ret_elements)
{
    const struct bpmn_state *state = process->state;
    const char **list = ARENA_ARRAY(process->call->arena, const char *, state->n_tokens + 1);
    size_t n = 0;
    for (size_t i = 0; i < state->n_tokens; i++) {
        bool known = !waits(process, state->tokens[i]);
        for (size_t j = 0; j < n && !known; j++)
            known = text_equal(list[j], state->tokens[i]->element->id);
        if (!known)
            list[n++] = state->tokens[i]->element->id;
    }
    *ret_elements = list;
    return n;
}

bool
process_awaits(const struct process *process, const char *operation)
{
    for (size_t i = 0; i < process->state->n_tokens; i++) {
        const struct bpmn_token *token = process->state->tokens[i];
        if (token->phase == BPMN_WAIT_TASK && text_equal(token->element->okno->operation, operation))
            return true;
    }
    return false;
}

bool
process_expects(const struct process *process, const char *message)
{
    for (size_t i = 0; i < process->state->n_tokens; i++) {
        const struct bpmn_token *token = process->state->tokens[i];
        if (token->phase == BPMN_WAIT_EVENT && token->trigger == BPMN_MESSAGE && text_equal(token->name, message))
            return true;
    }
    return false;
}

const struct bpmn_status *
process_shown(const struct process *process)
{
    const struct bpmn_status *shown = NULL;
    for (int i = 0; i < process->n_effects; i++)
        for (size_t j = 0; j < process->effects[i].n; j++)
            if (process->effects[i].items[j].kind == BPMN_STATUS_SHOWN)
                shown = process->effects[i].items[j].status;
    return shown;
}

/* ------------------------------------------------------------------ terms */

/*
 * Days of the calendar need the production calendar only to move an end that is a day off to the next working day.
 * Where that calendar ends, as it does for a year's storage, the day itself holds. Working days are never guessed.
 */
static enum rpc_code
day_after(const struct calendar *cal, int64_t from_us, int32_t amount, enum bpmn_term_unit unit, int64_t *ret_end_us)
{
    struct date from = date_of_time(from_us), end;
    bool working = unit == BPMN_WORKING_DAYS;
    if (!cal)
        return RPC_UNAVAILABLE; /* a moment after the start: whoever asks tries again */
    enum rpc_code code = calendar_add_days(cal, from, amount, working ? CALENDAR_WORKING : CALENDAR_CALENDAR, &end);
    if (code == RPC_OUT_OF_RANGE && !working) {
        end = date_from_days(date_to_days(from) + amount);
        code = RPC_OK;
    }
    if (code == RPC_OK)
        *ret_end_us = time_of_date(date_from_days(date_to_days(end) + 1), 0) - 1;
    return code;
}

static enum rpc_code
term_end(void *arg, int64_t from_us, int32_t amount, enum bpmn_term_unit unit, int64_t *ret_end_us)
{
    if (unit == BPMN_WORKING_DAYS || unit == BPMN_CALENDAR_DAYS)
        return day_after(arg, from_us, amount, unit, ret_end_us);
    *ret_end_us = from_us + (int64_t)amount * (unit == BPMN_HOURS ? 3600 : 60) * 1000000;
    return RPC_OK;
}

/* Days move by the days that the clock stood, hours and minutes by the time itself. */
static enum rpc_code
term_shift(void *arg, int64_t end_us, int64_t suspended_us, int64_t resumed_us, enum bpmn_term_unit unit,
           int64_t *ret_end_us)
{
    struct date end;
    if (unit != BPMN_WORKING_DAYS && unit != BPMN_CALENDAR_DAYS) {
        *ret_end_us = end_us + (resumed_us - suspended_us);
        return RPC_OK;
    }
    if (!arg)
        return RPC_UNAVAILABLE;
    enum rpc_code code = calendar_shift(arg, date_of_time(end_us), date_of_time(suspended_us), date_of_time(resumed_us),
                                        unit == BPMN_WORKING_DAYS ? CALENDAR_WORKING : CALENDAR_CALENDAR, &end);
    if (code == RPC_OUT_OF_RANGE && unit == BPMN_CALENDAR_DAYS) {
        *ret_end_us = end_us + (resumed_us - suspended_us);
        return RPC_OK;
    }
    if (code == RPC_OK)
        *ret_end_us = time_of_date(date_from_days(date_to_days(end) + 1), 0) - 1;
    return code;
}

struct bpmn_calendar
process_calendar(const struct calendar *calendar)
{
    return (struct bpmn_calendar){ (void *)(uintptr_t)calendar, term_end, term_shift };
}
