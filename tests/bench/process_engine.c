/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * libs/bpmn alone: instances of the model from start to end in memory, every task completed as soon as it waits.
 * Between steps the state is packed and unpacked, as a service that keeps it in a row does. Prints one JSON object:
 * `scripts/bench process`.
 *
 *     process_engine MODEL.bpmn SECONDS
 */
#include <okno/bpmn.h>

#include <stdio.h>
#include <stdlib.h>

struct instance {
    const struct bpmn_model *model;
    struct text packed;
    bool ended;
};

static uint32_t
task_of(const struct bpmn_effects *effects)
{
    for (size_t i = 0; i < effects->n; i++)
        if (effects->items[i].kind == BPMN_TASK_CREATED)
            return effects->items[i].token;
    return 0;
}

/* Carries the instance one event on; the token of the task that waits then, 0 when none does. */
static uint32_t
step(struct instance *instance, struct arena *arena, struct bpmn_event event)
{
    const struct bpmn_state *state = NULL;
    struct bpmn_effects effects;
    struct bpmn_fault fault = { 0 };
    event.now_us = time_now_us();
    enum rpc_code code = RPC_OK;
    if (event.kind != BPMN_START)
        code = bpmn_state_unpack(instance->model, instance->packed.data, instance->packed.length, arena, &state);
    if (code == RPC_OK)
        code = bpmn_step(instance->model, state, &event, arena, &state, &effects, &fault);
    if (code != RPC_OK) {
        fprintf(stderr, "%s: %s\n", rpc_code_name(code), fault.message_en ? fault.message_en : "");
        exit(1);
    }
    instance->packed.length = 0;
    bpmn_state_pack(state, &instance->packed);
    instance->ended = state->status == BPMN_COMPLETED;
    return task_of(&effects);
}

static void
run_one(struct instance *instance, struct arena *arena)
{
    struct bpmn_event event = { .kind = BPMN_START };
    uint32_t task;
    while ((task = step(instance, arena, event)) != 0) {
        event = (struct bpmn_event){ .kind = BPMN_TASK_COMPLETED, .token = task, .outcome = "done" };
        arena_reset(arena);
    }
    arena_reset(arena);
    if (!instance->ended) {
        fprintf(stderr, "an instance waits for something else than a task\n");
        exit(1);
    }
}

int
main(int argc, char **argv)
{
    static char bytes[8 << 20];
    FILE *file = argc == 3 ? fopen(argv[1], "r") : NULL;
    if (!file) {
        fprintf(stderr, "usage: %s MODEL.bpmn SECONDS\n", argv[0]);
        return 64;
    }
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    struct arena *arena = arena_new((size_t)64 << 20);
    struct bpmn_model *model;
    struct bpmn_faults faults;
    if (bpmn_parse(bytes, length, NULL, arena, &model, &faults) != RPC_OK) {
        fprintf(stderr, "%s\n", faults.n ? faults.items[0].message_en : "the model cannot be read");
        return 1;
    }
    struct instance instance = { .model = model };
    long instances = 0;
    int64_t start = time_mono_us(), until = start + strtol(argv[2], NULL, 10) * INT64_C(1000000);
    for (; time_mono_us() < until; instances++)
        run_one(&instance, arena);
    double seconds = (double)(time_mono_us() - start) / 1e6;
    printf("{\"instances\":%ld,\"seconds\":%.3f,\"per_s\":%.1f}\n", instances, seconds, (double)instances / seconds);
    text_release(&instance.packed);
    bpmn_model_free(model);
    arena_free(arena);
    return 0;
}
