/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "data.h"

#include <okno/conf.h>
#include <okno/json.h>
#include <okno/proto.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FILES 64

static struct arena *arena;
static const char *files[MAX_FILES];
static size_t n_files;

static int
is_yaml(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && text_equal(dot, ".yaml");
}

static void
find_files(void)
{
    struct dirent **entries;
    if (n_files)
        return;
    arena = arena_new(SIZE_MAX); /* for the whole program */
    int n = scandir(OKNO_DATA, &entries, is_yaml, alphasort);
    ck_assert_msg(n > 0 && n <= MAX_FILES, "no files in %s", OKNO_DATA);
    for (int i = 0; i < n; i++) {
        files[n_files++] = arena_strdup(arena, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

static void
add(ProtobufCMessage *whole, const ProtobufCMessage *piece)
{
    for (unsigned i = 0; i < whole->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &whole->descriptor->fields[i];
        void *to = proto_member(whole, field), *from = proto_member(piece, field);
        if (!proto_has(piece, field))
            continue;
        if (field->label != PROTOBUF_C_LABEL_REPEATED) {
            *(void **)to = *(void **)from;
            continue;
        }
        size_t have = *proto_count(whole, field), more = *proto_count(piece, field);
        void **items = ARENA_ARRAY(arena, void *, have + more);
        if (have)
            memcpy(items, *(void **)to, have * sizeof *items);
        memcpy(items + have, *(void **)from, more * sizeof *items);
        *(void **)to = items;
        *proto_count(whole, field) = have + more;
    }
}

static ProtobufCMessage *
read_file(const char *name)
{
    TEXT_SCOPED json = { 0 };
    TEXT_SCOPED problems = { 0 };
    ProtobufCMessage *piece;
    struct json_error error;
    enum rpc_code code = conf_yaml_to_json(pg_text("%s/%s", OKNO_DATA, name), &json, &problems);
    ck_assert_msg(code == RPC_OK, "%s", problems.data);
    code =
        json_to_message(arena, &reference__load_reference_request__descriptor, json.data, json.length, &piece, &error);
    ck_assert_msg(code == RPC_OK, "%s: %s: %s", name, error.path, error.message_en);
    return piece;
}

Reference__LoadReferenceRequest *
data_read(const char *prefix)
{
    find_files();
    Reference__LoadReferenceRequest *whole = proto_new(arena, &reference__load_reference_request__descriptor);
    for (size_t i = 0; i < n_files; i++)
        if (text_starts(files[i], prefix))
            add(&whole->base, read_file(files[i]));
    return whole;
}

size_t
data_files(void)
{
    find_files();
    return n_files;
}

Reference__LoadReferenceRequest *
data_read_file(size_t i)
{
    find_files();
    return (Reference__LoadReferenceRequest *)read_file(files[i]);
}

const Reference__LoadReferenceResponse *
data_load(Reference__LoadReferenceRequest *request)
{
    PG_AS(RPC_ROLE_ADMIN, .subject = "curator");
    const Reference__LoadReferenceResponse *reply = pg_call("LoadReference", &request->base);
    PG_AS(RPC_ROLE_ANYONE);
    return reply;
}

void
data_load_all(void)
{
    Reference__LoadReferenceRequest *all = data_read("");
    static const char *kinds[] = { "service", "agency", "centre", "territory", "classifier" };
    all->complete_kinds = kinds;
    all->n_complete_kinds = OKNO_ARRAY_SIZE(kinds);
    data_load(all);
}

/* ------------------------------------------------------------------ made up */

Reference__Agency *
data_agency(const char *code)
{
    find_files();
    Reference__Agency *agency = proto_new(arena, &reference__agency__descriptor);
    agency->agency_code = arena_strdup(arena, code);
    agency->name = "Управление проверок";
    agency->department_code = "0999";
    return agency;
}

Reference__ServiceCard *
data_card(const char *code)
{
    static const char *results[] = { "passport-rf" };
    find_files();
    Reference__ServiceCard *card = proto_new(arena, &reference__service_card__descriptor);
    card->service_code = arena_strdup(arena, code);
    card->name = "Проверочная услуга";
    card->agency_code = "mvd";
    card->type_code = "990101";
    card->results = results;
    card->n_results = 1;
    card->term = proto_new(arena, &reference__term__descriptor);
    card->term->days = 5;
    card->term->kind = REFERENCE__TERM__KIND__WORKING;
    return card;
}

Reference__LoadReferenceRequest *
data_of_card(Reference__ServiceCard *card)
{
    Reference__LoadReferenceRequest *request = proto_new(arena, &reference__load_reference_request__descriptor);
    request->services = ARENA_ARRAY(arena, Reference__ServiceCard *, 1);
    request->services[0] = card;
    request->n_services = 1;
    return request;
}
