/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tickets on paper: a real socket in a printer's place, a real CUPS, and printers that are out of paper, off, or not
 * there. */
#include "fixture.h"

#include "printer.h"
#include "settings.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#define OUTCOME(name) QUEUE__PRINT_TICKET_RESPONSE__OUTCOME__##name
#define CUT "\x1dVB"
#define LATEST_US 5000000

static struct conf_entry entry;
static const char *addresses[2];

static void
print_at(const char *place, const char *first, const char *second)
{
    addresses[0] = first;
    addresses[1] = second;
    entry = (struct conf_entry){ .name = place, .values = { .count = first ? second ? 2 : 1 : 0, .items = addresses } };
    queue_settings.printers = (struct conf_map){ .count = 1, .entries = &entry };
    queue_settings.public_url = "http://board.example";
    queue_settings.printing_program = "lp";
    queue_settings.printing_code_page = 17;
    queue_settings.printing_timeout_ms = 3000;
}

/* ------------------------------------------------------------------ a printer on the network */

struct sink {
    int fd;
    int port;
    unsigned char paper; /* what it answers about its paper; 0: nothing */
    struct text got;
    pthread_t thread;
};

static void *
sink_main(void *arg)
{
    struct sink *sink = arg;
    char bytes[4096];
    ssize_t n;
    int fd = accept(sink->fd, NULL, NULL);
    while ((n = recv(fd, bytes, sizeof bytes, 0)) > 0) {
        if (sink->paper && !sink->got.length)
            ck_assert_int_eq(send(fd, &sink->paper, 1, MSG_NOSIGNAL), 1);
        text_add(&sink->got, bytes, (size_t)n);
    }
    close(fd);
    return NULL;
}

