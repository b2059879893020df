// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The board of a hall: /board, signed in with an account of role KIOSK, which knows its centre. /board?voice=ru,en speaks both languages,
 * voice=off none; `centre` is for those who may see them all.
 * The screen has no keyboard: everything happens by itself. Text goes before sound, and no trouble with one stops the other.
 *
 *   board.js      the page: where its data come from, and what is drawn
 *   announcer.js  whose turn it is
 *   voice.js      sound
 *   rolling.js    messages for all, below
 *   lights.js     how long a queue is
 *   settings.js   what whoever hangs up the screen may choose
 */
import { api, session, signIn } from '../lib/api.js';
import { date, language, minutesRange, nameOf, number, setLanguage, time, words } from '../lib/i18n.js';
import { callKey, Hall, reception } from '../lib/hall.js';
import { html, Live, nothing, svg } from '../lib/live.js';
import { announce, inRussian, mark } from '../lib/parts.js';
import { openStream } from '../lib/stream.js';
import { kept } from '../lib/store.js';
import { Announcer } from './announcer.js';
import { light } from './lights.js';
import './rolling.js';
import { openSettings } from './settings.js';
import { Voice } from './voice.js';

const t = words({
  title: ['Табло зала', 'Board of the hall'],
  ticket: ['Талон', 'Ticket'],
  window: ['Окно', 'Window'],
  inviting: ['Приглашаем', 'Now calling'],
  called: ['Вызваны', 'Called'],
  nobody: ['Ожидайте вызова: номер талона появится здесь', 'Please wait: your number will appear here'],
  take: ['Возьмите талон в терминале', 'Take a ticket at the kiosk'],
  queues: ['Очереди', 'Queues'],
  waitingShort: [(n) => `ждут: ${number(n)}`, (n) => `waiting: ${number(n)}`],
  noWait: ['без ожидания', 'no waiting'],
  notServed: ['сейчас не принимаем', 'not served now'],
  notYet: [(from) => `Прием еще не начался. Талоны выдаются с ${from}`, (from) => `Reception has not begun yet. Tickets from ${from}`],
  closed: ['Прием окончен. Талоны не выдаются.', 'Reception is over. No more tickets today.'],
  dayOff: ['Сегодня приема нет', 'No reception today'],
  norm: [(percent) => `Сегодня ${number(percent)}\u00a0% посетителей ждали не дольше 15\u00a0минут`,
    (percent) => `Today ${number(percent)}% of visitors waited no longer than 15\u00a0minutes`],
  stale: [(at) => `Нет связи. Данные от ${at}`, (at) => `No connection. Data as of ${at}`],
  connecting: ['Подключаемся…', 'Connecting…'],
  info: ['Информация', 'Information'],
  hours: ['Часы работы', 'Opening hours'],
  which: ['Какой это зал?', 'Which hall is this?'],
  whichHint: ['Войдите учетной записью табло: она знает свой центр.',
    'Sign in with the account of the board: it knows its centre.'],
  signIn: ['Войти', 'Sign in'],
  settings: ['Настройки табло', 'Board settings'],
  soundBlocked: ['Звук ждет касания экрана', 'Sound waits for a touch'],
  soundFailed: ['Голос не отвечает, показываем текст', 'No voice: showing text only'],
  say: [(ticket, window) => `Талон ${ticket}, подойдите к окну ${window}`, (ticket, window) => `Ticket ${ticket}, please go to window ${window}`],
});

const AGAIN_MS = 5000;
const SESSION_MS = 30000;
const PANEL_MS = 12000;      // each panel of information
const FRESH_CALL_MS = 20000; // when the board comes up, such calls are still announced
const PAGE_ROOM = 24;        // calls on the list at once
const NEWEST = 12;           // of them always there when not all fit

const arrow = () => svg`<svg viewBox="0 0 24 24" aria-hidden="true" class="board__arrow"><path d="M3 12h17M13 5l7 7-7 7" fill="none"
  stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"></path></svg>`;

class Board extends Live {
  #parameters = new URLSearchParams(location.search);
  #centre = '';
  #card = null;
  #hall = new Hall();
  #stale = null;
  #nowhere = false;
  #ready = false;
  #panel = 0;
  #page = 0;
  #moved = 0;
  #stream = null;
  #announcer;
  #voice;

