/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../setup.h"

#include <okno/audit.h>
#include <okno/db.h>
#include <okno/events.h>
#include <okno/json.h>
#include <okno/queue.methods.h>
#include <okno/queue.sql.h>

struct loading {
    struct rpc_call *call;
    const Queue__LoadQueueSettingsRequest *req;
    Queue__LoadQueueSettingsResponse *rep;
    const struct catalogue *cat;
    struct db_rows halls, windows; /* as they are */
    struct db_work *work;
    int n_changes;
};

/* ------------------------------------------------------------------ one window */

static const char *
window_record(struct rpc_call *call, const Queue__WindowSettings *window, const char *weights)
{
    return arena_printf(call->arena, "%s|%s|%d", window->name, weights, window->disabled);
}

static const char *
window_loaded(const struct loading *l, const char *centre_code, const char *number)
{
    for (int row = 0; row < l->windows.n; row++)
        if (text_equal(db_cell(&l->windows, row, "centre_code"), centre_code)
            && text_equal(db_cell(&l->windows, row, "number"), number))
            return db_cell(&l->windows, row, "loaded");
    return NULL;
}

/* What a supervisor changed stays, until the record says something new. */
static bool
put_window(struct loading *l, const Queue__HallSettings *settings, const Queue__WindowSettings *window)
{
    char id[37];
    const char *weights = setup_weights(l->call->arena, settings, window);
    const char *record = window_record(l->call, window, weights);
    if (text_equal(record, window_loaded(l, settings->centre_code, window->number)))
        return false;
    uuid7(id);
    db_put(l->work, &queue_sql_load_window,
           DB_ARGS((const char *)id, settings->centre_code, window->number, window->name, weights, !window->disabled,
                   record));
    return true;
}

/* A window that left the record is out of use. */
static bool
retire_windows(struct loading *l, const Queue__HallSettings *settings)
{
    bool changed = false;
    for (int row = 0; row < l->windows.n; row++) {
        const char *number = db_cell(&l->windows, row, "number");
        bool there = !text_equal(db_cell(&l->windows, row, "centre_code"), settings->centre_code)
                     || text_empty(db_cell(&l->windows, row, "loaded"));
        for (size_t i = 0; i < settings->n_windows && !there; i++)
            there = text_equal(settings->windows[i]->number, number);
        if (there)
            continue;
        db_put(l->work, &queue_sql_retire_window, DB_ARGS(settings->centre_code, number));
        changed = true;
    }
    return changed;
}

/* ------------------------------------------------------------------ one hall */

static const char *
settings_now(const struct loading *l, const char *centre_code)
{
    for (int row = 0; row < l->halls.n; row++)
        if (text_equal(db_cell(&l->halls, row, "centre_code"), centre_code))
            return db_cell(&l->halls, row, "settings");
    return NULL;
}

static const char *
json_without_windows(struct rpc_call *call, const Queue__HallSettings *settings)
{
    Queue__HallSettings bare = *settings;
    TEXT_SCOPED json = { 0 };
    bare.n_windows = 0;
    json_from_message(&bare.base, &json);
    return arena_strndup(call->arena, json.data, json.length);
}

static void
tell(struct loading *l, const char *centre_code)
{
    Queue__HallSettingsChanged event = QUEUE__HALL_SETTINGS_CHANGED__INIT;
    event.centre_code = centre_code;
    events_put(l->work, centre_code, &event.base);
    l->n_changes++;
}

static void
put_hall(struct loading *l, const Queue__HallSettings *settings)
{
    const char *json = json_without_windows(l->call, settings), *now = settings_now(l, settings->centre_code);
    bool changed = !text_equal(json, now);
    if (changed)
        db_put(l->work, &queue_sql_save_settings, DB_ARGS(settings->centre_code, json, db_time(time_now_us())));
    for (size_t i = 0; i < settings->n_windows; i++)
        changed |= put_window(l, settings, settings->windows[i]);
    changed |= retire_windows(l, settings);
    if (!changed) {
        l->rep->unchanged++;
        return;
    }
    *(now ? &l->rep->changed : &l->rep->added) += 1;
    db_put(l->work, &queue_sql_advance_hall, DB_ARGS(settings->centre_code));
    tell(l, settings->centre_code);
}

static void
take_hall(struct loading *l, const Queue__HallSettings *own, const Reference__Centre *centre, const char *path)
{
    Queue__HallSettings *settings = setup_merge(l->call->arena, l->req->common, own, centre->centre_code);
    setup_windows(l->call->arena, settings, centre->windows);
    setup_check(l->call, settings, path);
    put_hall(l, settings);
}

/* ------------------------------------------------------------------ all of them */

static bool
has_own_record(const Queue__LoadQueueSettingsRequest *req, const char *centre_code)
{
    for (size_t i = 0; i < req->n_halls; i++)
        if (text_equal(req->halls[i]->centre_code, centre_code))
            return true;
    return false;
}

static void
add_hall(struct loading *l, const char *centre_code)
{
    if (!settings_now(l, centre_code))
        db_put(l->work, &queue_sql_put_hall, DB_ARGS(centre_code));
}

/* New ones before anything else: rows of one statement go down together, and windows refer to halls. */
static void
add_halls(struct loading *l, const Reference__Catalogue *all)
{
    for (size_t i = 0; i < l->req->n_halls; i++)
        add_hall(l, l->req->halls[i]->centre_code);
    for (size_t i = 0; l->req->every_centre && i < all->n_centres; i++)
        if (!all->centres[i]->withdrawn && !has_own_record(l->req, all->centres[i]->centre_code))
            add_hall(l, all->centres[i]->centre_code);
}

static void
take_all(struct loading *l)
{
    const Reference__Catalogue *all = catalogue_all(l->cat);
    add_halls(l, all);
    for (size_t i = 0; i < l->req->n_halls; i++) {
        const Queue__HallSettings *own = l->req->halls[i];
        const Reference__Centre *centre = catalogue_centre(l->cat, own->centre_code);
        const char *path = arena_printf(l->call->arena, "halls[%zu]", i);
        if (!centre)
            rpc_violate(l->call, arena_printf(l->call->arena, "%s.centreCode", path), "Центра %s нет",
                        "There is no centre %s", own->centre_code);
        else
            take_hall(l, own, centre, path);
    }
    for (size_t i = 0; l->req->every_centre && i < all->n_centres; i++)
        if (!all->centres[i]->withdrawn && !has_own_record(l->req, all->centres[i]->centre_code))
            take_hall(l, NULL, all->centres[i], "common");
}

enum rpc_code
queue_load_queue_settings(struct rpc_call *call, const Queue__LoadQueueSettingsRequest *req,
                          Queue__LoadQueueSettingsResponse *rep)
{
    struct loading l = { .call = call, .req = req, .rep = rep, .work = db_begin(call) };
    audit_object(call, "queue-settings", "all", NULL);
    enum rpc_code code = catalogue_refresh(call); /* the centres may have just been loaded */
    if (code == RPC_OK)
        code = catalogue_of(call, &l.cat);
    if (code == RPC_OK)
        code = db_rows(call, &queue_sql_list_halls, DB_NO_ARGS, &l.halls);
    if (code == RPC_OK)
        code = db_rows(call, &queue_sql_list_loaded_windows, DB_NO_ARGS, &l.windows);
    if (code != RPC_OK)
        return code;
    take_all(&l);
    code = rpc_check(call);
    return code == RPC_OK && l.n_changes ? db_commit(l.work) : code;
}
