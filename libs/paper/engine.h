/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The libraries that draw: cairo, pango, libqrencode, libqpdf - opened with dlopen when the first document is
 * made. Linked the usual way they and the fifty libraries behind them would cost a service 10 MiB of resident
 * memory from its first second on. Their headers are used as they are; a call is `lib.cairo_fill(cairo)`.
 */
#ifndef OKNO_PAPER_ENGINE_H
#define OKNO_PAPER_ENGINE_H

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qpdf/qpdf-c.h>
#include <qrencode.h>
#include <stdbool.h>

#define CAIRO_CALLS(X)                                                                                                 \
    X(cairo_create)                                                                                                    \
    X(cairo_destroy)                                                                                                   \
    X(cairo_image_surface_create)                                                                                      \
    X(cairo_image_surface_get_data)                                                                                    \
    X(cairo_image_surface_get_stride)                                                                                  \
    X(cairo_mask)                                                                                                      \
    X(cairo_pattern_create_for_surface)                                                                                \
    X(cairo_pattern_destroy)                                                                                           \
    X(cairo_pattern_set_filter)                                                                                        \
    X(cairo_restore)                                                                                                   \
    X(cairo_save)                                                                                                      \
    X(cairo_scale)                                                                                                     \
    X(cairo_surface_mark_dirty)                                                                                        \
    X(cairo_translate)                                                                                                 \
    X(cairo_fill)                                                                                                      \
    X(cairo_font_options_create)                                                                                       \
    X(cairo_font_options_destroy)                                                                                      \
    X(cairo_font_options_set_hint_metrics)                                                                             \
    X(cairo_font_options_set_hint_style)                                                                               \
    X(cairo_move_to)                                                                                                   \
    X(cairo_pdf_surface_create_for_stream)                                                                             \
    X(cairo_pdf_surface_set_metadata)                                                                                  \
    X(cairo_rectangle)                                                                                                 \
    X(cairo_set_source_rgb)                                                                                            \
    X(cairo_show_page)                                                                                                 \
    X(cairo_status)                                                                                                    \
    X(cairo_status_to_string)                                                                                          \
    X(cairo_surface_destroy)                                                                                           \
    X(cairo_surface_finish)                                                                                            \
    X(cairo_surface_status)                                                                                            \
    X(cairo_tag_begin)                                                                                                 \
    X(cairo_tag_end)

#define PANGO_CALLS(X)                                                                                                 \
    X(pango_context_load_font)                                                                                         \
    X(pango_context_set_language)                                                                                      \
    X(pango_context_set_round_glyph_positions)                                                                         \
    X(pango_font_description_free)                                                                                     \
    X(pango_font_description_from_string)                                                                              \
    X(pango_font_map_create_context)                                                                                   \
    X(pango_language_from_string)                                                                                      \
    X(pango_layout_get_iter)                                                                                           \
    X(pango_layout_get_line_count)                                                                                     \
    X(pango_layout_iter_free)                                                                                          \
    X(pango_layout_iter_get_baseline)                                                                                  \
    X(pango_layout_iter_get_line_extents)                                                                              \
    X(pango_layout_iter_get_line_readonly)                                                                             \
    X(pango_layout_iter_get_line_yrange)                                                                               \
    X(pango_layout_iter_next_line)                                                                                     \
    X(pango_layout_new)                                                                                                \
    X(pango_layout_set_alignment)                                                                                      \
    X(pango_layout_set_ellipsize)                                                                                      \
    X(pango_layout_set_font_description)                                                                               \
    X(pango_layout_set_text)                                                                                           \
    X(pango_layout_set_width)                                                                                          \
    X(pango_layout_set_wrap)

#define PANGOCAIRO_CALLS(X)                                                                                            \
    X(pango_cairo_context_set_font_options)                                                                            \
    X(pango_cairo_context_set_resolution)                                                                              \
    X(pango_cairo_font_map_new)                                                                                        \
    X(pango_cairo_show_layout_line)

#define GOBJECT_CALLS(X) X(g_object_unref)

#define QRENCODE_CALLS(X)                                                                                              \
    X(QRcode_encodeString8bit)                                                                                         \
    X(QRcode_free)

#define QPDF_CALLS(X)                                                                                                  \
    X(qpdf_cleanup)                                                                                                    \
    X(qpdf_get_buffer)                                                                                                 \
    X(qpdf_get_buffer_length)                                                                                          \
    X(qpdf_get_root)                                                                                                   \
    X(qpdf_has_error)                                                                                                  \
    X(qpdf_init)                                                                                                       \
    X(qpdf_init_write_memory)                                                                                          \
    X(qpdf_oh_get_array_item)                                                                                          \
    X(qpdf_oh_get_array_n_items)                                                                                       \
    X(qpdf_oh_get_key)                                                                                                 \
    X(qpdf_oh_is_array)                                                                                                \
    X(qpdf_oh_is_dictionary)                                                                                           \
    X(qpdf_oh_is_name_and_equals)                                                                                      \
    X(qpdf_oh_new_string)                                                                                              \
    X(qpdf_oh_new_unicode_string)                                                                                      \
    X(qpdf_oh_parse)                                                                                                   \
    X(qpdf_oh_release_all)                                                                                             \
    X(qpdf_oh_replace_key)                                                                                             \
    X(qpdf_read_memory)                                                                                                \
    X(qpdf_set_deterministic_ID)                                                                                       \
    X(qpdf_set_stream_data_mode)                                                                                       \
    X(qpdf_set_suppress_warnings)                                                                                      \
    X(qpdf_silence_errors)                                                                                             \
    X(qpdf_write)

struct engine {
#define X(name) __typeof__(name) *name;
    CAIRO_CALLS(X)
    PANGO_CALLS(X)
    PANGOCAIRO_CALLS(X)
    GOBJECT_CALLS(X)
    QRENCODE_CALLS(X)
    QPDF_CALLS(X)
#undef X
};

/** Valid after engine_open() succeeded; the libraries then stay for the life of the process. */
extern struct engine lib;

/** Loads the libraries once. False when one is missing; *ret_problem then says which, and stays valid. */
bool engine_open(const char **ret_problem);

#endif
