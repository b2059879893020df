/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "printer.h"

#include "escpos.h"
#include "process.h"
#include "settings.h"

#include <okno/log.h>

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define OUTCOME(name) QUEUE__PRINT_TICKET_RESPONSE__OUTCOME__##name
#define SOCKET "socket://"
#define CUPS "cups:"
#define PART_MAX 200
#define PAPER_MS 300 /* for a printer to say how it is; those that cannot stay silent */
#define AT_ONCE 8    /* workers that printers may hold */

static atomic_int under_way;

/* ------------------------------------------------------------------ addresses */

/* "socket://HOST:PORT" or "cups://HOST:PORT/NAME", "cups:NAME". */
struct address {
    char host[PART_MAX], port[PART_MAX], name[PART_MAX];
};

static bool
copy(char place[PART_MAX], const char *from, size_t length)
{
    if (length >= PART_MAX)
        return false;
    memcpy(place, from, length);
    place[length] = '\0';
    return true;
}

static bool
read_host(const char *text, size_t length, struct address *address)
{
    const char *colon = memrchr(text, ':', length);
    if (!colon || colon == text || colon + 1 == text + length)
        return false;
    bool brackets = *text == '[' && colon[-1] == ']';
    return copy(address->host, text + brackets, (size_t)(colon - text) - 2 * brackets)
           && copy(address->port, colon + 1, (size_t)(text + length - colon - 1));
}

static bool
read_name(const char *name, struct address *address)
{
    return *name && *name != '-' && !strchr(name, '/') && copy(address->name, name, strlen(name));
}

static bool
read_address(const char *text, struct address *address)
{
    *address = (struct address){ 0 };
    if (text_starts(text, SOCKET))
        return read_host(text + strlen(SOCKET), strlen(text + strlen(SOCKET)), address);
    if (!text_starts(text, CUPS))
        return false;
    text += strlen(CUPS);
    if (!text_starts(text, "//"))
        return read_name(text, address);
    const char *slash = strchr(text + 2, '/');
    return slash && read_host(text + 2, (size_t)(slash - text - 2), address) && read_name(slash + 1, address);
}

const char *
printer_fault(const char *text)
{
    struct address address;
    return read_address(text, &address) ? NULL : "is no socket://HOST:PORT, cups:NAME or cups://HOST:PORT/NAME";
}

/* ------------------------------------------------------------------ over the network */

static bool
ready_within(int fd, short events, int64_t until_us)
{
    struct pollfd poll_fd = { .fd = fd, .events = events };
    int64_t left_us = until_us - time_mono_us();
    return left_us > 0 && poll(&poll_fd, 1, (int)(left_us / 1000) + 1) > 0 && (poll_fd.revents & events);
}

static bool
connected(int fd, const struct addrinfo *place, int64_t until_us)
{
    int error = 0;
    socklen_t size = sizeof error;
    if (connect(fd, place->ai_addr, place->ai_addrlen) == 0)
        return true;
    return errno == EINPROGRESS && ready_within(fd, POLLOUT, until_us)
           && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

static int
open_socket(const struct address *address, int64_t until_us)
{
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
    struct addrinfo *places = NULL;
    int fd = -1;
    if (getaddrinfo(address->host, address->port, &hints, &places) != 0)
        return -1;
    for (const struct addrinfo *place = places; place && fd < 0; place = place->ai_next) {
        fd = socket(place->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd >= 0 && !connected(fd, place, until_us)) {
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(places);
    return fd;
}

static bool
send_all(int fd, const char *bytes, size_t size, int64_t until_us)
{
    while (size > 0) {
        ssize_t n = ready_within(fd, POLLOUT, until_us) ? send(fd, bytes, size, MSG_NOSIGNAL) : -1;
        if (n <= 0)
            return false;
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

static bool
has_paper(int fd, int64_t until_us)
{
    unsigned char answer;
    return !send_all(fd, ESCPOS_ASK_PAPER, strlen(ESCPOS_ASK_PAPER), until_us)
           || !ready_within(fd, POLLIN, time_mono_us() + PAPER_MS * 1000) || recv(fd, &answer, 1, 0) != 1
           || !escpos_lacks_paper(answer);
}

static printer_outcome
print_by_socket(const struct address *address, const struct paper_ticket *ticket, const char **ret_why)
{
    int64_t until_us = time_mono_us() + queue_settings.printing_timeout_ms * 1000;
    TEXT_SCOPED bytes = { 0 };
    int fd = open_socket(address, until_us);
    *ret_why = "no connection";
    if (fd < 0)
        return OUTCOME(NO_ANSWER);
    escpos_ticket(ticket, queue_settings.printing_code_page, &bytes);
    printer_outcome outcome = OUTCOME(NO_PAPER);
    *ret_why = "no paper";
    if (has_paper(fd, until_us)) {
        outcome = send_all(fd, bytes.data, bytes.length, until_us) ? OUTCOME(PRINTED) : OUTCOME(NO_ANSWER);
        *ret_why = "it does not take the ticket";
    }
    close(fd);
    return outcome;
}

/* ------------------------------------------------------------------ by CUPS */

/* What it prints, the number of the job, is nobody's here. */
static printer_outcome
print_by_cups(const struct address *address, const struct paper_ticket *ticket, const char **ret_why)
{
    TEXT_SCOPED pdf = { 0 }, printed = { 0 }, host = { 0 };
    text_addf(&host, "%s:%s", address->host, address->port);
    const char *local[] = { "lp", "-d", address->name, NULL };
    const char *remote[] = { "lp", "-h", host.data, "-d", address->name, NULL };
    *ret_why = "the PDF cannot be made";
    bool good = paper_ticket(ticket, &pdf) == RPC_OK
                && process_run(queue_settings.printing_program, *address->host ? remote : local, pdf.data, pdf.length,
                               queue_settings.printing_timeout_ms, &printed, ret_why);
    return good ? OUTCOME(PRINTED) : OUTCOME(NO_ANSWER);
}

/* ------------------------------------------------------------------ either */

const struct conf_list *
printer_of(const struct conf_map *printers, const struct rpc_caller *caller, const char *centre)
{
    const struct conf_list *own = text_empty(caller->subject) ? NULL : conf_map_find(printers, caller->subject);
    const struct conf_list *list = own ? own : conf_map_find(printers, centre);
    return list && list->count ? list : NULL;
}

static printer_outcome
print_at(const char *text, const struct paper_ticket *ticket)
{
    struct address address;
    const char *why = "its address is none";
    printer_outcome outcome = OUTCOME(NO_ANSWER);
    if (read_address(text, &address))
        outcome = *address.name ? print_by_cups(&address, ticket, &why) : print_by_socket(&address, ticket, &why);
    if (outcome != OUTCOME(PRINTED))
        log_warn("a ticket was not printed", LOG_STR("printer", text), LOG_STR("error", why));
    return outcome;
}

printer_outcome
printer_print(const struct conf_list *printers, const struct paper_ticket *ticket)
{
    printer_outcome outcome = OUTCOME(NO_ANSWER);
    bool room = atomic_fetch_add(&under_way, 1) < AT_ONCE;
    for (size_t i = 0; room && i < printers->count && outcome != OUTCOME(PRINTED); i++)
        outcome = print_at(printers->items[i], ticket);
    atomic_fetch_sub(&under_way, 1);
    return outcome;
}
