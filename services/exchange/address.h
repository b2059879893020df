/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Which addresses are out in the world, and which are inside. */
#ifndef OKNO_EXCHANGE_ADDRESS_H
#define OKNO_EXCHANGE_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/**
 * False for what is not routed in the world (RFC 6890): loopback, private, link-local, shared, multicast, reserved;
 * also such IPv4 addresses inside IPv6 ones, and whatever is no IP address.
 */
bool address_is_public(const struct sockaddr *address);

#endif
