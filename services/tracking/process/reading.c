/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "reading.h"

#include "beginnings.h"
#include "forms.h"
#include "vocabulary.h"

#include <okno/blob.h>
#include <okno/tracking.sql.h>

#include <string.h>

#define FAULTS_MAX 200

/* ------------------------------------------------------------------ faults */

static void
add(struct reading *reading, struct rpc_call *call, const struct bpmn_fault *fault)
{
    if (reading->n_faults == FAULTS_MAX)
        return;
    Tracking__RegulationFault *shown = ARENA_NEW(call->arena, Tracking__RegulationFault);
    tracking__regulation_fault__init(shown);
    /* The model goes before the reply is sent. */
    shown->element = arena_strdup(call->arena, fault->element ? fault->element : "");
    shown->line = fault->line;
    shown->rule = arena_strdup(call->arena, fault->rule);
    shown->message = arena_strdup(call->arena, rpc_english(call) ? fault->message_en : fault->message_ru);
    shown->warning = fault->warning;
    reading->faults[reading->n_faults++] = shown;
    if (!fault->warning)
        reading->publishable = false;
}

void
reading_fault(struct reading *reading, struct rpc_call *call, const struct bpmn_element *element, const char *rule,
              const char *ru, const char *en)
{
    add(reading, call, &(struct bpmn_fault){ element->id, element->line, rule, false, ru, en });
}

void
reading_warning(struct reading *reading, struct rpc_call *call, const struct bpmn_element *element, const char *rule,
                const char *ru, const char *en)
{
    add(reading, call, &(struct bpmn_fault){ element->id, element->line, rule, true, ru, en });
}

static const struct bpmn_element *
executable_of(const struct bpmn_model *model)
{
    const struct bpmn_element *element;
    for (size_t i = 0; (element = bpmn_model_element(model, i)); i++)
        if (element->kind == BPMN_PROCESS && element->executable)
            return element;
    return NULL;
}

static enum rpc_code
check_model(struct reading *reading, struct rpc_call *call)
{
    reading->process = executable_of(reading->model);
    reading->code = reading->process ? arena_strdup(call->arena, regulations_code(reading->process)) : "";
    if (!reading->process)
        add(reading, call,
            &(struct bpmn_fault){ "", 1, "no-executable-process", false,
                                  "в файле нет исполняемого процесса (isExecutable)",
                                  "the file has no executable process (isExecutable)" });
    return vocabulary_check(reading, call);
}

/* ------------------------------------------------------------------ what it begins with */

static void
add_taken(struct reading *reading, struct rpc_call *call, const struct beginning *beginning, const char *by)
{
    bool message = text_equal(beginning->kind, BEGINNING_MESSAGE);
    reading_fault(reading, call, bpmn_model_find(reading->model, beginning->element),
                  message ? "message-start-taken" : "signal-start-twice",
                  arena_printf(call->arena,
                               message ? "с сообщения «%s» уже начинается %s" : "с сигнала «%s» уже начинается %s",
                               beginning->name, by),
                  arena_printf(call->arena,
                               message ? "the message \"%s\" begins %s already" : "the signal \"%s\" begins %s already",
                               beginning->name, by));
}

/* A message begins one place of all, a signal one place of a process. */
static bool
begins_with_same(const struct beginning *a, const struct beginning *b)
{
    return text_equal(a->kind, b->kind) && text_equal(a->name, b->name)
           && (text_equal(a->kind, BEGINNING_MESSAGE) || text_equal(a->process, b->process));
}

static const struct beginning *
find_same(const struct beginning *all, size_t n, const struct beginning *like)
{
    for (size_t i = 0; i < n; i++)
        if (begins_with_same(&all[i], like))
            return &all[i];
    return NULL;
}

static void
check_timer(struct reading *reading, struct rpc_call *call, const struct beginning *beginning)
{
    struct bpmn_moments moments;
    const struct bpmn_element *element = bpmn_model_find(reading->model, beginning->element);
    if (vocabulary_is_carried(reading->model, beginning->process))
        reading_fault(reading, call, element, "timer-start-application",
                      "по времени начинаются только общие процессы, а здесь есть задачи заявления",
                      "only general processes begin at a time, and this one has tasks of an application");
    if (!bpmn_moments_first(beginning->timer, time_now_us(), &moments))
        reading_warning(reading, call, element, "start-past", "время начала уже прошло",
                        "the time at which it begins has passed");
}

