/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "log_local.h"

#include <math.h>
#include <unistd.h>

#define VALUE_MAX_BYTES ((size_t)1024)
#define CUT_BYTES ((size_t)16) /* for the mark that fields were left out */

void
line_add(struct line *line, const char *bytes, size_t length)
{
    if (length > line->limit - line->length) {
        line->full = true;
        return;
    }
    memcpy(line->bytes + line->length, bytes, length);
    line->length += length;
}

void
line_adds(struct line *line, const char *string)
{
    line_add(line, string, strlen(string));
}

void
line_addf(struct line *line, const char *fmt, ...)
{
    char piece[128];
    va_list args;
    va_start(args, fmt);
    int length = vsnprintf(piece, sizeof piece, fmt, args);
    va_end(args);
    if (length > 0)
        line_add(line, piece, (size_t)length < sizeof piece ? (size_t)length : sizeof piece - 1);
}

/* Bytes of the well-formed character at `s`, 0 when there is none. */
static size_t
character(const char *s, size_t left)
{
    for (size_t length = 1; length <= 4 && length <= left; length++)
        if (utf8_valid(s, length))
            return length;
    return 0;
}

static uint32_t
code_point(const char *s, size_t length)
{
    static const unsigned char lead_bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
    uint32_t point = (unsigned char)s[0] & lead_bits[length];
    for (size_t i = 1; i < length; i++)
        point = point << 6 | ((unsigned char)s[i] & 0x3F);
    return point;
}

/* Characters that act instead of showing: controls, line separators, direction overrides (Unicode TR 36). */
static bool
acts(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point <= 0x9F) || point == 0x2028 || point == 0x2029
           || (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

static void
add_character(struct line *line, const char *s, size_t length, bool quoted)
{
    uint32_t point = code_point(s, length);
    if (quoted && (point == '"' || point == '\\'))
        line_addf(line, "\\%c", (int)point);
    else if (point == '\n')
        line_adds(line, "\\n");
    else if (point == '\t')
        line_adds(line, "\\t");
    else if (acts(point))
        line_addf(line, "\\u%04x", point);
    else
        line_add(line, s, length);
}

/* How many bytes at `s` are plain ASCII that goes out as it is, up to `most`. */
static size_t
plain_span(const char *s, size_t most)
{
    size_t length = 0;
    while (length < most && s[length] >= ' ' && s[length] < 0x7F && s[length] != '"' && s[length] != '\\')
        length++;
    return length;
}

/* Adds what stands at `s`, in one piece; returns how far it went. */
static size_t
add_piece(struct line *line, const char *s, size_t left, size_t room, bool quoted)
{
    size_t length = plain_span(s, left < room ? left : room);
    if (length) {
        line_add(line, s, length);
        return length;
    }
    length = character(s, left);
    if (length)
        add_character(line, s, length, quoted);
    else
        line_adds(line, "\uFFFD");
    return length ? length : 1;
}

static void
add_escaped(struct line *line, const char *s, bool quoted)
{
    size_t end = line->length + VALUE_MAX_BYTES;
    for (size_t left = strlen(s), step; left && !line->full; s += step, left -= step) {
        if (line->length >= end) {
            line_adds(line, "…");
            return;
        }
        step = add_piece(line, s, left, end - line->length, quoted);
    }
}

static void
add_quoted(struct line *line, const char *s)
{
    line_adds(line, "\"");
    add_escaped(line, s, true);
    line_adds(line, "\"");
}

/* The shortest text that reads back as the same number, with a point whatever the locale. */
static void
add_real(struct line *line, double real)
{
    char number[40];
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(number, sizeof number, "%.*g", digits, real);
        if (strtod(number, NULL) == real)
            break;
    }
    char *comma = strchr(number, ',');
    if (comma)
        *comma = '.';
    line_adds(line, isfinite(real) ? number : "null");
}

static bool
needs_quotes(const char *s)
{
    for (const char *c = s; *c; c++)
        if ((unsigned char)*c <= ' ' || strchr("\"\\=", *c))
            return true;
    return !*s;
}

static void
add_string(struct line *line, struct style style, const char *s)
{
    if (!s)
        line_adds(line, style.json ? "null" : "-");
    else if (style.json || needs_quotes(s))
        add_quoted(line, s);
    else
        add_escaped(line, s, true);
}

