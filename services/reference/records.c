/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "records.h"

#include <okno/json.h>
#include <okno/proto.h>
#include <okno/reference.sql.h>

#include <stdlib.h>
#include <string.h>

/* A kind: its name, its field in LoadReferenceRequest and Catalogue, whether it stays when withdrawn. */
static const struct {
    const char *name, *field;
    const ProtobufCMessageDescriptor *type;
    bool stays;
} kinds[RECORD_KINDS] = {
    [RECORD_SERVICE] = { "service", "services", &reference__service_card__descriptor, true },
    [RECORD_AGENCY] = { "agency", "agencies", &reference__agency__descriptor, true },
    [RECORD_CENTRE] = { "centre", "centres", &reference__centre__descriptor, true },
    [RECORD_TERRITORY] = { "territory", "territories", &reference__territory__descriptor, false },
    [RECORD_CLASSIFIER] = { "classifier", "classifiers", &reference__classifier__descriptor, false },
    [RECORD_CALENDAR] = { "calendar", "calendar", &reference__calendar__descriptor, false },
};

const char *
record_kind_name(enum record_kind kind)
{
    return kinds[kind].name;
}

bool
record_kind_by_name(const char *name, enum record_kind *ret_kind)
{
    for (enum record_kind kind = 0; kind < RECORD_KINDS; kind++)
        if (text_equal(kinds[kind].name, name)) {
            *ret_kind = kind;
            return true;
        }
    return false;
}

static const ProtobufCFieldDescriptor *
field_of_kind(const ProtobufCMessage *message, enum record_kind kind)
{
    return proto_field(message->descriptor, kinds[kind].field, strlen(kinds[kind].field));
}

static const ProtobufCFieldDescriptor *
withdrawn_field(const ProtobufCMessage *message)
{
    return proto_field(message->descriptor, "withdrawn", strlen("withdrawn"));
}

static void
set_withdrawn(ProtobufCMessage *message, bool withdrawn)
{
    const ProtobufCFieldDescriptor *field = withdrawn_field(message);
    if (field)
        *(protobuf_c_boolean *)proto_member(message, field) = withdrawn;
}

/* Every message begins with its code, except the calendar, of which there is one. */
static const char *
code_of(enum record_kind kind, const ProtobufCMessage *message)
{
    return kind == RECORD_CALENDAR ? RECORD_CALENDAR_CODE
                                   : *(const char *const *)proto_member(message, &message->descriptor->fields[0]);
}

/* ------------------------------------------------------------------ of a request */

/* The message without what only the service says; the request itself stays as it came. */
static ProtobufCMessage *
without_output(struct arena *arena, ProtobufCMessage *message)
{
    const ProtobufCFieldDescriptor *field = withdrawn_field(message);
    if (!field || !proto_has(message, field))
        return message;
    ProtobufCMessage *copy = proto_new(arena, message->descriptor);
    memcpy(copy, message, message->descriptor->sizeof_message);
    set_withdrawn(copy, false);
    return copy;
}

static void
add_given(struct arena *arena, struct records *records, enum record_kind kind, ProtobufCMessage *message,
          const char *path)
{
    message = without_output(arena, message);
    records->items[records->n++] =
        (struct record){ .kind = kind, .code = code_of(kind, message), .message = message, .path = path };
}

static void
add_given_list(struct arena *arena, struct records *records, enum record_kind kind, const ProtobufCMessage *request,
               const ProtobufCFieldDescriptor *field)
{
    ProtobufCMessage **items = *(ProtobufCMessage ***)proto_member(request, field);
    for (size_t i = 0; i < *proto_count(request, field); i++)
        add_given(arena, records, kind, items[i], arena_printf(arena, "%s[%zu]", field->name, i));
}

struct records
records_of_request(struct arena *arena, const Reference__LoadReferenceRequest *request)
{
    size_t room = request->n_services + request->n_agencies + request->n_centres + request->n_territories
                  + request->n_classifiers + 1;
    struct records records = { .items = ARENA_ARRAY(arena, struct record, room) };
    for (enum record_kind kind = 0; kind < RECORD_CALENDAR; kind++)
        add_given_list(arena, &records, kind, &request->base, field_of_kind(&request->base, kind));
    if (request->calendar)
        add_given(arena, &records, RECORD_CALENDAR, &request->calendar->base, "calendar");
    return records;
}

