/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../estimate.h"
#include "../issue.h"
#include "../rules.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/queue.methods.h>

#define ITEMS_MAX 10

struct wish {
    const Queue__IssueTicketRequest *req;
    const char *applicant;
    struct facts_item items[ITEMS_MAX];
    size_t n;
    Queue__Source source;
    struct hours hours;
};

/* ------------------------------------------------------------------ before the turn */

static Queue__Source
source_of(const struct rpc_call *call, Queue__Source said)
{
    switch (call->caller.role) {
    case RPC_ROLE_KIOSK:
        return QUEUE__SOURCE__KIOSK;
    case RPC_ROLE_APPLICANT:
        return QUEUE__SOURCE__PORTAL;
    case RPC_ROLE_CALL_CENTRE:
        return QUEUE__SOURCE__PHONE;
    default:
        return said ? said : QUEUE__SOURCE__CONSULTANT;
    }
}

static enum rpc_code
load_wish(struct rpc_call *call, const Queue__IssueTicketRequest *req, const char *centre, struct wish *wish)
{
    *wish = (struct wish){ .req = req, .n = req->n_items, .source = source_of(call, req->source) };
    wish->applicant = call->caller.role == RPC_ROLE_APPLICANT ? call->caller.applicant : req->applicant_id;
    if (call->caller.role == RPC_ROLE_APPLICANT && !uuid_valid(wish->applicant))
        return rpc_fail(call, RPC_PERMISSION_DENIED, "В удостоверении не сказано, кто заявитель",
                        "The token does not say who the applicant is");
    for (size_t i = 0; i < req->n_items; i++) {
        const Queue__TicketItem *item = req->items[i];
        enum rpc_code code = facts_item(call, centre, item->service_code, item->group_code, item->purpose,
                                        i == 0 ? req->scenario : 0, &wish->items[i]);
        if (code != RPC_OK)
            return code;
    }
    return RPC_OK;
}

/* ------------------------------------------------------------------ deciding */

static enum rpc_code
is_admitted(const struct desk *desk, const struct facts_item *item, int group)
{
    const Queue__HallSettings *settings = desk->hall->settings;
    Queue__AdmissionRule__Mode mode = rules_admission(settings, item->service_code, desk->hall->groups[group].conf,
                                                      item->purpose, item->by_appointment);
    if (mode != QUEUE__ADMISSION_RULE__MODE__APPOINTMENT || desk->call->caller.role == RPC_ROLE_SUPERVISOR)
        return RPC_OK;
    rpc_explain(desk->call, "BY_APPOINTMENT", NULL);
    return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "Приём только по предварительной записи",
                    "By appointment only");
}

static enum rpc_code
find_priority(const struct desk *desk, const char *priority_code, const Queue__PriorityRule **ret_rule)
{
    *ret_rule = NULL;
    if (text_empty(priority_code))
        return RPC_OK;
    *ret_rule = rules_priority(desk->hall->settings, priority_code);
    if (!*ret_rule || (*ret_rule)->appointment)
        rpc_violate(desk->call, "priorityCode", "Такого правила приоритета нет", "There is no such rule of priority");
    return rpc_check(desk->call);
}

/* The last service of the visit that is not over; NULL when the visit is. */
static const struct hall_ticket *
last_of_visit(const struct hall *hall, const char *visit_id)
{
    const struct hall_ticket *last = NULL;
    for (int i = 0; i < hall->n_tickets; i++) {
        const struct hall_ticket *t = hall->tickets[i];
        if (text_equal(t->visit_id, visit_id) && !moves_over(t->state) && (!last || t->step > last->step))
            last = t;
    }
    return last;
}

static enum rpc_code
visit_fits(const struct desk *desk, const struct wish *wish, const struct hall_ticket *last)
{
    int most = rules_limits(desk->hall->settings).services_per_visit, before = last ? last->step : 0;
    if (*wish->req->visit_id && !last)
        return rpc_fail(desk->call, RPC_NOT_FOUND, "Это посещение уже закончено", "That visit is over");
    if (before + (int)wish->n <= most)
        return RPC_OK;
    rpc_explain(desk->call, "TOO_MANY_SERVICES", NULL);
    return rpc_fail(desk->call, RPC_FAILED_PRECONDITION, "За одно посещение — не больше %d услуг, остальные по записи",
                    "No more than %d services in one visit, others by appointment", most);
}

