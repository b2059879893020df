/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "moves.h"

#define S(name) MOVES_BIT(HALL_STATE(name))
#define IN_LINE (S(WAITING) | S(TRANSFERRED))
#define AT_WINDOW (S(CALLED) | S(SERVING))
#define ASIDE (S(HELD) | S(PARKED))

/* The README has the same table. */
const struct moves_row moves_table[MOVE_COUNT] = {
    [MOVE_ENTER] = { "enter", "WAITING", S(ISSUED), HALL_STATE(WAITING) },
    [MOVE_CALL] = { "call", "CALLED", IN_LINE | S(POSTPONED), HALL_STATE(CALLED) },
    [MOVE_RECALL] = { "recall", "RECALLED", S(CALLED) | ASIDE | S(NO_SHOW), HALL_STATE(CALLED) },
    [MOVE_SERVE] = { "serve", "SERVING", S(CALLED) | S(HELD), HALL_STATE(SERVING) },
    [MOVE_HOLD] = { "hold", "HELD", AT_WINDOW, HALL_STATE(HELD) },
    [MOVE_PARK] = { "park", "PARKED", AT_WINDOW | S(HELD), HALL_STATE(PARKED) },
    [MOVE_POSTPONE] = { "postpone", "POSTPONED", IN_LINE | AT_WINDOW | ASIDE | S(POSTPONED), HALL_STATE(POSTPONED) },
    [MOVE_REDIRECT] = { "redirect", "TRANSFERRED", IN_LINE | AT_WINDOW | ASIDE | S(POSTPONED),
                        HALL_STATE(TRANSFERRED) },
    [MOVE_RETURN] = { "return", "RETURNED", AT_WINDOW | S(HELD) | S(TRANSFERRED), HALL_STATE(TRANSFERRED) },
    [MOVE_FINISH] = { "finish", "FINISHED", S(SERVING) | S(HELD), HALL_STATE(FINISHED) },
    [MOVE_NO_SHOW] = { "noShow", "NO_SHOW", S(CALLED) | ASIDE, HALL_STATE(NO_SHOW) },
    [MOVE_CANCEL] = { "cancel", "CANCELLED", S(ISSUED) | IN_LINE | S(POSTPONED) | S(CALLED) | ASIDE,
                      HALL_STATE(CANCELLED) },
    [MOVE_EXPIRE] = { "expire", "EXPIRED", S(ISSUED) | IN_LINE | S(POSTPONED) | AT_WINDOW | ASIDE,
                      HALL_STATE(CANCELLED) },
};

bool
moves_may(hall_state from, enum move move)
{
    return (moves_table[move].from & MOVES_BIT(from)) != 0;
}

void
moves_allowed(hall_state from, struct text *ret_names)
{
    text_adds(ret_names, "");
    for (int move = MOVE_CALL; move < MOVE_EXPIRE; move++)
        if (moves_may(from, (enum move)move))
            text_addf(ret_names, "%s%s", ret_names->length ? ", " : "", moves_table[move].name);
}

const char *
moves_words(hall_state state, bool english)
{
    static const char *const words[][2] = {
        [HALL_STATE(ISSUED)] = { "ждёт предыдущей услуги", "waits for the service before" },
        [HALL_STATE(WAITING)] = { "ожидает", "waiting" },
        [HALL_STATE(CALLED)] = { "вызван", "called" },
        [HALL_STATE(SERVING)] = { "обслуживается", "being served" },
        [HALL_STATE(HELD)] = { "отошёл от окна", "held at its window" },
        [HALL_STATE(PARKED)] = { "отложен в зале", "parked" },
        [HALL_STATE(POSTPONED)] = { "отложен по времени", "postponed" },
        [HALL_STATE(TRANSFERRED)] = { "перенаправлен", "redirected" },
        [HALL_STATE(FINISHED)] = { "завершён", "finished" },
        [HALL_STATE(NO_SHOW)] = { "не явился", "did not come" },
        [HALL_STATE(CANCELLED)] = { "отменён", "cancelled" },
    };
    return state > 0 && (size_t)state < OKNO_ARRAY_SIZE(words) ? words[state][english] : "";
}

bool
moves_over(hall_state state)
{
    return state == HALL_STATE(FINISHED) || state == HALL_STATE(NO_SHOW) || state == HALL_STATE(CANCELLED);
}

bool
moves_waits(hall_state state)
{
    return state == HALL_STATE(WAITING) || state == HALL_STATE(TRANSFERRED);
}
