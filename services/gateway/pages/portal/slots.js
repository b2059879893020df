// SPDX-License-Identifier: AGPL-3.0-or-later
// Choosing a day and a free time of it. A model that asks the API and says when it changed, and its picture.
import { api, Problem } from '../lib/api.js';
import { date, time, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';
import { announce } from '../lib/parts.js';

const t = words({
  day: ['День', 'Day'],
  time: ['Свободное время', 'Free times'],
  morning: ['Утро', 'Morning'],
  afternoon: ['День', 'Afternoon'],
  evening: ['Вечер', 'Evening'],
  none: ['На этот день свободного времени нет. Посмотрите другой.', 'No free time on this day. Try another.'],
  closed: [(why) => `Записи нет: ${why}.`, (why) => `No booking: ${why}.`],
  nowhere: ['На ближайшие дни всё занято. Загляните позже или выберите другой центр.', 'The coming days are full. Come back later or choose another centre.'],
  looking: ['Ищем свободное время…', 'Looking for free times…'],
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

const PARTS = [['morning', 0, 12], ['afternoon', 12, 17], ['evening', 17, 24]];

function times(it, chosen, choose) {
  if (it.problem) return html`<div class="okno-note okno-note--bad"><p>${it.problem.message}</p></div>`;
  if (!it.slots) return html`<p class="portal__wait">${t.looking}</p>`;
  if (!it.slots.length)
    return html`<div class="okno-note okno-note--warn"><p>${it.nowhere ? t.nowhere : it.closed ? t.closed(it.closed) : t.none}</p></div>`;
  return PARTS.map(([name, from, to]) => {
    const list = it.slots.filter((slot) => new Date(slot.starts).getHours() >= from && new Date(slot.starts).getHours() < to);
    return list.length ? html`<div class="portal__part" role="group" aria-label=${t[name]}><h3>${t[name]}</h3>
      <div class="portal__times">${list.map((slot) => html`<button type="button" class="portal__time" aria-pressed=${chosen === slot.starts}
        @click=${() => choose(slot)}>${time(slot.starts)}</button>`)}</div></div>` : nothing;
  });
}

/** Days in a row, times of the chosen one; `choose(slot)`. */
export const slotPicker = (it, chosen, choose) => html`<div class="portal__slots">
  <h2 id="days">${t.day}</h2>
  <div class="portal__days" role="group" aria-labelledby="days">${it.days.map((day) => html`
    <button type="button" class="portal__day" aria-pressed=${it.day === day} @click=${() => it.choose(day)}>
      <span>${date(day, { weekday: 'short' })}</span><strong>${date(day, { day: 'numeric' })}</strong><span>${date(day, { month: 'short' })}</span></button>`)}</div>
  <h2>${t.time}</h2>${times(it, chosen, choose)}</div>`;
