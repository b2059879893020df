/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../letter.h"

#include <okno/audit.h>
#include <okno/exchange.methods.h>
#include <okno/exchange.sql.h>
#include <okno/proto.h>

struct creation {
    struct rpc_call *call;
    const Exchange__CreateRequestRequest *req;
    struct record record;
    const struct catalogue *cat;
    struct date half, due;
};

static void
check_centre(struct creation *c)
{
    const char *centre = c->req->centre_code, *own = c->call->caller.centre;
    bool bound = c->call->caller.role != RPC_ROLE_SERVICE;
    c->record.request->centre_code = bound ? own : centre;
    if (bound && *centre && !text_equal(centre, own))
        rpc_violate(c->call, "centreCode", "Запрос делается от имени своего центра",
                    "A request is made for one's own centre");
    else if (!catalogue_centre(c->cat, c->record.request->centre_code))
        rpc_violate(c->call, "centreCode", "Такого центра нет", "There is no such centre");
}

static enum rpc_code
check(struct creation *c)
{
    enum rpc_code code = catalogue_of(c->call, &c->cat);
    if (code != RPC_OK)
        return code;
    const Reference__Agency *agency = catalogue_agency(c->cat, c->req->agency_code);
    check_centre(c);
    if (!agency || agency->withdrawn)
        rpc_violate(c->call, "agencyCode", "Такого органа нет", "There is no such agency");
    if (!catalogue_item(c->cat, "document-kinds", c->req->kind))
        rpc_violate(c->call, "kind", "Такого вида документов нет в классификаторе document-kinds",
                    "The classifier document-kinds has no such kind");
    if (*c->req->service_code && !catalogue_service(c->cat, c->req->service_code))
        rpc_violate(c->call, "serviceCode", "Такой услуги нет", "There is no such service");
    if (*c->req->correlation && c->call->caller.role != RPC_ROLE_SERVICE)
        rpc_violate(c->call, "correlation", "Указывается только сервисами", "Only daemons give one");
    return rpc_check(c->call);
}

static enum rpc_code
decide(struct creation *c)
{
    Exchange__Request *request = c->record.request;
    Exchange__AgencyRoute route = EXCHANGE__AGENCY_ROUTE__INIT;
    enum rpc_code code = letter_route(c->call, c->req->agency_code, &route);
    if (code != RPC_OK)
        return code;
    request->way = route.way;
    request->days = c->req->days ? c->req->days : RULES_DAYS;
    code = rules_term(catalogue_calendar(c->cat), date_of_time(c->record.now_us), request->days, &c->half, &c->due);
    return code == RPC_OK ? code
                          : rpc_fail(c->call, code, "Срок запроса выходит за пределы производственного календаря",
                                     "The term of the request leaves the production calendar");
}

static void
fill(struct creation *c)
{
    Exchange__Request *request = c->record.request;
    char id[37];
    uuid7(id);
    request->request_id = arena_strdup(c->call->arena, id);
    request->state = EXCHANGE__REQUEST__STATE__NEW;
    request->application_id = c->req->application_id;
    request->application_number = c->req->application_number;
    request->agency_code = c->req->agency_code;
    request->kind = c->req->kind;
    request->service_code = c->req->service_code;
    request->content = c->req->content;
    request->due_on = view_day(c->call, c->due);
    request->created = proto_time(c->call->arena, c->record.now_us);
    request->requester = c->call->caller.subject;
    request->correlation = c->record.correlation = c->req->correlation;
    request->etag = "1";
    audit_object(c->call, "exchange-request", request->request_id, NULL);
}

/* Officials see it at once: nothing lies between making and sending. */
static void
put_moves(struct db_work *work, struct creation *c)
{
    Exchange__Request *request = c->record.request;
    record_put_move(work, &c->record, RULES_CREATE, NULL);
    if (request->way == EXCHANGE__WAY__SYSTEM) {
        record_put_message(work, &c->record, EXCHANGE__DISPATCH__KIND__REQUEST);
        return;
    }
    request->state = rules_after(RULES_SEND, request->state);
    request->sent = request->created;
    record_put_move(work, &c->record, RULES_SEND, NULL);
}

static enum rpc_code
write(struct creation *c)
{
    struct db_work *work = db_begin(c->call);
    put_moves(work, c);
    record_put(work, &c->record, view_day(c->call, c->half));
    view_finish(c->call, &c->record.view, c->record.request);
    return db_commit(work);
}

/* The same waiting step asks again: what it asked for before is the answer. */
static enum rpc_code
recall(struct creation *c)
{
    Exchange__Request *request = c->record.request;
    exchange__request__init(request);
    enum rpc_code code = record_find(c->call, c->call->caller.subject, c->req->correlation, request, &c->record);
    if (code != RPC_OK)
        return code;
    view_finish(c->call, &c->record.view, request);
    if (text_equal(request->agency_code, c->req->agency_code) && text_equal(request->kind, c->req->kind))
        return RPC_OK;
    rpc_explain(c->call, "CORRELATION_USED", request->request_id);
    return rpc_fail(c->call, RPC_ALREADY_EXISTS, "Этот шаг уже сделал другой запрос",
                    "This step has made another request already");
}

enum rpc_code
exchange_create_request(struct rpc_call *call, const Exchange__CreateRequestRequest *req, Exchange__Request *rep)
{
    struct creation c = { .call = call, .req = req };
    record_begin(call, rep, &c.record);
    enum rpc_code code = check(&c);
    if (code == RPC_OK)
        code = decide(&c);
    if (code != RPC_OK)
        return code;
    fill(&c);
    code = write(&c);
    if (code == RPC_ALREADY_EXISTS && text_equal(db_violated(call), "exchange_request_correlation"))
        return recall(&c);
    return code;
}
