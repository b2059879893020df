/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pages.h"

#include <dirent.h>
#include <okno/log.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#define FILES_MAX ((size_t)4096)
#define BYTES_MAX ((size_t)64 * 1024 * 1024)
#define DEPTH_MAX 8
#define PATH_SIZE 1024

struct pages {
    struct page_file *file; /* by path */
    size_t n_files, bytes;
};

/* ------------------------------------------------------------------ names */

static const char *
ending_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? dot : "";
}

static const char *
content_type_of(const char *path)
{
    static const struct {
        const char *ending, *type;
    } known[] = {
        { ".html", "text/html; charset=utf-8" },
        { ".js", "text/javascript; charset=utf-8" },
        { ".css", "text/css; charset=utf-8" },
        { ".json", "application/json" },
        { ".webmanifest", "application/manifest+json" },
        { ".svg", "image/svg+xml" },
        { ".png", "image/png" },
        { ".ico", "image/x-icon" },
        { ".woff2", "font/woff2" },
        { ".ogg", "audio/ogg" },
        { ".wav", "audio/wav" },
        { ".txt", "text/plain; charset=utf-8" },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(known); i++)
        if (strcmp(ending_of(path), known[i].ending) == 0)
            return known[i].type;
    return NULL;
}

/* "/kiosk.html" is asked for as "/kiosk", "/index.html" as "/"; all else as it is called. In place. */
static void
name_page(char *path)
{
    char *ending = strrchr(path, '.');
    if (!ending || strcmp(ending, ".html") != 0 || strchr(path + 1, '/'))
        return;
    *ending = '\0';
    if (strcmp(path, "/index") == 0)
        path[1] = '\0';
}

static int
by_path(const void *a, const void *b)
{
    return strcmp(((const struct page_file *)a)->path, ((const struct page_file *)b)->path);
}

static const struct page_file *
find(const struct pages *pages, const char *path)
{
    const struct page_file key = { .path = (char *)(uintptr_t)path };
    return bsearch(&key, pages->file, pages->n_files, sizeof key, by_path);
}

const struct page_file *
pages_find(const struct pages *pages, const char *path, const char *segment)
{
    char page[100];
    const struct page_file *file = find(pages, path);
    if (file || !*segment || snprintf(page, sizeof page, "/%s", segment) >= (int)sizeof page)
        return file;
    file = find(pages, page);
    return file && strchr(page + 1, '/') == NULL ? file : NULL;
}

/* ------------------------------------------------------------------ reading */

static enum rpc_code
refuse(const char *path, const char *why)
{
    log_error("pages: cannot be served", LOG_STR("path", path), LOG_STR("why", why));
    return RPC_FAILED_PRECONDITION;
}

static void
tag_body(struct page_body *body)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned size;
    if (EVP_Digest(body->bytes, body->size, digest, &size, EVP_sha256(), NULL) != 1)
        abort();
    hex_encode(digest, (PAGES_TAG_SIZE - 1) / 2, body->tag);
}

static enum rpc_code
read_body(const char *path, size_t size, struct page_body *body)
{
    FILE *in = fopen(path, "rbe");
    body->bytes = malloc(size + 1);
    if (!body->bytes)
        abort();
    body->size = in ? fread(body->bytes, 1, size, in) : 0;
    if (in)
        fclose(in);
    if (!in || body->size != size)
        return refuse(path, "it cannot be read");
    tag_body(body);
    return RPC_OK;
}

static struct page_file *
add_file(struct pages *pages, const char *name)
{
    struct page_file *file = &pages->file[pages->n_files++];
    *file = (struct page_file){ .path = strdup(name), .content_type = content_type_of(name) };
    if (!file->path)
        abort();
    name_page(file->path);
    return file;
}

/* @name  of the file below the folder, with a slash before it; its .gz is read along with it */
static enum rpc_code
read_file(struct pages *pages, const char *path, const char *name, size_t size)
{
    char packed[PATH_SIZE + 4];
    struct stat info;
    if (strcmp(ending_of(name), ".gz") == 0)
        return RPC_OK;
    if (!content_type_of(name))
        return refuse(path, "files of this kind are not known");
    snprintf(packed, sizeof packed, "%s.gz", path);
    bool has_packed = stat(packed, &info) == 0 && S_ISREG(info.st_mode);
    size_t packed_size = has_packed ? (size_t)info.st_size : 0;
    if (pages->n_files == FILES_MAX || size + packed_size > BYTES_MAX - pages->bytes)
        return refuse(path, "the folder holds too much");
    pages->bytes += size + packed_size;
    struct page_file *file = add_file(pages, name);
    enum rpc_code code = read_body(path, size, &file->plain);
    return code == RPC_OK && has_packed ? read_body(packed, packed_size, &file->gzip) : code;
}

static enum rpc_code read_folder(struct pages *pages, const char *folder, size_t root, int depth);

static enum rpc_code
read_entry(struct pages *pages, const char *folder, const char *entry, size_t root, int depth)
{
    char path[PATH_SIZE];
    struct stat info;
    if (snprintf(path, sizeof path, "%s/%s", folder, entry) >= (int)sizeof path || stat(path, &info) != 0)
        return refuse(folder, "an entry cannot be looked at");
    if (S_ISDIR(info.st_mode))
        return depth < DEPTH_MAX ? read_folder(pages, path, root, depth + 1) : refuse(path, "it is too deep");
    return read_file(pages, path, path + root, (size_t)info.st_size);
}

/* @root  so many characters of every path are the folder that is served */
static enum rpc_code
read_folder(struct pages *pages, const char *folder, size_t root, int depth)
{
    DIR *directory = opendir(folder);
    if (!directory)
        return refuse(folder, "it cannot be read");
    enum rpc_code code = RPC_OK;
    for (const struct dirent *entry; code == RPC_OK && (entry = readdir(directory));)
        if (entry->d_name[0] != '.')
            code = read_entry(pages, folder, entry->d_name, root, depth);
    closedir(directory);
    return code;
}

enum rpc_code
pages_open(const char *folder, struct pages **ret_pages)
{
    struct pages *pages = calloc(1, sizeof *pages);
    struct page_file *files = calloc(FILES_MAX, sizeof *files);
    if (!pages || !files)
        abort();
    pages->file = files;
    enum rpc_code code = read_folder(pages, folder, strlen(folder), 0);
    qsort(pages->file, pages->n_files, sizeof *pages->file, by_path);
    if (code == RPC_OK && !find(pages, "/"))
        code = refuse(folder, "there is no index.html");
    if (code != RPC_OK) {
        pages_close(pages);
        return code;
    }
    log_info("pages are in memory", LOG_UINT("files", pages->n_files), LOG_UINT("bytes", pages->bytes));
    *ret_pages = pages;
    return RPC_OK;
}

void
pages_close(struct pages *pages)
{
    if (!pages)
        return;
    for (size_t i = 0; i < pages->n_files; i++) {
        free(pages->file[i].path);
        free(pages->file[i].plain.bytes);
        free(pages->file[i].gzip.bytes);
    }
    free(pages->file);
    free(pages);
}