static enum rpc_code
find_groups(const struct desk *desk, const struct wish *wish, int groups[ITEMS_MAX])
{
    for (size_t i = 0; i < wish->n; i++) {
        enum rpc_code code = issue_open_now(desk, &wish->hours, wish->items[i].purpose);
        if (code == RPC_OK)
            code = issue_group(desk, &wish->items[i], &groups[i]);
        if (code == RPC_OK)
            code = is_admitted(desk, &wish->items[i], groups[i]);
        if (code != RPC_OK)
            return code;
    }
    return RPC_OK;
}

/* ------------------------------------------------------------------ writing */

static Queue__Ticket *
view_issued(const struct desk *desk)
{
    struct arena *arena = desk->call->arena;
    Queue__Ticket *ticket = view_new_ticket(arena, desk->hall, desk->ticket);
    ticket->code = arena_strdup(arena, desk->ticket->code);
    if (desk->ticket->state != HALL_STATE(WAITING))
        return ticket;
    ticket->estimate = ARENA_NEW(arena, Queue__Estimate);
    queue__estimate__init(ticket->estimate);
    estimate_quickly(desk->hall, desk->ticket, ticket->estimate);
    return ticket;
}

static void
issue_all(struct desk *desk, const struct wish *wish, const int groups[ITEMS_MAX], const Queue__PriorityRule *rule,
          const struct hall_ticket *last)
{
    Queue__IssueTicketResponse *rep = (Queue__IssueTicketResponse *)desk->call->reply;
    const char *visit_id = last ? last->visit_id : "";
    int step = last ? last->step : 0;
    rep->further = ARENA_ARRAY(desk->call->arena, Queue__Ticket *, wish->n);
    for (size_t i = 0; i < wish->n; i++) {
        const struct facts_item *item = &wish->items[i];
        step++;
        issue_ticket(desk, &(struct issue){ .group = groups[i],
                                            .service_code = item->service_code,
                                            .visit_id = visit_id,
                                            .applicant = wish->applicant,
                                            .appointment = "",
                                            .purpose = item->purpose,
                                            .source = wish->source,
                                            .priority = rule,
                                            .step = step,
                                            .waits = step == 1 });
        visit_id = desk->ticket->visit_id;
        if (i == 0)
            rep->ticket = view_issued(desk);
        else
            rep->further[rep->n_further++] = view_issued(desk);
    }
}

static enum rpc_code
decide(struct db_turn *turn, void *hall, struct db_work *work, void *arg)
{
    const struct wish *wish = arg;
    const Queue__PriorityRule *rule;
    const struct hall_ticket *last = NULL;
    int groups[ITEMS_MAX];
    struct desk desk;
    enum rpc_code code = desk_open(turn, hall, work, &desk);
    if (code != RPC_OK)
        return code;
    if (*wish->req->visit_id)
        last = last_of_visit(desk.hall, wish->req->visit_id);
    code = visit_fits(&desk, wish, last);
    if (code == RPC_OK)
        code = find_groups(&desk, wish, groups);
    if (code == RPC_OK)
        code = find_priority(&desk, wish->req->priority_code, &rule);
    if (code == RPC_OK)
        code = issue_limits(&desk, wish->applicant, wish->items, wish->n);
    if (code == RPC_OK)
        issue_all(&desk, wish, groups, rule, last);
    return code;
}

enum rpc_code
queue_issue_ticket(struct rpc_call *call, const Queue__IssueTicketRequest *req, Queue__IssueTicketResponse *rep)
{
    (void)rep; /* filled at its turn */
    struct wish wish;
    const char *centre;
    enum rpc_code code = view_centre(call, req->centre_code, &centre);
    if (code == RPC_OK)
        code = load_wish(call, req, centre, &wish);
    if (code == RPC_OK)
        code = facts_hours_today(call, centre, time_now_us(), &wish.hours);
    if (code != RPC_OK)
        return code;
    audit_object(call, "centre", centre, NULL);
    return db_take_turn(call, &hall_turn, centre, decide, &wish);
}
