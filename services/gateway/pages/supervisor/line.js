// SPDX-License-Identifier: AGPL-3.0-or-later
// Queues with their thresholds, and the people who have waited too long: each may be called at once, or sent where there is room.
import { html, Live, nothing } from '../lib/live.js';
import { count, minutesRange, nameOf, number, words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { cameAt } from '../lib/hall.js';
import { inRussian } from '../lib/parts.js';
import { choose } from '../operator/ask.js';
import { passed, purpose } from '../operator/terms.js';
import { alarmOf, queuesOf, tooLong } from './rules.js';
import { state } from './state.js';

const t = words({
  queues: ['Очереди', 'Queues'],
  queue: ['Очередь', 'Queue'],
  waiting: ['Ждут', 'Waiting'],
  longest: ['Дольше всех', 'Longest'],
  estimate: ['Придёт сейчас — ждать', 'Coming now, to wait'],
  windows: ['Окна', 'Windows'],
  none: ['нет', 'none'],
  noWindow: ['нет окон', 'no window'],
  thresholds: ['Тревога', 'Alarm'],
  minutes: ['ожидание дольше, минут', 'waiting longer than, minutes'],
  people: ['в очереди не меньше, человек', 'in a queue at least, people'],
  long: [(n) => `Ждут дольше ${count(n, 'минуты', 'минут', 'минут')}`, (n) => `Waiting over ${count(n, 'minute', 'minutes')}`],
  nobody: ['Никто не ждёт дольше нормы.', 'Nobody waits too long.'],
  act: ['Помочь', 'Help'],
  actFor: [(n) => `Помочь: ${n}`, (n) => `Help: ${n}`],
  call: [(n, who) => `Вызвать к окну ${n} сейчас (${who})`, (n, who) => `Call to window ${n} now (${who})`],
  send: [(n) => `Направить к окну ${n}`, (n) => `Send to window ${n}`],
  group: [(name) => `Перевести в очередь «${name}»`, (name) => `Move to the queue “${name}”`],
  helpText: ['Время ожидания сохраняется. Сначала окна, свободные прямо сейчас.', 'The waiting time stays. Windows that are free come first.'],
  calling: ['Вызов', 'Calling'],
  sending: ['Перенаправление', 'Redirecting'],
  done: [(n) => `${n}: сделано.`, (n) => `${n}: done.`],
});

const LIGHT = { bad: 'super-queue--bad', warn: 'super-queue--warn' };
const SHOWN = 30;

class Line extends Live {
  start() {
    this.listen(state, 'change', () => this.draw());
    this.every(1000, () => this.draw());
  }

  async #help(ticket) {
    const { hall } = state;
    const open = hall.windows.filter((window) => window.session?.state === 'OPEN');
    const free = open.filter((window) => !hall.visitorAt(window));
    const options = [
      ...free.map((window) => ({ value: `call ${window.windowId}`, label: t.call(window.number, window.session.operator) })),
      ...open.filter((window) => !free.includes(window)).map((window) => ({ value: `send ${window.windowId}`, label: t.send(window.number), hint: window.session.operator })),
      ...hall.groups.filter((group) => group.groupCode !== ticket.groupCode).map((group) => ({ value: `group ${group.groupCode}`, label: t.group(nameOf(group)) })),
    ];
    const [what, id] = (await choose({ title: `${ticket.number} · ${passed(cameAt(ticket))}`, text: t.helpText, options }))?.split(' ') ?? [];
    const path = `/v1/tickets/${ticket.ticketId}`;
    const made = await ({
      call: () => state.does(t.calling, (key) => api.post(`${path}:call`, { sessionId: hall.window(id).session.sessionId }, { key }), t.done(ticket.number)),
      send: () => state.does(t.sending, (key) => api.post(`${path}:redirect`, { windowId: id }, { key }), t.done(ticket.number)),
      group: () => state.does(t.sending, (key) => api.post(`${path}:redirect`, { groupCode: id }, { key }), t.done(ticket.number)),
    })[what]?.();
    if (made) hall.take(made);
  }

  #limit(name) {
    return html`<label class="super-limit"><input class="govuk-input" type="number" min="1" max="240" .value=${String(state.limits[name])}
      @change=${(event) => state.setLimit(name, event.target.value)}><span>${t[name]}</span></label>`;
  }

  #queue(queue) {
    const alarm = alarmOf(queue, state.limits);
    const { estimate } = queue;
    return html`<tr class="super-queue ${LIGHT[alarm] ?? ''}">
      <td><b class="super-queue__letter">${queue.group.letter}</b></td><td>${inRussian(nameOf(queue.group))}</td>
      <td class="number"><b>${number(queue.waiting)}</b></td>
      <td class="number">${queue.waiting ? passed(Date.now() - queue.longest * 1000) : '—'}</td>
      <td>${estimate?.served ? minutesRange(estimate.p50Seconds ?? 0, estimate.p90Seconds ?? 0) : '—'}</td>
      <td>${queue.windows.length ? queue.windows.join(', ') : html`<span class=${queue.waiting ? 'super-bad' : 'desk-muted'}>${t.none}</span>`}</td></tr>`;
  }

  #long(tickets) {
    return html`<div class="desk-card ${tickets.length ? 'super-long' : ''}"><h3 class="desk-card__title">${t.long(state.limits.minutes)}${tickets.length ? html`: ${number(tickets.length)}` : nothing}</h3>
      ${tickets.length ? html`<ul class="desk-line">${tickets.slice(0, SHOWN).map((ticket) => html`<li><b>${ticket.number}</b>
        <span>${inRussian(nameOf(state.hall.group(ticket.groupCode)))}<small>${purpose(ticket.purpose)}</small></span>
        <span class="super-bad desk-line__time">${passed(cameAt(ticket))}</span>
        <button type="button" class="okno-choice okno-choice--small" aria-haspopup="dialog" aria-label=${t.actFor(ticket.number)} @click=${() => this.#help(ticket)}>${t.act}</button></li>`)}</ul>`
        : html`<p class="desk-good">${t.nobody}</p>`}</div>`;
  }

  view() {
    const queues = queuesOf(state.hall);
    const long = tooLong(state.hall.live(), state.limits.minutes);
    return html`${long.length ? this.#long(long) : nothing}<div class="desk-card"><div class="desk-row desk-row--between"><h3 class="desk-card__title">${t.queues}</h3></div>
        <div class="desk-scroll" tabindex="0" role="region" aria-label=${t.queues}><table class="okno-table super-queues"><caption class="okno-said">${t.queues}</caption><thead><tr><th scope="col" colspan="2">${t.queue}</th><th scope="col" class="number">${t.waiting}</th>
          <th scope="col" class="number">${t.longest}</th><th scope="col">${t.estimate}</th><th scope="col">${t.windows}</th></tr></thead>
          <tbody>${queues.map((queue) => this.#queue(queue))}</tbody></table></div>
        <fieldset class="super-limits"><legend>${t.thresholds}</legend>${this.#limit('minutes')}${this.#limit('people')}</fieldset></div>
      ${long.length ? nothing : this.#long(long)}`;
  }
}
customElements.define('super-line', Line);
