// SPDX-License-Identifier: AGPL-3.0-or-later
// Choosing a day and a free time of it: the picture of Slots (lib/slots.js).
import { date, time, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';

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
});

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
