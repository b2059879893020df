/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#include <pthread.h>

/*
 * A font map takes longer to warm up (6 ms) than a short document to make, so maps are kept for the next one,
 * but no more than this many, as each holds a megabyte: fewer than a map for every worker thread would be.
 */
#define PRESSES_KEPT 4

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct press *kept;
static int n_kept;

/* Nothing is smaller than 11 points: these papers are read without glasses, over a counter. */
static const char *const fonts[2][STYLE_COUNT] = {
    {
        [STYLE_TITLE] = "PT Sans Bold 20",
        [STYLE_PART] = "PT Sans Bold 14",
        [STYLE_SUBPART] = "PT Sans Bold 12",
        [STYLE_TEXT] = "PT Sans 12",
        [STYLE_STRONG] = "PT Sans Bold 12",
        [STYLE_HEAD] = "PT Sans Bold 11",
        [STYLE_NOTE] = "PT Sans 11",
        [STYLE_NUMBER] = "PT Sans Bold 60",
    },
    {
        [STYLE_TITLE] = "PT Sans Bold 18",
        [STYLE_PART] = "PT Sans Bold 12.5",
        [STYLE_SUBPART] = "PT Sans Bold 11",
        [STYLE_TEXT] = "PT Sans 11",
        [STYLE_STRONG] = "PT Sans Bold 11",
        [STYLE_HEAD] = "PT Sans Bold 11",
        [STYLE_NOTE] = "PT Sans 11",
        [STYLE_NUMBER] = "PT Sans Bold 60",
    },
};

/* Glyphs go where the font puts them: rounding to a screen's pixels would show on paper. */
static void
context_for_paper(PangoContext *context)
{
    cairo_font_options_t *options = lib.cairo_font_options_create();
    lib.cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    lib.cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    lib.pango_cairo_context_set_font_options(context, options);
    lib.cairo_font_options_destroy(options);
    lib.pango_cairo_context_set_resolution(context, 72.0);
    lib.pango_context_set_round_glyph_positions(context, FALSE);
}

static struct press *
press_new(void)
{
    struct press *press = calloc(1, sizeof *press);
    if (!press)
        abort();
    press->map = lib.pango_cairo_font_map_new();
    press->context = lib.pango_font_map_create_context(press->map);
    context_for_paper(press->context);
    for (int i = 0; i < STYLE_COUNT; i++)
        for (int dense = 0; dense < 2; dense++)
            press->fonts[dense][i] = lib.pango_font_description_from_string(fonts[dense][i]);
    press->text_font = lib.pango_context_load_font(press->context, press->fonts[0][STYLE_TEXT]);
    return press;
}

static void
press_free(struct press *press)
{
    for (int i = 0; i < STYLE_COUNT; i++)
        for (int dense = 0; dense < 2; dense++)
            lib.pango_font_description_free(press->fonts[dense][i]);
    if (press->text_font)
        lib.g_object_unref(press->text_font);
    lib.g_object_unref(press->context);
    lib.g_object_unref(press->map);
    free(press);
}

struct press *
press_take(void)
{
    pthread_mutex_lock(&lock);
    struct press *press = kept;
    if (press) {
        kept = press->next;
        n_kept--;
    }
    pthread_mutex_unlock(&lock);
    return press ? press : press_new();
}

void
press_give(struct press *press)
{
    pthread_mutex_lock(&lock);
    bool keep = n_kept < PRESSES_KEPT;
    if (keep) {
        press->next = kept;
        kept = press;
        n_kept++;
    }
    pthread_mutex_unlock(&lock);
    if (!keep)
        press_free(press);
}
