// SPDX-License-Identifier: AGPL-3.0-or-later
// Free times of a day at a centre: a model that asks the API and says when it changed.
import { api, Problem } from './api.js';
import { date, words } from './i18n.js';
import { announce } from './parts.js';

const t = words({
  freeOn: [(day, n) => `${day}: свободных записей ${n}`, (day, n) => `${day}: ${n} free times`],
});

const HORIZON_DAYS = 14;
const pad = (n) => String(n).padStart(2, '0');
/** Day of a moment, where one is: 2026-03-05. */
export const dayAt = (at) => `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
const dayOf = (ahead) => {
  const at = new Date();
  at.setDate(at.getDate() + ahead);
  return dayAt(at);
};

export class Slots {
  day = '';
  slots = null;      // of the day; null: being asked
  closed = '';
  problem = null;
  nowhere = false;
  #asking = null;

  /** query {centreCode, serviceCode, groupCode, purpose}; `changed` is called whenever it should be drawn anew. */
  constructor(query, changed, day) {
    Object.assign(this, { query, changed });
    this.days = Array.from({ length: HORIZON_DAYS + 1 }, (_, i) => dayOf(i));
    if (day && this.days.includes(day)) this.choose(day);
    else this.#first();
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
