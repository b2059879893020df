/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * States are told apart by where tokens wait and what the variables hold; ids of tokens and times do not count, so that
 * a loop comes back to where it was. Nor do outcomes that no condition of the regulation asks about.
 */
#include "walk.h"

#include <stdlib.h>

#define STATES_MAX 60000
#define TABLE_SIZE (4 * STATES_MAX)
#define EVENTS_MAX 64

struct place {
    char *key;
    struct text packed;
    size_t from; /* state it was first reached from */
    bool ended, ends;
};

struct edge {
    size_t from, to;
};

struct walking {
    struct walk *walk;
    struct place *places;
    size_t n;
    uint32_t *table; /* place + 1 by hash of key */
    struct edge *edges;
    size_t n_edges, room;
    struct arena *arena; /* of one step */
    struct bpmn_event events[EVENTS_MAX];
    size_t n_events;
};

/* ------------------------------------------------------------------ telling states apart */

static void
add_value(struct text *key, const struct bpmn_value *value)
{
    switch (value ? value->kind : BPMN_NULL) {
    case BPMN_BOOL:
        text_addc(key, value->truth ? 't' : 'f');
        break;
    case BPMN_NUMBER:
        text_addf(key, "%.15g", value->number);
        break;
    case BPMN_TEXT:
        text_addf(key, "'%s'", value->text);
        break;
    case BPMN_LIST:
    case BPMN_OBJECT:
        for (size_t i = 0; i < value->n; i++) {
            text_addf(key, "%s:", value->kind == BPMN_OBJECT ? value->names[i] : "");
            add_value(key, value->items[i]);
            text_addc(key, ',');
        }
        text_addc(key, ';');
        break;
    default:
        text_addc(key, '-');
    }
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
is_asked(struct arena *arena, const char *text, const char *task)
{
    return strstr(text, arena_printf(arena, "outcomes.%s ", task))
           || strstr(text, arena_printf(arena, "outcomes[\"%s\"]", task));
}

static void
add_variables(struct arena *arena, const char *text, const struct bpmn_value *variables, struct text *key)
{
    for (size_t i = 0; variables && i < variables->n; i++) {
        const struct bpmn_value *value = variables->items[i];
        bool outcomes = text_equal(variables->names[i], "outcomes");
        text_addf(key, "%s:", variables->names[i]);
        for (size_t k = 0; outcomes && k < value->n; k++)
            if (is_asked(arena, text, value->names[k]))
                text_addf(key, "%s=%s,", value->names[k], value->items[k]->text);
        if (!outcomes)
            add_value(key, value);
    }
}

static void
make_key(struct arena *arena, const char *text, const struct bpmn_state *state, struct text *key)
{
    const char **tokens = ARENA_ARRAY(arena, const char *, state->n_tokens);
    for (size_t i = 0; i < state->n_tokens; i++) {
        const struct bpmn_token *token = state->tokens[i];
        const struct bpmn_token *host = token->host ? bpmn_state_token(state, token->host) : NULL;
        tokens[i] = arena_printf(arena, "%s/%d/%u/%d/%s ", token->element->id, token->phase, token->index,
                                 token->overdue, host ? host->element->id : "");
    }
    qsort(tokens, state->n_tokens, sizeof *tokens, by_text);
    for (size_t i = 0; i < state->n_tokens; i++)
        text_adds(key, tokens[i]);
    text_addf(key, "%d ", state->status);
    add_variables(arena, text, state->variables, key);
}

static size_t
find_slot(const struct walking *walking, const char *key)
{
    uint64_t hash = 1469598103934665603U;
    for (const char *at = key; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 1099511628211U;
    size_t slot = (size_t)(hash % TABLE_SIZE);
    while (walking->table[slot] && strcmp(walking->places[walking->table[slot] - 1].key, key) != 0)
        slot = (slot + 1) % TABLE_SIZE;
    return slot;
}

static const char *
where(const struct bpmn_state *state, struct arena *arena)
{
    const char *list = "";
    for (size_t i = 0; i < state->n_tokens; i++)
        list = arena_printf(arena, "%s %s", list, state->tokens[i]->element->id);
    return list;
}

static size_t
place_of(struct walking *walking, const struct bpmn_state *state, size_t from)
{
    TEXT_SCOPED key = { 0 };
    make_key(walking->arena, walking->walk->regulation->text, state, &key);
    size_t slot = find_slot(walking, key.data);
    if (walking->table[slot])
        return walking->table[slot] - 1;
    if (walking->n == STATES_MAX)
        ck_abort_msg("%s: more than %d states", walking->walk->regulation->code, STATES_MAX);
    if (state->status != BPMN_ACTIVE && state->status != BPMN_COMPLETED && state->status != BPMN_TERMINATED)
        ck_abort_msg("%s: ended with status %d, error %s, at%s", walking->walk->regulation->code, state->status,
                     state->error ? state->error : "", where(state, walking->arena));
    struct place *place = &walking->places[walking->n];
    *place = (struct place){ .key = strdup(key.data), .from = from, .ended = state->status != BPMN_ACTIVE };
    place->ends = place->ended;
    bpmn_state_pack(state, &place->packed);
    walking->table[slot] = (uint32_t)++walking->n;
    return walking->n - 1;
}

/* ------------------------------------------------------------------ what can happen */

static void
offer(struct walking *walking, struct bpmn_event event)
{
    EXPECT(walking->n_events < EVENTS_MAX);
    walking->events[walking->n_events++] = event;
}

/* Each value of each choice and boolean of the form, from field `i` on. */
static void
offer_outcome(struct walking *walking, const struct bpmn_token *token, const char *outcome, size_t i,
              const struct bpmn_value *variables)
{
    const struct bpmn_extensions *okno = token->element->okno;
    while (i < okno->n_fields && !okno->fields[i].n_options && !text_equal(okno->fields[i].type, "boolean"))
        i++;
    if (i == okno->n_fields) {
        offer(walking,
              (struct bpmn_event){
                  .kind = BPMN_TASK_COMPLETED, .token = token->id, .outcome = outcome, .variables = variables });
        return;
    }
    const struct bpmn_field *field = &okno->fields[i];
    for (size_t k = 0; k < field->n_options; k++)
        offer_outcome(walking, token, outcome, i + 1,
                      with_text(walking->arena, variables, field->name, field->options[k].value));
    for (int truth = 0; truth < 2 && !field->n_options; truth++)
        offer_outcome(walking, token, outcome, i + 1,
                      bpmn_with(walking->arena, variables, field->name, bpmn_bool(walking->arena, truth)));
}

static void
offer_task(struct walking *walking, const struct bpmn_token *token)
{
    const struct bpmn_extensions *okno = token->element->okno;
    for (size_t i = 0; i < okno->n_outcomes; i++)
        offer_outcome(walking, token, okno->outcomes[i].code, 0, NULL);
    if (!okno->n_outcomes)
        offer_outcome(walking, token, NULL, 0, NULL);
}

static bool
has_error_boundary(const struct bpmn_model *model, const struct bpmn_element *element)
{
    for (size_t i = 0; i < bpmn_model_elements(model); i++) {
        const struct bpmn_element *other = bpmn_model_element(model, i);
        if (other->attached == element && other->trigger == BPMN_ERROR)
            return true;
    }
    return false;
}

/* The escalation of a called process that its caller catches; NULL: none. */
static const struct bpmn_element *
escalation_boundary(const struct bpmn_model *model, const struct bpmn_element *element)
{
    for (size_t i = 0; i < bpmn_model_elements(model); i++) {
        const struct bpmn_element *other = bpmn_model_element(model, i);
        if (other->attached == element && other->trigger == BPMN_ESCALATION)
            return other;
    }
    return NULL;
}

static void
offer_service(struct walking *walking, const struct bpmn_token *token)
{
    const struct bpmn_value *answer = with_text(walking->arena, NULL, "answer", "YES");
    offer(walking, (struct bpmn_event){ .kind = BPMN_SERVICE_RETURNED, .token = token->id, .variables = answer });
    offer(walking, (struct bpmn_event){ .kind = BPMN_SERVICE_FAILED, .token = token->id, .code = "NO_DATA" });
}

static void
offer_called(struct walking *walking, const struct bpmn_token *token)
{
    static const char *const decisions[] = { "GRANTED", "REFUSED" };
    const struct bpmn_element *told = escalation_boundary(walking->walk->regulation->model, token->element);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(decisions); i++) {
        if (told)
            offer(walking,
                  (struct bpmn_event){ .kind = BPMN_CALLED_ESCALATED,
                                       .token = token->id,
                                       .code = told->trigger_name,
                                       .variables = with_text(walking->arena, NULL, "decision", decisions[i]) });
        const struct bpmn_value *outcomes = with_text(walking->arena, NULL, "decide", decisions[i]);
        const struct bpmn_value *variables = bpmn_with(walking->arena, NULL, "outcomes", outcomes);
        offer(walking, (struct bpmn_event){ .kind = BPMN_CALLED_ENDED, .token = token->id, .variables = variables });
    }
    if (has_error_boundary(walking->walk->regulation->model, token->element))
        offer(walking, (struct bpmn_event){ .kind = BPMN_CALLED_ENDED, .token = token->id, .code = "CANCELLED" });
}

static void
offer_awaited(struct walking *walking, const struct bpmn_token *token)
{
    if (token->trigger == BPMN_MESSAGE)
        offer(walking, (struct bpmn_event){ .kind = BPMN_MESSAGE_DELIVERED,
                                            .token = token->id,
                                            .name = token->name,
                                            .correlation = token->correlation });
    if (token->trigger == BPMN_SIGNAL)
        offer(walking, (struct bpmn_event){ .kind = BPMN_SIGNAL_DELIVERED, .name = token->name });
}

static void
offer_all(struct walking *walking, const struct bpmn_state *state)
{
    walking->n_events = 0;
    for (size_t i = 0; i < state->n_tokens; i++) {
        const struct bpmn_token *token = state->tokens[i];
        if (token->phase == BPMN_WAIT_TASK)
            offer_task(walking, token);
        else if (token->phase == BPMN_WAIT_SERVICE)
            offer_service(walking, token);
        else if (token->phase == BPMN_WAIT_CALLED)
            offer_called(walking, token);
        else if (token->phase == BPMN_WAIT_EVENT)
            offer_awaited(walking, token);
        if (token->due_us && !token->overdue)
            offer(walking, (struct bpmn_event){ .kind = BPMN_TIMER_FIRED, .token = token->id });
    }
}

/* ------------------------------------------------------------------ walking */

static void
note(struct walk *walk, const struct bpmn_effects *effects)
{
    for (size_t i = 0; i < effects->n; i++)
        if (effects->items[i].kind == BPMN_ELEMENT_ENTERED)
            walk->entered[effects->items[i].element->index] = true;
    walk->steps++;
}

static void
connect_places(struct walking *walking, size_t from, size_t to)
{
    if (walking->n_edges == walking->room) {
        walking->room = walking->room * 2 + 1024;
        walking->edges = realloc(walking->edges, walking->room * sizeof *walking->edges);
    }
    walking->edges[walking->n_edges++] = (struct edge){ from, to };
}

/* After a withdrawal nothing goes on but what follows from it. */
static void
check_withdrawn(const struct walking *walking, const struct bpmn_event *event, const struct bpmn_state *next)
{
    if (event->kind != BPMN_MESSAGE_DELIVERED || !text_equal(event->name, "withdrawn"))
        return;
    for (size_t i = 0; i < next->n_tokens; i++) {
        const struct bpmn_element *element = next->tokens[i]->element;
        bool follows =
            text_equal(element->id, "withdrawal") || (element->parent && text_equal(element->parent->id, "withdrawal"));
        if (!follows && element->kind != BPMN_PROCESS)
            ck_abort_msg("%s: withdrawn, and %s goes on", walking->walk->regulation->code, element->id);
    }
}

static void
expand(struct walking *walking, size_t at)
{
    const struct regulation *regulation = walking->walk->regulation;
    const struct bpmn_state *state;
    struct bpmn_effects effects;
    arena_reset(walking->arena);
    EXPECT_CODE(bpmn_state_unpack(regulation->model, walking->places[at].packed.data, walking->places[at].packed.length,
                                  walking->arena, &state),
                RPC_OK);
    offer_all(walking, state);
    if (walking->n_events == 0)
        ck_abort_msg("%s: stuck at%s", regulation->code, where(state, walking->arena));
    for (size_t i = 0; i < walking->n_events; i++) {
        const struct bpmn_state *next = must_step(regulation, state, walking->events[i], walking->arena, &effects);
        note(walking->walk, &effects);
        check_withdrawn(walking, &walking->events[i], next);
        connect_places(walking, at, place_of(walking, next, at));
    }
}

/* Backwards from the ends, until nothing is new. */
static void
check_ends(struct walking *walking)
{
    for (bool more = true; more;) {
        more = false;
        for (size_t i = walking->n_edges; i-- > 0;) {
            const struct edge *edge = &walking->edges[i];
            if (walking->places[edge->to].ends && !walking->places[edge->from].ends)
                more = walking->places[edge->from].ends = true;
        }
    }
    for (size_t i = 0; i < walking->n; i++)
        if (!walking->places[i].ends)
            ck_abort_msg("%s: no end can be reached from %s", walking->walk->regulation->code, walking->places[i].key);
}

static void
finish(struct walking *walking)
{
    for (size_t i = 0; i < walking->n; i++) {
        free(walking->places[i].key);
        text_release(&walking->places[i].packed);
    }
    walking->walk->states += walking->n;
    free(walking->places);
    free(walking->table);
    free(walking->edges);
    arena_free(walking->arena);
}

void
walk_from(struct walk *walk, const struct bpmn_value *variables)
{
    struct walking walking = { .walk = walk,
                               .places = calloc(STATES_MAX, sizeof *walking.places),
                               .table = calloc(TABLE_SIZE, sizeof *walking.table),
                               .arena = arena_new((size_t)64 * 1024 * 1024) };
    struct bpmn_effects effects;
    struct bpmn_event start = { .kind = BPMN_START, .variables = variables };
    const struct bpmn_state *first = must_step(walk->regulation, NULL, start, walking.arena, &effects);
    note(walk, &effects);
    place_of(&walking, first, 0);
    for (size_t at = 0; at < walking.n; at++)
        if (!walking.places[at].ended)
            expand(&walking, at);
    check_ends(&walking);
    finish(&walking);
}
