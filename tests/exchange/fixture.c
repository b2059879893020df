/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

#include "catalogue.h"
#include "keys.h"
#include "rules.h"
#include "settings.h"

#include <okno/catalogue.h>
#include <okno/exchange.schema.h>
#include <okno/exchange.sql.h>
#include <okno/json.h>
#include <okno/proto.h>

#include <stdlib.h>
#include <unistd.h>

struct exchange_settings exchange_settings;
const char *keys_folder;

static enum rpc_code
give_catalogue(struct rpc_call *call, int64_t known, Reference__Catalogue **ret_catalogue)
{
    ProtobufCMessage *all;
    struct json_error error;
    if (json_to_message(call->arena, &reference__catalogue__descriptor, catalogue_json, strlen(catalogue_json), &all,
                        &error)
        != RPC_OK)
        ck_abort_msg("%s: %s", error.path, error.message_en);
    *ret_catalogue = known ? proto_new(call->arena, &reference__catalogue__descriptor) : (Reference__Catalogue *)all;
    (*ret_catalogue)->version = 1;
    return RPC_OK;
}

static void
write_file(const char *name, const char *content)
{
    FILE *file = fopen(pg_text("%s/%s", keys_folder, name), "w");
    ck_assert_ptr_nonnull(file);
    fputs(content, file);
    fclose(file);
}

static void
make_keys(void)
{
    char folder[] = "/tmp/okno-exchange-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    keys_folder = pg_text("%s", folder);
    write_file("land.hmac", LAND_SECRET "\n");
}

static void
make_certificate(const char *name)
{
    const char *command = pg_text("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=%s -keyout %s/%s.key"
                                  " -out %s/%s.pem 2>/dev/null",
                                  name, keys_folder, name, keys_folder, name);
    ck_assert_int_eq(system(command), 0);
}

void
make_certificates(void)
{
    make_certificate("land");
    make_certificate("own");
    exchange_settings.signing_key = pg_text("%s/own.key", keys_folder);
    exchange_settings.signing_certificate = pg_text("%s/own.pem", keys_folder);
    keys_close();
    keys_open();
}

static void
open_town(void)
{
    make_keys();
    exchange_settings = (struct exchange_settings){
        .source = "okno-test",
        .keys_folder = keys_folder,
        .signing_key = "",
        .signing_certificate = "",
        .signing_digest = "",
        .signing_engine = "",
        .push_ca = "",
        .push_private = true,
        .push_plain = true,
        .tolerance_ms = 300000,
        .file_limit = 1 << 20,
    };
    keys_open();
    catalogue_open(&(struct catalogue_options){ .source = give_catalogue });
    struct rpc_call call;
    rpc_call_init(&call, "test", 10000, NULL);
    EXPECT_CODE(catalogue_refresh(&call), RPC_OK);
    rpc_call_release(&call);
    pg_query("DELETE FROM message");
    pg_query("DELETE FROM agency_route");
    as_tracking();
}

static void
close_town(void)
{
    catalogue_close();
    keys_close();
    ck_assert_int_eq(system(pg_text("rm -rf %s", keys_folder)), 0);
}

PG_FIXTURE(exchange, .open = open_town, .close = close_town);

/* ------------------------------------------------------------------ callers */

void
as_operator(void)
{
    PG_AS(RPC_ROLE_OPERATOR, .subject = "op", .centre = "arbat");
}

void
as_other_operator(void)
{
    PG_AS(RPC_ROLE_OPERATOR, .subject = "far", .centre = "tver");
}

void
as_tracking(void)
{
    PG_AS(RPC_ROLE_SERVICE, .subject = "tracking", .service = "tracking");
}

void
as_official(const char *subject)
{
    PG_AS(RPC_ROLE_AGENCY, .subject = subject, .agency = "mvd");
}

void
as_land(void)
{
    PG_AS(RPC_ROLE_AGENCY, .subject = "land-system", .agency = "land");
}

