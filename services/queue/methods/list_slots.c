/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../appointments.h"
#include "../issue.h"
#include "../rules.h"
#include "../slots.h"
#include "../view.h"

#include <okno/proto.h>
#include <okno/queue.methods.h>
#include <okno/queue.sql.h>

struct listing {
    struct rpc_call *call;
    struct hall *hall;
    struct date day;
    struct hours hours;
    int group;
    struct slots_booked *booked;
    size_t n_booked;
};

static enum rpc_code
load_booked(struct listing *l)
{
    struct db_rows rows;
    struct date next = date_from_days(date_to_days(l->day) + 1);
    enum rpc_code code =
        db_rows(l->call, &queue_sql_list_day_appointments,
                DB_ARGS(l->hall->centre, db_time(time_of_date(l->day, 0)), db_time(time_of_date(next, 0))), &rows);
    if (code != RPC_OK)
        return code;
    l->booked = ARENA_ARRAY(l->call->arena, struct slots_booked, rows.n + 1);
    for (int row = 0; row < rows.n; row++) {
        const struct hall_appointment *a = appointment_row(l->call->arena, &rows, row);
        bool expired = a->state == APPOINTMENT_STATE(RESERVED) && a->expires_us <= l->hall->now_us;
        int group = hall_group(l->hall, a->group_code);
        if (!expired && group >= 0)
            l->booked[l->n_booked++] = (struct slots_booked){ group, a->starts_us, a->minutes };
    }
    return RPC_OK;
}

static const char *
why_none(const struct listing *l, const struct facts_item *item)
{
    bool english = rpc_english(l->call);
    int horizon = rules_limits(l->hall->settings).horizon_days, ahead = date_to_days(l->day) - l->hall->today;
    if (l->hours.why_ru)
        return english ? l->hours.why_en : l->hours.why_ru;
    if (ahead < 0)
        return english ? "the day has passed" : "этот день прошёл";
    if (ahead > horizon)
        return arena_printf(l->call->arena, english ? "given %d days ahead" : "запись открыта на %d дней вперёд",
                            horizon);
    if (!rules_may_book(l->hall->settings, item->service_code, l->hall->groups[l->group].conf, item->purpose,
                        item->by_appointment))
        return english ? "live queue only" : "приём в порядке живой очереди";
    return "";
}

static void
list(struct listing *l, Queue__ListSlotsResponse *rep)
{
    int n = slots_count(l->hall, &l->hours, l->group);
    rep->slots = ARENA_ARRAY(l->call->arena, Queue__Slot *, n + 1);
    for (int i = 0; i < n; i++) {
        int64_t starts_us = slots_at(l->hall, &l->hours, l->day, l->group, i);
        int free_places =
            starts_us > l->hall->now_us ? slots_free(l->hall, l->booked, l->n_booked, l->group, starts_us) : 0;
        if (!free_places)
            continue;
        Queue__Slot *slot = ARENA_NEW(l->call->arena, Queue__Slot);
        queue__slot__init(slot);
        slot->starts = proto_time(l->call->arena, starts_us);
        slot->minutes = l->hall->groups[l->group].conf->norm_minutes;
        slot->free = free_places;
        rep->slots[rep->n_slots++] = slot;
    }
}

static enum rpc_code
find_group(struct listing *l, const struct facts_item *item)
{
    struct desk desk = { .call = l->call, .hall = l->hall };
    return issue_group(&desk, item, &l->group);
}

enum rpc_code
queue_list_slots(struct rpc_call *call, const Queue__ListSlotsRequest *req, Queue__ListSlotsResponse *rep)
{
    struct listing l = { .call = call };
    struct facts_item item;
    if (!date_parse(req->date, &l.day))
        return rpc_fail(call, RPC_INVALID_ARGUMENT, "Такого дня нет", "There is no such day");
    enum rpc_code code = facts_item(call, req->centre_code, req->service_code, req->group_code, req->purpose, 0, &item);
    if (code == RPC_OK)
        code = hall_look(call, req->centre_code, &l.hall);
    if (code == RPC_OK)
        code =
            facts_hours(call, req->centre_code, l.day, rules_limits(l.hall->settings).reception_ends_minutes, &l.hours);
    if (code == RPC_OK)
        code = find_group(&l, &item);
    if (code == RPC_OK)
        code = load_booked(&l);
    if (code != RPC_OK)
        return code;
    rep->group_code = l.hall->groups[l.group].conf->group_code;
    rep->closed_reason = why_none(&l, &item);
    if (!*rep->closed_reason)
        list(&l, rep);
    return RPC_OK;
}
