/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/audit.h>
#include <okno/db.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#define HANDS 3 /* the one that gives, the courier, the one that takes */

static bool
is_signed(const Tracking__CourierCase *one)
{
    size_t n = 0;
    for (size_t i = 0; i < one->n_hands; i++)
        n += !text_empty(one->hands[i]->signed_by);
    return n >= HANDS;
}

enum rpc_code
tracking_get_courier_register(struct rpc_call *call, const Tracking__GetCourierRegisterRequest *req,
                              Tracking__CourierRegister *rep)
{
    struct view view;
    enum rpc_code code = view_of(call, &view);
    if (code != RPC_OK)
        return code;
    audit_object(call, "courier_register", req->number, NULL);
    code = DB_LIST(call, &tracking_sql_list_courier_cases, DB_ARGS(req->number, view.centre, view.agency), rep, cases,
                   tracking__courier_case__descriptor);
    if (code == RPC_OK && rep->n_cases == 0)
        return rpc_fail(call, RPC_NOT_FOUND, "Реестра передачи %s нет", "There is no courier register %s", req->number);
    rep->number = req->number;
    rep->complete = true;
    for (size_t i = 0; i < rep->n_cases; i++)
        rep->complete &= is_signed(rep->cases[i]);
    return code;
}
