/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a request for a stream asks for, and whether its caller may see it: as the methods that show the same. */
#include "auth.h"
#include "live.h"

#include <okno/proto.h>
#include <okno/queue.rpc.h>
#include <okno/tracking.rpc.h>

#include <strings.h>

#define CODE_MAX 60
#define NAMES_RU "halls/{centreCode}, tickets/{ticketId}, applications/{applicationId}, tasks"
#define ROLE(name) RPC_ROLE_BIT(RPC_ROLE_##name)
#define OF_A_CENTRE (ROLE(KIOSK) | ROLE(OPERATOR) | ROLE(CONSULTANT) | ROLE(SUPERVISOR))
#define OF_ALL_CENTRES (ROLE(CALL_CENTRE) | ROLE(CONTROLLER) | ROLE(ADMIN))
#define STAFF (ROLE(OPERATOR) | ROLE(CONSULTANT) | ROLE(SUPERVISOR) | ROLE(CALL_CENTRE))

static const struct rpc_caller nobody = { RPC_ROLE_NOBODY, "", "", "", "", "" };

bool
live_is_meant(const struct request *request)
{
    const struct uri *uri = &request->uri;
    return uri->n_segments == 2 && strcmp(uri->segment[0], "v1") == 0 && strcmp(uri->segment[1], "events") == 0;
}

/* ------------------------------------------------------------------ who may see what */

static bool
refuse_at(struct request *request, const char *field, const char *ru, const char *en)
{
    http_problem_at(request, field, ru, en);
    return false;
}

static bool
may(struct request *request, uint32_t roles)
{
    if (!request->signed_in)
        return admit_refuse_stranger(request);
    return (roles & RPC_ROLE_BIT(request->caller.role)) || admit_refuse_role(request);
}

/* Those who are shown the same share a topic; only the same person is surely shown the same. */
static void
be_personal(const struct request *request, struct topic_wish *wish)
{
    const struct rpc_caller *c = &request->caller;
    wish->caller = *c;
    wish->variant = arena_printf(request->arena, "%d\n%s\n%s\n%s\n%s\n%d", (int)c->role, c->subject, c->centre,
                                 c->agency, c->applicant, request->english);
}

static bool
wish_hall(struct request *request, const char *centre, struct topic_wish *wish)
{
    if (!*centre || strlen(centre) > CODE_MAX)
        return refuse_at(request, "topics", "код центра должен быть длиной от 1 до 60 символов",
                         "the code of a centre has 1 to 60 characters");
    if (!may(request, OF_A_CENTRE | OF_ALL_CENTRES))
        return false;
    uint32_t role = RPC_ROLE_BIT(request->caller.role);
    if ((role & OF_A_CENTRE) && strcmp(request->caller.centre, centre) != 0) {
        http_problem(request, 0, RPC_PERMISSION_DENIED, "Центр %s не ваш", "The centre %s is not yours", centre);
        return false;
    }
    Queue__GetHallRequest *get = proto_new(request->arena, &queue__get_hall_request__descriptor);
    get->centre_code = centre;
    wish->kind = TOPIC_HALL;
    wish->method = &queue_method_get_hall;
    wish->request = &get->base;
    wish->audience = role & STAFF ? AUDIENCE_STAFF : AUDIENCE_BOARD;
    wish->variant = role & STAFF ? "staff" : "board";
    wish->place = arena_printf(request->arena, "queue/%s", centre);
    return true;
}

/* The code printed on a ticket opens it to anybody who has it. */
static bool
wish_ticket(struct request *request, const char *ticket_id, const char *code, struct topic_wish *wish)
{
    wish->kind = TOPIC_TICKET;
    if (!uuid_valid(ticket_id))
        return refuse_at(request, "topics", "номер талона в tickets/{ticketId} должен быть UUID",
                         "the id of a ticket is a UUID");
    if (code) {
        Queue__TrackTicketRequest *track = proto_new(request->arena, &queue__track_ticket_request__descriptor);
        track->code = code;
        wish->method = &queue_method_track_ticket;
        wish->request = &track->base;
        wish->variant = arena_printf(request->arena, "code %s %d", code, request->english);
        return true;
    }
    if (!may(request, queue_method_get_ticket.allow))
        return false;
    Queue__GetTicketRequest *get = proto_new(request->arena, &queue__get_ticket_request__descriptor);
    get->ticket_id = ticket_id;
    wish->method = &queue_method_get_ticket;
    wish->request = &get->base;
    be_personal(request, wish);
    return true;
}