/* A message begins one regulation, at one place: else it would be chance which. */
static enum rpc_code
check_beginnings(struct reading *reading, struct rpc_call *call)
{
    struct db_rows rows;
    struct beginning *all;
    size_t n = beginnings_of_model(call->arena, reading->model, &all), n_names = 0;
    const char **names = ARENA_ARRAY(call->arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (text_equal(all[i].kind, BEGINNING_TIMER)) {
            check_timer(reading, call, &all[i]);
            continue;
        }
        const struct beginning *before = find_same(all, i, &all[i]);
        if (before)
            add_taken(reading, call, &all[i], arena_printf(call->arena, "«%s»", before->element));
        if (text_equal(all[i].kind, BEGINNING_MESSAGE))
            names[n_names++] = all[i].name;
    }
    if (!n_names)
        return RPC_OK;
    enum rpc_code code = db_rows(call, &tracking_sql_list_message_starts_of_others,
                                 DB_ARGS(db_texts(call->arena, names, n_names), reading->code), &rows);
    for (int row = 0; code == RPC_OK && row < rows.n; row++) {
        const struct beginning like = { .kind = BEGINNING_MESSAGE, .name = db_cell(&rows, row, "name") };
        add_taken(reading, call, find_same(all, n, &like),
                  arena_printf(call->arena, "«%s»", db_cell(&rows, row, "code")));
    }
    return code;
}

/* ------------------------------------------------------------------ reading */

/* The gateway gives larger files in pieces; from the command line they come whole. */
static enum rpc_code
gather(struct rpc_call *call, const Common__Chunk *chunk, struct reading *reading)
{
    ProtobufCBinaryData file;
    bool whole = chunk->offset == 0 && chunk->last;
    if (!whole && text_empty(chunk->upload_id))
        rpc_violate(call, "chunk.uploadId", "Обязательное поле", "The field is required");
    enum rpc_code code = rpc_check(call);
    if (code == RPC_OK)
        code = blob_gather(call, READING_MAX, blob_upload_key(call, chunk->upload_id, call->method->label), chunk,
                           &file, &reading->complete);
    if (code != RPC_OK || !reading->complete)
        return code;
    if (memchr(file.data, '\0', file.len) || !utf8_valid((const char *)file.data, file.len))
        rpc_violate(call, "chunk", "Нужен файл BPMN 2.0 в UTF-8", "A BPMN 2.0 file in UTF-8 is needed");
    reading->bpmn = arena_strndup(call->arena, (const char *)file.data, file.len);
    reading->length = file.len;
    return rpc_check(call);
}

enum rpc_code
reading_take(struct rpc_call *call, const Common__Chunk *chunk, struct reading *ret_reading)
{
    struct bpmn_faults faults = { 0 };
    struct reading *reading = ret_reading;
    *reading = (struct reading){ .publishable = true, .code = "" };
    enum rpc_code code = gather(call, chunk, reading);
    if (code != RPC_OK || !reading->complete)
        return code;
    reading->faults = ARENA_ARRAY(call->arena, Tracking__RegulationFault *, FAULTS_MAX);
    code = bpmn_parse(reading->bpmn, reading->length, NULL, call->arena, &reading->model, &faults);
    for (size_t i = 0; i < faults.n; i++)
        add(reading, call, &faults.items[i]);
    if (code == RPC_OK) {
        code = check_model(reading, call);
        return code == RPC_OK ? check_beginnings(reading, call) : code;
    }
    reading->publishable = false;
    return code == RPC_RESOURCE_EXHAUSTED && faults.n == 0
               ? rpc_fail(call, code, "Регламент слишком велик", "The regulation is too large")
               : RPC_OK;
}

void
reading_end(struct reading *reading)
{
    bpmn_model_free(reading->model);
}

/* ------------------------------------------------------------------ showing */

static Tracking__Element *
show(struct arena *arena, const struct bpmn_element *element)
{
    Tracking__Element *shown = ARENA_NEW(arena, Tracking__Element);
    const struct bpmn_extensions *okno = element->okno;
    tracking__element__init(shown);
    shown->id = element->id;
    shown->kind = bpmn_kind_name(element->kind);
    shown->name = element->name;
    shown->operation = okno->operation ? okno->operation : "";
    shown->role = okno->performer.role ? okno->performer.role : "";
    shown->term = okno->term.text ? okno->term.text : "";
    shown->outcomes = ARENA_ARRAY(arena, const char *, okno->n_outcomes);
    for (size_t i = 0; i < okno->n_outcomes; i++)
        shown->outcomes[shown->n_outcomes++] = okno->outcomes[i].code;
    shown->documents = forms_documents(arena, element);
    shown->n_documents = okno->n_documents;
    return shown;
}

void
reading_elements(struct arena *arena, const struct bpmn_model *model, Tracking__Regulation *ret_regulation)
{
    const struct bpmn_element *element;
    ret_regulation->elements = ARENA_ARRAY(arena, Tracking__Element *, bpmn_model_elements(model));
    ret_regulation->n_elements = 0;
    for (size_t i = 0; (element = bpmn_model_element(model, i)); i++)
        ret_regulation->elements[ret_regulation->n_elements++] = show(arena, element);
}
