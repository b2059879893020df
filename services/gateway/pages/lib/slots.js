// SPDX-License-Identifier: AGPL-3.0-or-later
// Free times of a day at a centre: a model that asks the API and says when it changed.
import { api, Problem } from './api.js';
import { date, words } from './i18n.js';
import { announce } from './parts.js';

const t = words({
  freeOn: [(day, n) => `${day}: свободных записей ${n}`, (day, n) => `${day}: ${n} free times`],
});

// What holds where a hall's settings say nothing, or cannot be read (proto/okno/queue.proto, HallLimits).
const HORIZON_DAYS = 14;
const HOLD_MINUTES = 10;
const MOST_DAYS = 60; // to choose from
const pad = (n) => String(n).padStart(2, '0');
/** Day of a moment, where one is: 2026-03-05. */
export const dayAt = (at) => `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
const dayOf = (ahead) => {
  const at = new Date();
  at.setDate(at.getDate() + ahead);
  return dayAt(at);
};

const daysAhead = (n) => Array.from({ length: n + 1 }, (_, i) => dayOf(i));

export class Slots {
  day = '';
  holdMinutes = HOLD_MINUTES; // a time is kept for, until it is confirmed
  slots = null;      // of the day; null: being asked
  closed = '';
  problem = null;
  nowhere = false;
  #asking = null;

  /** query {centreCode, serviceCode, groupCode, purpose}; `changed` is called whenever it should be drawn anew. */
  constructor(query, changed, day) {
    Object.assign(this, { query, changed });
    this.days = daysAhead(HORIZON_DAYS);
    [this.day] = this.days;
    this.#begin(day);
  }

  // How far ahead one may book is the hall's to say.
  async #begin(day) {
    const { limits } = await api.get('/v1/queueSettings', { query: { centreCode: this.query.centreCode } }).catch(() => ({}));
    this.days = daysAhead(Math.min(limits?.horizonDays || HORIZON_DAYS, MOST_DAYS));
    this.holdMinutes = limits?.reservationMinutes || HOLD_MINUTES;
    if (this.#asking) return this.changed(); // somebody has chosen already
    return day && this.days.includes(day) ? this.choose(day) : this.#first();
  }

  async #first() {
    for (const day of this.days) {
      await this.choose(day, { quietly: true });
      if (this.problem || this.slots?.length || this.day !== day) return;
    }
    this.nowhere = true;
    await this.choose(this.days[0]);
  }

  async choose(day, { quietly = false } = {}) {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    Object.assign(this, { day, slots: null, closed: '', problem: null });
    this.changed();
    try {
      const reply = await api.get('/v1/slots', { query: { ...this.query, date: day }, signal: asking.signal });
      Object.assign(this, { slots: reply.slots ?? [], closed: reply.closedReason ?? '' });
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
    }
    if (!quietly) announce(t.freeOn(date(day, { day: 'numeric', month: 'long' }), this.slots?.length ?? 0));
    this.changed();
  }
}