  start() {
    const languages = (this.#parameters.get('voice') ?? kept('board.voice', 'ru')).split(',').filter((name) => /^(ru|en)$/.test(name));
    const full = Number(this.#parameters.get('full')) || undefined;
    this.#voice = new Voice({ languages, changed: () => this.draw() });
    this.#announcer = new Announcer({ full, changed: () => this.draw(), speak: (call) => this.#say(call) });
    if (this.#parameters.get('lang')) setLanguage(this.#parameters.get('lang'), { remember: false });
    this.listen(document, 'mousemove', () => this.#touch());
    this.listen(document, 'pointerdown', () => this.#touch());
    this.every(1000, () => this.draw());
    this.every(SESSION_MS, () => this.#stale && this.#check());
    this.every(PANEL_MS, () => {
      this.#panel++;
      this.#page++;
      this.draw();
    });
    this.ends(() => this.#stream?.close());
    this.#begin();
  }

  async #begin() {
    const who = await session({ anew: true });
    if (who.offline) {
      setTimeout(() => this.isConnected && this.#begin(), AGAIN_MS); // switched on before the server
      return;
    }
    this.#centre = this.#parameters.get('centre') || who.centreCode || '';
    this.#nowhere = !who.signedIn || !this.#centre;
    this.draw();
    if (!this.#nowhere) this.#follow();
  }

  // Data are old: is it the network, or has the session ended?
  async #check() {
    const who = await session({ anew: true });
    this.#nowhere = !who.offline && !who.signedIn;
    this.draw();
  }

  #follow() {
    this.#learn();
    const silence = Number(this.#parameters.get('silence')) || undefined;
    this.#stream = openStream([`halls/${this.#centre}`], {
      snapshot: (topic, hall) => this.#snapshot(hall),
      change: (topic, type, data) => this.#change(type, data),
      stale: (since) => {
        this.#stale = since;
        this.draw();
      },
      fresh: () => {
        this.#stale = null;
        this.draw();
      },
    }, silence ? { silence } : {});
  }

  // Name, address, hours of the centre: the board shows without them too.
  async #learn() {
    try {
      this.#card = await api.get(`/v1/centres/${this.#centre}`);
      this.draw();
    } catch {
      setTimeout(() => this.isConnected && this.#learn(), 30000);
    }
  }

  #snapshot(hall) {
    const first = !this.#ready;
    this.#ready = true;
    this.#hall.take(hall);
    const now = new Date(hall.at ?? Date.now());
    for (const call of [...this.#hall.calls].reverse())
      this.#announcer.add(call, { quiet: first && now - new Date(call.called) > FRESH_CALL_MS });
    this.#announcer.keepOnly(this.#hall.calls);
    this.draw();
  }

  #change(type, data) {
    const call = this.#hall.change(type, data);
    if (call) this.#announcer.add(call);
    if (this.#hall.calledOff) this.#announcer.withdraw(this.#hall.calledOff);
    this.#announcer.keepOnly(this.#hall.calls);
    this.draw();
  }

  async #say(call) {
    announce(t.say(call.ticketNumber, call.windowNumber));
    await this.#voice.say(call);
  }

  #touch() {
    this.#moved = Date.now();
    this.draw();
  }

  // ------------------------------------------------------------ drawing

  view() {
    document.title = this.#card ? `${t.title}. ${this.#card.name}` : t.title;
    if (this.#nowhere) return this.#viewNowhere();
    const { stage } = this.#announcer;
    return html`<div class="board ${this.#stale ? 'board--stale' : ''} ${Date.now() - this.#moved < 4000 ? 'board--touched' : ''}">
      ${this.#viewHead()}
      ${this.#stale ? html`<p class="board__stale" role="alert">${t.stale(time(this.#stale))}</p>` : nothing}
      <div class="board__body">
        <section class="board__calls" aria-label=${t.called}>
          ${stage ? this.#viewStage(stage.call) : this.#viewIdle()}
          ${this.#viewList()}
        </section>
        ${this.#viewPanel()}
      </div>
      ${this.#viewFoot()}
    </div>`;
  }

  #viewHead() {
    const now = new Date();
    return html`<header class="board__head">
      <span class="board__brand">${mark()}</span>
      <h1 class="board__name">${inRussian(this.#card?.name ?? t.title)}</h1>
      <span class="board__date">${date(now, { weekday: 'long', day: 'numeric', month: 'long' })}</span>
      <time class="board__clock">${time(now)}</time>
    </header>`;
  }

  #viewStage(call) {
    return html`<div class="board__stage" data-call=${callKey(call)}>
      <span class="board__what">${t.inviting}</span>
      <span class="board__number">${call.ticketNumber}</span>
      ${arrow()}
      <span class="board__where"><span class="board__small">${t.window.toLowerCase()}</span>
        <span class="board__number board__number--window">${call.windowNumber}</span></span>
    </div>`;
  }

  #viewIdle() {
    if (!this.#ready) return html`<div class="board__idle"><p>${t.connecting}</p></div>`;
    const nobody = { before: t.notYet(time(this.#hall.opens)), after: t.closed, off: t.dayOff };
    return html`<div class="board__idle"><p>${nobody[reception(this.#hall)] ?? t.nobody}</p>
      ${this.#hall.open ? html`<p class="board__small">${t.take}</p>` : nothing}</div>`;
  }

  // The newest are on the list at once and stay; when not all fit, the others take turns below them.
  #listed() {
    const all = this.#announcer.shown;
    if (all.length <= PAGE_ROOM) return all;
    const room = PAGE_ROOM - NEWEST;
    const page = this.#page % Math.ceil((all.length - NEWEST) / room);
    return [...all.slice(0, NEWEST), ...all.slice(NEWEST + page * room, NEWEST + (page + 1) * room)];
  }

  #viewList() {
    const shown = this.#listed();
    const large = this.#announcer.stage ? 3 : 5;
    const size = shown.length <= large ? 'large' : shown.length <= 8 ? 'medium' : shown.length <= 15 ? 'small' : 'tiny';
    if (!shown.length) return nothing;
    return html`<table class="board__list board__list--${size}">
      <caption class="okno-said">${t.called}</caption>
      <thead class="okno-said"><tr><th scope="col">${t.ticket}</th><th scope="col">${t.window}</th></tr></thead>
      <tbody>${shown.map(({ call, state }) => html`
        <tr class="board__call ${state !== 'said' ? 'board__call--new' : ''} ${state === 'speaking' ? 'board__call--now' : ''}"
          data-call=${callKey(call)}>
          <td>${call.ticketNumber}</td><td>${arrow()}<span class="board__small">${t.window.toLowerCase()}</span><span>${call.windowNumber}</span></td></tr>`)}</tbody>
    </table>`;
  }

  // Queues, then messages for all, one after the other.
  #viewPanel() {
    const messages = this.#hall.current();
    const panels = [() => this.#viewQueues(), ...messages.map((message) => () => this.#viewMessage(message)), () => this.#viewCentre()];
    return html`<aside class="board__panel" aria-label=${t.info}>${panels[this.#panel % panels.length]()}</aside>`;
  }

  #viewQueues() {
    const groups = this.#hall.groups.filter((group) => group.light !== 'CLOSED' || group.waiting);
    return html`<h2>${t.queues}</h2><ul class="board__queues">${groups.map((group) => html`
      <li><span class="board__letter">${group.letter}</span>
        <span class="board__queue"><strong>${inRussian(nameOf(group))}</strong><span>${this.#wait(group)}</span></span>
        ${light(group.light)}</li>`)}</ul>`;
  }

  #wait({ waiting = 0, estimate, light }) {
    if (light === 'CLOSED' || !estimate?.served) return t.notServed;
    if (!waiting && (estimate.p50Seconds ?? 0) < 60) return t.noWait;
    const range = minutesRange(estimate.p50Seconds ?? 0, estimate.p90Seconds ?? 0);
    return waiting ? html`${t.waitingShort(waiting)} · ${range}` : range;
  }

  #viewMessage(message) {
    return html`<h2>${t.info}</h2><p class="board__message">${inRussian(nameOf(message, 'text'))}</p>`;
  }

  #viewCentre() {
    const hours = this.#card?.timetable?.find(({ weekday }) => weekday === (new Date().getDay() || 7));
    return html`<h2>${t.info}</h2>
      ${this.#hall.withinNormPercent ? html`<p class="board__fact">${t.norm(this.#hall.withinNormPercent)}</p>` : nothing}
      ${hours ? html`<p class="board__fact"><strong>${t.hours}</strong><br>${hours.opens}–${hours.closes}</p>` : nothing}
      ${this.#card?.phone ? html`<p class="board__fact">${this.#card.phone}</p>` : nothing}`;
  }

  #viewFoot() {
    const trouble = { blocked: t.soundBlocked, failed: t.soundFailed }[this.#voice.trouble];
    return html`<footer class="board__foot">
      <board-rolling .messages=${this.#hall.current()}></board-rolling>
      ${trouble ? html`<span class="board__trouble">${trouble}</span>` : nothing}
      <button type="button" class="board__settings" @click=${() => openSettings(this.#voice)}>${t.settings}</button>
    </footer>`;
  }

  #viewNowhere() {
    return html`<div class="board__nowhere"><h1>${t.which}</h1><p>${t.whichHint}</p>
      <button type="button" class="govuk-button" @click=${() => signIn()}>${t.signIn}</button></div>`;
  }
}
customElements.define('okno-board', Board);
document.documentElement.lang = language();
