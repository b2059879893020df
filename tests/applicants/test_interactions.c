/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../../services/applicants/interactions.h"
#include "support.h"

#include <okno/queue.pb-c.h>
#include <okno/tracking.pb-c.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const Applicants__ListInteractionsResponse *
list(const char *applicant_id)
{
    return CALL(Applicants__ListInteractions, .applicant_id = applicant_id);
}

/* ------------------------------------------------------------------ recorded by hand */

TEST(interactions_are_recorded_and_listed_newest_first)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL);
    Google__Protobuf__Timestamp earlier = { .seconds = 1700000000 };
    Applicants__Interaction letter = { .channel = "POST",
                                       .kind = "LETTER",
                                       .summary = "Просит копию",
                                       .at = &earlier,
                                       .application_id = pg_uuid(),
                                       .actor = "не я" };
    Applicants__Interaction talk = { .channel = "COUNTER", .kind = "CONSULTATION" };
    CALL(Applicants__RecordInteraction, .applicant_id = who->applicant_id, .interaction = &talk);
    const Applicants__Interaction *made =
        CALL(Applicants__RecordInteraction, .applicant_id = who->applicant_id, .interaction = &letter);
    EXPECT_TEXT(made->actor, "operator-1");
    EXPECT_TEXT(made->centre_code, "centre-1");
    const Applicants__ListInteractionsResponse *all = list(who->applicant_id);
    EXPECT_INT(all->n_interactions, 2);
    EXPECT_TEXT(all->interactions[0]->kind, "CONSULTATION");
    EXPECT_TEXT(all->interactions[1]->summary, "Просит копию");
    EXPECT_TEXT(all->interactions[1]->application_id, letter.application_id);
    EXPECT_INT(all->interactions[1]->at->seconds, 1700000000);
}

TEST(a_service_may_speak_for_somebody)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL);
    PG_AS(RPC_ROLE_SERVICE, .subject = "calls", .service = "calls");
    Applicants__Interaction call = { .channel = "PHONE", .kind = "CALL", .actor = "call-operator-7" };
    const Applicants__Interaction *made =
        CALL(Applicants__RecordInteraction, .applicant_id = who->applicant_id, .interaction = &call);
    EXPECT_TEXT(made->actor, "call-operator-7");
}

TEST(interactions_are_checked)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL);
    Google__Protobuf__Timestamp tomorrow = { .seconds = time_now_us() / 1000000 + 86400 };
    Applicants__Interaction wrong = { .channel = "PIGEON", .kind = "письмо", .application_id = "12", .at = &tomorrow };
    EXPECT_CODE(TRY(Applicants__RecordInteraction, .applicant_id = who->applicant_id, .interaction = &wrong),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("interaction.channel") && pg_violation("interaction.kind"));
    EXPECT(pg_violation("interaction.applicationId") && pg_violation("interaction.at"));
    Applicants__Interaction good = { .channel = "SMS", .kind = "ADVERT" };
    EXPECT_CODE(TRY(Applicants__RecordInteraction, .applicant_id = pg_uuid(), .interaction = &good), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Applicants__ListInteractions, .applicant_id = pg_uuid()), RPC_NOT_FOUND);
}

TEST(interactions_are_shown_to_whom_they_are_with)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL), *other = new_person(NULL, NULL, NULL);
    Applicants__Interaction talk = { .channel = "COUNTER", .kind = "CONSULTATION" };
    CALL(Applicants__RecordInteraction, .applicant_id = who->applicant_id, .interaction = &talk);
    as_applicant(who->applicant_id);
    EXPECT_INT(list(who->applicant_id)->n_interactions, 1);
    EXPECT_CODE(TRY(Applicants__RecordInteraction, .applicant_id = who->applicant_id, .interaction = &talk),
                RPC_PERMISSION_DENIED);
    as_applicant(other->applicant_id);
    EXPECT_CODE(TRY(Applicants__ListInteractions, .applicant_id = who->applicant_id), RPC_NOT_FOUND);
}

/* ------------------------------------------------------------------ narrowed, and page by page */

static void
record_at(const char *applicant_id, const char *channel, const char *kind, const char *at)
{
    int64_t us;
    EXPECT(time_parse(at, &us));
    Google__Protobuf__Timestamp when = { .seconds = us / 1000000 };
    Applicants__Interaction one = { .channel = channel, .kind = kind, .at = &when };
    CALL(Applicants__RecordInteraction, .applicant_id = applicant_id, .interaction = &one);
}