/* ------------------------------------------------------------------ order */

static int
compare(const void *a, const void *b)
{
    const struct record *left = a, *right = b;
    return left->kind != right->kind ? (int)left->kind - (int)right->kind : strcmp(left->code, right->code);
}

void
records_order(struct records *records, const struct record **ret_repeat)
{
    *ret_repeat = NULL;
    if (records->n)
        qsort(records->items, records->n, sizeof *records->items, compare);
    for (size_t i = 1; i < records->n && !*ret_repeat; i++)
        if (compare(&records->items[i - 1], &records->items[i]) == 0)
            *ret_repeat = &records->items[i];
}

const struct record *
records_find(const struct records *records, enum record_kind kind, const char *code)
{
    struct record wanted = { .kind = kind, .code = code };
    return records->n ? bsearch(&wanted, records->items, records->n, sizeof wanted, compare) : NULL;
}

/* ------------------------------------------------------------------ of the database */

static enum rpc_code
read_record(struct rpc_call *call, const struct db_rows *rows, int row, struct record *ret_record)
{
    const char *content = db_cell(rows, row, "content");
    int64_t version;
    struct json_error error;
    if (!record_kind_by_name(db_cell(rows, row, "kind"), &ret_record->kind)
        || !parse_int64(db_cell(rows, row, "version"), &version))
        return rpc_fail(call, RPC_DATA_LOSS, "Запись справочника неизвестного вида", "A record of an unknown kind");
    ret_record->code = db_cell(rows, row, "code");
    ret_record->version = (int)version;
    ret_record->withdrawn = *db_cell(rows, row, "withdrawn") == 't';
    if (json_to_message(call->arena, kinds[ret_record->kind].type, content, strlen(content), &ret_record->message,
                        &error)
        != RPC_OK)
        return rpc_fail(call, RPC_DATA_LOSS, "Запись справочника %s %s не читается: %s (%s)",
                        "Record %s %s cannot be read: %s (%s)", kinds[ret_record->kind].name, ret_record->code,
                        error.path, error.message_en);
    return RPC_OK;
}

enum rpc_code
records_load(struct rpc_call *call, struct records *ret_records)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &reference_sql_list_records, DB_NO_ARGS, &rows);
    if (code != RPC_OK)
        return code;
    struct records records = { .items = ARENA_ARRAY(call->arena, struct record, rows.n) };
    if (rows.n == 0 || !parse_int64(db_cell(&rows, 0, "catalogue"), &records.version))
        return rpc_fail(call, RPC_DATA_LOSS, "У справочников нет версии", "The catalogue has no version");
    for (int row = 0; row < rows.n && db_cell(&rows, row, "kind") && code == RPC_OK; row++)
        code = read_record(call, &rows, row, &records.items[records.n++]);
    const struct record *repeat;
    records_order(&records, &repeat);
    *ret_records = records;
    return code;
}

/* ------------------------------------------------------------------ into a catalogue */

static void
add_to_list(struct arena *arena, Reference__Catalogue *catalogue, const struct records *records,
            const struct record *record)
{
    const ProtobufCFieldDescriptor *field = field_of_kind(&catalogue->base, record->kind);
    ProtobufCMessage ***list = proto_member(&catalogue->base, field);
    size_t *n = proto_count(&catalogue->base, field);
    if (!*list)
        *list = ARENA_ARRAY(arena, ProtobufCMessage *, records->n);
    (*list)[(*n)++] = record->message;
}

Reference__Catalogue *
records_catalogue(struct arena *arena, const struct records *records)
{
    Reference__Catalogue *catalogue = proto_new(arena, &reference__catalogue__descriptor);
    catalogue->version = records->version;
    for (size_t i = 0; i < records->n; i++) {
        const struct record *record = &records->items[i];
        if (record->withdrawn && !kinds[record->kind].stays)
            continue;
        set_withdrawn(record->message, record->withdrawn);
        if (record->kind == RECORD_CALENDAR)
            catalogue->calendar = (Reference__Calendar *)record->message;
        else
            add_to_list(arena, catalogue, records, record);
    }
    return catalogue;
}
