/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * The web pages: files of a folder, read once into memory, so that no request ever touches the disk and only what
 * was there at the start can be asked for.
 *
 *     index.html   /
 *     NAME.html    /NAME, and everything below it: the page reads the rest of the address itself
 *     assets/…     /assets/…, exactly
 *
 * A file with a neighbour called FILE.gz is sent as that to whoever takes gzip.
 */
#ifndef OKNO_GATEWAY_PAGES_H
#define OKNO_GATEWAY_PAGES_H

#include <okno/rpc.h>

#define PAGES_TAG_SIZE 40

/** The bytes of a file as they are sent, and the ETag of just these bytes. */
struct page_body {
    char *bytes; /* NULL: there is none */
    size_t size;
    char tag[PAGES_TAG_SIZE];
};

struct page_file {
    char *path; /* as asked for: "/kiosk", "/assets/lib/api.js" */
    const char *content_type;
    struct page_body plain, gzip;
};

struct pages;

/**
 * Reads the folder.
 *
 * @return RPC_OK; RPC_FAILED_PRECONDITION when it cannot be read, holds no index.html, a file of unknown kind, or
 *         more than 64 MiB (logged)
 */
enum rpc_code pages_open(const char *folder, struct pages **ret_pages) OKNO_MUST_CHECK;
void pages_close(struct pages *pages); /* NULL is fine */

/**
 * The file of an address, NULL without one.
 *
 * @path     as sent, without the query
 * @segment  first segment of it: the page, when the path itself is none
 */
const struct page_file *pages_find(const struct pages *pages, const char *path, const char *segment);

#endif