TEST(interactions_are_narrowed_by_formal_criteria)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL);
    const char *id = who->applicant_id;
    record_at(id, "PHONE", "CALL", "2026-03-01T23:30:00+03:00");
    record_at(id, "PHONE", "COMPLAINT", "2026-03-02T12:00:00+03:00");
    record_at(id, "EMAIL", "LETTER", "2026-03-02T23:59:00+03:00");
    record_at(id, "EMAIL", "LETTER", "2026-03-03T00:00:00+03:00");
    const Applicants__ListInteractionsResponse *rep =
        CALL(Applicants__ListInteractions, .applicant_id = id, .channel = "PHONE");
    EXPECT_INT(rep->n_interactions, 2);
    rep = CALL(Applicants__ListInteractions, .applicant_id = id, .kind = "LETTER");
    EXPECT_INT(rep->n_interactions, 2);
    setenv("TZ", "Europe/Moscow", 1);
    tzset();
    rep = CALL(Applicants__ListInteractions, .applicant_id = id, .from_date = "2026-03-02", .to_date = "2026-03-02");
    EXPECT_INT(rep->n_interactions, 2);
    rep = CALL(Applicants__ListInteractions, .applicant_id = id, .from_date = "2026-03-02", .channel = "EMAIL");
    EXPECT_INT(rep->n_interactions, 2);
}

TEST(interactions_come_page_by_page)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL);
    for (int i = 0; i < 7; i++)
        record_at(who->applicant_id, "PHONE", "CALL", "2026-03-01T10:00:00Z");
    const char *token = "", *seen = "";
    int pages = 0, n = 0;
    do {
        const Applicants__ListInteractionsResponse *page =
            CALL(Applicants__ListInteractions, .applicant_id = who->applicant_id, .page_size = 3, .page_token = token);
        for (size_t i = 0; i < page->n_interactions; i++, n++) {
            EXPECT(!strstr(seen, page->interactions[i]->interaction_id));
            seen = pg_text("%s %s", seen, page->interactions[i]->interaction_id);
        }
        token = page->next_page_token;
        if (!pages++)
            record_at(who->applicant_id, "PHONE", "CALL", "2026-03-02T10:00:00Z");
    } while (*token);
    EXPECT_INT(n, 7);
    EXPECT_INT(pages, 3);
    EXPECT_CODE(TRY(Applicants__ListInteractions, .applicant_id = who->applicant_id, .page_token = "AAAA"),
                RPC_INVALID_ARGUMENT);
}

/* ------------------------------------------------------------------ from the log of tracking */

/* The test's own log stands for tracking's: one process has one schema. */
static void
log_submission(const char *applicant_id, const char *application_id)
{
    struct rpc_call call;
    rpc_call_init(&call, "tracking", 10000, NULL);
    Tracking__ApplicationSubmitted event = TRACKING__APPLICATION_SUBMITTED__INIT;
    event.applicant_id = applicant_id;
    event.application_id = application_id;
    event.number = "0001-9300120-067201-00000001/26";
    event.service_code = "passport-foreign";
    event.centre_code = "centre-3";
    event.channel = TRACKING__CHANNEL__KIOSK;
    event.planned_on = "2026-12-01";
    event.actor = "operator-3";
    struct db_work *work = db_begin(&call);
    events_put(work, application_id, &event.base);
    EXPECT_CODE(db_commit(work), RPC_OK);
    rpc_call_release(&call);
}

static void
log_movement(const char *applicant_id, const char *application_id, int n)
{
    struct rpc_call call;
    rpc_call_init(&call, "tracking", 10000, NULL);
    struct db_work *work = db_begin(&call);
    for (int i = 0; i < n; i++) {
        Tracking__ApplicationMoved event = TRACKING__APPLICATION_MOVED__INIT;
        event.applicant_id = applicant_id;
        event.application_id = application_id;
        event.number = "0001-9300120-067201-00000001/26";
        event.action = "SENT";
        event.status = TRACKING__APPLICATION__STATUS__SENT;
        events_put(work, application_id, &event.base);
    }
    EXPECT_CODE(db_commit(work), RPC_OK);
    rpc_call_release(&call);
}

static void
log_complaint_and_visits(const char *applicant_id)
{
    struct rpc_call call;
    rpc_call_init(&call, "tracking", 10000, NULL);
    Tracking__ComplaintMoved complaint = TRACKING__COMPLAINT_MOVED__INIT;
    complaint.applicant_id = applicant_id;
    complaint.number = "Ж-26-0000012";
    complaint.action = "FILED";
    complaint.channel = TRACKING__CHANNEL__PORTAL;
    Queue__Ticket ticket = QUEUE__TICKET__INIT, stranger = QUEUE__TICKET__INIT;
    ticket.applicant_id = applicant_id;
    Queue__TicketChanged visit = QUEUE__TICKET_CHANGED__INIT;
    struct db_work *work = db_begin(&call);
    events_put(work, "complaint", &complaint.base);
    const struct {
        const char *action;
        Queue__Ticket *ticket;
    } changes[] = { { "SERVING", &ticket }, { "FINISHED", &ticket }, { "LINKED", &ticket }, { "FINISHED", &stranger } };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(changes); i++) {
        visit.action = changes[i].action;
        visit.ticket = changes[i].ticket;
        events_put(work, "centre-3", &visit.base);
    }
    EXPECT_CODE(db_commit(work), RPC_OK);
    rpc_call_release(&call);
}

