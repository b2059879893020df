/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "doctor.h"

#include <okno/reference.rpc.h>
#include <okno/system.rpc.h>

#include <inttypes.h>
#include <string.h>

#define ANSWER_MS 2000
#define CALENDAR_DAYS 92 /* longer than most terms */

static void
judge_replica(struct doctor *doctor, const struct replica *replica, struct rpc_future *future)
{
    ProtobufCMessage *reply;
    if (rpc_wait(future, &reply) != RPC_OK) {
        doctor_fail(doctor, replica->service, "start it; its log says why it does not run", "nobody answers at %s",
                    replica->address);
        return;
    }
    const System__CheckHealthResponse *health = (const System__CheckHealthResponse *)reply;
    if (health->ready)
        doctor_ok(doctor, replica->service, "answers at %s, version %s", replica->address, health->version);
    else
        doctor_fail(doctor, replica->service, "`okno status` names what it lacks", "answers at %s, but is not ready",
                    replica->address);
    if (!text_equal(health->version, service_version()))
        doctor_warn(doctor, replica->service, "restart it after an upgrade", "runs version %s, this is %s",
                    health->version, service_version());
}

static void
examine_replicas(struct doctor *doctor)
{
    const System__CheckHealthRequest request = SYSTEM__CHECK_HEALTH_REQUEST__INIT;
    struct rpc_call call;
    struct replica *replicas;
    size_t n = okno_replicas(doctor->okno, NULL, &replicas);
    okno_call_init(doctor->okno, &call, ANSWER_MS);
    struct rpc_future *futures = ARENA_ARRAY(call.arena, struct rpc_future, n);
    for (size_t i = 0; i < n; i++)
        rpc_start(&call, &futures[i], replicas[i].client, &system_method_check_health, &request.base, NULL);
    for (size_t i = 0; i < n; i++)
        judge_replica(doctor, &replicas[i], &futures[i]);
    rpc_call_release(&call);
    okno_replicas_close(replicas, n);
    if (!n)
        doctor_fail(doctor, "peers", "name the daemons under peers in okno.yaml", "none is configured");
}

/* Terms that end beyond the production calendar are refused, so its end is seen coming. */
static void
judge_calendar(struct doctor *doctor, const Reference__Calendar *calendar)
{
    int32_t today = date_to_days(date_of_time(time_now_us()));
    int32_t left = date_to_days((struct date){ calendar->last_year, 12, 31 }) - today;
    const char *advice = "load the next year: deploy/data/calendar.yaml, `okno reference load`";
    if (left < 0)
        doctor_fail(doctor, "production calendar", advice, "it ended with %d: no term can be counted",
                    calendar->last_year);
    else if (left < CALENDAR_DAYS)
        doctor_warn(doctor, "production calendar", advice, "it ends in %d days, terms that end later are refused",
                    left);
    else
        doctor_ok(doctor, "production calendar", "reaches to the end of %d", calendar->last_year);
}

static void
examine_calendar(struct doctor *doctor)
{
    const Reference__GetCalendarRequest request = REFERENCE__GET_CALENDAR_REQUEST__INIT;
    struct rpc_call call;
    ProtobufCMessage *calendar;
    struct rpc_client *client = okno_client(doctor->okno, "reference");
    if (!client)
        return;
    okno_call_init(doctor->okno, &call, ANSWER_MS);
    enum rpc_code code = rpc_invoke(&call, client, &reference_method_get_calendar, &request.base, NULL, &calendar);
    if (code == RPC_OK)
        judge_calendar(doctor, (const Reference__Calendar *)calendar);
    else if (code != RPC_UNAVAILABLE && code != RPC_DEADLINE_EXCEEDED)
        doctor_fail(doctor, "production calendar", "load it: `okno reference load deploy/data`", "%s", call.message);
    rpc_call_release(&call);
    rpc_client_close(client);
}

void
doctor_calls(struct doctor *doctor)
{
    examine_replicas(doctor);
    examine_calendar(doctor);
}
