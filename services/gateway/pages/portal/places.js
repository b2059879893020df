// SPDX-License-Identifier: AGPL-3.0-or-later
// Centres: their hours in words, how long one waits there, choosing one.
import { api } from '../lib/api.js';
import { language, nameOf, words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';

const t = words({
  choose: ['Выберите центр', 'Choose a centre'],
  today: [(from, to) => `Сегодня ${from}–${to}`, (from, to) => `Today ${from}–${to}`],
  off: ['Сегодня выходной', 'Closed today'],
  GREEN: ['Очередь до 10 минут', 'Up to 10 minutes of waiting'],
  YELLOW: ['Очередь 11–20 минут', '11–20 minutes of waiting'],
  ORANGE: ['Очередь 21–30 минут', '21–30 minutes of waiting'],
  RED: ['Очередь больше 30 минут', 'More than 30 minutes of waiting'],
  CLOSED: ['Окна сейчас не обслуживают', 'No window is served now'],
});

const LIGHTS = ['GREEN', 'YELLOW', 'ORANGE', 'RED'];
const KINDS = { GREEN: 'okno-tag--good', YELLOW: 'okno-tag--warn', ORANGE: 'okno-tag--strong', RED: 'okno-tag--bad' };

/** Of the slowest group that is served now; of one group when it is named. Null when it is not known. */
export async function lightOf(centreCode, groupCode) {
  const hall = await api.get(`/v1/halls/${encodeURIComponent(centreCode)}`).catch(() => null);
  if (!hall) return null;
  const lights = (hall.groups ?? []).filter((group) => !groupCode || group.groupCode === groupCode).map((group) => group.light);
  const worst = LIGHTS.findLast((light) => lights.includes(light));
  return hall.open === true && worst ? worst : 'CLOSED';
}

export const lightTag = (light) => (light ? html`<span class="okno-tag portal__light ${KINDS[light] ?? 'okno-tag--quiet'}">${t[light]}</span>` : nothing);

export function hoursOf(centre, at = new Date()) {
  const hours = centre.timetable?.find((one) => one.weekday === (at.getDay() || 7));
  return hours ? t.today(hours.opens, hours.closes) : t.off;
}

/** A select of centres by district; `choose(code)`. */
export const centreSelect = (id, centres, chosen, choose) => {
  const okrugs = [...new Set(centres.map((centre) => centre.okrug))];
  return html`<select class="govuk-select portal__select" id=${id} name="centre" @change=${(event) => choose(event.target.value)}>
    <option value="" ?selected=${!chosen}>${t.choose}</option>
    ${okrugs.map((okrug) => html`<optgroup label=${okrug || '…'}>${centres.filter((centre) => centre.okrug === okrug)
      .sort((a, b) => nameOf(a).localeCompare(nameOf(b), language()))
      .map((centre) => html`<option value=${centre.centreCode} ?selected=${centre.centreCode === chosen}>${nameOf(centre)}</option>`)}</optgroup>`)}
  </select>`;
};