static bool
wish_application(struct request *request, const char *application_id, struct topic_wish *wish)
{
    if (!uuid_valid(application_id))
        return refuse_at(request, "topics", "номер заявления в applications/{applicationId} должен быть UUID",
                         "the id of an application is a UUID");
    if (!may(request, tracking_method_get_application.allow))
        return false;
    Tracking__GetApplicationRequest *get = proto_new(request->arena, &tracking__get_application_request__descriptor);
    get->application_id = application_id;
    wish->kind = TOPIC_APPLICATION;
    wish->method = &tracking_method_get_application;
    wish->request = &get->base;
    be_personal(request, wish);
    return true;
}

/* An application's events name its centre and no agency: agencies and controllers look again whatever moved. */
static bool
wish_tasks(struct request *request, struct topic_wish *wish)
{
    if (!may(request, tracking_method_list_tasks.allow))
        return false;
    bool centre = RPC_ROLE_BIT(request->caller.role) & OF_A_CENTRE;
    wish->kind = TOPIC_TASKS;
    wish->method = &tracking_method_list_tasks;
    wish->request = proto_new(request->arena, &tracking__list_tasks_request__descriptor);
    wish->place = centre ? arena_printf(request->arena, "tasks/%s", request->caller.centre) : "tasks";
    be_personal(request, wish);
    return true;
}

static bool
wish_of(struct request *request, const char *name, const char *code, struct topic_wish *wish)
{
    *wish = (struct topic_wish){
        .name = name, .key = name, .variant = "", .place = "", .caller = nobody, .english = request->english
    };
    if (text_starts(name, "halls/"))
        return wish_hall(request, name + strlen("halls/"), wish);
    if (text_starts(name, "tickets/"))
        return wish_ticket(request, name + strlen("tickets/"), code, wish);
    if (text_starts(name, "applications/"))
        return wish_application(request, name + strlen("applications/"), wish);
    if (strcmp(name, "tasks") == 0)
        return wish_tasks(request, wish);
    return refuse_at(request, "topics", "такой темы нет; есть " NAMES_RU,
                     "there is no such topic; there are " NAMES_RU);
}

/* ------------------------------------------------------------------ the query */

struct asked {
    const char *topics, *code, *last_id;
    struct topic_wish wishes[LIVE_TOPICS_MAX];
    int n;
};

static bool
read_query(struct request *request, struct asked *ret_asked)
{
    ret_asked->last_id = request->headers.last_event_id;
    for (size_t i = 0; i < request->uri.n_parameters; i++) {
        const struct uri_parameter *p = &request->uri.parameter[i];
        const char **place = strcmp(p->name, "topics") == 0        ? &ret_asked->topics
                             : strcmp(p->name, "code") == 0        ? &ret_asked->code
                             : strcmp(p->name, "lastEventId") == 0 ? &ret_asked->last_id
                                                                   : NULL;
        if (!place)
            return refuse_at(request, p->name, "такого параметра нет; есть topics, code, lastEventId",
                             "there is no such parameter; there are topics, code, lastEventId");
        if (*place && place != &ret_asked->last_id)
            return refuse_at(request, p->name, "параметр указан дважды", "the parameter is given twice");
        *place = p->value;
    }
    if (text_empty(ret_asked->topics))
        return refuse_at(request, "topics", "укажите темы через запятую; есть " NAMES_RU,
                         "name topics, joined by commas; there are " NAMES_RU);
    return true;
}

static int
count_halls(const struct topic_wish *wishes, int n)
{
    int halls = 0;
    for (int i = 0; i < n; i++)
        halls += wishes[i].kind == TOPIC_HALL;
    return halls;
}

static bool
read_number(const char **text, char end, int64_t *ret_number)
{
    char *stop;
    if (**text < '0' || **text > '9')
        return false;
    *ret_number = strtoll(*text, &stop, 10);
    if (*stop != end)
        return false;
    *text = stop + (end != '\0');
    return true;
}

/* "812.55@77,12", as stream.c writes it; anything else begins anew. */
static void
read_last_id(struct stream *stream, const char *text, int n_halls)
{
    struct position after;
    int64_t *revisions = n_halls ? calloc((size_t)n_halls, sizeof *revisions) : NULL;
    bool good = revisions && text && read_number(&text, '.', &after.txid) && read_number(&text, '@', &after.id);
    for (int i = 0; i < n_halls && good; i++)
        good = read_number(&text, i + 1 < n_halls ? ',' : '\0', &revisions[i]);
    if (!good) {
        free(revisions);
        return;
    }
    stream->after = after;
    stream->after_revisions = revisions;
}

