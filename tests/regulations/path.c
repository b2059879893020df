/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "path.h"

#include <stdlib.h>

static const char *
joined(struct arena *arena, const char *list, const char *more)
{
    return *list ? arena_printf(arena, "%s %s", list, more) : more;
}

/* ------------------------------------------------------------------ what is seen */

static const char *
performer(struct arena *arena, const struct bpmn_element *element)
{
    const struct bpmn_performer *who = &element->okno->performer;
    return arena_printf(arena, "%s:%s%s", element->id, who->role ? who->role : "",
                        who->centre   ? "@centre"
                        : who->agency ? "@agency"
                                      : "");
}

static const char *
waits(struct arena *arena, const struct bpmn_state *state)
{
    const char *list = "";
    for (size_t i = 0; i < state->n_tokens; i++) {
        const struct bpmn_token *token = state->tokens[i];
        bool for_person = token->phase == BPMN_WAIT_TASK;
        bool aside = token->element->kind == BPMN_BOUNDARY_EVENT || token->element->kind == BPMN_START_EVENT;
        if (token->phase != BPMN_SCOPE && token->phase != BPMN_BODY && token->phase != BPMN_WAIT_CHOICE && !aside)
            list = joined(arena, list, for_person ? performer(arena, token->element) : token->element->id);
    }
    return list;
}

static const char *
shown(struct arena *arena, const struct bpmn_effects *effects)
{
    const char *list = "";
    for (size_t i = 0; i < effects->n; i++)
        if (effects->items[i].kind == BPMN_STATUS_SHOWN) {
            const struct bpmn_status *status = effects->items[i].status;
            list = joined(arena, list, arena_printf(arena, "%s/%s", status->okno ? status->okno : "", status->epgu));
        }
    return list;
}

/* ------------------------------------------------------------------ what happens */

static const struct bpmn_token *
token_at(const struct bpmn_state *state, const char *element)
{
    for (size_t i = 0; i < state->n_tokens; i++)
        if (text_equal(state->tokens[i]->element->id, element) && state->tokens[i]->phase != BPMN_BODY)
            return state->tokens[i];
    ck_abort_msg("nothing waits at %s", element);
    return NULL;
}

#define WORDS_MAX 8

/* "name=value" and so on: texts, `true` and `false`. */
static const struct bpmn_value *
fields_of(struct arena *arena, const char *const *assignments)
{
    const struct bpmn_value *all = NULL;
    for (; *assignments; assignments++) {
        size_t length = strcspn(*assignments, "=");
        const char *name = arena_strndup(arena, *assignments, length), *value = *assignments + length + 1;
        bool truth = text_equal(value, "true"), is_bool = truth || text_equal(value, "false");
        all = bpmn_with(arena, all, name, is_bool ? bpmn_bool(arena, truth) : bpmn_text(arena, value));
    }
    return all;
}

static struct bpmn_event
task_done(struct arena *arena, const struct bpmn_state *state, const char *const *words)
{
    return (struct bpmn_event){ .kind = BPMN_TASK_COMPLETED,
                                .token = token_at(state, words[0])->id,
                                .outcome = words[1],
                                .variables = fields_of(arena, words + 2) };
}

static struct bpmn_event
called_ended(struct arena *arena, const struct bpmn_state *state, const char *element, const char *decision)
{
    const struct bpmn_value *outcomes = with_text(arena, NULL, "decide", decision);
    return (struct bpmn_event){ .kind = BPMN_CALLED_ENDED,
                                .token = token_at(state, element)->id,
                                .variables = bpmn_with(arena, NULL, "outcomes", outcomes) };
}

/* A called process tells that it is ready, and goes on by itself. */
static struct bpmn_event
called_ready(struct arena *arena, const struct bpmn_state *state, const char *element, const char *decision)
{
    return (struct bpmn_event){ .kind = BPMN_CALLED_ESCALATED,
                                .token = token_at(state, element)->id,
                                .code = "ready",
                                .variables = with_text(arena, NULL, "decision", decision) };
}

static struct bpmn_event
event_of(struct arena *arena, const struct bpmn_state *state, const char *act)
{
    const char *words[WORDS_MAX + 1] = { NULL };
    char *rest = arena_strdup(arena, act);
    for (int i = 0; i < WORDS_MAX && rest; i++)
        words[i] = strsep(&rest, " ");
    if (text_equal(words[0], "timer"))
        return (struct bpmn_event){ .kind = BPMN_TIMER_FIRED, .token = token_at(state, words[1])->id };
    if (text_equal(words[0], "answer"))
        return (struct bpmn_event){ .kind = BPMN_SERVICE_RETURNED, .token = token_at(state, words[1])->id };
    if (text_equal(words[0], "failure"))
        return (struct bpmn_event){ .kind = BPMN_SERVICE_FAILED,
                                    .token = token_at(state, words[1])->id,
                                    .code = "NO_DATA" };
    if (text_equal(words[0], "message"))
        return (struct bpmn_event){ .kind = BPMN_MESSAGE_DELIVERED,
                                    .name = words[1],
                                    .correlation = words[2],
                                    .variables = words[2] ? fields_of(arena, words + 3) : NULL };
    if (text_equal(words[0], "ready"))
        return called_ready(arena, state, words[1], words[2]);
    if (text_equal(words[0], "ended"))
        return called_ended(arena, state, words[1], words[2]);
    return task_done(arena, state, words);
}

void
path_play(const char *code, struct start start, size_t n, const struct turn *turns)
{
    REGULATION_SCOPED regulation;
    regulation_open(&regulation, code);
    const struct bpmn_state *state = NULL;
    bool telling = getenv("OKNO_TELL_PATHS") != NULL;
    for (size_t i = 0; i < n; i++) {
        struct bpmn_effects effects;
        struct bpmn_event event = { .kind = BPMN_START, .variables = start_variables(regulation.arena, start) };
        if (state)
            event = event_of(regulation.arena, state, turns[i].act);
        state = must_step(&regulation, state, event, regulation.arena, &effects);
        const char *seen = shown(regulation.arena, &effects), *now = waits(regulation.arena, state);
        if (telling) {
            printf("    { \"%s\", \"%s\", \"%s\" },\n", turns[i].act ? turns[i].act : "", seen, now);
            continue;
        }
        if (!text_equal(seen, turns[i].shown) || !text_equal(now, turns[i].waits))
            ck_abort_msg("%s: after %s: shown \"%s\", waits \"%s\"", code, turns[i].act ? turns[i].act : "start", seen,
                         now);
    }
    EXPECT_INT(state->status, BPMN_COMPLETED);
}
