/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record.h"
#include "rules.h"

#include <okno/applicants.sql.h>
#include <okno/audit.h>
#include <okno/proto.h>

#include <string.h>

/* ------------------------------------------------------------------ small things */

char *
new_id(struct arena *arena)
{
    char id[37];
    uuid7(id);
    return arena_strdup(arena, id);
}

/* ------------------------------------------------------------------ seeing and loading */

enum rpc_code
record_not_found(struct rpc_call *call, const char *applicant_id)
{
    return rpc_fail(call, RPC_NOT_FOUND, "Заявителя %s нет", "There is no applicant %s", applicant_id);
}

enum rpc_code
record_visible(struct rpc_call *call, const char *applicant_id)
{
    bool own = strcasecmp(call->caller.applicant, applicant_id) == 0;
    if (call->caller.role == RPC_ROLE_APPLICANT && !own)
        return record_not_found(call, applicant_id);
    audit_object(call, "applicant", applicant_id, NULL);
    return RPC_OK;
}

enum rpc_code
record_exists(struct rpc_call *call, const char *applicant_id)
{
    struct db_rows rows;
    enum rpc_code code =
        db_rows(call, &applicants_sql_applicant_kinds, DB_ARGS(db_texts(call->arena, &applicant_id, 1)), &rows);
    return code == RPC_OK && rows.n == 0 ? record_not_found(call, applicant_id) : code;
}

enum rpc_code
record_load(struct rpc_call *call, const char *applicant_id, Applicants__Applicant *ret_applicant)
{
    enum rpc_code code = record_visible(call, applicant_id);
    if (code != RPC_OK)
        return code;
    code = db_one(call, &applicants_sql_get_applicant, DB_ARGS(applicant_id), &ret_applicant->base);
    return code == RPC_NOT_FOUND ? record_not_found(call, applicant_id) : code;
}

/* ------------------------------------------------------------------ rows */

/* Names by which an applicant is looked for. */
static const char *
searched_names(struct arena *arena, const Applicants__Applicant *applicant)
{
    const Applicants__Person *person;
    switch (applicant->kind_case) {
    case APPLICANTS__APPLICANT__KIND_PERSON:
        person = applicant->person;
        break;
    case APPLICANTS__APPLICANT__KIND_SOLE_PROPRIETOR:
        person = applicant->sole_proprietor->person;
        break;
    default:
        return arena_printf(arena, "%s %s", applicant->legal_entity->short_name, applicant->legal_entity->name);
    }
    return arena_printf(arena, "%s %s %s", person->last_name, person->first_name, person->middle_name);
}

struct record
record_of(struct arena *arena, const Applicants__Applicant *applicant)
{
    struct record record = { .applicant = applicant, .identifiers = identifiers_of(arena, applicant) };
    record.words = words_of(arena, searched_names(arena, applicant));
    if (applicant->kind_case == APPLICANTS__APPLICANT__KIND_LEGAL_ENTITY)
        record.words = words_without_forms(&record.words);
    record.name = words_joined(arena, &record.words);
    return record;
}

static const char *
body_of(struct arena *arena, const Applicants__Applicant *applicant)
{
    static const char *const fields[] = {
        [APPLICANTS__APPLICANT__KIND_PERSON] = "person",
        [APPLICANTS__APPLICANT__KIND_SOLE_PROPRIETOR] = "sole_proprietor",
        [APPLICANTS__APPLICANT__KIND_LEGAL_ENTITY] = "legal_entity",
    };
    return db_json_field(arena, &applicant->base, fields[applicant->kind_case]);
}

static const char *
json_of(struct arena *arena, const Applicants__Applicant *applicant, const char *field)
{
    return db_json_field(arena, &applicant->base, field);
}

static const char *
phone_of(const Applicants__Applicant *applicant)
{
    return applicant->contacts ? applicant->contacts->phone : "";
}

static const char *
email_of(struct arena *arena, const Applicants__Applicant *applicant)
{
    return applicant->contacts ? words_lower(arena, applicant->contacts->email) : "";
}

static void
put_identifiers(struct db_work *work, const struct identifiers *identifiers, const char *applicant_id)
{
    for (size_t i = 0; i < identifiers->n; i++)
        db_put(work, &applicants_sql_put_identifier,
               DB_ARGS(identifiers->kinds[i], identifiers->values[i], applicant_id));
}

static void
put_words(struct db_work *work, const struct record *record)
{
    for (size_t i = 0; i < record->words.n; i++) {
        if (words_repeat(&record->words, i))
            continue;
        db_put(work, &applicants_sql_put_word,
               DB_ARGS(record->words.word[i], record->name, record->applicant->applicant_id));
        db_put(work, &applicants_sql_put_known_word, DB_ARGS(record->words.word[i]));
    }
}