static const char *
sink_open(struct sink *sink, unsigned char paper)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    *sink = (struct sink){ .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), .paper = paper };
    ck_assert_int_eq(bind(sink->fd, (struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(listen(sink->fd, 4), 0);
    ck_assert_int_eq(getsockname(sink->fd, (struct sockaddr *)&address, &size), 0);
    sink->port = ntohs(address.sin_port);
    ck_assert_int_eq(pthread_create(&sink->thread, NULL, sink_main, sink), 0);
    return pg_text("socket://127.0.0.1:%d", sink->port);
}

static void
sink_close(struct sink *sink)
{
    pthread_join(sink->thread, NULL);
    close(sink->fd);
}

static bool
holds(const struct text *got, const char *bytes)
{
    return memmem(got->data, got->length, bytes, strlen(bytes)) != NULL;
}

static const Queue__PrintTicketResponse *
print_ticket(const char *ticket_id)
{
    int64_t begun_us = time_mono_us();
    const Queue__PrintTicketResponse *answer = CALL(Queue__PrintTicket, .ticket_id = ticket_id);
    EXPECT(time_mono_us() - begun_us < LATEST_US);
    return answer;
}

TEST(a_receipt_printer_is_given_letters_a_code_and_a_cut)
{
    struct sink sink;
    const Queue__Ticket *ticket = take_ticket("passports");
    const char *id = pg_text("%s", ticket->ticket_id), *code = pg_text("code=%s", ticket->code);
    print_at("arbat", sink_open(&sink, 0x12), NULL);
    EXPECT_INT(print_ticket(id)->outcome, OUTCOME(PRINTED));
    sink_close(&sink);
    const char begin[] = "\x10\x04\x04\x1b@\x1c.\x1bt\x11";
    EXPECT(sink.got.length > 100 && memcmp(sink.got.data, begin, sizeof begin - 1) == 0);
    EXPECT(holds(&sink.got, "\x1d!\x33\x80"));  /* the number, large: А in PC866 */
    EXPECT(holds(&sink.got, "\x8a\xae\xa4: ")); /* Код */
    EXPECT(holds(&sink.got, "\x31\x50\x30http") && holds(&sink.got, id) && holds(&sink.got, code));
    EXPECT(holds(&sink.got, CUT) && !holds(&sink.got, "\xd0"));
    text_release(&sink.got);
}

TEST(further_services_of_the_visit_are_on_the_paper)
{
    struct sink sink;
    Queue__TicketItem apply = { .service_code = "passport" }, collect = { .purpose = QUEUE__PURPOSE__COLLECT },
                      ask = { .purpose = QUEUE__PURPOSE__ASK };
    Queue__TicketItem *items[] = { &apply, &collect, &ask };
    as_kiosk();
    const Queue__IssueTicketResponse *rep =
        CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 3);
    print_at("arbat", sink_open(&sink, 0x12), NULL);
    EXPECT_INT(print_ticket(rep->ticket->ticket_id)->outcome, OUTCOME(PRINTED));
    sink_close(&sink);
    EXPECT(holds(&sink.got, "\x87\xa0\xe2\xa5\xac: \x8b"
                            "001, \x8a"
                            "001\n")); /* Затем: Л001, К001 */
    text_release(&sink.got);
    print_at("arbat", sink_open(&sink, 0x12), NULL);
    EXPECT_INT(print_ticket(rep->further[1]->ticket_id)->outcome, OUTCOME(PRINTED));
    sink_close(&sink);
    EXPECT(!holds(&sink.got, "\x87\xa0\xe2\xa5\xac: "));
    text_release(&sink.got);
}

TEST(no_paper_is_told_and_the_next_printer_takes_it)
{
    struct sink empty, full;
    const char *id = pg_text("%s", take_ticket("passports")->ticket_id), *number = pg_text("%s", look(id)->number);
    as_kiosk();
    print_at("arbat", sink_open(&empty, 0x72), NULL);
    const Queue__PrintTicketResponse *answer = print_ticket(id);
    EXPECT_INT(answer->outcome, OUTCOME(NO_PAPER));
    EXPECT(strstr(answer->detail, number));
    sink_close(&empty);
    EXPECT(!holds(&empty.got, CUT));
    text_release(&empty.got);
    print_at("arbat", sink_open(&empty, 0x72), sink_open(&full, 0));
    EXPECT_INT(print_ticket(id)->outcome, OUTCOME(PRINTED));
    sink_close(&empty);
    sink_close(&full);
    EXPECT(holds(&full.got, CUT));
    text_release(&empty.got);
    text_release(&full.got);
}

TEST(a_dead_printer_holds_up_nobody_and_the_ticket_is_there)
{
    struct sink sink;
    const char *id = pg_text("%s", take_ticket("passports")->ticket_id), *number = pg_text("%s", look(id)->number);
    as_kiosk();
    print_at("arbat", sink_open(&sink, 0), NULL); /* one that was there, and is not any more */
    EXPECT_INT(print_ticket(id)->outcome, OUTCOME(PRINTED));
    sink_close(&sink);
    text_release(&sink.got);
    const Queue__PrintTicketResponse *answer = print_ticket(id);
    EXPECT_INT(answer->outcome, OUTCOME(NO_ANSWER));
    EXPECT(strstr(answer->detail, number));
    EXPECT_INT(look(id)->state, STATE(WAITING));
}

TEST(a_printer_that_takes_nothing_is_given_up_in_time)
{
    int size = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(listen(fd, 0), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    int held[8]; /* nobody accepts: the line of those who wait is full, and further ones get no answer */
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(held); i++) {
        held[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        ck_assert(connect(held[i], (struct sockaddr *)&address, sizeof address) != -2);
    }
    const char *id = pg_text("%s", take_ticket("passports")->ticket_id);
    print_at("arbat", pg_text("socket://127.0.0.1:%d", ntohs(address.sin_port)), NULL);
    queue_settings.printing_timeout_ms = 700;
    int64_t begun_us = time_mono_us();
    EXPECT_INT(print_ticket(id)->outcome, OUTCOME(NO_ANSWER));
    EXPECT(time_mono_us() - begun_us < 1500000);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(held); i++)
        close(held[i]);
    close(fd);
}

TEST(a_place_without_a_printer_is_told_so)
{
    const char *id = pg_text("%s", take_ticket("passports")->ticket_id);
    print_at("tver", "socket://127.0.0.1:9", NULL);
    EXPECT_INT(print_ticket(id)->outcome, OUTCOME(NO_PRINTER));
    as_stranger();
    EXPECT_CODE(TRY(Queue__PrintTicket, .ticket_id = id), RPC_PERMISSION_DENIED);
}

TEST(addresses_are_read)
{
    static const char *const good[] = { "socket://10.1.2.3:9100", "socket://[fe80::1]:9100", "cups:ticket",
                                        "cups://print.example:631/ticket" };
    static const char *const bad[] = { "",        "socket://", "socket://host",      "socket://:9100", "cups:",
                                       "cups:-o", "cups:a/b",  "cups://host/ticket", "ipp://host",     "lp" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(good); i++)
        EXPECT(!printer_fault(good[i]));
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(bad); i++)
        EXPECT(printer_fault(bad[i]));
}

/* ------------------------------------------------------------------ CUPS */

/* tests/queue/cups: a CUPS of our own in a folder, with a queue "ticket". */
static int
cups(const char *command, const char *folder)
{
    return system(pg_text("'%s' %s '%s'", getenv("OKNO_TEST_CUPS"), command, folder));
}

TEST(cups_is_given_the_pdf)
{
    char folder[] = "/tmp/okno-cups-XXXXXX", port[16] = "";
    if (!getenv("OKNO_TEST_CUPS") || access("/usr/sbin/cupsd", X_OK) != 0 || geteuid() != 0)
        return;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(cups("start", folder), 0);
    FILE *file = fopen(pg_text("%s/port", folder), "r");
    ck_assert(file && fscanf(file, "%15s", port) == 1);
    fclose(file);
    const char *id = pg_text("%s", take_ticket("passports")->ticket_id);
    print_at("arbat", pg_text("cups://127.0.0.1:%s/ticket", port), NULL);
    EXPECT_INT(print_ticket(id)->outcome, OUTCOME(PRINTED));
    EXPECT_INT(cups("printed", folder), 0);
    print_at("arbat", pg_text("cups://127.0.0.1:%s/nothing", port), NULL);
    EXPECT_INT(print_ticket(id)->outcome, OUTCOME(NO_ANSWER));
    ck_assert_int_eq(cups("stop", folder), 0);
    EXPECT_INT(print_ticket(id)->outcome, OUTCOME(NO_ANSWER));
}