static void
follow(void)
{
    events_follow(INTERACTIONS_CONSUMER, "tracking", interactions_effect, NULL);
}

/* Until the consumer's cursor stands at the end of the log. */
static void
await_end_of_log(void)
{
    for (int i = 0; i < 200; i++) {
        const char *behind = pg_query("SELECT count(*) FROM event WHERE (txid, id) > (SELECT txid::text::xid8, id"
                                      " FROM event_cursor WHERE consumer = '" INTERACTIONS_CONSUMER "')");
        if (text_equal(behind, "0")
            && pg_query("SELECT 1 FROM event_cursor WHERE consumer = '" INTERACTIONS_CONSUMER "'"))
            return;
        usleep(50000);
    }
    ck_abort_msg("the consumer does not reach the end of the log");
}

TEST(events_of_tracking_enter_the_history_once)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL);
    const char *application = pg_uuid();
    pg_peer("tracking", events_bindings, events_bindings_count);
    log_submission(who->applicant_id, application);
    follow();
    await_end_of_log();
    log_movement(who->applicant_id, application, 150);
    await_end_of_log();
    events_stop();
    log_movement(who->applicant_id, application, 1);
    follow(); /* as after a restart: goes on where the cursor stands */
    await_end_of_log();
    events_stop();
    const Applicants__ListInteractionsResponse *rep =
        CALL(Applicants__ListInteractions, .applicant_id = who->applicant_id, .page_size = 200);
    EXPECT_INT(rep->n_interactions, 152);
    const Applicants__Interaction *first = rep->interactions[151], *last = rep->interactions[0];
    EXPECT_TEXT(first->kind, "APPLICATION_SUBMITTED");
    EXPECT_TEXT(first->channel, "KIOSK");
    EXPECT_TEXT(first->application_id, application);
    EXPECT_TEXT(first->centre_code, "centre-3");
    EXPECT_TEXT(first->actor, "operator-3");
    EXPECT(strstr(first->summary, "passport-foreign") && first->at);
    EXPECT_TEXT(last->kind, "APPLICATION_SENT");
    EXPECT_TEXT(last->channel, "AGENCY");
    rep = CALL(Applicants__ListInteractions, .applicant_id = who->applicant_id, .application_id = application,
               .kind = "APPLICATION_SUBMITTED");
    EXPECT_INT(rep->n_interactions, 1);
}

TEST(two_consumers_share_one_cursor)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL);
    const char *application = pg_uuid();
    pg_peer("tracking", events_bindings, events_bindings_count);
    follow();
    follow();
    for (int i = 0; i < 20; i++)
        log_movement(who->applicant_id, application, 5);
    await_end_of_log();
    events_stop();
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM interaction WHERE applicant_id = '%s'", who->applicant_id)),
                "100");
}

TEST(complaints_and_visits_enter_the_history_once)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL);
    pg_peer("tracking", events_bindings, events_bindings_count);
    follow();
    log_complaint_and_visits(who->applicant_id);
    await_end_of_log();
    events_stop();
    follow();
    await_end_of_log();
    events_stop();
    const Applicants__ListInteractionsResponse *all = list(who->applicant_id);
    EXPECT_INT(all->n_interactions, 2);
    all = CALL(Applicants__ListInteractions, .applicant_id = who->applicant_id, .kind = "VISIT_FINISHED");
    EXPECT_INT(all->n_interactions, 1);
    EXPECT_TEXT(all->interactions[0]->channel, "COUNTER");
    all = CALL(Applicants__ListInteractions, .applicant_id = who->applicant_id, .kind = "COMPLAINT_FILED");
    EXPECT_INT(all->n_interactions, 1);
    EXPECT_TEXT(all->interactions[0]->channel, "PORTAL");
}

TEST(an_event_that_names_nobody_stops_nothing)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL);
    pg_peer("tracking", events_bindings, events_bindings_count);
    log_submission("", pg_uuid());
    log_submission("никто", pg_uuid());
    pg_query("INSERT INTO event (type, key, payload) VALUES ('okno.tracking.v1.ApplicationMoved', 'x', '\\xffff')");
    log_submission(who->applicant_id, "не номер");
    follow();
    await_end_of_log();
    events_stop();
    EXPECT_INT(list(who->applicant_id)->n_interactions, 1);
}
