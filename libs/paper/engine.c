/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine.h"

#include <dlfcn.h>
#include <okno/base.h>
#include <pthread.h>
#include <qpdf/DLL.h>

struct engine lib;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[256];

struct call {
    const char *name;
    void *place; /* of the pointer in `lib` */
};

#define X(name) { #name, &lib.name },
static const struct call cairo_calls[] = { CAIRO_CALLS(X) };
static const struct call pango_calls[] = { PANGO_CALLS(X) };
static const struct call pangocairo_calls[] = { PANGOCAIRO_CALLS(X) };
static const struct call gobject_calls[] = { GOBJECT_CALLS(X) };
static const struct call qrencode_calls[] = { QRENCODE_CALLS(X) };
static const struct call qpdf_calls[] = { QPDF_CALLS(X) };
#undef X

/* The number in a library's file name changes with its binary interface. */
#if QPDF_MAJOR_VERSION == 11
#define QPDF_FILE "libqpdf.so.29"
#elif QPDF_MAJOR_VERSION == 12
#define QPDF_FILE "libqpdf.so.30"
#else
#error "the file name of this version of libqpdf is not known"
#endif

static const struct library {
    const char *file;
    const struct call *calls;
    size_t n;
} libraries[] = {
    { "libcairo.so.2", cairo_calls, OKNO_ARRAY_SIZE(cairo_calls) },
    { "libpango-1.0.so.0", pango_calls, OKNO_ARRAY_SIZE(pango_calls) },
    { "libpangocairo-1.0.so.0", pangocairo_calls, OKNO_ARRAY_SIZE(pangocairo_calls) },
    { "libgobject-2.0.so.0", gobject_calls, OKNO_ARRAY_SIZE(gobject_calls) },
    { "libqrencode.so.4", qrencode_calls, OKNO_ARRAY_SIZE(qrencode_calls) },
    { QPDF_FILE, qpdf_calls, OKNO_ARRAY_SIZE(qpdf_calls) },
};

static bool
library_open(const struct library *library)
{
    void *handle = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; handle && i < library->n; i++) {
        void *address = dlsym(handle, library->calls[i].name);
        if (!address)
            handle = NULL;
        else
            memcpy(library->calls[i].place, &address, sizeof address);
    }
    if (!handle) {
        const char *reason = dlerror();
        snprintf(problem, sizeof problem, "drawing library: %s", reason ? reason : library->file);
    }
    return handle != NULL;
}

static void
libraries_open(void)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(libraries); i++)
        if (!library_open(&libraries[i]))
            return;
}

bool
engine_open(const char **ret_problem)
{
    pthread_once(&once, libraries_open);
    if (problem[0])
        *ret_problem = problem;
    return !problem[0];
}