void
as_archive(void)
{
    PG_AS(RPC_ROLE_AGENCY, .subject = "archivist", .agency = "archive");
}

void
as_admin(void)
{
    PG_AS(RPC_ROLE_ADMIN, .subject = "admin");
}

/* ------------------------------------------------------------------ requests */

Google__Protobuf__Struct *
fields(const char *key, const char *value)
{
    static struct arena *arena;
    ProtobufCMessage *made;
    if (!arena)
        arena = arena_new(1 << 20);
    const char *json = pg_text("{\"%s\":\"%s\"}", key, value);
    EXPECT_CODE(json_to_message(arena, &google__protobuf__struct__descriptor, json, strlen(json), &made, NULL), RPC_OK);
    return (Google__Protobuf__Struct *)made;
}

const char *
field(const Google__Protobuf__Struct *all, const char *key)
{
    for (size_t i = 0; all && i < all->n_fields; i++)
        if (text_equal(all->fields[i]->key, key))
            return all->fields[i]->value->string_value;
    return NULL;
}

const Exchange__Request *
ask_about(const char *agency, Google__Protobuf__Struct *content)
{
    as_tracking();
    return CALL(Exchange__CreateRequest, .application_id = pg_uuid(),
                .application_number = "0001-9300120-067201-00000001/26", .centre_code = "arbat", .agency_code = agency,
                .kind = "egrn-extract", .service_code = "passport", .content = content, .correlation = pg_uuid());
}

const Exchange__Request *
ask(const char *agency)
{
    return ask_about(agency, fields("cadastralNumber", "77:01:0001001:1024"));
}

const Exchange__Request *
look(const char *request_id)
{
    as_tracking();
    return CALL(Exchange__GetRequest, .request_id = request_id);
}

const char *
history(const char *request_id)
{
    as_tracking();
    const Exchange__ListRequestHistoryResponse *list = CALL(Exchange__ListRequestHistory, .request_id = request_id);
    const char *all = "";
    for (size_t i = 0; i < list->n_moves; i++)
        all = pg_text("%s%s%s", all, *all ? " " : "", list->moves[i]->action);
    return all;
}

const char *
events(const char *request_id)
{
    const char *all =
        pg_query(pg_text("SELECT string_agg(replace(type, 'okno.exchange.v1.', ''), ' ' ORDER BY txid, id)"
                         " FROM event WHERE key = '%s'",
                         request_id));
    return all ? all : "";
}

/* ------------------------------------------------------------------ the agency's system */

void
land_is_a_system_signed(const char *endpoint, Exchange__AgencyRoute__Signature signature)
{
    Exchange__AgencyRoute route = { .agency_code = "land",
                                    .way = EXCHANGE__WAY__SYSTEM,
                                    .endpoint = endpoint,
                                    .signature = signature,
                                    .key_id = "land",
                                    .attempts = 3,
                                    .first_delay_seconds = 1,
                                    .longest_delay_seconds = 4,
                                    .timeout_seconds = 1 };
    as_admin();
    CALL(Exchange__SetAgencyRoute, .route = &route);
}

void
land_is_a_system(const char *endpoint)
{
    land_is_a_system_signed(endpoint, EXCHANGE__AGENCY_ROUTE__SIGNATURE__HMAC);
}

const char *
read_text(const char *path)
{
    char buffer[65536];
    FILE *file = fopen(path, "r");
    if (!file)
        return NULL;
    size_t n = fread(buffer, 1, sizeof buffer - 1, file);
    buffer[n] = '\0';
    fclose(file);
    return pg_text("%s", buffer);
}

const char *
message_id_at(int64_t time_us)
{
    char id[37];
    uint8_t random[16];
    random_bytes(random, sizeof random);
    rules_message_id(time_us, random, id);
    return pg_text("%s", id);
}

const char *
message_id(void)
{
    return message_id_at(time_now_us());
}
