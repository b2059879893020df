/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>

static bool
is_public_4(uint32_t host)
{
    static const struct {
        uint32_t net;
        int bits;
    } inside[] = {
        { 0x00000000, 8 },  { 0x0a000000, 8 },  { 0x64400000, 10 }, { 0x7f000000, 8 },  { 0xa9fe0000, 16 },
        { 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 }, { 0xc0586300, 24 }, { 0xc0a80000, 16 },
        { 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 }, { 0xe0000000, 4 },  { 0xf0000000, 4 },
    };
    for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++)
        if ((host ^ inside[i].net) >> (32 - inside[i].bits) == 0)
            return false;
    return true;
}

static uint32_t
ipv4_at(const struct in6_addr *address, int at)
{
    const uint8_t *b = address->s6_addr + at;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Of IPv6 only 2000::/3 is handed out; within it documentation, and tunnels to IPv4. */
static bool
is_public_6(const struct in6_addr *address)
{
    const uint8_t *b = address->s6_addr;
    if (IN6_IS_ADDR_V4MAPPED(address) || (b[0] == 0 && b[1] == 0x64 && b[2] == 0xff && b[3] == 0x9b))
        return is_public_4(ipv4_at(address, 12));
    if (b[0] == 0x20 && b[1] == 0x02)
        return is_public_4(ipv4_at(address, 2));
    if (b[0] == 0x20 && b[1] == 0x01 && (b[2] < 2 || (b[2] == 0x0d && b[3] == 0xb8)))
        return false;
    return (b[0] & 0xe0) == 0x20;
}

bool
address_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return is_public_4(ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    if (address->sa_family == AF_INET6)
        return is_public_6(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
    return false;
}