/* ------------------------------------------------------------------ the stream */

static bool
accepts_stream(const char *accept)
{
    return !accept || strcasestr(accept, "text/event-stream") || strstr(accept, "*/*") || strcasestr(accept, "text/*");
}

static bool
of_queue(const struct topic_wish *wish)
{
    return wish->kind == TOPIC_HALL || wish->kind == TOPIC_TICKET;
}

static struct stream *
stream_new(struct request *request, const struct asked *asked)
{
    struct live *live = request->edge->live;
    struct stream *stream = calloc(1, sizeof *stream + (size_t)asked->n * sizeof stream->subscriptions[0]);
    if (!stream)
        abort();
    stream->live = live;
    stream->request = request;
    stream->fd = stream->tick_slot = -1;
    stream->address = http_address_of(request);
    stream->expires_us = request->signed_in ? request->expires_us : INT64_MAX;
    stream->hold = auth_hold(request);
    stream->begun_us = time_mono_us();
    stream->n_subscriptions = asked->n;
    stream->log = LOG_TRACKING;
    for (int i = 0; i < asked->n; i++) {
        enum log_name log = of_queue(&asked->wishes[i]) ? LOG_QUEUE : LOG_TRACKING;
        live->followers[log].wanted = true;
        stream->subscriptions[i].stream = stream;
        if (log == LOG_QUEUE)
            stream->log = LOG_QUEUE;
        topic_subscribe(live, &asked->wishes[i], &stream->subscriptions[i]);
    }
    read_last_id(stream, asked->last_id, count_halls(asked->wishes, asked->n));
    live->per_address[stream->address & 0xffff]++;
    live->counts_shown.streams = ++live->n_streams;
    return stream;
}

static bool
has_room(struct request *request)
{
    const struct live *live = request->edge->live;
    const struct edge_limits *limits = &request->edge->options.limits;
    bool mine = live->per_address[http_address_of(request) & 0xffff] < limits->streams_per_address;
    if (mine && live->n_streams < limits->streams && !live->draining)
        return true;
    http_problem(request, mine ? 503 : 429, RPC_RESOURCE_EXHAUSTED, "Открыто слишком много потоков",
                 "Too many streams are open");
    return false;
}

static bool
read_wishes(struct request *request, struct asked *asked)
{
    char *names = arena_strdup(request->arena, asked->topics), *name;
    while ((name = strsep(&names, ","))) {
        if (asked->n == LIVE_TOPICS_MAX)
            return refuse_at(request, "topics", "не больше 16 тем", "at most 16 topics");
        if (!wish_of(request, name, asked->code, &asked->wishes[asked->n++]))
            return false;
    }
    return has_room(request);
}

bool
live_admit(struct request *request)
{
    struct asked *asked = ARENA_NEW(request->arena, struct asked);
    if (strcmp(request->http_method, "GET") != 0 && strcmp(request->http_method, "HEAD") != 0)
        return admit_refuse_method(request, 1u << HTTP_GET);
    if (request->headers.body_size != 0)
        return refuse_at(request, "", "У этого запроса не бывает тела", "This request takes no body");
    if (!accepts_stream(request->headers.accept)) {
        http_problem(request, 406, RPC_INVALID_ARGUMENT, "Ответ бывает только text/event-stream",
                     "The answer is text/event-stream only");
        return false;
    }
    if (!auth_admit_use(request) || !read_query(request, asked) || !read_wishes(request, asked))
        return false;
    if (strcmp(request->http_method, "HEAD") == 0) {
        request->code = RPC_OK;
        response_set_static(request, 200, "text/event-stream", "", 0);
        return true;
    }
    request->asked = asked;
    return true;
}

void
live_begin(struct request *request)
{
    struct edge *edge = request->edge;
    struct stream *stream = stream_new(request, request->asked);
    int hall = 0;
    http_connection_enter(&edge->connections, request->connection, CONNECTION_WORKING, INT64_MAX);
    MHD_suspend_connection(request->mhd);
    request->phase = REQUEST_CALLING;
    edge->live->fresh = true;
    stream_list(stream, OPENING);
    for (int i = 0; i < stream->n_subscriptions; i++) {
        struct subscription *s = &stream->subscriptions[i];
        bool again = stream->after_revisions && s->topic->kind == TOPIC_HALL;
        topic_begin(s, stream->after, again ? stream->after_revisions[hall++] : 0);
    }
    if (edge->live->draining)
        stream_doom(stream, false);
}