static void
put_change(struct db_work *work, struct rpc_call *call, const Applicants__Applicant *made, const char *fields,
           const char *before)
{
    int64_t version = 0;
    if (!parse_int64(made->etag, &version))
        return; /* etags are ours */
    db_put(work, &applicants_sql_put_change,
           DB_ARGS(made->applicant_id, version, db_time(proto_time_us(made->updated)), call->caller.subject,
                   rpc_role_name(call->caller.role), call->caller.centre, fields, before));
}

void
record_put(struct db_work *work, struct rpc_call *call, const struct record *record)
{
    struct arena *arena = call->arena;
    const Applicants__Applicant *a = record->applicant;
    db_put(work, &applicants_sql_put_applicant,
           DB_ARGS(a->applicant_id, (int)applicant_kind(a), body_of(arena, a), json_of(arena, a, "contacts"),
                   json_of(arena, a, "benefits"), a->note, applicant_display_name(arena, a),
                   applicant_full_name(arena, a), a->pseudonym, db_nonempty(phone_of(a)),
                   db_nonempty(email_of(arena, a)), db_time(proto_time_us(a->created))));
    put_identifiers(work, &record->identifiers, a->applicant_id);
    put_words(work, record);
    put_change(work, call, a, "", NULL);
}

static void
replace_identifiers(struct db_work *work, const struct record *before, const struct record *after)
{
    const char *applicant_id = after->applicant->applicant_id;
    struct identifiers gone = identifiers_without(&before->identifiers, &after->identifiers);
    struct identifiers come = identifiers_without(&after->identifiers, &before->identifiers);
    for (size_t i = 0; i < gone.n; i++)
        db_put(work, &applicants_sql_delete_identifier, DB_ARGS(gone.kinds[i], gone.values[i], applicant_id));
    put_identifiers(work, &come, applicant_id);
}

static void
replace_words(struct db_work *work, const struct record *before, const struct record *after)
{
    if (text_equal(before->name, after->name))
        return;
    for (size_t i = 0; i < before->words.n; i++)
        if (!words_repeat(&before->words, i))
            db_put(work, &applicants_sql_delete_word,
                   DB_ARGS(before->words.word[i], before->name, before->applicant->applicant_id));
    put_words(work, after);
}

void
record_replace(struct db_work *work, struct rpc_call *call, const struct record *before, const struct record *after,
               const char *fields)
{
    struct arena *arena = call->arena;
    const Applicants__Applicant *a = after->applicant;
    db_expect(work, &applicants_sql_update_applicant,
              DB_ARGS(a->applicant_id, before->applicant->etag, (int)applicant_kind(a), body_of(arena, a),
                      json_of(arena, a, "contacts"), json_of(arena, a, "benefits"), a->note,
                      applicant_display_name(arena, a), applicant_full_name(arena, a), db_nonempty(phone_of(a)),
                      db_nonempty(email_of(arena, a)), db_time(proto_time_us(a->updated))),
              RPC_ABORTED, "Запись изменили одновременно с вами: прочитайте её снова и повторите",
              "The record was changed at the same moment: read it again and repeat");
    replace_identifiers(work, before, after);
    replace_words(work, before, after);
    put_change(work, call, a, fields, db_json(arena, &before->applicant->base));
}

/* ------------------------------------------------------------------ who has it */

enum rpc_code
record_unowned(struct rpc_call *call, const struct identifiers *identifiers, const char *own)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &applicants_sql_find_owners,
                                 DB_ARGS(db_texts(call->arena, identifiers->kinds, identifiers->n),
                                         db_texts(call->arena, identifiers->values, identifiers->n), own),
                                 &rows);
    if (code != RPC_OK || rows.n == 0)
        return code;
    const char *id = db_cell(&rows, 0, "applicant_id");
    rpc_explain(call, "ALREADY_EXISTS", id);
    return rpc_fail(call, RPC_ALREADY_EXISTS, "%s уже записан за заявителем %s", "%s belongs to applicant %s already",
                    identifier_name(db_cell(&rows, 0, "kind"), rpc_english(call)), id);
}

enum rpc_code
record_name_owner(struct rpc_call *call, enum rpc_code code, const struct identifiers *identifiers, const char *own)
{
    if (!text_equal(db_violated(call), "identifier_unique"))
        return code;
    code = record_unowned(call, identifiers, own);
    if (code != RPC_OK)
        return code;
    return rpc_fail(call, RPC_ABORTED, "Запись изменили одновременно с вами, повторите",
                    "The record was changed at the same moment, try again");
}
