/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every .sql file against the migrated schema: does it prepare, and is it what its header says? */
#include "internal.h"

#include <okno/proto.h>
#include <okno/services.h>

#include <stdlib.h>
#include <string.h>

/* From pg_type.dat; they never change. */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_JSON = 114,
    OID_FLOAT4 = 700,
    OID_FLOAT8 = 701,
    OID_INT4_ARRAY = 1007,
    OID_TEXT_ARRAY = 1009,
    OID_VARCHAR = 1043,
    OID_DATE = 1082,
    OID_TIMESTAMPTZ = 1184,
    OID_NUMERIC = 1700,
    OID_UUID_ARRAY = 2951,
    OID_UUID = 2950,
    OID_JSONB = 3802,
};

/* ------------------------------------------------------------------ messages by name */

#define DEPTH 12

static const ProtobufCMessageDescriptor *
find_within(const ProtobufCMessageDescriptor *type, const char *name, int depth)
{
    if (text_equal(type->name, name))
        return type;
    for (unsigned i = 0; i < type->n_fields && depth < DEPTH; i++) {
        if (type->fields[i].type != PROTOBUF_C_TYPE_MESSAGE || type->fields[i].descriptor == type)
            continue;
        const ProtobufCMessageDescriptor *found = find_within(type->fields[i].descriptor, name, depth + 1);
        if (found)
            return found;
    }
    return NULL;
}

/* Among everything that methods take or give. */
static const ProtobufCMessageDescriptor *
find_message(const char *name)
{
    const ProtobufCMessageDescriptor *found = NULL;
    for (size_t s = 0; s < okno_services_count && !found; s++)
        for (size_t m = 0; m < okno_services[s]->n_methods && !found; m++) {
            found = find_within(okno_services[s]->methods[m]->request, name, 0);
            if (!found)
                found = find_within(okno_services[s]->methods[m]->reply, name, 0);
        }
    for (const ProtobufCMessageDescriptor *const *row = pg_fixture.rows; row && *row && !found; row++)
        found = find_within(*row, name, 0);
    return found;
}

/* ------------------------------------------------------------------ types */

static const char *
type_name(Oid oid)
{
    const char *name = pg_query(pg_text("SELECT format_type(%u, NULL)", oid));
    return name ? name : "?";
}

static bool
one_of(Oid type, const Oid *types)
{
    while (*types && *types != type)
        types++;
    return *types != 0;
}
#define ONE_OF(type, ...) one_of((type), (const Oid[]){ __VA_ARGS__, 0 })

/* What libs/db can put into a field; see db_one in <okno/db.h>. */
static bool
fits(const ProtobufCFieldDescriptor *field, Oid type)
{
    bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
    if (ONE_OF(type, OID_JSON, OID_JSONB))
        return repeated || field->type == PROTOBUF_C_TYPE_MESSAGE;
    if (repeated)
        return field->type == PROTOBUF_C_TYPE_STRING ? ONE_OF(type, OID_TEXT_ARRAY, OID_UUID_ARRAY)
                                                     : type == OID_INT4_ARRAY;
    switch (field->type) {
    case PROTOBUF_C_TYPE_MESSAGE:
        return type == OID_TIMESTAMPTZ;
    case PROTOBUF_C_TYPE_STRING:
        return ONE_OF(type, OID_TEXT, OID_VARCHAR, OID_UUID, OID_DATE, OID_NUMERIC, OID_INT2, OID_INT4, OID_INT8);
    case PROTOBUF_C_TYPE_BOOL:
        return type == OID_BOOL;
    case PROTOBUF_C_TYPE_ENUM:
        return ONE_OF(type, OID_TEXT, OID_INT2, OID_INT4);
    case PROTOBUF_C_TYPE_BYTES:
        return type == OID_BYTEA;
    case PROTOBUF_C_TYPE_DOUBLE:
        return ONE_OF(type, OID_FLOAT8, OID_FLOAT4, OID_NUMERIC, OID_INT4, OID_INT8);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_SINT64:
        return ONE_OF(type, OID_INT2, OID_INT4, OID_INT8);
    default:
        return ONE_OF(type, OID_INT2, OID_INT4, OID_INT8);
    }
}

/* ------------------------------------------------------------------ one statement */

static int
check_parameters(const struct db_statement *statement, const PGresult *described)
{
    int wrong = 0;
    if (PQnparams(described) != statement->n_params) {
        fprintf(stderr, "%s: %d parameters documented, %d used\n", statement->file, statement->n_params,
                PQnparams(described));
        return 1;
    }
    for (int i = 0; i < statement->n_params; i++) {
        const char *documented = pg_query(pg_text("SELECT to_regtype('%s')::oid", statement->types[i]));
        unsigned long oid = documented ? strtoul(documented, NULL, 10) : 0;
        if (oid == PQparamtype(described, i))
            continue;
        fprintf(stderr, "%s: $%d is documented as %s but is %s\n", statement->file, i + 1, statement->types[i],
                type_name(PQparamtype(described, i)));
        wrong++;
    }
    return wrong;
}

static int
check_columns(const struct db_statement *statement, const PGresult *described)
{
    if (!statement->fills)
        return 0;
    const ProtobufCMessageDescriptor *type = find_message(statement->fills);
    if (!type) {
        fprintf(stderr, "%s: fills %s, which no method takes or gives\n", statement->file, statement->fills);
        return 1;
    }
    int wrong = 0;
    for (int i = 0; i < PQnfields(described); i++) {
        const char *column = PQfname(described, i);
        const ProtobufCFieldDescriptor *field = proto_field(type, column, strlen(column));
        if (field && fits(field, PQftype(described, i)))
            continue;
        fprintf(stderr,
                field ? "%s: column %s of type %s does not fit its field of %s\n"
                      : "%s: column %s of type %s has no field in %s\n",
                statement->file, column, type_name(PQftype(described, i)), type->name);
        wrong++;
    }
    return wrong;
}

static int
check_statement(const struct db_statement *statement)
{
    PGresult *prepared = PQprepare(pg_connection(), statement->name, statement->text, 0, NULL);
    PGresult *described = PQdescribePrepared(pg_connection(), statement->name);
    int wrong = 1;
    if (PQresultStatus(prepared) != PGRES_COMMAND_OK)
        fprintf(stderr, "%s: %s", statement->file, PQresultErrorMessage(prepared));
    else
        wrong = check_parameters(statement, described) + check_columns(statement, described);
    PQclear(prepared);
    PQclear(described);
    return wrong;
}

void
pg_check_statements(void)
{
    int wrong = 0;
    for (size_t i = 0; i < pg_fixture.n_statements; i++)
        wrong += check_statement(pg_fixture.statements[i]);
    ck_assert_msg(wrong == 0, "%d mistakes in the statements of %s, listed above", wrong, pg_fixture.service);
}