static void
add_value(struct line *line, struct style style, const struct log_field *field)
{
    switch (field->kind) {
    case LOG_KIND_STR:
        add_string(line, style, field->str);
        break;
    case LOG_KIND_INT:
        line_addf(line, "%lld", (long long)field->integer);
        break;
    case LOG_KIND_UINT:
        line_addf(line, "%llu", (unsigned long long)field->natural);
        break;
    case LOG_KIND_REAL:
        add_real(line, field->real);
        break;
    case LOG_KIND_BOOL:
        line_adds(line, field->flag ? "true" : "false");
        break;
    }
}

static void
add_field(struct line *line, struct style style, const struct log_field *field)
{
    if (style.json) {
        line_adds(line, ",");
        add_quoted(line, field->key);
        line_adds(line, ":");
    } else {
        line_adds(line, style.colour ? " \033[2m" : " ");
        add_escaped(line, field->key, true);
        line_adds(line, style.colour ? "=\033[0m" : "=");
    }
    add_value(line, style, field);
}

static void
add_message(struct line *line, struct style style, const char *message)
{
    if (!style.json) {
        add_escaped(line, message ? message : "-", false);
        return;
    }
    line_adds(line, "\"message\":");
    add_quoted(line, message ? message : "");
}

void
render_body(struct line *ret_body, struct style style, const struct log_field *fields)
{
    struct line *line = ret_body;
    line->length = 0;
    line->full = false;
    line->limit = BODY_MAX_BYTES - CUT_BYTES;
    add_message(line, style, fields->str);
    bool cut = false;
    for (const struct log_field *field = fields + 1; field->key; field++) {
        size_t before = line->length;
        add_field(line, style, field);
        if (line->full) {
            line->length = before;
            line->full = false;
            cut = true;
        }
    }
    line->limit = BODY_MAX_BYTES;
    if (cut)
        line_adds(line, style.json ? ",\"cut\":true" : " cut=true");
}

static void
json_line(struct line *line, const struct frame *frame, const char *body, size_t body_length)
{
    char time[32];
    time_format(frame->time_us, time);
    line_addf(line, "{\"time\":\"%s\",\"level\":\"%s\",\"component\":", time, log_level_names[frame->level]);
    add_quoted(line, frame->component);
    line_addf(line, ",\"pid\":%d,", (int)getpid());
    line_add(line, body, body_length);
    if (*frame->trace) {
        line_adds(line, ",\"trace\":");
        add_quoted(line, frame->trace);
    }
    if (frame->repeated)
        line_addf(line, ",\"repeated\":%llu", (unsigned long long)frame->repeated);
    if (frame->lost)
        line_addf(line, ",\"lost\":%llu", (unsigned long long)frame->lost);
    line_adds(line, "}\n");
}

static void
text_line(struct line *line, bool colour, const struct frame *frame, const char *body, size_t body_length)
{
    static const char *const labels[] = { "ERROR", "WARN ", "INFO ", "DEBUG" };
    static const char *const colours[] = { "\033[1;31m", "\033[33m", "\033[32m", "\033[2m" };
    const char *plain = colour ? "\033[0m" : "", *dim = colour ? "\033[2m" : "";
    int minute = minute_of_time(frame->time_us);
    int ms = (int)(frame->time_us / 1000 % 60000);
    line_addf(line, "%s%02d:%02d:%02d.%03d%s ", dim, minute / 60, minute % 60, ms / 1000, ms % 1000, plain);
    line_addf(line, "%s%s%s ", colour ? colours[frame->level] : "", labels[frame->level], plain);
    add_escaped(line, frame->component, false);
    line_adds(line, ": ");
    line_add(line, body, body_length);
    if (*frame->trace) {
        line_addf(line, " %strace=", dim);
        add_escaped(line, frame->trace, true);
        line_adds(line, plain);
    }
    if (frame->repeated)
        line_addf(line, " (repeated %llu times)", (unsigned long long)frame->repeated);
    if (frame->lost)
        line_addf(line, " (%llu lines lost)", (unsigned long long)frame->lost);
    line_adds(line, "\n");
}

void
render_line(struct line *ret_line, struct style style, const struct frame *frame, const char *body, size_t body_length)
{
    ret_line->length = 0;
    ret_line->full = false;
    ret_line->limit = LINE_MAX_BYTES;
    if (style.json)
        json_line(ret_line, frame, body, body_length);
    else
        text_line(ret_line, style.colour, frame, body, body_length);
}
