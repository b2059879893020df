/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

struct tagging {
    qpdf_data pdf;
    const struct paper *paper;
    size_t figures; /* met so far */
};

static bool
element_is(struct tagging *t, qpdf_oh element, const char *name)
{
    return lib.qpdf_oh_is_name_and_equals(t->pdf, lib.qpdf_oh_get_key(t->pdf, element, "/S"), name);
}

/* ISO 32000-1, 14.9.3 (alternate descriptions) and table 349 (Scope). */
static void
element_complete(struct tagging *t, qpdf_oh element)
{
    if (element_is(t, element, "/Figure") && t->figures < t->paper->n_codes)
        lib.qpdf_oh_replace_key(t->pdf, element, "/Alt",
                                lib.qpdf_oh_new_unicode_string(t->pdf, t->paper->alts[t->figures++]));
    else if (element_is(t, element, "/TH"))
        lib.qpdf_oh_replace_key(t->pdf, element, "/A", lib.qpdf_oh_parse(t->pdf, "<< /O /Table /Scope /Column >>"));
}

/* In reading order. As deep as our own tags nest: Document, Table, TR, TH. */
static void
element_walk(struct tagging *t, qpdf_oh element)
{
    element_complete(t, element);
    qpdf_oh kids = lib.qpdf_oh_get_key(t->pdf, element, "/K");
    int n = lib.qpdf_oh_is_array(t->pdf, kids) ? lib.qpdf_oh_get_array_n_items(t->pdf, kids) : 0;
    for (int i = 0; i < n; i++) {
        qpdf_oh kid = lib.qpdf_oh_get_array_item(t->pdf, kids, i);
        if (lib.qpdf_oh_is_dictionary(t->pdf, kid))
            element_walk(t, kid);
    }
}

static void
catalog_complete(struct tagging *t)
{
    qpdf_oh catalog = lib.qpdf_get_root(t->pdf);
    lib.qpdf_oh_replace_key(t->pdf, catalog, "/Lang", lib.qpdf_oh_new_string(t->pdf, t->paper->language));
    lib.qpdf_oh_replace_key(t->pdf, catalog, "/ViewerPreferences",
                            lib.qpdf_oh_parse(t->pdf, "<< /DisplayDocTitle true >>"));
    element_walk(t, lib.qpdf_oh_get_key(t->pdf, catalog, "/StructTreeRoot"));
}

/* The streams stay as cairo compressed them. */
static bool
rewrite(struct tagging *t, const struct text *plain, struct text *ret_pdf)
{
    lib.qpdf_silence_errors(t->pdf);
    lib.qpdf_set_suppress_warnings(t->pdf, QPDF_TRUE);
    if (lib.qpdf_read_memory(t->pdf, "document", plain->data, plain->length, NULL) & QPDF_ERRORS)
        return false;
    catalog_complete(t);
    if (lib.qpdf_init_write_memory(t->pdf) & QPDF_ERRORS)
        return false;
    lib.qpdf_set_deterministic_ID(t->pdf, QPDF_TRUE);
    lib.qpdf_set_stream_data_mode(t->pdf, qpdf_s_preserve);
    if ((lib.qpdf_write(t->pdf) & QPDF_ERRORS) || lib.qpdf_has_error(t->pdf))
        return false;
    text_add(ret_pdf, (const char *)lib.qpdf_get_buffer(t->pdf), lib.qpdf_get_buffer_length(t->pdf));
    return true;
}

enum rpc_code
tag(struct paper *paper, const struct text *plain, struct text *ret_pdf)
{
    struct tagging t = { .pdf = lib.qpdf_init(), .paper = paper };
    if (!rewrite(&t, plain, ret_pdf))
        paper_fail(paper, RPC_INTERNAL, "libqpdf did not finish the document");
    lib.qpdf_cleanup(&t.pdf);
    return paper->code;
}
