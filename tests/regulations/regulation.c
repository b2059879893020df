/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "regulation.h"

#include <dirent.h>
#include <stdlib.h>

#define ARENA_MAX ((size_t)256 * 1024 * 1024)

static int
is_bpmn(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && text_equal(dot, ".bpmn");
}

size_t
regulation_codes(const char *ret_codes[REGULATIONS_MAX])
{
    static struct arena *arena;
    static const char *codes[REGULATIONS_MAX];
    static size_t n;
    struct dirent **entries;
    if (!arena) {
        arena = arena_new(ARENA_MAX);
        int found = scandir(OKNO_REGULATIONS, &entries, is_bpmn, alphasort);
        ck_assert_msg(found > 0 && found <= REGULATIONS_MAX, "no files in %s", OKNO_REGULATIONS);
        for (int i = 0; i < found; i++) {
            codes[n++] = arena_strndup(arena, entries[i]->d_name, strlen(entries[i]->d_name) - strlen(".bpmn"));
            free(entries[i]);
        }
        free(entries);
    }
    memcpy(ret_codes, codes, n * sizeof *codes);
    return n;
}

static void
read_file(const char *path, struct text *ret_text)
{
    FILE *file = fopen(path, "r");
    char piece[4096];
    size_t got;
    ck_assert_msg(file != NULL, "cannot open %s", path);
    while ((got = fread(piece, 1, sizeof piece, file)) > 0)
        text_add(ret_text, piece, got);
    fclose(file);
}

void
regulation_open(struct regulation *regulation, const char *code)
{
    struct bpmn_faults faults;
    TEXT_SCOPED bytes = { 0 };
    *regulation = (struct regulation){ .arena = arena_new(ARENA_MAX), .code = code };
    read_file(arena_printf(regulation->arena, "%s/%s.bpmn", OKNO_REGULATIONS, code), &bytes);
    regulation->text = arena_strdup(regulation->arena, bytes.data);
    enum rpc_code result = bpmn_parse(bytes.data, bytes.length, NULL, regulation->arena, &regulation->model, &faults);
    if (faults.n)
        ck_abort_msg("%s.bpmn:%d: %s: %s: %s", code, faults.items[0].line, faults.items[0].element,
                     faults.items[0].rule, faults.items[0].message_en);
    EXPECT_CODE(result, RPC_OK);
}

void
regulation_close(struct regulation *regulation)
{
    bpmn_model_free(regulation->model);
    arena_free(regulation->arena);
}

/* ------------------------------------------------------------------ what it starts with */

const struct bpmn_value *
with_text(struct arena *arena, const struct bpmn_value *object, const char *name, const char *text)
{
    return bpmn_with(arena, object, name, bpmn_text(arena, text));
}

static const struct bpmn_value *
repeated(struct arena *arena, const struct bpmn_value *item, int n)
{
    struct bpmn_value *list = ARENA_NEW(arena, struct bpmn_value);
    const struct bpmn_value **items = ARENA_ARRAY(arena, const struct bpmn_value *, n);
    for (int i = 0; i < n; i++)
        items[i] = item;
    *list = (struct bpmn_value){ .kind = BPMN_LIST, .n = (size_t)n, .items = items };
    return list;
}

static const struct bpmn_value *
application(struct arena *arena, struct start start)
{
    static const char *const texts[][2] = {
        { "id", "00000000-0000-7000-8000-000000000001" },
        { "number", "0001-9000003-067201-0000001/26" },
        { "serviceCode", "civil-record-duplicate" },
        { "channel", "PORTAL" },
        { "centre", "mfc-arbat" },
        { "agency", "zags" },
    };
    const struct bpmn_value *value = NULL;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++)
        value = with_text(arena, value, texts[i][0], texts[i][1]);
    value = bpmn_with(arena, value, "scenario", bpmn_number(arena, start.scenario));
    value = bpmn_with(arena, value, "accepted", bpmn_bool(arena, start.accepted));
    return bpmn_with(arena, value, "keepsOriginals", bpmn_bool(arena, start.keeps_originals));
}

static const struct bpmn_value *
complaint(struct arena *arena, struct start start)
{
    const struct bpmn_value *value = bpmn_with(arena, NULL, "registered", bpmn_bool(arena, start.accepted));
    value = with_text(arena, with_text(arena, value, "number", "1"), "term", "15 WORKING");
    value = with_text(arena, with_text(arena, value, "role", "SUPERVISOR"), "centre", "mfc-arbat");
    return with_text(arena, value, "agency", "");
}

const struct bpmn_value *
start_variables(struct arena *arena, struct start start)
{
    const struct bpmn_value *term = with_text(arena, NULL, "planned", "2026-12-21");
    term = with_text(arena, bpmn_with(arena, term, "days", bpmn_number(arena, 20)), "kind", "WORKING");
    const struct bpmn_value *request =
        with_text(arena, with_text(arena, NULL, "kind", "fee-payment"), "agency", "treasury");
    const struct bpmn_value *document = with_text(arena, with_text(arena, NULL, "kind", "passport-rf"), "form", "SCAN");
    const struct bpmn_value *answers = bpmn_with(arena, NULL, "paperCopy", bpmn_bool(arena, start.paper_copy));
    const struct bpmn_value *all = bpmn_with(arena, NULL, "application", application(arena, start));
    all = bpmn_with(arena, all, "applicant", with_text(arena, NULL, "kind", "PERSON"));
    all = bpmn_with(arena, all, "answers", answers);
    all = bpmn_with(arena, all, "documents", repeated(arena, document, 1));
    all = bpmn_with(arena, all, "requests", repeated(arena, request, start.requests));
    all = with_text(arena, with_text(arena, all, "serviceCode", "high-tech-care"), "agency", "dzm");
    all = with_text(arena, with_text(arena, all, "operator", "mfc"), "approver", "prefecture");
    all = bpmn_with(arena, all, "procedures", repeated(arena, bpmn_text(arena, "submission"), start.requests));
    all = bpmn_with(arena, all, "complaint", complaint(arena, start));
    return bpmn_with(arena, all, "term", term);
}

/* ------------------------------------------------------------------ steps */

static enum rpc_code
at_once(void *arg, int64_t from_us, int32_t amount, enum bpmn_term_unit unit, int64_t *ret_end_us)
{
    (void)arg, (void)amount, (void)unit;
    *ret_end_us = from_us;
    return RPC_OK;
}

const struct bpmn_calendar no_time = { .term_end = at_once };

const struct bpmn_state *
must_step(const struct regulation *regulation, const struct bpmn_state *state, struct bpmn_event event,
          struct arena *arena, struct bpmn_effects *ret_effects)
{
    const struct bpmn_state *next;
    struct bpmn_fault fault = { 0 };
    event.now_us = NOON_US;
    event.calendar = &no_time;
    enum rpc_code code = bpmn_step(regulation->model, state, &event, arena, &next, ret_effects, &fault);
    if (code != RPC_OK)
        ck_abort_msg("%s: %s: %s: %s", regulation->code, fault.element, fault.rule, fault.message_en);
    return next;
}
